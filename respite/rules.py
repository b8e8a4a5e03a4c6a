"""The settings of a house: each has a name, a type, a default and a sentence. Rows with dates hold the values.

The rule in force on a date is the newest row whose date has come; without a row it is the default here. Rows are
never edited: a change is a new row with the date from which it holds.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Rules:
    """What holds in one house on one date. Hours are wall-clock hours of the house, 0 to 24."""

    max_nights: int = 7
    window_days: int = 30
    hold_hours: int = 6
    call_back_by: int = 20  # asked before `call_back_cutoff`: called back the same day by this hour
    call_back_cutoff: int = 18
    call_back_next: int = 10  # asked later: called back the next day by this hour
    conversation_days: int = 180  # how long a conversation keeps somebody "known to the house"
    request_days: int = 30  # how long a request that led nowhere is kept
    minimum_cover: int = 2
    publishing: str = "live"
    notice_hours: int = 8
    arrive_from: int = 14
    arrive_until: int = 17
    connection_tries: int = 3
    area_rule: str = ""  # who may ask, as a sentence on the house page
    reporting: str = ""  # what the house must report by law, shown before the first free-text box (LN-40)


PUBLISHING = {
    "coarse": _("States, on a grid of hours"),
    "live": _("The same states, as soon as somebody confirms"),
    "count": _("How many rooms are open"),
    "phone_only": _("Only by phone"),
}
BOUNDS: dict[str, tuple[int, int]] = {
    "max_nights": (1, 90),
    "window_days": (1, 365),
    "hold_hours": (1, 72),
    "call_back_by": (1, 24),
    "call_back_cutoff": (0, 24),
    "call_back_next": (1, 24),
    "conversation_days": (1, 730),
    "request_days": (1, 365),
    "minimum_cover": (0, 20),
    "notice_hours": (1, 24),
    "arrive_from": (0, 24),
    "arrive_until": (0, 24),
    "connection_tries": (1, 10),
}
WORDS = {"area_rule", "reporting"}
NAMES = [field.name for field in fields(Rules)]


def in_force(rows: list[tuple[str, date, Any]], on: date) -> Rules:
    """Return the rules that hold on `on`, from (name, holds from, value) rows in any order."""
    newest: dict[str, tuple[date, Any]] = {}
    for name, since, value in rows:
        if since <= on and (name not in newest or newest[name][0] <= since):
            newest[name] = (since, value)
    return Rules(**{name: value for name, (since, value) in newest.items() if name in NAMES})


def check(name: str, value: object) -> None:
    """Raise ValidationError unless `value` may stand in the rule `name`."""
    if name not in NAMES:
        raise ValidationError(_("There is no such setting."))
    if name == "publishing" and not (isinstance(value, str) and value in PUBLISHING):
        raise ValidationError(_("Choose one of the ways to publish."))
    if name in WORDS and not isinstance(value, str):
        raise ValidationError(_("Write this in words."))
    if name in BOUNDS:
        low, high = BOUNDS[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValidationError(
                _("Write a whole number from %(low)d to %(high)d."), params={"low": low, "high": high}
            )
