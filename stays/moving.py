"""Where a guest could move to: each room with yes or the reason why not, swaps too, and what would change (LOOK 6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from respite.models import Bed, House, Person
from respite.nights import Nights
from stays import closed
from stays.models import Allocation, Stay
from stays.telling import near_day


@dataclass(frozen=True)
class Instead:
    """The nearest thing that works in a room that cannot be had as asked: from a later night, or for fewer nights."""

    words: str
    from_night: date
    until_night: date | None = None


@dataclass(frozen=True)
class Option:
    """One room, or one guest to swap with. `change` says what will happen; without it the option is not possible."""

    value: str
    room: str
    about: str
    words: str
    change: str = ""
    bed: Bed | None = None
    other: Stay | None = None
    instead: tuple[Instead, ...] = ()

    @property
    def possible(self) -> bool:
        """Say whether it can be chosen."""
        return bool(self.change)


@dataclass(frozen=True)
class Wanted:
    """A stay that is to move, for which of its nights, and everything that is kept in the house from then on."""

    house: House
    stay: Stay
    start: date
    end: date
    rows: Sequence[Allocation]

    @property
    def rest(self) -> Nights:
        """Return the nights that would be moved."""
        return Nights(self.start, self.end)

    @property
    def part(self) -> bool:
        """Say whether nights after them stay where they are."""
        return self.end < self.stay.leaves

    @property
    def tonight(self) -> date:
        """Return tonight in the house."""
        return self.house.tonight()

    def day(self, when: date) -> str:
        """Say a day briefly, seen from tonight."""
        return near_day(when, self.tonight)


def starts(house: House, stay: Stay) -> list[date]:
    """Return the nights from which a stay can move, first to last; empty when it has no night to come."""
    first = max(stay.arrives, house.tonight()) if stay.state == Stay.State.HERE else stay.arrives
    return list(Nights(first, stay.leaves)) if first < stay.leaves else []


def options(house: House, stay: Stay, start: date, until: date | None = None, me: Person | None = None) -> list[Option]:
    """Return the other rooms in their order: those that can take the guest from `start` on, and those that cannot.

    `until` leaves the nights from then on where they are. A room somebody else is in can still be had by swapping,
    when both fit in each other's room. Of a guest who is closed to `me` there is no name, and no swap.
    """
    rows = Allocation.objects.of_house(house).filter(nights__endswith__gt=start).holding().with_all()
    rows = rows.annotate(closed_out=closed.to(me, "stay__guest"))
    wanted = Wanted(house, stay, start, until or stay.leaves, list(rows))
    beds = house.beds.select_related("room")
    mine = bed_on(stay, start)
    found = [_bed(wanted, bed, mine) for bed in beds if bed != mine]
    swaps = {id(option): _swap(wanted, option, mine) for option in found if option.other and not wanted.part}
    return [swaps.get(id(option)) or option for option in found]


def bed_on(stay: Stay, night: date) -> Bed | None:
    """Return the bed of the stay on `night`, or None while we still look for one."""
    return next((row.bed for row in stay.bed_nights() if night in row.range), None)


def company(house: House, stay: Stay, nights: Nights, me: Person | None = None) -> list[str]:
    """Return the names of those who would be in the house on these nights, but not of guests closed to `me`."""
    rows = Stay.objects.of_house(house).promised().touching(nights).exclude(pk=stay.pk).exclude(closed.to(me))
    return sorted({row.guest.name for row in rows.select_related("guest__key")})


def to_tell(stays: Sequence[Stay]) -> str:
    """Say when those who change rooms hear of it: whoever is here now, the others when they come."""
    here = [stay.state == Stay.State.HERE for stay in stays]
    if all(here):
        return _("Nothing is sent. Tell them at the house.")
    if any(here):
        return _("Nothing is sent. Tell who is here at the house, and the other one when they arrive.")
    return _("Nothing is sent. Tell them when they arrive.")


def _bed(wanted: Wanted, bed: Bed, mine: Bed | None) -> Option:
    """Return what it takes to move into `bed`; `other` is who is there first."""
    others = [row for row in wanted.rows if row.bed_id == bed.pk and row.stay_id != wanted.stay.pk]
    way = next((row for row in sorted(others, key=lambda row: row.nights) if row.range.overlaps(wanted.rest)), None)
    about = ", ".join(bed.room.feature_words())
    value = f"bed-{bed.pk}"
    if way is None:
        words = _("free for all these nights")
        return Option(value, str(bed), about, words, change=_move_words(wanted, bed, mine), bed=bed)
    other = None if way.closed_out else way.stay  # type: ignore[attr-defined]
    instead = tuple(_instead(wanted, others, way))
    return Option(value, str(bed), about, _reason(wanted, way), bed=bed, other=other, instead=instead)


def _instead(wanted: Wanted, others: Sequence[Allocation], way: Allocation) -> Iterator[Instead]:
    """Yield the nearest nights of the stay for which the room is free: up to what is in the way, and after it."""
    if way.nights.lower > wanted.start:
        until: date = way.nights.lower
        yield Instead(_("Only until %(day)s") % {"day": wanted.day(until)}, wanted.start, until)
    after = max((row.nights.upper for row in others if row.range.overlaps(wanted.rest)), default=wanted.end)
    if after < wanted.end:
        end = wanted.end if wanted.part else None
        yield Instead(_("From %(day)s on") % {"day": wanted.day(after)}, after, end)


def _reason(wanted: Wanted, way: Allocation) -> str:
    """Say what is in the way, like "not free: Devon until Mon 30"."""
    who = _("Guest") if way.closed_out else way.stay.guest.name if way.stay else ""  # type: ignore[attr-defined]
    values = {
        "until": wanted.day(way.nights.upper),
        "first": wanted.day(way.nights.lower),
        "who": who,
        "why": way.closure.get_reason_display() if way.closure else "",
    }
    late = way.nights.lower > wanted.start
    if way.closure:
        return _("closed from %(first)s: %(why)s") % values if late else _("closed until %(until)s: %(why)s") % values
    return _("free until %(first)s, then %(who)s") % values if late else _("not free: %(who)s until %(until)s") % values


def _move_words(wanted: Wanted, bed: Bed, mine: Bed | None) -> str:
    values = {
        "name": wanted.stay.guest.name,
        "room": str(bed),
        "from": str(mine or ""),
        "day": wanted.day(wanted.start),
        "last": wanted.day(wanted.end),
        "back": str(bed_on(wanted.stay, wanted.end) or "") if wanted.part else "",
    }
    if mine is None:
        return _("%(name)s sleeps in %(room)s from %(day)s until %(last)s.") % values
    if wanted.part:
        words = _(
            "%(name)s sleeps in %(room)s from %(day)s until %(last)s, and then in %(back)s as before. "
            "%(from)s becomes free for these nights."
        )
        return words % values
    return (
        _("%(name)s sleeps in %(room)s from %(day)s until %(last)s. %(from)s becomes free for these nights.") % values
    )


def _swap(wanted: Wanted, option: Option, mine: Bed | None) -> Option | None:
    """Return the option as a swap in one step, or None when the two do not fit in each other's room."""
    other, theirs = option.other, option.bed
    assert other
    start = max(wanted.start, wanted.tonight)
    first = next(row for row in sorted(wanted.rows, key=lambda row: row.nights) if row.stay_id == other.pk)
    if mine is None or first.bed_id != option.bed.pk or not start < other.leaves or not start < wanted.stay.leaves:  # type: ignore[union-attr]
        return None
    my_rest = Nights(max(start, wanted.stay.arrives), wanted.stay.leaves)
    their_rest = Nights(max(start, other.arrives), other.leaves)
    both = {wanted.stay.pk, other.pk}
    for bed, nights in ((theirs, my_rest), (mine, their_rest)):
        on_it = (row for row in wanted.rows if row.bed_id == bed.pk and row.stay_id not in both)  # type: ignore[union-attr]
        if any(row.range.overlaps(nights) for row in on_it):
            return None
    values = {
        "name": wanted.stay.guest.name,
        "other": other.guest.name,
        "room": str(theirs),
        "from": str(mine),
        "day": near_day(my_rest.arrives, wanted.tonight),
        "their_day": near_day(their_rest.arrives, wanted.tonight),
    }
    words = _("%(other)s is there. Swap: %(other)s gets %(from)s") % values
    change = _(
        "%(name)s gets %(room)s from %(day)s on. %(other)s gets %(from)s from %(their_day)s on. Both in one step."
    )
    return Option(
        f"swap-{other.code}", str(theirs), option.about, words, change=change % values, bed=theirs, other=other
    )
