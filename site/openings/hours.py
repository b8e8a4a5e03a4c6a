"""The hours at which a house on the grid publishes: pure functions of its settings and the clock (INTEROP.md 5.3).

Each time is really up to 40 minutes after its hour, in a way nobody outside can foresee: a watcher who sees when the
page changed learns nothing of when something happened. What is told is always the full hour. (INTEROP.md speaks of 20
minutes before or after; an hour that has not come yet could not be told truly, so the same spread lies behind it.)
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from respite import vault
from respite.nights import ONE_DAY
from respite.rules import Rules, hours_of

SPREAD = timedelta(minutes=40)


class Timed(Protocol):
    """What publishes at set hours: a house, or the houses of an area together."""

    @property
    def pk(self) -> Any:
        """Return what tells it from all others."""

    @property
    def tz(self) -> ZoneInfo:
        """Return the zone whose hours it tells."""

    def rules(self, on: date | None = None) -> Rules:
        """Return the settings that hold on a day."""


@dataclass(frozen=True)
class Slot:
    """One time of the grid: the full hour that is told, and the moment at which the page really changes."""

    hour: datetime
    at: datetime


def last(who: Timed, now: datetime) -> Slot:
    """Return the newest time of the grid that has come."""
    return next(slot for slot in reversed(_around(who, now)) if slot.at <= now)


def following(who: Timed, now: datetime) -> Slot:
    """Return the next time of the grid."""
    return next(slot for slot in _around(who, now) if slot.at > now)


def earlier(who: Timed, slot: Slot, steps: int) -> Slot:
    """Return the time of the grid so many steps before `slot`; 0 is the slot itself."""
    around = _around(who, slot.hour, days=steps + 2)
    return around[[one.hour for one in around].index(slot.hour) - steps]


def _around(who: Timed, now: datetime, days: int = 2) -> list[Slot]:
    """Return the times of some days before and after `now`, in order."""
    today = now.astimezone(who.tz).date()
    wanted = [today + n * ONE_DAY for n in range(-days, 3)]
    return [_slot(who, on, hour) for on in wanted for hour in hours_of(who.rules(on).notice_times)]


def _slot(who: Timed, on: date, hour: int) -> Slot:
    told = datetime.combine(on, time(hour), who.tz).astimezone(UTC)  # an instant, so that adding to it adds time
    return Slot(told, told + _shift(who, on, hour))


def _shift(who: Timed, on: date, hour: int) -> timedelta:
    """Return by how much this time is late; the same in every process, and another every day."""
    digest = hmac.digest(vault.purpose_key("grid of hours"), f"{who.pk}|{on}|{hour}".encode(), hashlib.sha256)
    return timedelta(seconds=int.from_bytes(digest[:8]) % int(SPREAD.total_seconds()))
