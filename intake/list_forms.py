"""What staff write about a place on the call list, a tour, and another house that is asked to ring somebody."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake import handing, listing, touring
from intake.handing import Choice
from intake.models import Consent, ListMove, ListPlace, Request
from respite.days import DayField, DayInput
from respite.forms import Form
from respite.models import House, Person
from respite.nights import at
from stays.availability import State

CLOCK_FORMATS = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p", "%I:%M%p", "%I%p"]
HEARD = [(Consent.How.PHONE, _("On the phone")), (Consent.How.DOOR, _("In person"))]
BOARDS = {
    State.OPEN: _("there may be a room tonight"),
    State.FULL: _("full tonight"),
    State.PAUSED: _("closed just now"),
    State.CALL: _("tells only by phone"),
}


class ClockInput(forms.TimeInput):
    """The browser's own field for a time of day; without one, "4:30 pm" is typed."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class MomentForm(Form):
    """A day and a time on the wall clock of the house."""

    day = DayField(
        label=_("Day"), widget=DayInput(), error_messages={"invalid": _("Write a day like 5 December 2026.")}
    )
    clock = forms.TimeField(
        label=_("Time"),
        widget=ClockInput(),
        input_formats=CLOCK_FORMATS,
        error_messages={"invalid": _("Write a time like 4:30 pm.")},
    )

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.house = house

    @property
    def moment(self) -> datetime:
        """Return the instant: a time that the spring change skips is the one after it, of a doubled one the first."""
        day: date = self.cleaned_data["day"]
        clock: time = self.cleaned_data["clock"]
        return at(day, clock, self.house.tz)


class TourForm(MomentForm):
    """A moment at which somebody can come and look at the house."""

    places = forms.IntegerField(
        label=_("For how many people"), min_value=1, max_value=touring.MOST_PLACES, initial=1, required=True
    )


class NotNowForm(Form):
    """They said "not now" on the phone."""

    rests_until = DayField(
        label=_("When may we call again?"),
        help_text=_("Leave it open to call with the next room."),
        widget=DayInput(),
        required=False,
        error_messages={"invalid": _("Write a day like 5 December 2026.")},
    )


class MoveForm(Form):
    """Somebody moves to the top, with a reason they can read."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=[(value, label) for value, label in ListMove.Reason.choices if value != ListMove.Reason.RULE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason. They can read it on their page.")},
    )
    words = forms.CharField(
        label=_("In words"),
        help_text=_("They can read it on their page."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )


class PairField(forms.ModelChoiceField):
    """Somebody else on the list, by their name."""

    def label_from_instance(self, row: Request) -> str:
        """Say the name they use."""
        return str((row.guest or row).name)


class PairForm(Form):
    """Two people wish to wait together; each says so to us. Nothing is ticked before they did."""

    other = PairField(queryset=Request.objects.none(), label=_("With whom?"), empty_label=None)
    yes = forms.MultipleChoiceField(
        label=_("Who said yes to it?"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    how = forms.ChoiceField(label=_("How did you hear it?"), choices=HEARD, widget=forms.RadioSelect)

    def __init__(self, *args: Any, place: ListPlace, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = listing.living(place.house).filter(request__waits_with=None).exclude(pk=place.pk)
        others = Request.objects.filter(pk__in=alone.values("request")).open_to(person).with_person()
        self.fields["other"].queryset = others  # type: ignore[attr-defined]
        name = str((place.request.guest or place.request).name)
        self.fields["yes"].choices = [("one", name), ("other", _("The other person"))]  # type: ignore[attr-defined]

    def clean_yes(self) -> list[str]:
        """Both have to say it themselves."""
        said: list[str] = self.cleaned_data["yes"]
        if set(said) != {"one", "other"}:
            raise ValidationError(_("Ask both of them. They wait together when both say yes."))
        return said


class HandOverForm(Form):
    """Another house is asked to ring somebody: a yes for that house, and one for each answer (LN-04)."""

    to = forms.ModelChoiceField(
        queryset=House.objects.none(),
        label=_("Which house?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the house they said yes to.")},
    )
    parts = forms.MultipleChoiceField(
        label=_("What may that house know?"),
        help_text=_("Ask for each. Tick what they say yes to."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    how = forms.ChoiceField(label=_("How did you hear it?"), choices=HEARD, widget=forms.RadioSelect)

    def __init__(self, *args: Any, asked: Request, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [choice.house.pk for choice in choices]
        houses: Any = self.fields["to"]
        houses.queryset = House.objects.filter(pk__in=keys)
        houses.choices = [(str(choice.house.pk), house_words(choice)) for choice in choices]
        told = handing.would_tell(asked)
        parts: Any = self.fields["parts"]
        parts.choices = [(name, part_words(name, words)) for name, words in told.items() if words]


PARTS = {
    "name": _("The name they use"),
    "contact": _("How to reach them"),
    "nights": _("The nights they have in mind"),
    "to_know": _("What they told us"),
}


def part_words(name: str, told: list[str]) -> str:
    """Say which answer it is, with the very words the other house would read."""
    return str(_("%(part)s: %(words)s")) % {"part": PARTS[name], "words": " ".join(told)}


def house_words(choice: Choice) -> str:
    """Say the name of a house, and what its board says where colleagues may know it."""
    board = BOARDS.get(choice.state) if choice.state else None
    words = _("%(house)s, %(area)s: %(board)s") if board else _("%(house)s, %(area)s")
    return str(words) % {"house": choice.house.name, "area": choice.house.area, "board": board}


class RingForm(MomentForm):
    """By when we will ring somebody for whom another house asked."""

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, house=house, initial={"day": house.local().date()}, **kwargs)
