"""The form of the nights somebody has in mind, and of the person they would like to come with."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from intake.ask_forms import LONG, AskForm
from respite.days import DayField
from respite.templatetags.words import day_of_year


class NightsForm(AskForm):
    """Which nights they have in mind; knowing none is a full answer."""

    title = _("Which nights do you have in mind?")
    hint = _("This books nothing. It helps us look before we talk.")
    when = forms.ChoiceField(
        label=_("The first night"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("day", _("From a day I can name")), ("unknown", _("I do not know yet"))],
    )
    first = DayField(
        label=_("The first day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "data-short": True}, format="%Y-%m-%d"),
    )
    nights = forms.CharField(
        label=_("About how many nights?"), required=False, max_length=20, error_messages={"max_length": LONG}
    )
    together = forms.CharField(
        label=_("Would you like to come with a friend or partner?"),
        help_text=_("Write the name they use. They ask for themselves, too. Then we talk with both of you."),
        required=False,
        max_length=60,
        error_messages={"max_length": LONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = self.house.local().date()
        sentence = _("Write the day like %(day)s.")
        self.fields["first"].error_messages["invalid"] = sentence % {"day": day_of_year(today + timedelta(days=7))}
        self.fields["nights"].widget.attrs |= {"inputmode": "numeric", "data-short": True}
        most = self.house.rules().max_nights
        hint = ngettext("A stay here is %d night.", "A stay here is up to %d nights.", most) % most
        self.fields["nights"].help_text = hint

    def clean_nights(self) -> int | None:
        """Take a small whole number, or nothing."""
        typed, most = self.cleaned_data["nights"].strip(), self.house.rules().max_nights
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit()) or int(typed) < 1:
            raise ValidationError(_("Write a number, like 3. Or leave it empty."))
        if int(typed) > most:
            sentence = ngettext(
                "A stay here is %d night at most. Write 1, or leave it empty.",
                "A stay here is %d nights at most. Write a smaller number, or leave it empty.",
                most,
            )
            raise ValidationError(sentence % most)
        return int(typed)

    def clean(self) -> dict[str, Any]:
        """Look at the day only when they chose to name one."""
        told = super().clean() or {}
        if told.get("when") == "unknown":
            self.errors.pop("first", None)
            return {**told, "first": None}
        first: date | None = told.get("first")
        if first is None and told.get("when") == "day" and "first" not in self.errors:
            self.add_error("first", _("Write the first day, or choose “I do not know yet”."))
        elif first and first < self.house.tonight():
            self.add_error("first", _("That day is over. Choose today or a later day."))
        elif first and first > self.house.tonight() + timedelta(days=366):
            self.add_error("first", _("That is more than a year away. Choose a day that is nearer."))
        return told

    def answer(self) -> dict[str, Any]:
        """Return the first night and how many."""
        first: date | None = self.cleaned_data.get("first")
        when = "day" if first else self.cleaned_data["when"]
        return {
            "when": when,
            "from": first.isoformat() if first else "",
            "nights": self.cleaned_data["nights"],
            "together": self.cleaned_data["together"],
        }

    @staticmethod
    def seen(answer: dict[str, Any]) -> dict[str, Any]:
        """Turn the kept nights back into what stood in the fields."""
        first = parse_date(answer["from"]) if answer.get("from") else None
        seen = {"when": answer.get("when"), "first": first, "nights": answer.get("nights") or ""}
        return seen | {"together": answer.get("together", "")}
