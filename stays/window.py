"""The rolling-window rule of a house, with its answer in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.models import House
from respite.nights import Nights, first_that_fits, fits
from respite.templatetags.words import day_of_month
from stays.models import Allocation, Guest


@dataclass(frozen=True)
class Answer:
    """Whether the asked nights keep the rule, from when they would, and that in words (empty when they do)."""

    fits: bool
    first: date | None
    words: str


@dataclass(frozen=True)
class SoFar:
    """The nights of a guest that the rule counts tonight, and what it leaves."""

    count: int
    since: date
    most: int
    window: int
    more: int  # so many more nights in a row fit from now on
    first: date | None  # from this day on there may be more than that


def so_far(guest: Guest, house: House, apart_from: UUID | None = None) -> SoFar | None:
    """Return how `guest` stands with the rule tonight, slept and promised nights together; None without any night.

    `apart_from` is the id of a stay to leave out, as one that is only offered.
    """
    rules, tonight = house.rules(), house.tonight()
    most, window = rules.max_nights, rules.window_days
    begins = tonight - timedelta(days=window - 1)
    taken = {night for night in taken_by(guest, house, Nights.starting(tonight, 1), apart_from) if night >= begins}
    if not taken:
        return None
    start = max(tonight, max(taken) + timedelta(days=1))
    runs = [n for n in range(1, most + 1) if fits(taken, Nights.starting(start, n), most=most, window=window)]
    more = max(runs, default=0)
    first = None
    if more < most:
        first = first_that_fits(taken, Nights.starting(start, more + 1), most=most, window=window)
    return SoFar(len(taken), min(taken), most, window, more, first)


def taken_by(guest: Guest, house: House, around: Nights, apart_from: UUID | None = None) -> set[date]:
    """Return the nights `guest` slept or was promised in `house`, as far as a window touching `around` can see.

    `apart_from` is the id of a stay to leave out. A lapsed hold counts nothing.
    """
    span = house.rules(around.arrives).window_days
    rows = Allocation.objects.of_house(house).filter(stay__guest=guest).holding()
    rows = rows.filter(nights__endswith__gt=around.arrives - timedelta(days=span))
    return {night for row in rows.exclude(stay=apart_from) for night in row.range}


def ask(guest: Guest, house: House, nights: Nights, apart_from: UUID | None = None) -> Answer:
    """Answer whether `guest` may stay for `nights`: at most max_nights in any window_days, by the settings in force."""
    rules = house.rules(nights.arrives)
    taken = taken_by(guest, house, nights, apart_from)
    if fits(taken, nights, most=rules.max_nights, window=rules.window_days):
        return Answer(True, nights.arrives, "")
    first = first_that_fits(taken, nights, most=rules.max_nights, window=rules.window_days)
    limit = ngettext(
        "A stay here is at most %(most)d night in any %(window)d days.",
        "A stay here is at most %(most)d nights in any %(window)d days.",
        rules.max_nights,
    ) % {"most": rules.max_nights, "window": rules.window_days}
    if first is None:
        return Answer(False, None, _("%(limit)s Fewer nights may fit.") % {"limit": limit})
    words = _("%(limit)s These nights fit from %(day)s on; sooner if we talk.")
    return Answer(False, first, words % {"limit": limit, "day": day_of_month(first)})
