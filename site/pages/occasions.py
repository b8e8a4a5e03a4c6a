"""When an event takes place: once, or every week on the same day at the same hour of the house's wall clock. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from respite.nights import at

WEEK = timedelta(days=7)


class Times(NamedTuple):
    """What an event says about time. `last` is its last day when it comes every week, else None."""

    day: date
    starts: time
    ends: time
    last: date | None
    zone: ZoneInfo


def days(times: Times) -> Iterator[date]:
    """Yield each day it takes place."""
    day = times.day
    while day <= (times.last or times.day):
        yield day
        day += WEEK


def upcoming(times: Times, now: datetime) -> date | None:
    """Return the first day on which it is not over by `now`; None when all are over."""
    if times.last and times.day + WEEK < now.date():
        weeks = (now.date() - times.day) // WEEK - 1
        times = times._replace(day=times.day + max(weeks, 0) * WEEK)
    return next((day for day in days(times) if at(day, times.ends, times.zone) > now), None)


def over_at(times: Times) -> datetime:
    """Return the moment at which the last of them is over."""
    last = times.day
    if times.last and times.last >= times.day:
        last = times.day + (times.last - times.day) // WEEK * WEEK
    return at(last, times.ends, times.zone)
