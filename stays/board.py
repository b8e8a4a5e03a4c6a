"""The bed board: rooms by nights. Reads the house in three queries and answers with rows of pieces; draws nothing.

A piece is one bar: some nights of one bed for a stay, an offer or a closure. What is between two pieces is free.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.models import Bed, House, Person
from respite.nights import Nights
from stays import closed, shifts
from stays.models import Allocation, Band, Stay
from stays.models.allocation import AllocationQuerySet
from stays.telling import expected_words, held_words, here_words, near_day

State = Stay.State
PLANNED = timedelta(days=7)
FEW = 30  # rooms: up to here each free night is a cell of its own, and bars say all they know


@dataclass(frozen=True, slots=True)
class Piece:
    """A bar, or a run of free nights: from column `first` up to and not including `last`."""

    state: str
    first: int
    last: int
    nights: Nights
    name: str = ""
    words: str = ""
    told: str = ""  # the words where no columns stand beside them: a phone
    code: str = ""
    before: bool = False
    after: bool = False

    @property
    def width(self) -> int:
        """Return over how many nights of the view it goes."""
        return self.last - self.first

    @property
    def columns(self) -> range:
        """Return the columns it covers."""
        return range(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Row:
    """One bed and its bars, in the order of their nights."""

    bed: Bed
    name: str
    features: str
    bars: list[Piece]
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Night:
    """One column."""

    date: date
    tonight: bool
    weekend: bool
    rooms_free: int
    people: str
    short: bool


@dataclass(frozen=True)
class Board:
    """Everything a view of the board shows."""

    view: Nights
    tonight: date
    rows: list[Row]
    nights: list[Night] = field(default_factory=list)

    @property
    def few(self) -> bool:
        """Say whether there is room for every word."""
        return len(self.rows) <= FEW

    @property
    def column(self) -> int | None:
        """Return the column of tonight, or None when it is out of view."""
        return (self.tonight - self.view.arrives).days if self.tonight in self.view else None

    @property
    def people_known(self) -> bool:
        """Say whether anybody signed up for these nights: a house that plans elsewhere sees no line of alarms."""
        return any(night.people for night in self.nights)


@dataclass(frozen=True, slots=True)
class Looking:
    """What a bar is told from: the house, the nights shown, tonight, and whether there is room for every word."""

    house: House
    view: Nights
    tonight: date
    few: bool

    def day(self, when: date) -> str:
        """Say a day briefly, seen from tonight."""
        return near_day(when, self.tonight)


def read(house: House, view: Nights, me: Person | None = None) -> Board:
    """Read what is kept in `house` for the nights of `view`; the cost does not grow with what was before.

    A guest who is closed to `me` is a bar without their name.
    """
    beds = list(house.beds.select_related("room"))
    look = Looking(house, view, house.tonight(), len(beds) <= FEW)
    kept: dict[int, list[Allocation]] = defaultdict(list)
    for row in _kept(house, view, me):
        kept[row.bed_id].append(row)
    several = {bed.room_id for bed in beds if bed.name}
    drawn = []
    for bed in beds:
        bars = [_bar(look, row) for row in kept[bed.pk]]
        name = str(bed) if bed.room_id in several else bed.room.name
        features = ", ".join(bed.room.feature_words()[:2]) if look.few else ""
        drawn.append(Row(bed, name, features, bars, list(_fill(look, bars))))
    return Board(view, look.tonight, drawn, list(_nights(look, drawn)))


def _kept(house: House, view: Nights, me: Person | None) -> AllocationQuerySet:
    """Return the bed-nights in view, with no more columns than a bar needs."""
    rows = Allocation.objects.of_house(house).touching(view).holding()
    stay = (
        "code",
        "state",
        "nights",
        "hold_until",
        "guest__name",
        "guest__key__wrapped",
        "guest__key__organization_id",
    )
    needed = ["bed_id", "nights", "closure__reason", *(f"stay__{name}" for name in stay)]
    rows = rows.select_related("stay__guest__key", "closure").only(*needed).order_by("nights")
    return rows.annotate(closed_out=closed.to(me, "stay__guest"))


def _bar(look: Looking, row: Allocation) -> Piece:
    nights, view = row.range, look.view
    shown = nights.within(view) or view
    state, name, words = _closed(look, row) if row.closure_id else _told(look, row)
    return Piece(
        state=state,
        first=(shown.arrives - view.arrives).days,
        last=(shown.leaves - view.arrives).days,
        nights=nights,
        name=name,
        words=words,
        told=_alone(look, state, words, nights) if look.few else "",
        code=str(row.closure_id) if row.closure_id else row.stay.code,  # type: ignore[union-attr]
        before=nights.arrives < view.arrives,
        after=nights.leaves > view.leaves,
    )


def _alone(look: Looking, state: str, words: str, nights: Nights) -> str:
    """Say a bar where no columns stand around it."""
    values = {"words": words, "day": look.day(nights.arrives), "leaves": look.day(nights.leaves)}
    if state == "held":
        return _("%(words)s. From %(day)s, until %(leaves)s") % values
    return _("%(words)s, until %(leaves)s") % values if state in {"here", "expected"} else words


def _closed(look: Looking, row: Allocation) -> tuple[str, str, str]:
    values = {"why": row.closure.get_reason_display(), "day": look.day(row.nights.upper)}  # type: ignore[union-attr]
    return "closed", _("Closed"), _("%(why)s, back %(day)s") % values


def _told(look: Looking, row: Allocation) -> tuple[str, str, str]:
    """Return state, name and words of a stay in this bed; a guest who moves is here only in the bed of tonight."""
    stay, nights, tonight = row.stay, row.nights, look.tonight
    assert stay
    name = _("Guest") if row.closed_out else stay.guest.name  # type: ignore[attr-defined]
    if stay.state == State.HELD:
        return "held", name, held_words(stay.hold_until, look.house)
    here = stay.state == State.HERE
    if (here and nights.lower > tonight) or (stay.state == State.EXPECTED and nights.lower > stay.arrives):
        return "expected", name, _("moves in %(day)s") % {"day": look.day(nights.lower)}
    if stay.state == State.EXPECTED:
        return "expected", name, expected_words(stay, tonight) if look.few else _("expected")
    if not here:
        return "left", name, _("left")
    if nights.upper <= tonight and nights.upper < stay.leaves:
        return "left", name, _("moved")
    return "here", name, here_words(stay, tonight) if look.few else _("here")


def _fill(look: Looking, bars: list[Piece]) -> Iterator[Piece]:
    """Yield the bars with the free runs between them; nights that are over are a run of their own, "gone"."""
    at = 0
    for bar in bars:
        yield from _free(look, at, bar.first)
        yield bar
        at = bar.last
    yield from _free(look, at, len(look.view))


def _free(look: Looking, first: int, last: int) -> Iterator[Piece]:
    begin = look.view.arrives
    now = min(max((look.tonight - begin).days, first), last)
    for state, start, end in (("gone", first, now), ("free", now, last)):
        if start < end:
            nights = Nights.starting(begin + timedelta(days=start), end - start)
            words = _free_words(look, nights, end == len(look.view)) if look.few else ""
            yield Piece(state, start, end, nights, words=words)


def _free_words(look: Looking, nights: Nights, open_end: bool) -> str:
    if open_end:
        return _("Free from %(day)s") % {"day": look.day(nights.arrives)}
    return ngettext("Free for %(count)d night", "Free for %(count)d nights", len(nights)) % {"count": len(nights)}


def _nights(look: Looking, rows: list[Row]) -> Iterator[Night]:
    """Yield the columns, with the two numbers at their foot."""
    view, tonight = look.view, look.tonight
    free: list[set[int]] = [set() for _n in range(len(view))]
    for row in rows:
        for piece in row.pieces:
            if piece.state in {"free", "gone"}:
                for column in range(piece.first, piece.last):
                    free[column].add(row.bed.room_id)
    cover = [one for one in shifts.cover(look.house, view.arrives, len(view)) if one.band == Band.NIGHT]
    known = any(one.names for one in cover)
    soon = tonight + PLANNED
    for column, (night, on) in enumerate(zip(view, cover, strict=True)):
        # A night far ahead for which nobody signed up yet is not short: it is not planned.
        told = known and (on.names or night <= soon)
        people = _short(on.names, on.minimum) if on.short else str(len(on.names))
        yield Night(
            date=night,
            tonight=night == tonight,
            weekend=night.weekday() >= 5,
            rooms_free=len(free[column]),
            people=people if told else "",
            short=bool(told and on.short and night >= tonight),
        )


def _short(names: tuple[str, ...], minimum: int) -> str:
    return _("%(on)d of %(minimum)d") % {"on": len(names), "minimum": minimum}
