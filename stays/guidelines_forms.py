"""What the page of a new version asks: the words in each language, who wrote them, and which meeting they came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respite.days import DayField
from respite.forms import Form
from stays.agreeing import Words
from stays.forms import DateInput
from stays.models import Guidelines

MOST_LETTERS = 40_000
Made = Guidelines.Made


@dataclass(frozen=True)
class Text:
    """The fields of one language: its text, who made it, who checked it, what is new in it."""

    title: str
    language: str
    easy: bool
    fields: list[BoundField]
    open: bool


class GuidelinesForm(Form):
    """The next version of the guidelines, in all its languages at once."""

    after = forms.IntegerField(widget=forms.HiddenInput, required=False)
    holds_from = DayField(
        label=gettext_lazy("Holds from"),
        widget=DateInput,
        error_messages={"required": gettext_lazy("Choose from which day it holds.")},
    )
    meeting = forms.CharField(
        label=gettext_lazy("The house meeting it came from"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Like “house meeting in May”. Guests read it."),
    )
    met_on = DayField(label=gettext_lazy("The day of that meeting"), widget=DateInput, required=False)

    def __init__(self, *args: Any, first: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for language, easy, title in _texts():
            self._ask(language, easy, title)
        if not first:
            asks = {
                "meeting": _("A change comes from a house meeting. Say which."),
                "met_on": _("Choose the day on which the house met."),
            }
            for name, sentence in asks.items():
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = sentence

    def _ask(self, language: str, easy: bool, title: str) -> None:
        main = (language, easy) == (settings.LANGUAGE_CODE, False)
        end = ending(language, easy)
        self.fields[f"text{end}"] = forms.CharField(
            label=_("What we agree on") if main else title,
            widget=forms.Textarea(attrs={"rows": 24 if main else 14, "lang": language}),
            max_length=MOST_LETTERS,
            required=main,
            help_text=_("One idea a paragraph. A line starting with # is a heading."),
        )
        if not easy:
            self.fields[f"what_changed{end}"] = forms.CharField(
                label=_("What is new in it"),
                widget=forms.Textarea(attrs={"rows": 3, "lang": language}),
                max_length=1000,
                required=False,
                help_text=_("In a sentence or two. Guests who stayed before read this first."),
            )
        self.fields[f"made{end}"] = forms.ChoiceField(
            label=_("Who wrote this text"),
            choices=Made.choices,
            initial=Made.HUMAN,
            widget=forms.RadioSelect,
            required=False,
        )
        self.fields[f"checked{end}"] = forms.CharField(
            label=_("Who checked it"),
            max_length=80,
            required=False,
            help_text=_("A text that a machine made has to be read over by somebody who speaks the language well."),
        )

    @property
    def texts(self) -> Iterator[Text]:
        """Yield the fields of each language, in their order; open where something stands in them, or is asked again."""
        for language, easy, title in _texts():
            names = [f"{name}{ending(language, easy)}" for name in ("text", "what_changed", "made", "checked")]
            fields = [self[name] for name in names if name in self.fields]
            filled = bool(fields[0].value()) or any(field.errors for field in fields)
            yield Text(title, language, easy, fields, filled or (language, easy) == (settings.LANGUAGE_CODE, False))

    @property
    def about(self) -> list[BoundField]:
        """Return what is asked about the version as a whole."""
        return [self[name] for name in ("meeting", "met_on", "holds_from")]

    @cached_property
    def words(self) -> list[Words]:
        """Return what was written, in the words of the verb; the text of the house's own language comes first."""
        return [self._words(language, easy) for language, easy, _title in _texts()]

    def _words(self, language: str, easy: bool) -> Words:
        end, said = ending(language, easy), self.cleaned_data
        return Words(
            text=said[f"text{end}"],
            language=language,
            easy=easy,
            made=said[f"made{end}"] or Made.HUMAN,
            checked_by=said[f"checked{end}"],
            what_changed=said.get(f"what_changed{end}", ""),
        )

    def clean_met_on(self) -> date | None:
        """Ask for a day that was."""
        met_on: date | None = self.cleaned_data["met_on"]
        if met_on and met_on > self.today:
            raise forms.ValidationError(_("Choose the day on which the house met: today or earlier."))
        return met_on

    def clean(self) -> dict[str, Any]:
        """Ask for a person's name at each text that a machine made (LN-31)."""
        said = super().clean() or self.cleaned_data
        for language, easy, title in _texts():
            end = ending(language, easy)
            machine = said.get(f"text{end}") and said.get(f"made{end}") == Made.MACHINE
            if machine and not said.get(f"checked{end}"):
                sentence = _("A machine made this text (%(which)s). Write down who read it over.")
                self.add_error(f"checked{end}", sentence % {"which": title})
        return said

    def look_again(self, newest: int) -> None:
        """Remember that the page now shows the newest version: sent once more, it goes through."""
        self.data = {**self.data, self.add_prefix("after"): str(newest)}


def ending(language: str, easy: bool) -> str:
    """Return what the names of the fields of this text end in; nothing for the text itself."""
    return ("" if language == settings.LANGUAGE_CODE else f"_{language}") + ("_easy" if easy else "")


def filled_from(version: Guidelines) -> dict[str, str]:
    """Return what stands in the fields of the next version at first: the words of this one."""
    return {f"text{ending(one.language, one.easy)}": one.text for one in version.all_words()}


def _texts() -> list[tuple[str, bool, str]]:
    """Return language, whether easy to read, and title of each text that may be written."""
    titles = []
    for code, name in settings.LANGUAGES:
        titles += [(code, False, name), (code, True, _("%(language)s, easy to read") % {"language": name})]
    return titles
