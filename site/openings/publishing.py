"""The verbs of a notice: confirm, say, refresh, publish on the hour.

Notices live by the application's clock on both sides, writing and reading, so that a cache age, an ETag and an expiry
can never disagree with each other. A house on the grid of hours (`coarse`) publishes at set times; what is confirmed
in between waits (openings.grid). A house that tells one word with others of its area (`pooled`) never has a notice of
its own: what is confirmed waits there for the time of all (openings.pools).
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from openings import grid, said
from openings.grid import AT_ONCE
from openings.hours import Slot
from openings.models import LONGEST, Grid, Notice
from openings.partners import atonce, events
from respite import history
from respite.locks import again, locked
from respite.models import House, Person
from stays import availability
from stays.availability import Band, State

BY_HAND = {State.FULL, State.CALL, State.PAUSED}
GRID = "coarse"


@again
def confirm(house: House, *, by: Person, at: datetime | None = None, shown: str | None = None) -> Notice | None:
    """Publish what the board says now, on the word of `by`, for the house's notice hours and never more than 24.

    In a house on the grid it waits for the next time of the grid, and nothing is returned; with others of its area too.

    `at` is when the person looked, if that was earlier. `shown` is what they saw then (`said.shown`): raises
    ValidationError when the board says something else by now.
    """
    with locked(house) as fresh:
        board = availability.tonight(fresh)
        if shown is not None and shown != said.shown(board):
            raise ValidationError(_("The board changed just now. Please look again."), code="state")
        now = timezone.now()
        at = at or now
        atonce.said(fresh, board, at=at, until=_until(fresh, at), by_hand=False)
        if on_hours(fresh):
            grid.watch(fresh, board, now)
            grid.say(fresh, band=board.state, by=by, at=at, by_hand=False)
            if _waits(fresh, board.state):
                history.record("confirmed the notice", fresh, house=fresh, by=by, band=board.state.value)
                return None
        notice = _write(fresh, board, by=by, at=at)
        events.published(fresh, f"notice {notice.pk}")
        history.record("confirmed the notice", notice, house=fresh, by=by, **_facts(notice))
        return notice


@again
def say(house: House, *, band: str, by: Person) -> Notice | None:
    """Publish "full", "call" or "paused" by hand; it holds until somebody confirms again, or its time is over.

    On the grid "call" and "paused" go out at once, and "full" at the next time of the grid. In the one word of an area
    everything waits for that time.

    A house that tells only by phone, or has stopped new offers, says "call" whatever is asked. Raises ValidationError
    for any other band.
    """
    if band not in BY_HAND:
        raise ValidationError(
            _("By hand, a house can say that it is full or closed, or ask people to call."), code="state"
        )
    with locked(house) as fresh:
        board = availability.tonight(fresh)
        told = Band(State.CALL if board.state == State.CALL else State(band), 0, board.total)
        if told.state == State.FULL:
            told = Band(State.FULL, 0, board.total, numbers=availability.tells_numbers(fresh.style, board.total))
        now = timezone.now()
        atonce.said(fresh, told, at=now, until=_until(fresh, now), by_hand=True)
        if on_hours(fresh):
            grid.say(fresh, band=told.state, by=by, at=now, by_hand=True)
            if _waits(fresh, told.state):
                history.record("said by hand", fresh, house=fresh, by=by, band=told.state.value)
                return None
        notice = _write(fresh, told, by=by, at=now, by_hand=True)
        events.published(fresh, f"notice {notice.pk}")
        history.record("said by hand", notice, house=fresh, by=by, **_facts(notice))
        return notice


def refresh(house: House) -> Notice | None:
    """Follow the board: when it says something new, publish that on the standing confirmation, until the same hour.

    Nothing happens when the confirmation is too old, or when somebody said the word by hand. "Please call" never
    becomes anything else without a person, and whatever stands becomes "please call" when the house wants it so. On the
    grid only "please call" and a closed house are followed at once; the rest waits for its time (`on_the_hour`).
    """
    with locked(house) as fresh:
        if fresh.in_pool:
            board = availability.tonight(fresh)
            atonce.follow(fresh, board)
            grid.watch(fresh, board, timezone.now())
            return None
        on_grid, last = fresh.style == GRID, current(fresh)
        stands = last is not None and last.holds() and last.band != State.CALL
        if not on_grid and not stands:
            return None  # most changes of most houses end here, before the board is read
        board = availability.tonight(fresh)
        atonce.follow(fresh, board)
        if on_grid:
            grid.watch(fresh, board, timezone.now())
        if last is None or not stands or (on_grid and board.state not in AT_ONCE):
            return None
        if agrees(board, last) or (last.by_hand and board.state != State.CALL):
            return None
        now = timezone.now()
        notice = (
            _follow(last, board, hours_on(now, fresh), grid.next_hour(fresh, now)) if on_grid else _follow(last, board)
        )
        events.published(fresh, f"notice {notice.pk}")
        history.record("followed the board", notice, house=fresh, **_facts(notice))
        return notice


def on_the_hour(house: House) -> Notice | None:
    """Publish what a house on the grid says at the time of the grid that has come, once; nothing for other houses.

    When nobody said a word lately enough, what stands runs out by itself; only "open" becomes "full" before that.
    """
    with locked(house) as fresh:
        now = timezone.now()
        if fresh.style != GRID:
            return None
        board = availability.tonight(fresh)
        row = grid.watch(fresh, board, now)
        slot = grid.due(fresh, row, now)
        if slot is None:
            return None
        grid.see_to(row, slot)
        notice = _on_the_hour(fresh, row, board, slot, now)
        # Partners hear of every time of the grid, also of one that changes nothing: silence means trouble.
        events.published(fresh, f"hour {slot.hour.isoformat()}")
        if notice:
            history.record("published on the hour", notice, house=fresh, **_facts(notice))
        return notice


def current(house: House) -> Notice | None:
    """Return the notice in force, or the last one that was."""
    return Notice.objects.of_house(house).select_related("confirmed_by").first()


def on_hours(house: House) -> bool:
    """Say whether what is confirmed waits for a set hour: of the house, or of the houses of its area together."""
    return house.in_pool or house.style == GRID


def _waits(house: House, state: State) -> bool:
    """Say whether a word goes out at its hour only; the word of an area never changes before."""
    return house.in_pool or state not in AT_ONCE


def hours_on(instant: datetime, house: House) -> datetime:
    """Return `instant` cut down to the full hour of the house's clock: minutes are never published."""
    local = house.local(instant)
    return instant - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)


