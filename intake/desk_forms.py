"""What the desk writes down of a talk: how it ended, an offer, the answer to it, who goes on with it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake import closing_to, flow, wording
from intake.entry_forms import HOW, MOST_NIGHTS
from intake.models import ContactTry, Conversation, NotMatched, Request
from intake.rooms import Look, look, still_free
from respite.days import DayField, DayInput
from respite.forms import Form
from respite.models import Bed, Feature, House, Person
from respite.nights import Nights
from respite.templatetags.words import short_day
from stays.models import Guest

Outcome = Conversation.Outcome
OUTCOMES = [
    (Outcome.KNOWN, _("Known to the house"), _("No dates, no room. They can come back without telling it all again.")),
    (Outcome.OFFER, _("Offer a room"), _("Held until a time you both choose.")),
    (Outcome.CALL_LIST, _("A call if a room opens"), _("They wait for a call, by the rule of the house.")),
    (Outcome.NOT_NOW, _("Not now"), _("Say why in a word, and what else may help.")),
    (Outcome.ELSEWHERE, _("Somewhere else"), _("Another house, a warm line, a place they chose.")),
]
NONE = [("", "—")]


class RoomField(forms.ModelChoiceField):
    """A bed, named by its room and what the room is like; once nights were looked at, also whether it is free."""

    seen: Look | None = None

    def label_from_instance(self, bed: Bed) -> str:
        """Say the room and its features, and for which nights it cannot be had."""
        features = ", ".join(bed.room.feature_words())
        label = f"{bed} ({features})" if features else str(bed)
        if self.seen is None or bed in self.seen.free:
            return label
        nights = self.seen.nights
        values = {"room": label, "first": short_day(nights.arrives), "last": short_day(nights.leaves)}
        return gettext("%(room)s, not free for all nights from %(first)s to %(last)s") % values


class OfferForm(Form):
    """Nights for one person, and until when a room is held for them."""

    first_night = DayField(label=_("First night"), widget=DayInput, required=False)
    nights = forms.IntegerField(label=_("Number of nights"), min_value=1, max_value=MOST_NIGHTS, required=False)
    hold_hours = forms.IntegerField(label=_("Hours to hold it"), min_value=1, max_value=72, required=False)
    needs = forms.MultipleChoiceField(
        label=_("What they need in a room"),
        choices=Feature.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    bed = RoomField(label=_("Room"), queryset=Bed.objects.none(), empty_label=_("Choose for me"), required=False)
    words = forms.CharField(
        label=_("Words to them"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    more_nights = forms.BooleanField(label=_("We agreed on more nights"), required=False)
    # The nights of which this page said that they are free, and where the request stood when it was opened.
    saw = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    stood = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, house: House, asked: Request, me: Person | None = None, **kwargs: Any) -> None:
        self.house, self.asked, self.me = house, asked, me
        super().__init__(*args, **kwargs)
        self.choose_from("bed", house.beds.select_related("room"))
        self.fields["hold_hours"].initial = house.rules().hold_hours
        wishes: Any = asked.wishes
        self.fields["first_night"].initial = wording.first_night(wishes)
        self.fields["nights"].initial = wishes.get("nights") or None
        self.limited = self.lost = False

    def choose_from(self, name: str, rows: QuerySet[Any]) -> None:
        """Offer these rows, and no others, in the field `name`."""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows

    @classmethod
    def looking(cls, sent: Any, **kwargs: Any) -> "OfferForm":
        """Return the form as it was typed so far, without saying what is still missing."""
        typed = cls(sent, **kwargs)
        return cls(initial={name: typed[name].value() for name in typed.fields}, **kwargs)

    @property
    def offers(self) -> bool:
        """Say whether a room is being offered."""
        return True

    def clean(self) -> dict[str, Any]:
        """An offer needs its nights."""
        said = super().clean() or self.cleaned_data
        if self.offers:
            for name in ("first_night", "nights", "hold_hours"):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, _("An offer needs this."))
        return said

    def asked_nights(self) -> Nights | None:
        """Return the nights as they stand in the form, sent or not, or None."""
        try:
            start = self.fields["first_night"].clean(self["first_night"].value())
            count = self.fields["nights"].clean(self["nights"].value())
        except ValidationError:
            return None
        return Nights.starting(start, count) if start and count else None

    def look(self, guest: Guest | None) -> Look | None:
        """Return what the house can offer for these nights, when they are named."""
        nights = self.asked_nights()
        needs = [need for need in self["needs"].value() or [] if need in Feature.values]
        found = look(self.house, nights, guest=guest, needs=needs) if nights else None
        field = self.fields["bed"]
        assert isinstance(field, RoomField)
        field.seen = found
        return found

    def lose(self) -> list[Nights]:
        """Somebody else was faster: say so when this page had told that the nights were free."""
        nights = self.asked_nights()
        if nights is None:
            return []
        self.lost = self.cleaned_data.get("saw") == seen(nights)
        return still_free(self.house, nights, self.cleaned_data.get("needs") or [])

    def facts(self) -> dict[str, Any]:
        """Return the keyword facts for the verb that makes the offer."""
        said = self.cleaned_data
        return {
            "nights": Nights.starting(said["first_night"], said["nights"]),
            "words": said["words"],
            "hours": said["hold_hours"],
            "needs": said["needs"],
            "bed": said["bed"],
            "despite_limit": said["more_nights"],
        }


class EndForm(OfferForm):
    """How the conversation ended. Only what belongs to the chosen ending is read."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(value, label) for value, label, _hint in OUTCOMES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    agreed = forms.CharField(
        label=_("What we agreed"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    guest = forms.ModelChoiceField(
        label=_("Is it the same person?"),
        queryset=Guest.objects.none(),
        empty_label=_("Someone else, or not sure"),
        blank=True,  # without it Django leaves the empty choice of radios out
        widget=forms.RadioSelect,
        required=False,
    )
    list_how = forms.ChoiceField(
        label=_("How did they say yes?"), choices=HOW, widget=forms.RadioSelect, required=False
    )
    list_need = forms.BooleanField(label=_("The need of the rule fits them"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = self.house.rules()
        self.endings = [row for row in OUTCOMES if row[0] != Outcome.CALL_LIST or rules.list_mode != "none"]
        self.fields["outcome"].choices = [row[:2] for row in self.endings]  # type: ignore[attr-defined]
        for way in (Outcome.CALL_LIST, Outcome.NOT_NOW, Outcome.ELSEWHERE):
            self._tell_why(way)
        if rules.list_order != "need":
            del self.fields["list_need"]
        self.known = [] if self.asked.guest else self._known()
        keys = [guest.pk for guest in self.known]
        self.choose_from("guest", Guest.objects.filter(pk__in=keys).select_related("key"))

    @property
    def offers(self) -> bool:
        """Say whether the conversation ended in an offer."""
        return self.cleaned_data.get("outcome") == Outcome.OFFER

    def clean(self) -> dict[str, Any]:
        """A place on the list needs their yes, and how it was said."""
        said = super().clean()
        if said.get("outcome") == Outcome.CALL_LIST and not said.get("list_how"):
            self.add_error("list_how", _("Choose how they said yes."))
        return said

    def tally(self) -> dict[str, str]:
        """Return what they looked for, why not and what instead, of the chosen ending only; never who."""
        said = self.cleaned_data
        way = said["outcome"]
        instead = NotMatched.Instead.LIST if way == Outcome.CALL_LIST else said.get(f"{way}_instead", "")
        return {"reason": said.get(f"{way}_reason", ""), "need": said.get(f"{way}_need", ""), "instead": instead}

    def _known(self) -> list[Guest]:
        """Return guests with the same number or address, but for those closed to whoever is talking."""
        found = flow.known_guests(self.asked)
        closed = set(
            Guest.objects.filter(pk__in=[row.pk for row in found], closed_to=self.me).values_list("pk", flat=True)
        )
        return [row for row in found if row.pk not in closed]

    def _tell_why(self, way: str) -> None:
        """Add the fields of the diary for one ending: the need, why not, and what instead."""
        kinds = {"need": NotMatched.Need, "reason": NotMatched.Reason, "instead": NotMatched.Instead}
        labels = {"need": _("What they looked for"), "reason": _("Why"), "instead": _("What we offered instead")}
        if way == Outcome.CALL_LIST:
            del kinds["instead"]
        for name, kind in kinds.items():
            choices = [*NONE, *kind.choices]
            self.fields[f"{way}_{name}"] = forms.ChoiceField(label=labels[name], choices=choices, required=False)


class AnswerForm(Form):
    """What they said to an offer on the phone, or that the house takes it back."""

    answer = forms.ChoiceField(choices=[(word, word) for word in ("yes", "not-now", "no", "more-time", "take-back")])
    hours = forms.IntegerField(label=_("Hours from now"), min_value=1, max_value=72, required=False)

    def clean(self) -> dict[str, Any]:
        """More time needs a number of hours."""
        said = super().clean() or self.cleaned_data
        if said.get("answer") == "more-time" and not said.get("hours") and "hours" not in self.errors:
            self.add_error("hours", _("Write for how many hours."))
        return said


class SureForm(Form):
    """Nothing but the wish to do it, once."""


class TryForm(Form):
    """What came of a call that did not reach them; a voicemail only where they said yes to it (CS-34)."""

    came = forms.ChoiceField(choices=ContactTry.Came.choices)


class HandToForm(Form):
    """Which colleague goes on with it; those it is closed to are not even named."""

    to = forms.ModelChoiceField(
        label=_("Who goes on with it?"),
        queryset=Person.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colleague."), "invalid_choice": _("Choose a colleague.")},
    )

    def __init__(self, *args: Any, asked: Request, me: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = closing_to.closed_to(asked).values("pk")
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = closing_to.colleagues(asked.house).exclude(pk__in=closed).exclude(pk=me.pk)


class CloseToForm(HandToForm):
    """To which colleague the person is closed from now on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].label = _("Who should not see it?")


class YesForm(Form):
    """A yes the person said: how it was heard."""

    how = forms.ChoiceField(
        label=_("How did they say yes?"),
        choices=HOW,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they said yes.")},
    )


class ChoiceForm(Form):
    """Which of some things, by its id."""

    which = forms.UUIDField(error_messages={"required": _("Choose one."), "invalid": _("Choose one.")})


def seen(nights: Nights) -> str:
    """Return how a page writes down for itself which nights it said were free."""
    return f"{nights.arrives.isoformat()}/{len(nights)}"
