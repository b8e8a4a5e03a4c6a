"""What stands on top of the board: who has no room, who is expected, whether there are more people than beds.

One query, whose cost grows with the stays that are promised now, never with those that are over.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.models import House, Person
from respite.nights import Nights
from stays import closed, unplaced
from stays.models import Allocation, Stay
from stays.telling import expected_words, near_day

State = Stay.State


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence about one stay. Without a code there is nowhere to go: the guest is closed to whoever looks."""

    name: str
    words: str
    code: str
    here: bool = False
    arrives: bool = False
    room: str = ""  # what the address of the move form carries, where a room is to be found


@dataclass(frozen=True)
class Top:
    """What one house has to look at first."""

    without: list[Line] = field(default_factory=list)
    expected: list[Line] = field(default_factory=list)
    crowded: str = ""

    @property
    def any(self) -> bool:
        """Say whether there is anything to show."""
        return bool(self.without or self.expected or self.crowded)


class _Length(Func):
    """How many nights a range has."""

    template = "upper(%(expressions)s) - lower(%(expressions)s)"
    output_field = IntegerField()


def read(houses: Collection[House], me: Person | None, also: Collection[str] = ()) -> list[Stay]:
    """Return the stays of `houses` that need somebody to look, and those whose ids are in `also`, in one query.

    They are still here after their last night, expected by now, or promised for more nights than they have a bed.

    Each knows the bed of its last night (`last_bed`), the nights that have a bed (`placed`), and whether its guest is
    closed to `me` (`closed_out`).
    """
    tonight = max(house.tonight() for house in houses)
    rows = Allocation.objects.filter(stay=OuterRef("pk")).order_by()
    kept = Subquery(rows.values("stay").annotate(n=Sum(_Length("nights"))).values("n"))
    last = Subquery(rows.order_by("-nights").values("bed")[:1])
    every = Stay.objects.filter(house__in=houses).select_related("guest__key").order_by()
    placed = ArraySubquery(rows.values("nights"))
    every = every.annotate(kept=Coalesce(kept, 0), placed=placed, last_bed=last, closed_out=closed.to(me, "guest"))
    over = Q(state=State.HERE, nights__endswith__lte=tonight)
    due = Q(state=State.EXPECTED, nights__startswith__lte=tonight)
    found = every.promised().filter(over | due | Q(kept__lt=_Length("nights")))
    # Two reads put together, not one with "or": each goes by its own index, and neither through the past.
    found = found.union(every.filter(pk__in=also), all=True) if also else found
    return list({stay.pk: stay for stay in found}.values())


def still_here(stays: Iterable[Stay], house: House, tonight: date) -> list[Stay]:
    """Return the guests of a house who are here though they were to leave before today."""
    return [stay for stay in stays if stay.house_id == house.pk and stay.state == State.HERE and stay.leaves < tonight]


def roomless(stays: Iterable[Stay], house: House) -> frozenset[UUID]:
    """Return the ids of the stays of a house that are promised tonight and have no bed for it."""
    night = house.tonight()
    mine = ((stay.pk, _bare(stay, night)) for stay in stays if stay.house_id == house.pk)
    return frozenset(pk for pk, bare in mine if bare and bare.arrives == night)


def top(house: House, stays: Iterable[Stay], rooms: dict[int, str], tonight: dict[int, Allocation]) -> Top:
    """Return what stands on top for one house; `rooms` names its beds, `tonight` says what each is for tonight."""
    night = house.tonight()
    mine = [stay for stay in stays if stay.house_id == house.pk and stay.is_open]
    over = still_here(mine, house, night)
    without = [_over(stay, rooms, tonight, night) for stay in over if stay.last_bed in tonight]  # type: ignore[attr-defined]
    without += [_unplaced(stay, bare, night) for stay in mine if (bare := _bare(stay, night))]
    due = [stay for stay in mine if stay.state == State.EXPECTED and stay.arrives <= night]
    return Top(
        without=without,
        expected=[_due(stay, rooms, night) for stay in sorted(due, key=lambda stay: stay.nights)],
        crowded=_crowded([*over, *_bedless(mine, tonight, night)], rooms, tonight),
    )


def _bedless(stays: Iterable[Stay], tonight: dict[int, Allocation], night: date) -> list[Stay]:
    """Return the stays that cover tonight and have no bed for it."""
    placed = {row.stay_id for row in tonight.values()}
    return [stay for stay in stays if night in stay.range and stay.pk not in placed and stay.state != State.HELD]


def _name(stay: Stay) -> tuple[str, str]:
    """Return the name and the code of a stay, both covered when its guest is closed to whoever looks."""
    return (_("Guest"), "") if stay.closed_out else (stay.guest.name, stay.code)  # type: ignore[attr-defined]


def _over(stay: Stay, rooms: dict[int, str], tonight: dict[int, Allocation], night: date) -> Line:
    name, code = _name(stay)
    bed: int = stay.last_bed  # type: ignore[attr-defined]
    way = tonight[bed]
    values = {"day": near_day(stay.leaves, night), "room": rooms.get(bed, ""), "who": who(way)}
    if way.closure_id:
        return Line(name, _("is here, was to leave %(day)s. %(room)s is closed tonight.") % values, code, here=True)
    words = _("is here, was to leave %(day)s. %(room)s is promised to %(who)s tonight.")
    return Line(name, words % values, code, here=True)


def who(row: Allocation) -> str:
    """Return the name on a bed, covered when the guest is closed to whoever looks."""
    return _("Guest") if row.closed_out or not row.stay else row.stay.guest.name  # type: ignore[attr-defined]


def _bare(stay: Stay, night: date) -> Nights | None:
    """Return the first nights in a row, from tonight on, for which somebody who was promised them has no bed."""
    return unplaced.first_bare(stay, stay.placed, night) if stay.state in unplaced.PROMISED else None  # type: ignore[attr-defined]


def _unplaced(stay: Stay, bare: Nights, night: date) -> Line:
    name, code = _name(stay)
    values = {"count": len(bare), "first": near_day(bare.arrives, night), "last": near_day(bare.leaves, night)}
    if len(bare) > 1:
        words = _("has no room for %(count)d nights, from %(first)s to %(last)s.")
    else:
        words = _("has no room for tonight.") if bare.arrives == night else _("has no room for one night, %(first)s.")
    return Line(name, words % values, code, here=stay.state == State.HERE, room=unplaced.asked(stay, bare))


def _due(stay: Stay, rooms: dict[int, str], night: date) -> Line:
    name, code = _name(stay)
    values = {"room": rooms.get(stay.last_bed or 0, ""), "words": expected_words(stay, night)}  # type: ignore[attr-defined]
    words = _("%(room)s, %(words)s") % values if values["room"] else values["words"]
    return Line(name, words, code, arrives=True)


def _crowded(more: Iterable[Stay], rooms: dict[int, str], tonight: dict[int, Allocation]) -> str:
    """Say that there are more people than beds tonight, or nothing. A held room is nobody yet."""
    beds = len(rooms) - sum(1 for row in tonight.values() if row.closure_id)
    placed = {row.stay_id for row in tonight.values() if row.stay and row.stay.state in {State.HERE, State.EXPECTED}}
    people = len(placed | {stay.pk for stay in more})
    if people <= beds:
        return ""
    words = ngettext(
        "More people than beds tonight: %(people)d people, %(beds)d bed.",
        "More people than beds tonight: %(people)d people, %(beds)d beds.",
        beds,
    )
    return words % {"people": people, "beds": beds}
