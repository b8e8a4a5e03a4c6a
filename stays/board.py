"""The bed board: rooms by nights. Reads any number of houses at the price of one and answers with rows of pieces.

A piece is one bar: some nights of one bed for a stay, an offer or a closure. What is between two pieces is free.
Draws nothing; the cost does not grow with what was before.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from respite.models import Bed, House, Person
from respite.nights import Nights
from respite.templatetags.words import clock, day
from stays import attention, bars, closed, shifts
from stays.attention import Top
from stays.bars import Looking, Piece
from stays.beds import ACCESS
from stays.lately import Lately
from stays.lately import read as lately_of
from stays.models import Allocation, Band, Stay, TurnRound
from stays.models.allocation import AllocationQuerySet

PLANNED = timedelta(days=7)
FEW = 30  # rooms: up to here each free night is a cell of its own, and bars say all they know


@dataclass(frozen=True, slots=True)
class Row:
    """One bed and its bars, in the order of their nights."""

    bed: Bed
    name: str
    features: str
    bars: list[Piece]
    pieces: list[Piece]
    ready: str = ""  # the room is being made ready while somebody is promised it tonight


@dataclass(frozen=True, slots=True)
class Night:
    """One column."""

    date: date
    tonight: bool
    weekend: bool
    rooms: Collection[str]
    people: str
    short: bool

    @property
    def rooms_free(self) -> int:
        """Return how many rooms have a free bed."""
        return len(self.rooms)


@dataclass(frozen=True)
class Board:
    """Everything a view of the board shows."""

    house: House
    view: Nights
    tonight: date
    rows: list[Row]
    nights: list[Night] = field(default_factory=list)
    top: Top = field(default_factory=Top)
    stays: dict[str, Stay] = field(default_factory=dict)  # those on top, and those of the last change

    @property
    def few(self) -> bool:
        """Say whether there is room for every word."""
        return len(self.rows) <= FEW

    @property
    def rooms(self) -> dict[int, str]:
        """Return the names of the beds."""
        return {row.bed.pk: row.name for row in self.rows}

    @property
    def column(self) -> int | None:
        """Return the column of tonight, or None when it is out of view."""
        return (self.tonight - self.view.arrives).days if self.tonight in self.view else None

    @property
    def now(self) -> Night | None:
        """Return the column of tonight itself, or None when it is out of view."""
        return next((night for night in self.nights if night.tonight), None)

    @property
    def stood_on(self) -> str:
        """Say of which moment this board is, for paper: "Tuesday 24 November at 2:10 pm"."""
        local = self.house.local()
        return _("%(day)s at %(time)s") % {"day": day(local.date()), "time": clock(local)}

    @property
    def people_known(self) -> bool:
        """Say whether anybody signed up for these nights: a house that plans elsewhere sees no line of alarms."""
        return any(night.people for night in self.nights)


def read(house: House, view: Nights, me: Person | None = None, lately: Lately | None = None) -> Board:
    """Read what is kept in `house` for the nights of `view`, who is on, and the last change: four queries.

    A guest who is closed to `me` is a bar without their name.
    """
    lately = lately or lately_of(house, view)
    touched = list(lately.change.after["stays"]) if lately.change else []
    return _read([house], view, me, touched, lately)[0]


def read_all(houses: Collection[House], view: Nights, me: Person | None = None) -> list[Board]:
    """Read several houses at the price of one; who is on stands only on a house's own board."""
    return _read(houses, view, me, [], None) if houses else []


def _read(
    houses: Collection[House], view: Nights, me: Person | None, also: Collection[str], lately: Lately | None
) -> list[Board]:
    beds: dict[object, list[Bed]] = defaultdict(list)
    for bed in _beds(houses):
        beds[bed.house_id].append(bed)
    kept: dict[int, list[Allocation]] = defaultdict(list)
    for row in _kept(houses, view, me):
        kept[row.bed_id].append(row)
    stays = attention.read(houses, me, also)
    looks = [
        Looking(house, view, house.tonight(), len(beds[house.pk]) <= FEW, attention.roomless(stays, house))
        for house in houses
    ]
    return [_board(look, beds[look.house.pk], kept, stays, lately) for look in looks]


def _beds(houses: Collection[House]) -> Iterator[Bed]:
    """Return the beds in the order of the rooms, each with the time at which it is to be ready, if it is not."""
    turning = TurnRound.objects.open().filter(bed=OuterRef("pk")).values("expected_at")[:1]
    rows = Bed.objects.filter(house__in=houses).select_related("room")
    return rows.annotate(ready_at=Subquery(turning)).iterator()