def agrees(board: Band, notice: Notice) -> bool:
    """Say whether a notice says what the board says."""
    return (board.state, board.count, board.maximum) == (notice.band, notice.count, notice.maximum)


def _until(house: House, at: datetime) -> datetime:
    """Return the hour until which a word of that moment holds when it is told at once."""
    return hours_on(at + min(timedelta(hours=house.rules().notice_hours), LONGEST), house)


def _write(house: House, told: Band, *, by: Person, at: datetime, by_hand: bool = False) -> Notice:
    last = current(house)
    times = _between_hours(house, last, at) if house.style == GRID else {"valid_until": _until(house, at)}
    return Notice.objects.create(
        house=house,
        band=told.state,
        count=told.count,
        maximum=told.maximum,
        by_hand=by_hand,
        confirmed_at=at,
        confirmed_by=by,
        published_at=_after(last, at),
        **times,
    )


def _between_hours(house: House, last: Notice | None, at: datetime) -> dict[str, datetime]:
    """Return the times of a word that somebody says between two hours of the grid.

    They are those it has when it follows the board: nobody outside can tell which of the many reasons it has.
    """
    now = timezone.now()
    after = grid.next_hour(house, now)
    until = last.valid_until if last and last.holds(now) else after + grid.OVER
    until = min(until, hours_on(at + LONGEST, house))
    return {"told_at": hours_on(now, house), "valid_until": until, "next_update": after}


def _follow(last: Notice, board: Band, told_at: datetime | None = None, next_update: datetime | None = None) -> Notice:
    return Notice.objects.create(
        house=last.house,
        band=board.state,
        count=board.count,
        maximum=board.maximum,
        confirmed_at=last.confirmed_at,
        confirmed_by=last.confirmed_by,
        published_at=_after(last, timezone.now()),
        told_at=told_at,
        valid_until=last.valid_until,
        next_update=next_update,
    )


def _on_the_hour(house: House, row: Grid, board: Band, slot: Slot, now: datetime) -> Notice | None:
    told, last = grid.told(house, row, board, slot), current(house)
    if told and told.until > now:
        return _at_its_hour(house, told, now)
    if last and last.holds() and last.band == State.OPEN and board.state == State.FULL:
        # Nobody said anything for long, but nobody shall travel for a bed that is gone.
        return _follow(last, board, slot.hour, grid.next_hour(house, slot.at))
    return None


def _at_its_hour(house: House, told: grid.Told, now: datetime) -> Notice:
    return Notice.objects.create(
        house=house,
        band=told.state,
        by_hand=told.by_hand,
        confirmed_at=told.said_at,
        confirmed_by=told.by,
        published_at=_after(current(house), now),
        told_at=told.slot.hour,
        valid_until=told.until,
        next_update=told.next_hour,
    )


def _after(last: Notice | None, at: datetime) -> datetime:
    """Return `at`, or the first instant after `last`: what is written later is in force, whatever the clock does."""
    return max(at, last.published_at + timedelta(microseconds=1)) if last else at


def _facts(notice: Notice) -> dict[str, Any]:
    return {"band": str(notice.band), "count": notice.count, "valid_until": notice.valid_until.isoformat()}
