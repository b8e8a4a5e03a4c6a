"""A house on the grid of hours: what is told changes at set times only, and never gives a departure away.

Somebody confirms, or says a word, whenever they like; it goes out at the next time of the grid. At that time the board
is looked at: a house that is full by then says so, and one that has room says so when somebody confirmed it since, and
when it has had room since a time of the grid that is long enough ago (`hold_back`). "Please call" and a closed house go
out at once: both are used for many reasons, so they prove nothing (INTEROP.md 5.3).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from openings import hours
from openings.hours import Slot, Timed
from openings.models import LONGEST, Grid
from respite.models import House, Person
from stays.availability import Band, State

FRESH = timedelta(hours=12)  # a word this old is not repeated at a time of the grid
OVER = timedelta(hours=2)  # a notice holds so long past the next time of the grid, so that a late worker is forgiven
LATE = timedelta(minutes=10)
AT_ONCE = {State.CALL, State.PAUSED}


@dataclass(frozen=True)
class Told:
    """What goes out at a time of the grid, and on whose word."""

    state: State
    by: Person
    said_at: datetime
    by_hand: bool
    slot: Slot
    until: datetime
    next_hour: datetime


def read(house: House) -> Grid:
    """Return what the house waits with; a new row, not saved, for a house that never did."""
    return Grid.objects.filter(house=house).select_related("said_by").first() or Grid(house=house)


def say(house: House, *, band: State, by: Person, at: datetime, by_hand: bool) -> Grid:
    """Keep the word of somebody for the next time of the grid. Called under the lock of the house."""
    row = read(house)
    row.band, row.by_hand, row.said_at, row.said_by = band.value, by_hand, at, by
    row.save()
    return row


def watch(house: House, board: Band, now: datetime) -> Grid:
    """Note since when the board has had room, without a break. Called under the lock, after each change."""
    row = read(house)
    since = (row.open_since or now) if board.state == State.OPEN else None
    if since != row.open_since:
        row.open_since = since
        row.save()
    return row


def due(house: House, row: Grid, now: datetime) -> Slot | None:
    """Return the newest time of the grid that has come and was not seen to yet."""
    slot = hours.last(house, now)
    return slot if row.done is None or row.done < slot.hour else None


def see_to(row: Grid, slot: Slot) -> None:
    """Note that this time of the grid was seen to."""
    row.done = slot.hour
    row.save()


def told(who: Timed, row: Grid, board: Band, slot: Slot) -> Told | None:
    """Return what goes out at `slot`, a function of what is known by then; None when no word is fresh enough."""
    after = next_hour(who, slot.at)
    until = after + OVER
    if row.said_at is None or row.said_by is None or row.said_at < max(slot.at - FRESH, until - LONGEST):
        return None
    return Told(_state(who, row, board, slot), row.said_by, row.said_at, row.by_hand, slot, until, after)


def next_hour(who: Timed, after: datetime) -> datetime:
    """Return the hour at which the page may change next, as it is told."""
    return hours.following(who, after).hour


def late(house: House, row: Grid, now: datetime) -> Slot | None:
    """Return the time of the grid that should have been seen to and was not: nobody does the work by the clock."""
    slot = due(house, row, now)
    waited = slot and row.said_at and row.said_at <= slot.at
    return slot if slot and waited and slot.at + LATE < now else None


def _state(who: Timed, row: Grid, board: Band, slot: Slot) -> State:
    if board.state in AT_ONCE:
        return board.state
    if row.by_hand:
        return State(row.band)
    return State.OPEN if board.state == State.OPEN and _may_open(who, row, slot) else State.FULL


def _may_open(who: Timed, row: Grid, slot: Slot) -> bool:
    """Say whether room may be told: somebody confirmed it since there was some, and it has been there long enough."""
    if row.band != State.OPEN or row.open_since is None or row.said_at is None or row.said_at < row.open_since:
        return False
    return row.open_since <= hours.earlier(who, slot, who.rules().hold_back - 1).at
