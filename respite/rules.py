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
    day_from: int = 7  # the bands of a day, by the hour each begins
    evening_from: int = 15
    night_from: int = 23
    minimum_day: int = 2  # so many people on in each band; SHARE! keeps two at all hours (DOMAIN.md A.1)
    minimum_evening: int = 2
    minimum_night: int = 2
    rooms_per_person: int = 0  # open rooms follow the people on at night, so many each; 0: they do not
    cover_ahead_days: int = 14  # for so many nights ahead; later nights are not planned yet
    turn_round_minutes: int = 0  # making a room ready takes so long; 0: it is ready at once
    lock_boxes: int = 0  # how many the house lends; 0: none
    welcome: str = ""  # the welcome list, a line for each; empty takes our own list
    call_topics: str = ""  # what support calls are about, a line for each; empty takes our own
    log_days: int = 60  # how long the house log is kept
    log_guest_days: int = 7  # and an entry that names a guest
    staff_note_days: int = 14  # a staff-only note ends at the latest so many days after it was written
    hopes_days: int = 14  # what a guest hoped for stays on their page so long after leaving
    stay_days: int = 365  # what was written about a stay is kept so long after leaving
    incident_days: int = 1095
    publishing: str = "coarse"
    notice_hours: int = 8
    notice_times: str = "8, 14, 20"  # the hours at which a house on the grid publishes (INTEROP.md 5.3)
    hold_back: int = 2  # a freed bed may appear no sooner than at so many times of the grid after it was freed
    arrive_from: int = 14
    arrive_until: int = 17
    connection_tries: int = 3
    area_rule: str = ""  # who may ask, as a sentence on the house page
    reporting: str = ""  # what the house must report by law, shown before the first free-text box (LN-40)
    reporting_es: str = ""  # the same in Spanish, by a person; empty shows the English with a word about it
    draft_hours: int = 24  # how long answers are kept that somebody asked us to save for later
    list_mode: str = "call"
    list_order: str = "asking"
    list_need: str = ""  # the need that comes first, in words anybody can read; for the order "need"
    list_days: int = 30  # how long somebody stays on the call list before it ends
    list_question_days: int = 3  # so many days before that, we ask gently whether they still wish it
    not_now_times: int = 3  # how often "not now" keeps the place
    next_room: str = "propose"
    hand_over_hours: int = 12  # how long another house has to answer a hand-over to it
    others_ask: str = "enquiry"
    professional_word: str = "no"
    family_words: str = ""  # what we tell family and friends who ask; empty takes our own words
    provider_words: str = ""  # what we tell providers who ask; empty takes our own words


PUBLISHING = {
    "coarse": _("“There may be a room” or “full”, at set hours"),
    "pooled": _("One word for all our houses in this area that choose this, at set hours"),
    "live": _("The same, as soon as somebody confirms"),
    "count": _("How many rooms are open"),
    "phone_only": _("Only by phone"),
}
CHOICES = {
    "publishing": PUBLISHING,
    "list_mode": {
        "none": _("No list: people call again"),
        "call": _("A call if a room opens"),
        "list": _("A list, in the order below"),
    },
    "list_order": {
        "asking": _("In the order of asking"),
        "draw": _("A draw, new every day"),
        "need": _("A stated need first, then the order of asking"),
    },
    "next_room": {
        "propose": _("We are told who is next, and call"),
        "offer": _("The next person we have talked with gets the offer by itself"),
    },
    "others_ask": {
        "enquiry": _("We answer, and ask that the person calls us"),
        "with_yes": _("They may ask for somebody who said yes to it"),
    },
    "professional_word": {
        "no": _("No"),
        "ask": _("We ask for the word of a professional who knows the person"),
    },
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
    "day_from": (4, 10),
    "evening_from": (12, 18),
    "night_from": (19, 24),
    "minimum_day": (0, 20),
    "minimum_evening": (0, 20),
    "minimum_night": (0, 20),
    "rooms_per_person": (0, 20),
    "cover_ahead_days": (1, 60),
    "turn_round_minutes": (0, 1440),
    "lock_boxes": (0, 50),
    "log_days": (1, 730),
    "log_guest_days": (1, 30),
    "staff_note_days": (1, 90),
    "hopes_days": (1, 90),
    "stay_days": (30, 3650),
    "incident_days": (30, 3650),
    "notice_hours": (1, 24),
    "hold_back": (1, 4),
    "arrive_from": (0, 24),
    "arrive_until": (0, 24),
    "connection_tries": (1, 10),
    "draft_hours": (1, 72),
    "list_days": (1, 365),
    "list_question_days": (1, 30),
    "not_now_times": (0, 20),
    "hand_over_hours": (1, 48),
}
WORDS = {
    "area_rule", "reporting", "reporting_es", "list_need", "family_words", "provider_words", "welcome", "call_topics",
}  # fmt: skip
LINES = {"notice_times"}  # words of one line, each with a check of its own
FARTHEST = 16  # hours: a word is told until two hours after the next time, and for a day after it was said at most
NAMES = [field.name for field in fields(Rules)]


def in_force(rows: list[tuple[str, date, Any]], on: date) -> Rules:
    """Return the rules that hold on `on`, from (name, holds from, value) rows in any order."""
    newest: dict[str, tuple[date, Any]] = {}
    for name, since, value in rows:
        if since <= on and (name not in newest or newest[name][0] <= since):
            newest[name] = (since, value)
    return Rules(**{name: value for name, (since, value) in newest.items() if name in NAMES})


def hours_of(text: str) -> list[int]:
    """Return the hours of "8, 14, 20", in order. Raises ValidationError unless there are one to eight from 0 to 23."""
    parts = [part.strip() for part in text.split(",")]
    hours = sorted({int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) <= 2})
    if not 1 <= len(hours) <= 8 or len(hours) != len(parts) or hours[-1] > 23:
        raise ValidationError(_("Write one to eight hours with a comma between them, such as 8, 14, 20."))
    return hours


def _widest(hours: list[int]) -> int:
    """Return the longest time between two hours of a day, over midnight too."""
    return max((after - before - 1) % 24 + 1 for before, after in zip(hours, [*hours[1:], hours[0]], strict=True))


def check(name: str, value: object) -> None:
    """Raise ValidationError unless `value` may stand in the rule `name`."""
    if name not in NAMES:
        raise ValidationError(_("There is no such setting."))
    if name in CHOICES and not (isinstance(value, str) and value in CHOICES[name]):
        raise ValidationError(_("Choose one of these."))
    if name in WORDS | LINES and not isinstance(value, str):
        raise ValidationError(_("Write this in words."))
    if name == "notice_times" and _widest(hours_of(str(value))) > FARTHEST:
        raise ValidationError(
            _("Leave at most 16 hours between two of them, such as 8, 14, 20. A word holds for a day at most.")
        )
    if name in BOUNDS:
        low, high = BOUNDS[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValidationError(
                _("Write a whole number from %(low)d to %(high)d."), params={"low": low, "high": high}
            )
