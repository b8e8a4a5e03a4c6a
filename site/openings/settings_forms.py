"""What a house decides about what the public reads: how much it tells, at which hours, and how long it holds."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from respite import rule_forms
from respite.models import House
from respite.rule_forms import Group
from stays.availability import NUMBERS_FROM

GROUPS: list[Group] = [
    (
        "told",
        _("What the public page tells"),
        {
            "publishing": (
                _("How much is told"),
                _("At set hours nobody can tell when somebody left. Told at once, a change may say something."),
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


class NoticeForm(rule_forms.RulesForm):
    """The settings of the public notice."""

    parts = GROUPS

    def __init__(self, *args: Any, house: House, **kwargs: Any) -> None:
        super().__init__(*args, house=house, **kwargs)
        if house.confidential:
            self.fields["publishing"].disabled = True
            self.fields["publishing"].help_text = _("This house is confidential, so it tells only by phone.")

    def clean_publishing(self) -> str:
        """Numbers of a small house would point at one person (INTEROP.md 5.3)."""
        said = str(self.cleaned_data["publishing"])
        if said == "count" and self.house.beds.count() < NUMBERS_FROM:
            raise ValidationError(
                _("Numbers need a house with five beds or more. In a smaller one they point at people.")
            )
        return said
