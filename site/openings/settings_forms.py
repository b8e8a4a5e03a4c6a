"""What a house decides about what the public reads: how much it tells, at which hours, and how long it holds."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openings import numbers
from respite import rule_forms
from respite.models import House, Person
from respite.rule_forms import Group, Words
from stays.availability import NUMBERS_FROM

GROUPS: list[Group] = [
    (
        "told",
        _("What the public page tells"),
        {
            "publishing": (
                _("How much is told"),
                _(
                    "At set hours nobody can tell when somebody left. Told at once, a change may say something. One"
                    " word for an area takes three houses with five beds. With fewer, the pages only say “please call”."
                ),
            ),
        },
    ),
    (
        "hours",
        _("Set hours"),
        {
            "notice_times": (
                _("The hours"),
                _("With a comma between them. What you confirm goes out within 40 minutes after each."),
            ),
            "hold_back": (
                _("How many of these hours a freed room waits"),
                _("1 means until the next. 2 means until the one after that, so that hours lie between."),
            ),
        },
    ),
    (
        "holds",
        _("How long a word holds"),
        {"notice_hours": (_("Hours, when it is told at once"), _("Then the page says “please call”."))},
    ),
]
CONFIDENTIAL = [
    ("phone_only", _("Only by phone")),
    ("pooled", _("Only by phone, and its room counts in the one word for its area")),
]


class NoticeForm(rule_forms.RulesForm):
    """The settings of the public notice."""

    parts = GROUPS

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, house=house, **kwargs)
        if house.confidential:
            self.fields["publishing"].choices = CONFIDENTIAL  # type: ignore[attr-defined]
            self.fields["publishing"].help_text = _(
                "This house is confidential, so it tells only by phone. It can add its room to the one word of its"
                " area. Nothing names it there, but people may guess from the number of houses that it is one of them."
            )
            self.initial["publishing"] = "pooled" if house.in_pool else "phone_only"

    @property
    def asks_numbers(self) -> bool:
        """Say whether numbers are wanted that are not told yet: that takes a second person."""
        return "publishing" in self.changed_data and self.cleaned_data["publishing"] == numbers.COUNT

    @property
    def decided(self) -> dict[str, Any]:
        """Return what was changed, without the numbers that wait for a second person."""
        found = super().decided
        return {name: value for name, value in found.items() if name != "publishing" or not self.asks_numbers}

    def decide(self, by: Person) -> None:
        """Decide what was changed, and ask for numbers."""
        if self.asks_numbers:
            numbers.ask(self.house, by=by, holds_from=self.cleaned_data["holds_from"])
        super().decide(by)

    @property
    def told(self) -> Words:
        """Say that numbers wait for somebody, and where a shared word is looked at."""
        if "publishing" in self.changed_data and self.cleaned_data["publishing"] == "pooled":
            return _("“What the public sees” tells which houses share one word, and whether they are enough.")
        if not self.asks_numbers:
            return ""
        return _("Numbers need two people. Nothing changes until somebody else who may set this agrees.")

    def clean_publishing(self) -> str:
        """Numbers of a small house would point at one person (INTEROP.md 5.3)."""
        said = str(self.cleaned_data["publishing"])
        if said == "count" and self.house.beds.count() < NUMBERS_FROM:
            raise ValidationError(
                _("Numbers need a house with five beds or more. In a smaller one they point at people.")
            )
        return said