def _kept(houses: Collection[House], view: Nights, me: Person | None) -> AllocationQuerySet:
    """Return the bed-nights in view and those of tonight, with no more columns than a bar needs."""
    wanted = Q(nights__overlap=(view.arrives, view.leaves))
    for tonight in {house.tonight() for house in houses}:
        if tonight not in view:
            wanted |= Q(nights__contains=tonight)
    rows = Allocation.objects.filter(wanted, house__in=houses).holding()
    stay = (
        "code",
        "state",
        "nights",
        "hold_until",
        "out_until",
        "guest__name",
        "guest__key__wrapped",
        "guest__key__organization_id",
    )
    needed = ["bed_id", "nights", "closure__reason", *(f"stay__{name}" for name in stay)]
    rows = rows.select_related("stay__guest__key", "closure").only(*needed).order_by("nights")
    return rows.annotate(closed_out=closed.to(me, "stay__guest"))


def _board(
    look: Looking, beds: list[Bed], kept: dict[int, list[Allocation]], stays: list[Stay], lately: Lately | None
) -> Board:
    several = {bed.room_id for bed in beds if bed.name}
    rooms = {bed.pk: str(bed) if bed.room_id in several else bed.room.name for bed in beds}
    here = attention.still_here(stays, look.house, look.tonight)
    still = {stay.last_bed: stay for stay in here}  # type: ignore[attr-defined]
    rows = [_row(look, bed, rooms[bed.pk], kept[bed.pk], still.get(bed.pk)) for bed in beds]
    tonight = {row.bed_id: row for bed in beds for row in kept[bed.pk] if look.tonight in row.range}
    return Board(
        look.house,
        look.view,
        look.tonight,
        rows,
        nights=list(_nights(look, rows, lately)),
        top=attention.top(look.house, stays, rooms, tonight),
        stays={str(stay.pk): stay for stay in stays},
    )


def _row(look: Looking, bed: Bed, name: str, kept: list[Allocation], still: Stay | None) -> Row:
    drawn = [bars.of_stay_or_closure(look, row) for row in kept if row.range.overlaps(look.view)]
    if still and look.view.arrives <= look.tonight:
        drawn = bars.of_somebody_still_here(look, still, drawn)
    pieces, ready = list(bars.fill(look, drawn)), ""
    if bed.ready_at:  # type: ignore[attr-defined]
        pieces = bars.being_made_ready(look, bed.ready_at, pieces)  # type: ignore[attr-defined]
        if not any(piece.state == "turn" for piece in pieces):
            ready = _("Being made ready, %(words)s") % {"words": bars.ready_words(look.house, bed.ready_at)}  # type: ignore[attr-defined]
    return Row(bed, name, _features(bed) if look.few else "", drawn, pieces, ready)


def _features(bed: Bed) -> str:
    """Say how to get in and around, every fact of it, and the comforts where there is room."""
    labels = bed.room.feature_words()
    access = len(ACCESS & set(bed.room.features))
    return ", ".join(labels[: max(access + 1, 2)])


def _nights(look: Looking, rows: list[Row], lately: Lately | None) -> Iterator[Night]:
    """Yield the columns, with the two numbers at their foot."""
    view, tonight = look.view, look.tonight
    free: list[dict[int, str]] = [{} for _n in range(len(view))]
    for row in rows:
        for piece in row.pieces:
            if piece.state in {"free", "gone", "turn"}:
                for column in range(piece.first, piece.last):
                    free[column][row.bed.room_id] = row.bed.room.name
    people = _people(look, lately.on) if lately and lately.on else {}
    for column, night in enumerate(view):
        words, short = people.get(night, ("", False))
        yield Night(
            date=night,
            tonight=night == tonight,
            weekend=night.weekday() >= 5,
            rooms=free[column].values(),
            people=words,
            short=short,
        )


def _people(look: Looking, on: Counter[date]) -> dict[date, tuple[str, bool]]:
    """Return how many are on at night, and whether that is short.

    A night far ahead for which nobody signed up yet is not short: it is not planned.
    """
    soon = look.tonight + PLANNED
    told: dict[date, tuple[str, bool]] = {}
    for night in look.view:
        minimum = shifts.minimum(look.house.rules(night), Band.NIGHT)
        if on[night] or night <= soon:
            short = on[night] < minimum
            told[night] = _of(on[night], minimum) if short else str(on[night]), short and night >= look.tonight
    return told


def _of(on: int, minimum: int) -> str:
    return _("%(on)d of %(minimum)d") % {"on": on, "minimum": minimum}
