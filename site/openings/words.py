"""What is published, in words: the band as a sentence, and when it was checked, in hours and never in minutes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from openings import standing
from openings.standing import Seen, Standing
from respite.models import House
from respite.templatetags.words import day_of_month, hour_words, weekday
from stays.availability import State

UPDATED = gettext_noop("Updated %(day)s at %(clock)s. Good until %(last)s at %(until)s. After that, please call.")
UPDATED_ALONE = gettext_noop("Updated %(day)s at %(clock)s.")
CHECKED_ALONE = gettext_noop("Checked %(day)s at %(clock)s.")
CHECKED = gettext_noop("Checked %(day)s at %(clock)s. Good until %(last)s at %(until)s. After that, please call.")


@dataclass(frozen=True)
class Published:
    """What every outlet says about one house now. `band` is "unknown" once the last check is too old.

    `at` is the published hour of the check in the house's zone. `precision` is "coarse" for states, "count" where
    `count` of `maximum` beds is told, "pooled" where `houses` houses of an area tell one word, which is `region`, and
    "none" where the house tells only by phone.
    """

    band: State
    words: str
    as_of: str
    valid: bool
    at: datetime | None = None
    until: datetime | None = None
    count: int | None = None
    maximum: int | None = None
    precision: str = "coarse"
    region: State | None = None
    houses: int | None = None

    @property
    def timeless(self) -> bool:
        """Say whether the words are true whatever the hour: "please call", without a word of the area."""
        return self.band == State.CALL and self.region != State.OPEN


def published(house: House, now: datetime | None = None) -> Published:
    """Return what the public is told about `house`: one query."""
    return published_many([house], now)[house.pk]


def published_many(houses: Iterable[House], now: datetime | None = None) -> dict[UUID, Published]:
    """Return what the public is told about each of `houses`, by the house's id: one query for all."""
    return {key: told(seen) for key, seen in standing.seen_of([house.pk for house in houses], now).items()}


def told(seen: Seen) -> Published:
    """Return what stands as it may be told at that moment, in the language that is active."""
    row, holds, today = seen
    if row.by_phone:
        return Published(State.CALL, sentence(State.CALL), _("This house only tells by phone."), True, precision="none")
    at, until = hour_of(row, row.told_at), hour_of(row, row.valid_until)
    if row.band is None or at is None or until is None:
        return Published(State.UNKNOWN, sentence(State.UNKNOWN), _("Not checked yet."), False)
    together = row.houses is not None
    if not holds:
        found = Published(State.UNKNOWN, sentence(State.UNKNOWN), too_old(at, today), False, at, until)
        return replace(found, precision="pooled", region=State.UNKNOWN, houses=row.houses) if together else found
    band, numbers = State(row.band), row.number is not None
    when = updated(at, today) if row.on_grid else checked(at, today)
    found = Published(
        band=band,
        words=sentence(band, row.number),
        as_of=when if band == State.CALL else " ".join([when, good_until(until, today)]),
        valid=True,
        at=at,
        until=until,
        count=row.number,
        maximum=row.maximum,
        precision="count" if numbers else "coarse",
    )
    if not together:
        return found
    # Of the house itself nothing is said but "please call"; its words and its hours are those of the area.
    return replace(
        found,
        band=State.CALL,
        words=of_area(row.houses, row.area, band),
        precision="pooled",
        region=band,
        houses=row.houses,
    )


def sentence(band: str, count: int | None = None) -> str:
    """Return the public sentence of a band (LOOK.md 3); anything we do not know says please call."""
    if band == State.OPEN and count is not None:
        return ngettext("%d room open", "%d rooms open", count) % count
    return {
        State.OPEN: _("There may be a room"),
        State.FULL: _("The house is full"),
        State.WAITLIST: _("The house is full. We can call you if a room opens"),
        State.PAUSED: _("The house is closed for a while"),
    }.get(State(band), _("Please call to ask"))


def of_area(houses: int | None, area: str, band: State) -> str:
    """Return the word of the houses of an area together: that one of them may have a room, else please call."""
    if band != State.OPEN:
        return sentence(State.CALL)
    return _("There may be a room in one of our %(houses)d houses in %(area)s") % {"houses": houses, "area": area}


