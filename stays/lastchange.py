"""The last change on a board in one sentence, and whether whoever looks may undo it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite import access
from respite.models import House, Person, Role
from respite.templatetags.words import moment
from stays import closed
from stays.board import Board
from stays.models import Change, Stay


@dataclass(frozen=True)
class Last:
    """What was changed last, by whom and when. Without a `change` it cannot be undone by whoever looks."""

    words: str
    change: UUID | None = None


def told(change: Change | None, board: Board, roles: set[Role]) -> Last | None:
    """Return the last change of a house as its board tells it; None when there is none to undo."""
    if change is None:
        return None
    stays = sorted((board.stays[pk] for pk in change.after["stays"] if pk in board.stays), key=lambda stay: stay.code)
    hidden = any(stay.closed_out for stay in stays)  # type: ignore[attr-defined]
    words = sentence(change, board.house, stays, board.rooms)
    return Last(words, change.pk if may_undo(change, roles) and not hidden else None)


def touched(change: Change, me: Person) -> list[Stay]:
    """Return the stays of a change, the one that got another bed first; `closed_out` when closed to `me`."""
    ids = list(change.after["stays"])
    if not ids:
        return []
    rows = Stay.objects.filter(pk__in=ids).select_related("guest__key").annotate(closed_out=closed.to(me, "guest"))
    return list(rows.order_by("code"))


def may_undo(change: Change, roles: Iterable[Role]) -> bool:
    """Say whether these roles may undo a change: what touches closures needs the right to close rooms."""
    words = "close rooms" if change.after["closures"] else "run stays"
    return bool(access.MAY[words] & set(roles))


def sentence(change: Change, house: House, stays: list[Stay], rooms: dict[int, str]) -> str:
    """Say a change as one sentence, with who did it and when."""
    names = [_("Guest") if stay.closed_out else stay.guest.name for stay in stays]  # type: ignore[attr-defined]
    values = {
        "name": names[0] if names else "",
        "other": names[1] if len(names) > 1 else "",
        "room": _room(change, rooms) if change.verb == "moved" else "",
        "by": change.by.name,
        "when": moment(change.at, house),
    }
    return _closed(change, rooms, values) if change.verb == "closed" else _words(change, values)


def _words(change: Change, values: dict[str, str]) -> str:
    said = {
        "moved": _("%(name)s moved to %(room)s. By %(by)s, %(when)s."),
        "swapped": _("%(name)s and %(other)s changed rooms. By %(by)s, %(when)s."),
        "extended": _("%(name)s got more nights. By %(by)s, %(when)s."),
        "shortened": _("%(name)s has fewer nights. By %(by)s, %(when)s."),
        "arrived": _("%(name)s arrived. By %(by)s, %(when)s."),
        "left": _("%(name)s left. By %(by)s, %(when)s."),
        "cancelled": _("The stay of %(name)s was cancelled. By %(by)s, %(when)s."),
        "did not arrive": _("%(name)s did not come this time. By %(by)s, %(when)s."),
        "opened again": _("What was closed is open again. By %(by)s, %(when)s."),
    }
    if change.verb == "moved" and not values["room"]:
        return _("%(name)s moved to another room. By %(by)s, %(when)s.") % values
    return said.get(change.verb, _("Nights on the board were changed. By %(by)s, %(when)s.")) % values


def _closed(change: Change, rooms: dict[int, str], values: dict[str, str]) -> str:
    """Say what was closed: the house, one room, or the rooms of it that were not closed before.

    Only the beds of the new closure count: a guest who made way for it has another bed too.
    """
    made = [row for pk, row in change.after["closures"].items() if pk not in change.before["closures"]]
    beds = {bed for row in made for bed, _first, _end in row["beds"]}
    names = [name for bed, name in rooms.items() if bed in beds]
    if len(names) == len(rooms) > 1 or not names:
        return _("The house was closed. By %(by)s, %(when)s.") % values
    words = ngettext(
        "%(rooms)s was closed. By %(by)s, %(when)s.", "%(rooms)s were closed. By %(by)s, %(when)s.", len(names)
    )
    return words % (values | {"rooms": ", ".join(names)})


def _room(change: Change, rooms: dict[int, str]) -> str:
    """Name the bed that was not part of it before; nothing when there are several."""
    before, after = _beds(change.before), _beds(change.after)
    new = (after - before) or after
    return rooms.get(new.pop(), "") if len(new) == 1 else ""


def _beds(picture: dict[str, Any]) -> set[int]:
    return {bed for row in picture["stays"].values() for bed, _first, _end in row["beds"]}
