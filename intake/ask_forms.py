"""The forms of the questions. Each says what to ask, and gives its answer as plain values for the draft."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from intake.models import HouseQuestion
from respite.forms import Form
from respite.models import House

LONG = _("This is long. Please make it a bit shorter.")
UNSAID = _("I would rather not say")


def _writable(data: MultiValueDict[str, str] | None) -> MultiValueDict[str, str] | None:
    """Leave out the one sign that stands in no text, and that a database would refuse."""
    if data is None:
        return None
    return MultiValueDict({name: [words.replace("\x00", "") for words in said] for name, said in data.lists()})


class AskForm(Form):
    """One page of questions. `tokens` names what a browser may fill in, unless others use the device (CS-12).

    `made` are the questions of the house itself that stand on this page.
    """

    title: Any = ""
    hint: Any = ""
    tokens: dict[str, str] = {}

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        house: House,
        private: bool,
        made: tuple[HouseQuestion, ...] = (),
        **kwargs: Any,
    ) -> None:
        self.house, self.made = house, made
        super().__init__(_writable(data), **kwargs)
        self.ask_house_questions()
        for name, field in self.fields.items():
            field.widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing
            if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput | forms.CheckboxSelectMultiple):
                token = "off" if private else self.tokens.get(name, "off")
                field.widget.attrs |= {"autocomplete": token, "dir": "auto"}

    def ask_house_questions(self) -> None:
        """Add the fields of the house's own questions; most pages have none."""

    @staticmethod
    def seen(answer: dict[str, Any]) -> dict[str, Any]:
        """Turn a kept answer back into what stood in the fields."""
        return answer

    def answer(self) -> dict[str, Any]:
        """Return what to keep, as plain values."""
        return {name: value for name, value in self.cleaned_data.items() if name != "sending"}


class DeviceForm(AskForm):
    """Do others use this device? Left open, it counts as yes."""

    title = _("Do other people use this device?")
    hint = _("If they may, we ask the browser to save nothing, and we wait less time.")
    shared = forms.ChoiceField(
        label=_("Other people use this device"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Yes, other people use it")),
            ("unsure", _("I am not sure, or I do not want to say")),
            ("no", _("No, only I use it")),
        ],
    )


class NameForm(AskForm):
    """What to call them, and the language to talk in; nobody is asked to bring an interpreter along (LN-31)."""

    title = _("What should we call you?")
    hint = _("Any name you like. It does not have to be on a paper.")
    tokens = {"name": "name"}
    name = forms.CharField(
        label=_("Name to use"),
        max_length=60,
        error_messages={
            "required": _("Write a name we can use. Any name will do."),
            "max_length": _("This name is long. Please write a shorter one."),
        },
    )
    language = forms.ChoiceField(
        label=_("Which language is best to talk in?"),
        help_text=_("We get an interpreter if we need one. It is free. You do not have to bring anyone."),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("English", _("English")),
            ("Spanish", _("Spanish")),
            ("ASL", _("American Sign Language (ASL)")),
            ("other", _("Another language")),
            ("unsaid", UNSAID),
        ],
    )
    other_language = forms.CharField(
        label=_("Which one?"), required=False, max_length=60, error_messages={"max_length": LONG}
    )

    def answer(self) -> dict[str, Any]:
        """Return the name and the language; words about another one count as choosing it."""
        told = super().answer()
        if told["other_language"] and not told["language"]:
            told["language"] = "other"
        return told if told["language"] == "other" else told | {"other_language": ""}


class TimesForm(AskForm):
    """When it is good to talk."""

    title = _("When is a good time to talk?")
    hint = _("Choose all that are good. Skip this if any time of day is fine.")
    windows = forms.MultipleChoiceField(
        label=_("Good parts of the day"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("morning", _("Morning, from 8 to noon")),
            ("afternoon", _("Afternoon, from noon to 5")),
            ("evening", _("Evening, from 5 to 9")),
        ],
    )
    times = forms.CharField(
        label=_("Or in your own words"),
        help_text=_("Like “after 4 pm, not on Sunday”."),
        required=False,
        max_length=200,
        error_messages={"max_length": LONG},
    )


class ToKnowForm(AskForm):
    """Anything we should know, in their own words; and a service animal: the two questions the law allows (LN-20)."""

    title = _("What would make a stay work for you?")
    hint = _("Stairs, food, a pet at home, what helps you sleep. Or nothing at all.")
    to_know = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"max_length": _("This is longer than 2,000 letters. Please make it a bit shorter.")},
    )
    animal = forms.ChoiceField(
        label=_("Do you need a service animal with you because of a disability?"),
        help_text=_("It is welcome. No paper is needed. It changes nothing about when we call you."),
        required=False,
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No")), ("unsaid", UNSAID)],
    )
    animal_task = forms.CharField(
        label=_("What is it trained to do for you?"),
        required=False,
        max_length=200,
        error_messages={"max_length": LONG},
    )

    def answer(self) -> dict[str, Any]:
        """Return the words; a task is kept only with a yes."""
        told = super().answer()
        if told["animal_task"] and not told["animal"]:
            told["animal"] = "yes"
        return told if told["animal"] == "yes" else told | {"animal_task": ""}