def lasting(seen: Seen) -> str:
    """Say when it was checked and until when it holds, by the date: it stays true however long a page is left open.

    Of "call" only when it was checked, and nothing in a language that has no translation of it.
    """
    row, found = seen.row, told(seen)
    if found.at is None or found.until is None:
        return found.as_of
    if not found.valid:
        return _("Our last check is too old to repeat.")
    if found.timeless:
        sentence = UPDATED_ALONE if row.on_grid else CHECKED_ALONE
    else:
        sentence = UPDATED if row.on_grid else CHECKED
    text = _(sentence)
    if text == sentence and get_language() != settings.LANGUAGE_CODE:
        return ""
    return text % {
        "day": f"{weekday(found.at)} {day_of_month(found.at)}",
        "clock": hour_words(found.at.hour),
        # Midnight ends the day before it, as in good_until.
        "last": weekday(found.until - timedelta(hours=1)),
        "until": hour_words(found.until.hour),
    }


def hour_of(row: Standing, instant: datetime | None) -> datetime | None:
    """Return `instant` on the house's clock, cut down to the full hour: the only time that is ever published."""
    return instant.astimezone(row.tz).replace(minute=0, second=0, microsecond=0) if instant else None


def updated(at: datetime, today: date) -> str:
    """Say at which hour of the grid the page was updated: "Updated this morning at 8."."""
    values = {"hour": at.hour % 12 or 12, "clock": hour_words(at.hour)}
    return {
        "early": _("Updated at %(clock)s."),
        "morning": _("Updated this morning at %(hour)d."),
        "noon": _("Updated today at noon."),
        "afternoon": _("Updated this afternoon at %(hour)d."),
        "evening": _("Updated this evening at %(hour)d."),
        "yesterday": _("Updated yesterday at %(clock)s."),
        "before": _("Updated some days ago."),
    }[_when(at, today)] % values


def checked(at: datetime, today: date) -> str:
    """Say when somebody checked: "Checked this morning at 8."."""
    values = {"hour": at.hour % 12 or 12, "clock": hour_words(at.hour)}
    return {
        "early": _("Checked at %(clock)s."),
        "morning": _("Checked this morning at %(hour)d."),
        "noon": _("Checked today at noon."),
        "afternoon": _("Checked this afternoon at %(hour)d."),
        "evening": _("Checked this evening at %(hour)d."),
        "yesterday": _("Checked yesterday at %(clock)s."),
        "before": _("Checked some days ago."),
    }[_when(at, today)] % values


def good_until(until: datetime, today: date) -> str:
    """Say how long it may be repeated: "Good until 4 pm. After that, please call."."""
    # Midnight ends the day before it: "good until midnight" needs no "tomorrow".
    tomorrow = (until - timedelta(hours=1)).date() > today
    text = (
        _("Good until %(clock)s tomorrow. After that, please call.")
        if tomorrow
        else _("Good until %(clock)s. After that, please call.")
    )
    return text % {"clock": hour_words(until.hour)}


def too_old(at: datetime, today: date) -> str:
    """Say when the last check was, once it may not be repeated: "Last checked this morning at 8. Too old …"."""
    values = {"hour": at.hour % 12 or 12, "clock": hour_words(at.hour)}
    return {
        "early": _("Last checked at %(clock)s. Too old to repeat."),
        "morning": _("Last checked this morning at %(hour)d. Too old to repeat."),
        "noon": _("Last checked today at noon. Too old to repeat."),
        "afternoon": _("Last checked this afternoon at %(hour)d. Too old to repeat."),
        "evening": _("Last checked this evening at %(hour)d. Too old to repeat."),
        "yesterday": _("Last checked yesterday at %(clock)s. Too old to repeat."),
        "before": _("Our last check is too old to repeat."),
    }[_when(at, today)] % values


def _when(at: datetime, today: date) -> str:
    days = (today - at.date()).days
    if days:
        return "yesterday" if days == 1 else "before"
    if at.hour == 12:
        return "noon"
    limits = ((5, "early"), (12, "morning"), (17, "afternoon"))
    return next((name for hour, name in limits if at.hour < hour), "evening")
