"""What the office fills in about a partner."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openings.partners import guard, keys
from openings.partners.models import Agreement
from openings.partners.webhook_models import CHOSEN, Kind
from respite.days import DayField, DayInput
from respite.forms import Form
from respite.models import House
from respite.phone_numbers import normal_phone

A_DAY = {"required": _("Write a day, like 5 December 2026."), "invalid": _("Write a day, like 5 December 2026.")}


class PartnerForm(Form):
    """What a partner is called, and how to reach them at work."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("As people know it, like Valley 211."),
        error_messages={"required": _("Write their name.")},
    )
    email = forms.EmailField(
        label=_("E-mail of their work"),
        required=False,
        help_text=_("This or a phone number. We write there when something does not work."),
        error_messages={"invalid": _("Write an e-mail address, like data@valley.example.")},
    )
    phone = forms.CharField(label=_("Phone of their work"), required=False, max_length=40)
    since = DayField(
        label=_("Partner since"), widget=DayInput(), error_messages=A_DAY, help_text=_("Today or an earlier day.")
    )

    def clean_phone(self) -> str:
        """Take a number however it is written."""
        typed = self.cleaned_data["phone"]
        return normal_phone(typed) if typed else ""

    def clean(self) -> dict[str, Any] | None:
        """Ask for one way to reach them."""
        said = super().clean()
        if not ({"email", "phone"} & set(self.errors) or self.cleaned_data.get("email") or self.cleaned_data["phone"]):
            self.add_error("email", _("Write an e-mail or a phone number of their work."))
        return said

    def told(self) -> dict[str, Any]:
        """Return what was written, for the verb."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "phone", "since")}


class HousesForm(Form):
    """Something about some houses of an organization."""

    houses = forms.MultipleChoiceField(
        label=_("Which houses?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a house.")},
    )

    def __init__(self, *args: Any, houses: Iterable[House], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_slug = {house.slug: house for house in houses}
        self.fields["houses"].choices = [(slug, house.name) for slug, house in self.by_slug.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[House]:
        """Return the houses that were chosen."""
        return [self.by_slug[slug] for slug in self.cleaned_data["houses"]]


class AgreementForm(HousesForm):
    """What was agreed on paper, and until when."""

    what = forms.ChoiceField(
        label=_("What may they read?"),
        choices=Agreement.What.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    signed_on = DayField(
        label=_("Signed on"), widget=DayInput(), error_messages=A_DAY, help_text=_("Today or an earlier day.")
    )
    ends_on = DayField(
        label=_("Last day"),
        widget=DayInput(),
        error_messages=A_DAY,
        help_text=_("Five years from signing at most. After it, it is over by itself."),
    )
    field_order = ("what", "houses", "signed_on", "ends_on")


class SubscriptionForm(HousesForm):
    """Where news goes, and what of it."""

    address = forms.CharField(
        label=_("Address of their system"),
        max_length=guard.LONGEST,
        help_text=_("It begins with https:// and comes from them."),
        error_messages={
            "required": _("Write the address they gave you."),
            "max_length": _("This address is too long."),
        },
    )
    events = forms.MultipleChoiceField(
        label=_("What do they want to be told?"),
        choices=[(kind.value, kind.label) for kind in CHOSEN],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what they want to be told.")},
    )
    field_order = ("address", "events", "houses")

    def clean_address(self) -> str:
        """Look up where it leads, as when something is sent there: here, because no transaction is open yet."""
        address = self.cleaned_data["address"].strip()
        guard.check(address)
        return str(address)

    def clean_events(self) -> list[Kind]:
        """Return what was chosen."""
        return [Kind(value) for value in self.cleaned_data["events"]]


class OverlapForm(Form):
    """For how long an old key goes on working beside the new one."""

    days = forms.IntegerField(
        label=_("For how many days does the old one go on working?"),
        min_value=0,
        max_value=keys.LONGEST,
        initial=keys.OVERLAP,
        help_text=_("Until then they put the new one in. With 0 the old one ends now."),
    )
