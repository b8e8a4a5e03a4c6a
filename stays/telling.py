"""How a stay is told on a screen: its mark, its tone, its words (LOOK.md 3). Pure, but for the database's clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

from django.utils.dateformat import format as django_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from respite.models import Bed, House
from respite.nights import Nights
from respite.templatetags.words import FAR, clock, day, short_day
from stays.models import Stay

State = Stay.State
MARKS = {State.HERE: "here", State.EXPECTED: "expected", State.HELD: "held", State.LEFT: "left"}
TONES = {State.HERE: "berry", State.EXPECTED: "berry", State.HELD: "lamp"}


@dataclass(frozen=True)
class Standing:
    """Where a stay stands, for a chip or a bar."""

    mark: str
    tone: str
    words: str


def standing(stay: Stay, house: House, tonight: date) -> Standing:
    """Return the mark, the tone and the words of a stay. `over` on the row says that its hold has lapsed."""
    state = State.LET_GO if getattr(stay, "over", False) else State(stay.state)
    words = {
        State.HERE: here_words,
        State.EXPECTED: expected_words,
        State.HELD: lambda stay, tonight: held_words(stay.hold_until, house),
    }.get(state)
    said = words(stay, tonight) if words else str(state.label)
    return Standing(MARKS.get(state, "not-now"), TONES.get(state, "slate"), said)


def here_words(stay: Stay, tonight: date) -> str:
    """Say which night of how many it is; or that the last one is over."""
    if tonight < stay.leaves:
        words = _("here, night %(night)d of %(of)d")
        return words % {"night": stay.night_number(tonight), "of": len(stay.range)}
    if tonight == stay.leaves:
        return _("here, leaves today")
    return _("here, was to leave %(day)s") % {"day": near_day(stay.leaves, tonight)}


def expected_words(stay: Stay, tonight: date) -> str:
    """Say when the guest comes and for how many nights."""
    values = {"day": near_day(stay.arrives, tonight), "count": len(stay.range)}
    if stay.arrives < tonight:
        return _("was to arrive %(day)s") % values
    return ngettext("arrives %(day)s, %(count)d night", "arrives %(day)s, %(count)d nights", len(stay.range)) % values


def held_words(until: datetime | None, house: House) -> str:
    """Say until when a room is held: "held until 6 pm today"."""
    if until is None:
        return _("held")
    local, today = house.local(until), house.local().date()
    values = {"time": clock(local), "day": short_day(local.date())}
    if local.date() == today:
        return _("held until %(time)s today") % values
    if local.date() == today + timedelta(days=1):
        return _("held until %(time)s tomorrow") % values
    return _("held until %(time)s, %(day)s") % values


def near_day(when: date, tonight: date) -> str:
    """Say a day on the board: "today", "tomorrow", "Thu 26", "Tue 1 Dec"."""
    return _near_day(when, tonight, get_language())


@lru_cache(maxsize=4096)
def _near_day(when: date, tonight: date, language: str | None) -> str:
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get((when - tonight).days)
    if near:
        return near
    if (when.year, when.month) == (tonight.year, tonight.month):
        return django_format(when, "D j")
    return django_format(when, "D j M Y" if abs((when - tonight).days) > FAR else "D j M")


def span_words(nights: Nights) -> str:
    """Say from when to when: "Saturday 21 to Friday 27 November"."""
    same = (nights.arrives.year, nights.arrives.month) == (nights.leaves.year, nights.leaves.month)
    first = django_format(nights.arrives, "l j") if same else day(nights.arrives)
    return _("%(first)s to %(last)s") % {"first": first, "last": day(nights.leaves)}


def rooms_words(stay: Stay, since: date | None = None) -> str:
    """Name the rooms of a stay in the order of its nights: "Birch, then Cedar"."""
    return in_order(str(row.bed) for row in stay.bed_nights() if since is None or row.nights.upper > since)


def in_order(rooms: Iterable[str]) -> str:
    """Name rooms one after the other, each once for the nights that follow each other: "Birch, then Cedar"."""
    return _(", then ").join(room for room, _nights in groupby(rooms))


def parts_words(parts: Iterable[tuple[Bed, date]], tonight: date) -> str:
    """Name rooms one after the other, each with its last day: "Birch until tomorrow, then Willow until Fri 27"."""
    told = [_("%(room)s until %(day)s") % {"room": str(bed), "day": near_day(last, tonight)} for bed, last in parts]
    return _(", then ").join(told)


def public_words(house: House, *, closing: bool = False) -> str:
    """Say what the public sees of a change in this house, and when; `closing` says that rooms close or open by it."""
    if house.style == "phone_only":
        return _("The public page does not change: this house tells by phone.")
    if house.style == "pooled":
        return _("The public page has one word for several houses. It may change at its next set hour, not before.")
    if house.style == "coarse" and closing:
        return _("The public page may change at its next set hour. When the whole house is closed, it says so at once.")
    if house.style == "coarse":
        return _("The public page may change at its next set hour, not before.")
    return _("The public page may change at once.")
