"""A room for these nights and needs: which rooms fit, best first, which do not and why, and the nearest nights."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from respite.models import Bed, Feature, House, Person
from respite.nights import ONE_DAY, Nights
from stays import closed
from stays.beds import ACCESS, choose, fit
from stays.models import Allocation
from stays.telling import near_day, parts_words

FAR = 60  # nights: so far away we look for nights that would work
NEAREST = 3  # how many of them are told


@dataclass(frozen=True)
class Fits:
    """A room that is free for all the nights. `lacks` names wishes that it does not meet."""

    bed: Bed
    room: str
    about: str
    lacks: str


@dataclass(frozen=True)
class Not:
    """A room that does not fit, and why."""

    room: str
    reason: str


@dataclass(frozen=True)
class Near:
    """Other nights, as many as were asked for, and the room that fits best then."""

    nights: Nights
    bed: Bed
    room: str


@dataclass(frozen=True)
class Answer:
    """Everything a house can say to the question."""

    fits: list[Fits]
    others: list[Not]
    nearest: list[Near]
    parts: str = ""  # one room after the other, when none is free for all the nights


def ask(house: House, nights: Nights, needs: Collection[str], me: Person | None = None) -> Answer:
    """Answer for one house, in as many queries whatever it holds. Of a guest closed to `me` there is no name.

    A room without an access feature that is needed never fits; a comfort that is missing is told.
    """
    wanted, tonight = set(needs), house.tonight()
    around = Nights(min(tonight, nights.arrives), nights.leaves + timedelta(days=FAR))
    rows = Allocation.objects.of_house(house).touching(around).holding().with_all().order_by("nights")
    kept: dict[int, list[Allocation]] = {}
    for row in rows.annotate(closed_out=closed.to(me, "stay__guest")):
        kept.setdefault(row.bed_id, []).append(row)
    beds = list(house.beds.select_related("room"))
    useful = [bed for bed in beds if wanted & ACCESS <= set(bed.room.features)]
    free = [bed for bed in useful if _way(kept.get(bed.pk, []), nights) is None]
    free.sort(
        key=lambda bed: (*fit(bed, wanted), -_edges(kept.get(bed.pk, []), nights), len(bed.room.features), bed.pk)
    )
    others = [
        Not(str(bed), _why(bed, wanted, kept.get(bed.pk, []), nights, tonight)) for bed in beds if bed not in free
    ]
    parts = [] if free else [(part.bed, part.nights.leaves) for part in choose(house, nights, wanted)]
    return Answer(
        fits=[Fits(bed, str(bed), ", ".join(bed.room.feature_words()), _lacks(bed, wanted)) for bed in free],
        others=others,
        nearest=[] if free else _nearest(useful, kept, nights, wanted, tonight),
        parts=parts_words(parts, tonight),
    )


def _way(rows: Sequence[Allocation], nights: Nights) -> Allocation | None:
    """Return the first thing in the way of these nights, or None."""
    return next((row for row in rows if row.range.overlaps(nights)), None)


def _edges(rows: Sequence[Allocation], nights: Nights) -> int:
    """Return how many ends of `nights` touch something there: a tight fit leaves no lone nights."""
    around = {nights.arrives - ONE_DAY, nights.leaves}
    return sum(1 for night in around if any(night in row.range for row in rows))


def _lacks(bed: Bed, wanted: set[str]) -> str:
    missing = wanted - set(bed.room.features)
    return ", ".join(str(label) for value, label in Feature.choices if value in missing)


def _why(bed: Bed, wanted: set[str], rows: Sequence[Allocation], nights: Nights, tonight: date) -> str:
    """Say why a room does not fit: first what it is like, then what is in the way."""
    missing = (wanted & ACCESS) - set(bed.room.features)
    if missing:
        names = ", ".join(str(label) for value, label in Feature.choices if value in missing)
        return _("does not have: %(needs)s") % {"needs": names}
    way = _way(rows, nights)
    assert way
    values = {"first": near_day(way.nights.lower, tonight), "until": near_day(way.nights.upper, tonight)}
    if way.closure:
        values["why"] = way.closure.get_reason_display()
        return _("closed from %(first)s to %(until)s: %(why)s") % values
    values["who"] = _("Guest") if way.closed_out or not way.stay else way.stay.guest.name  # type: ignore[attr-defined]
    return _("not free: %(who)s from %(first)s to %(until)s") % values


def _nearest(
    beds: Sequence[Bed], kept: dict[int, list[Allocation]], nights: Nights, wanted: set[str], tonight: date
) -> list[Near]:
    """Return the nearest nights for which a room fits, none of them over; sooner and later ones, nearest first."""
    ordered = sorted(beds, key=lambda bed: (*fit(bed, wanted), bed.pk))
    shifts = sorted(range(-FAR, FAR + 1), key=lambda days: (abs(days), days < 0))
    found: list[Near] = []
    for days in shifts:
        tried = Nights.starting(nights.arrives + timedelta(days=days), len(nights))
        if tried.arrives < tonight or days == 0:
            continue
        bed = next((one for one in ordered if _way(kept.get(one.pk, []), tried) is None), None)
        if bed and not any(near.nights.overlaps(tried) and near.bed == bed for near in found):
            found.append(Near(tried, bed, str(bed)))
        if len(found) == NEAREST:
            break
    return sorted(found, key=lambda near: near.nights)
