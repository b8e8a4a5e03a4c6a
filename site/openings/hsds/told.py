"""What a house publishes, in the fields HSDS has for it (the table of INTEROP.md 1.4)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from openings.hsds.directory import Listed
from openings.hsds.terms import shared_id
from openings.words import Published
from respite.templatetags.words import phone
from stays.availability import State

BED, ACCEPTING = "bed", "accepting"
COUNTED = (State.OPEN, State.WAITLIST, State.FULL)


def status(told: Published) -> str:
    """Return the HSDS status: a house that is closed for a while is still there."""
    return "temporarily closed" if told.band == State.PAUSED else "active"


def alert(listed: Listed, told: Published) -> str:
    """Return the short notice that stands with every form of the record; never a free text of the house."""
    return {
        State.OPEN: _("%(words)s. Please call before travelling.") % {"words": told.words},
        State.WAITLIST: _("The house is full. Call: the house can call back if a room opens."),
        State.FULL: _full(listed),
        State.CALL: _call(told),
        State.PAUSED: _("The house is closed for a while."),
        State.UNKNOWN: _("Nobody confirmed lately whether there is room. Please call."),
    }[told.band]


def _call(told: Published) -> str:
    """Say "please call"; with the word of the area where several houses tell one together."""
    if told.region != State.OPEN:
        return _("Call to ask whether there is room.")
    return _("%(words)s. Call to ask which.") % {"words": told.words}


def _full(listed: Listed) -> str:
    runs = listed.runs
    if not runs.warm_line:
        return _("The house is full.")
    values = {"number": phone(runs.warm_line), "hours": runs.warm_line_hours}
    if not runs.warm_line_hours:
        return _("The house is full. For somebody to talk with, call the warm line: %(number)s.") % values
    return _("The house is full. For somebody to talk with, call the warm line: %(number)s, %(hours)s.") % values


def last_modified(told: Published) -> datetime | None:
    """Return the hour that is told: of the last check, or of the end of its time once that is over.

    It moves with what was published anyway, never at the moment in which a state turned.
    """
    return told.at if told.valid else told.until


def assured_date(listed: Listed, told: Published) -> str | None:
    """Return the day on which somebody confirmed what stands, where the notice tells that hour itself.

    On the grid the hour that is told is not the hour of a person, so no day of theirs is told either.
    """
    known = told.valid and told.at and not listed.seen.row.on_grid
    return told.at.date().isoformat() if known and told.at else None


def units() -> list[dict[str, Any]]:
    """Return both units: beds, and the indicator of houses that tell no numbers."""
    scheme = f"{settings.BASE_URL}/hsds/profile/"
    names = {ACCEPTING: _("Accepting guests (1 yes, 0 no)"), BED: _("Bed")}
    return [
        {"id": shared_id("unit", code), "name": name, "scheme": scheme, "identifier": code}
        for code, name in names.items()
    ]


def capacities(listed: Listed, told: Published) -> list[dict[str, Any]]:
    """Return the one capacity of the service: beds with precision "count", else the indicator; else none at all."""
    if told.band not in COUNTED or told.at is None:
        return []
    counts = told.precision == "count"
    accepting, beds = units()
    available, maximum = (told.count, told.maximum) if counts else (int(told.band == State.OPEN), 1)
    code = BED if counts else ACCEPTING
    return [
        {
            "id": listed.id(f"capacity-{code}"),
            "unit": beds if counts else accepting,
            "available": available,
            "maximum": maximum,
            "description": _("The beds of the house, as it tells them.")
            if counts
            else _("1: there may be a room. 0: there is none. It is no number of beds."),
            "updated": told.at.isoformat(),
        }
    ]
