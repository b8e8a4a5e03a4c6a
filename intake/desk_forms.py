"""What the desk writes down: a first call, how a conversation ended, an offer, the answer to it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from intake import flow, wording
from intake.contact import Contact
from intake.models import Conversation, NotMatched, Request
from intake.rooms import Look, look
from respite.forms import Form
from respite.models import Bed, Feature, House
from respite.nights import Nights
from respite.phone_numbers import normal_phone
from stays.models import Guest

Outcome = Conversation.Outcome
OUTCOMES = [
    (Outcome.KNOWN, _("Known to the house"), _("No dates, no room. They can come back without telling it all again.")),
    (Outcome.OFFER, _("Offer a room"), _("Held until a time you both choose.")),
    (Outcome.NOT_NOW, _("Not now"), _("Say why in a word, and what else may help.")),
    (Outcome.ELSEWHERE, _("Somewhere else"), _("Another house, a warm line, a place they chose.")),
]
MOST_NIGHTS = 90


class DayInput(forms.DateInput):
    """The browser's own day field; without one, 2026-11-28 is typed."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RoomField(forms.ModelChoiceField):
    """A bed, named by its room and what the room is like."""

    def label_from_instance(self, bed: Bed) -> str:
        """Say the room and its features."""
        features = ", ".join(bed.room.feature_words())
        return f"{bed} ({features})" if features else str(bed)


class EntryForm(Form):
    """Someone is on the phone, or at the door: enough to call them back, in under a minute."""

    source = forms.ChoiceField(
        label=_("How did they come?"),
        choices=[(Request.Source.PHONE, _("They called")), (Request.Source.DOOR, _("They came to the door"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they came.")},
    )
    name = forms.CharField(
        label=_("The name they use"), max_length=60, error_messages={"required": _("Write the name they use.")}
    )
    phone = forms.CharField(label=_("Number"), max_length=40, required=False)
    allowed = forms.MultipleChoiceField(
        label=_("What is all right with that number?"),
        choices=[
            ("call", _("We may call")),
            ("text", _("We may text")),
            ("voicemail", _("We may leave a voicemail")),
            ("open", _("We may say who we are")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    i_will_call = forms.BooleanField(label=_("They will call us. We do not call."), required=False)
    ask_for = forms.CharField(label=_("Ask for"), max_length=60, required=False)
    times = forms.CharField(label=_("Good times"), max_length=80, required=False)
    first_night = forms.DateField(label=_("First night"), widget=DayInput, required=False)
    nights = forms.IntegerField(label=_("How many nights"), min_value=1, max_value=MOST_NIGHTS, required=False)
    to_know = forms.CharField(
        label=_("What they said"),
        help_text=_("Their words, as short as you can. They can read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def clean_phone(self) -> str:
        """Bring the number into one form."""
        typed = self.cleaned_data["phone"]
        return normal_phone(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        """Ask for one safe way to reach them, or their word that they will call."""
        said = super().clean() or self.cleaned_data
        ways = {"call", "text"} & set(said.get("allowed", []))
        if said.get("i_will_call") or "phone" in self.errors:
            return said
        if not said.get("phone"):
            self.add_error("phone", _("Write a number, or tick that they will call us."))
        elif not ways:
            self.add_error("allowed", _("Ask if we may call or text, or tick that they will call us."))
        return said

    def contact(self) -> Contact:
        """Return how to reach them; nothing is allowed that was not said."""
        said, allowed = self.cleaned_data, set(self.cleaned_data["allowed"])
        return Contact(
            call="call" in allowed,
            text="text" in allowed,
            voicemail={"call", "voicemail"} <= allowed,
            vague="open" not in allowed,
            i_will_call=said["i_will_call"],
            phone=said["phone"],
            ask_for=said["ask_for"],
            times=said["times"],
        )

    def wishes(self) -> dict[str, Any]:
        """Return the nights they have in mind."""
        start: date | None = self.cleaned_data["first_night"]
        return {"from": start.isoformat() if start else "", "nights": self.cleaned_data["nights"]}


class OfferForm(Form):
    """Nights for one person, and until when a room is held for them."""

    first_night = forms.DateField(label=_("First night"), widget=DayInput, required=False)
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

    def __init__(self, *args: Any, house: House, asked: Request, **kwargs: Any) -> None:
        self.house, self.asked = house, asked
        super().__init__(*args, **kwargs)
        self.choose_from("bed", house.beds.select_related("room"))
        self.fields["hold_hours"].initial = house.rules().hold_hours
        wishes: Any = asked.wishes
        self.fields["first_night"].initial = wording.first_night(wishes)
        self.fields["nights"].initial = wishes.get("nights") or None
        self.limited = False

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
        return look(self.house, nights, guest=guest, needs=needs) if nights else None

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
    not_now_reason = forms.ChoiceField(label=_("Why"), choices=[("", "—"), *NotMatched.Reason.choices], required=False)
    not_now_instead = forms.ChoiceField(
        label=_("What we offered instead"), choices=[("", "—"), *NotMatched.Instead.choices], required=False
    )
    elsewhere_reason = forms.ChoiceField(
        label=_("Why"), choices=[("", "—"), *NotMatched.Reason.choices], required=False
    )
    elsewhere_instead = forms.ChoiceField(
        label=_("What we offered instead"), choices=[("", "—"), *NotMatched.Instead.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = [] if self.asked.guest else flow.known_guests(self.asked)
        keys = [guest.pk for guest in self.known]
        self.choose_from("guest", Guest.objects.filter(pk__in=keys).select_related("key"))

    @property
    def offers(self) -> bool:
        """Say whether the conversation ended in an offer."""
        return self.cleaned_data.get("outcome") == Outcome.OFFER

    def tally(self) -> dict[str, str]:
        """Return why and what instead, of the chosen ending only."""
        said = self.cleaned_data
        way = said["outcome"]
        return {"reason": said.get(f"{way}_reason", ""), "instead": said.get(f"{way}_instead", "")}


class AnswerForm(Form):
    """What they said to an offer on the phone, or that the house takes it back."""

    answer = forms.ChoiceField(choices=[(word, word) for word in ("yes", "no", "more-time", "take-back")])
    hours = forms.IntegerField(label=_("Hours from now"), min_value=1, max_value=72, required=False)

    def clean(self) -> dict[str, Any]:
        """More time needs a number of hours."""
        said = super().clean() or self.cleaned_data
        if said.get("answer") == "more-time" and not said.get("hours") and "hours" not in self.errors:
            self.add_error("hours", _("Write for how many hours."))
        return said


class SureForm(Form):
    """Nothing but the wish to do it, once."""
