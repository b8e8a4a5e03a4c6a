"""The calendar of a house, pure: nights between dates, tonight in a zone, the rolling window. No Django imports.

A *night* is the date on which it begins, in the house's own zone. A range of nights is half-open: the night of
`leaves` is free. "Tonight" turns over at a set hour of the house and not at midnight: at 2 am, tonight is still the
night that began yesterday (docs/decisions/0004).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Nights:
    """A half-open range of nights, from the night of `arrives` up to and not including the night of `leaves`."""

    arrives: date
    leaves: date

    def __post_init__(self) -> None:
        """Refuse an empty or backward range with ValueError."""
        if self.leaves <= self.arrives:
            raise ValueError("A stay has at least one night.")

    @classmethod
    def starting(cls, arrives: date, count: int) -> "Nights":
        """Return `count` nights from `arrives` on. Raises ValueError when `count` is under 1."""
        return cls(arrives, arrives + timedelta(days=count))

    def __len__(self) -> int:
        return (self.leaves - self.arrives).days

    def __iter__(self) -> Iterator[date]:
        return (self.arrives + timedelta(days=n) for n in range(len(self)))

    def __contains__(self, night: date) -> bool:
        return self.arrives <= night < self.leaves

    def overlaps(self, other: "Nights") -> bool:
        """Say whether the two ranges share a night; ranges that only touch do not."""
        return self.arrives < other.leaves and other.arrives < self.leaves

    def within(self, other: "Nights") -> "Nights | None":
        """Return the nights shared with `other`, or None."""
        arrives, leaves = max(self.arrives, other.arrives), min(self.leaves, other.leaves)
        return Nights(arrives, leaves) if arrives < leaves else None


def tonight(now: datetime, zone: ZoneInfo, turnover_hour: int) -> date:
    """Return the night that is current at the aware instant `now` in `zone`.

    `turnover_hour` is the local wall-clock hour (0 to 23) at which yesterday's night ends. Only the wall clock is
    read, so the two days a year with 23 or 25 hours need no care.
    """
    local = now.astimezone(zone)
    return local.date() - ONE_DAY if local.hour < turnover_hour else local.date()


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which the wall clock in `zone` shows `clock` on `day`.

    A time that the spring change skips becomes the instant after the change; of a doubled autumn time, the first.
    """
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def first_that_fits(taken: Iterable[date], asked: Nights, *, most: int, window: int, horizon: int = 400) -> date | None:
    """Return the first arrival on or after `asked.arrives` for which the rolling-window rule holds, or None.

    The rule: in no run of `window` consecutive nights may there be more than `most` nights, counting the nights in
    `taken` (slept or promised) and the asked ones. `horizon` bounds the search, in days.
    Nights that are taken already are never proposed again.
    Source: Washington's "at most 7 nights in any 30-day period" and Georgia's "every 30 days" (DOMAIN.md B.6).
    """
    count = len(asked)
    if min(count, window) > most:
        return None
    used = _numbers(taken)
    for first in range(asked.arrives.toordinal(), asked.arrives.toordinal() + horizon):
        tried = range(first, first + count)
        # Nobody sleeps in two rooms: nights that are theirs already are no answer.
        if used.isdisjoint(tried) and _keeps(used, tried, most, window):
            return date.fromordinal(first)
    return None


def fits(taken: Iterable[date], asked: Nights, *, most: int, window: int) -> bool:
    """Say whether the asked nights keep the rolling-window rule in every window that touches them."""
    return _keeps(_numbers(taken), range(asked.arrives.toordinal(), asked.leaves.toordinal()), most, window)


def _numbers(days: Iterable[date]) -> set[int]:
    return {day.toordinal() for day in days}


def _keeps(used: set[int], asked: range, most: int, window: int) -> bool:
    """Slide the window over the asked nights by one night at a time: days are numbers here, for speed."""
    first = asked.start - window + 1
    count = sum(day in used or day in asked for day in range(first, first + window))
    for gone in range(first, asked.stop - 1):
        if count > most:
            return False
        come = gone + window
        count += (come in used or come in asked) - (gone in used or gone in asked)
    return count <= most
