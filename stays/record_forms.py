"""What the pages of a stay's record ask: notes, hopes, a lock box, out until, what would make it work, extra parts."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from respite.days import DayField
from respite.forms import Form
from respite.models import House, Person
from respite.nights import at
from respite.templatetags.words import day, short_day
from stays import noting, welcoming
from stays.forms import DateInput, LeaveForm, WordForm
from stays.models import Accommodation, Guidelines, Note, Stay
from stays.recording import MOST

LONG = _("This is long. Please make it a bit shorter.")


def _words(label: Any, *, rows: int = 5, required: bool = True, help_text: Any = "") -> forms.CharField:
    field = forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        max_length=MOST,
        required=required,
        error_messages={"required": _("Write a few words first."), "max_length": LONG},
    )
    field.widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing
    return field


class NoteForm(Form):
    """A note, and who reads it. The guest does, unless somebody says why not and until when."""

    words = _words(_("What you would like to keep"))
    staff_only = forms.BooleanField(required=False)
    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect, choices=Note.Reason.choices, required=False)
    until = DayField(label=_("The last day of this note"), widget=DateInput, required=False)

    def __init__(self, *args: Any, house: House, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.house = house
        self.fields["staff_only"].label = __("Only staff read this, %(name)s does not") % {"name": name}
        self.fields["until"].help_text = __("At the latest %(day)s. Then the note goes by itself.") % {
            "day": day(noting.last_day(house))
        }
        if not self.initial.get("until"):
            self.initial["until"] = noting.last_day(house)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason and an end only of a staff-only note."""
        said = super().clean() or self.cleaned_data
        if not said.get("staff_only"):
            return said
        if not said.get("reason") and "reason" not in self.errors:
            self.add_error("reason", __("Choose why they do not read it."))
        until, last = said.get("until"), noting.last_day(self.house)
        if until and not self.house.tonight() <= until <= last:
            self.add_error("until", __("Choose a day from today to %(day)s.") % {"day": day(last)})
        return said

    def readers(self) -> noting.Readers:
        """Return who is to read it."""
        said = self.cleaned_data
        if not said["staff_only"]:
            return noting.GUEST
        return noting.Readers(staff_only=True, reason=said["reason"], until=said["until"])


class HopesForm(Form):
    """What a guest hopes for, in their words."""

    words = _words(_("In their words"), required=False, help_text=_("Leave it empty to erase it."))


class AskForm(Form):
    """Something that would make the stay work. There is no field for a proof (LN-21)."""

    words = _words(_("What would help"))


class AnswerForm(Form):
    """What we answer."""

    state = forms.ChoiceField(
        label=_("Our answer"),
        widget=forms.RadioSelect,
        choices=[choice for choice in Accommodation.State.choices if choice[0] != Accommodation.State.ASKED],
        error_messages={"required": _("Choose one of the answers.")},
    )
    words = _words(_("In words"), rows=3, required=False, help_text=_("What we do, or what we can do instead."))


class PartForm(Form):
    """What stands in one extra part of the record."""

    words = _words(_("Words"))


class BoxForm(Form):
    """Which lock box."""

    box = forms.ChoiceField(
        label=_("Lock box"), widget=forms.RadioSelect, error_messages={"required": _("Choose a lock box.")}
    )

    def __init__(self, *args: Any, house: House, stay: Stay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["box"]
        assert isinstance(field, forms.ChoiceField)
        # One that was lent a moment ago stays a choice, so that the verb can say what happened.
        field.choices = [(str(n + 1), str(n + 1)) for n in range(house.rules().lock_boxes)]


class OutForm(Form):
    """Until when somebody is out, by their own wish."""

    on = forms.TypedChoiceField(
        label=_("Day"), coerce=date.fromisoformat, error_messages={"required": _("Choose the day.")}
    )
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"required": _("Choose a time."), "invalid": _("Write a time like 18:30.")},
    )

    def __init__(self, *args: Any, stay: Stay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.house = stay.house
        today = self.house.local().date()
        field = self.fields["on"]
        assert isinstance(field, forms.TypedChoiceField)
        count = max((stay.leaves - today).days, 0) + 1
        field.choices = [
            ((today + timedelta(days=n)).isoformat(), __("today") if n == 0 else short_day(today + timedelta(days=n)))
            for n in range(count)
        ]

    def until(self) -> datetime:
        """Return the instant, on the clock of the house."""
        return at(self.cleaned_data["on"], self.cleaned_data["time"], self.house.tz)


class ArriveForm(WordForm):
    """Arriving: the guidelines are shown; the rest is there for whoever likes it.

    Who wrote already what they hope for is not asked again; words that were typed for them meanwhile are kept to see.
    """

    language = forms.ChoiceField(label=_("In which language"), choices=lambda: settings.LANGUAGES, required=False)
    shown = forms.MultipleChoiceField(
        label=_("Welcome list"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick what you showed. Nothing here has to be ticked."),
    )
    box = forms.ChoiceField(label=_("Lock box"), required=False)
    hopes = _words(
        _("What they hope for, in their words"),
        rows=3,
        required=False,
        help_text=_("Only if they like. It is theirs: it stands on their page, and goes some days after the stay."),
    )

    def __init__(
        self, *args: Any, guidelines: Guidelines | None, house: House, language: str, hopes: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, guidelines=guidelines, later=True, **kwargs)
        if hopes and not self.data.get(self.add_prefix("hopes"), "").strip():
            del self.fields["hopes"]
        self.fields["shown"].choices = [(line, line) for line in welcoming.welcome_list(house)]  # type: ignore[attr-defined]
        self.initial.setdefault("language", language)
        if guidelines is None or len(settings.LANGUAGES) < 2:
            del self.fields["language"]
        boxes = house.rules().lock_boxes
        if not boxes:
            del self.fields["box"]
            return
        numbers = [(str(n + 1), str(n + 1)) for n in range(boxes)]
        self.fields["box"].choices = [("", __("none")), *numbers]  # type: ignore[attr-defined]
        free = ", ".join(welcoming.boxes(house))
        self.fields["box"].help_text = __("Not lent now: %(boxes)s.") % {"boxes": free or __("none")}


class LeavingForm(LeaveForm):
    """Leaving: besides the wish, the key of the lock box and what they hoped for, as far as there is one."""

    key_back = forms.BooleanField(label=_("The key is back"), required=False)
    forget_hopes = forms.BooleanField(label=_("Erase what they hoped for today"), required=False)

    def __init__(self, *args: Any, key_out: bool, hopes: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not key_out:
            del self.fields["key_back"]
        if not hopes:
            del self.fields["forget_hopes"]


class AcknowledgeForm(WordForm):
    """How the guidelines were shared, and in which language."""

    language = forms.ChoiceField(label=_("In which language"), choices=lambda: settings.LANGUAGES, required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", language)


class RecordPartForm(Form):
    """One more part of each record, with the rule that asks for it."""

    name = forms.CharField(
        label=_("What it is called"), max_length=60, error_messages={"required": _("Say what it is.")}
    )
    why = forms.CharField(
        label=_("Which rule asks for it"),
        help_text=_("The guest reads this. Name the rule, and say it in plain words."),
        max_length=200,
        error_messages={"required": _("Say which rule asks for it.")},
    )


class CloseToForm(Form):
    """Which colleague sees nothing of this guest from now on."""

    to = forms.ModelChoiceField(
        label=_("Who"),
        queryset=Person.objects.none(),
        error_messages={
            "required": _("Choose a colleague of this house."),
            "invalid_choice": _("Choose a colleague of this house."),
        },
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
