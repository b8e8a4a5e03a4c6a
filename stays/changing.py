"""The roof over every verb of bed-nights: the house is locked, lapsed holds are free, who publishes is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from respite import changes, history
from respite.locks import locked
from respite.models import House, Person
from stays.models import Stay


@contextmanager
def changing(house: House) -> Iterator[House]:
    """Lock `house`, free its lapsed holds, let the verb work, and tell who publishes."""
    with locked(house) as fresh:
        free_lapsed(fresh)
        yield fresh
        changes.tell(fresh)


def free_lapsed(house: House) -> int:
    """Let go of holds of `house` whose time is over by the database's clock; return how many.

    The caller has locked the house.
    """
    lapsed = list(Stay.objects.of_house(house).lapsed().select_for_update(of=("self",)))
    for stay in lapsed:
        end(stay, Stay.State.LET_GO, by=None, verb="lapsed")
    return len(lapsed)


def end(stay: Stay, state: str, *, by: Person | None, verb: str) -> Stay:
    """Close a stay that did not happen: all its nights become free."""
    stay.allocations.all().delete()
    stay.state, stay.hold_until = state, None
    stay.save(update_fields=["state", "hold_until"])
    history.record(verb, stay, house=stay.house, by=by)
    return stay


def on_paper(at: datetime | None, from_paper: bool) -> dict[str, Any]:
    """Return the facts of what was written on paper first: its real moment, where the line's own is of the typing."""
    return {"paper": True, "at": at.isoformat()} if at and from_paper else {}
