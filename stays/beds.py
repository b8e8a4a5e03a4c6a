"""Which beds are free, and the automatic choice of bed: best match of needs, fewest moves."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from respite.models import Bed, Feature, House
from respite.nights import ONE_DAY, Nights
from stays.models import Allocation, TurnRound

# Without these somebody cannot use the room at all; the other features are comfort.
ACCESS = {Feature.STEP_FREE, Feature.GROUND_FLOOR, Feature.WIDE_DOOR, Feature.ROLL_IN_SHOWER}


@dataclass(frozen=True)
class Part:
    """One bed for some of the nights."""

    bed: Bed
    nights: Nights


def taken(house: House, nights: Nights, apart_from: Collection[object] = ()) -> dict[int, set[date]]:
    """Return the taken nights per bed id within `nights`; `apart_from` holds the ids of stays to leave out."""
    rows = Allocation.objects.of_house(house).touching(nights).holding()
    busy: dict[int, set[date]] = defaultdict(set)
    for row in rows.exclude(stay__in=list(apart_from)) if apart_from else rows:
        shared = row.range.within(nights)
        busy[row.bed_id].update(shared or ())
    return busy


def free(house: House, nights: Nights, apart_from: Collection[object] = ()) -> list[Bed]:
    """Return the beds that are free for all of `nights`, in the order of the rooms."""
    busy = taken(house, nights, apart_from)
    return [bed for bed in house.beds.select_related("room") if not busy.get(bed.pk)]


def choose(
    house: House,
    nights: Nights,
    needs: Iterable[str] = (),
    apart_from: Collection[object] = (),
    keep: Bed | None = None,
) -> list[Part]:
    """Return the beds for `nights` as parts in order, or an empty list when some night has none.

    One bed for all nights is best: the one that meets most needs, has least that others may need more, and fits
    tightest; tonight a bed that is ready comes before one that is not. `keep` is preferred before all (the bed the
    guest is in). Otherwise the fewest moves. A bed without an access feature that is needed is never chosen.
    """
    busy = taken(house, nights, apart_from)
    wanted = set(needs)
    beds = [bed for bed in house.beds.select_related("room") if wanted & ACCESS <= set(bed.room.features)]
    whole = [bed for bed in beds if not busy.get(bed.pk)]
    if keep is not None and keep in whole:
        return [Part(keep, nights)]
    if whole:
        edges, unready = _edges(house, nights, apart_from), _unready(house, nights)

        def worse(bed: Bed) -> tuple[int, ...]:
            unmet, unneeded = fit(bed, wanted)
            return unmet, bed.pk in unready, unneeded, -edges[bed.pk], len(bed.room.features), bed.pk

        best = min(whole, key=worse)
        return [Part(best, nights)]
    return _fewest_moves(beds, busy, nights, wanted, keep)


def next_free(house: House, nights: Nights, horizon: int = 60) -> date | None:
    """Return the first arrival after `nights.arrives` from which one room is free for as many nights, or None."""
    span = Nights(nights.arrives, nights.leaves + horizon * ONE_DAY)
    busy = taken(house, span)
    all_beds = [bed.pk for bed in house.beds.all()]
    for shift in range(1, horizon + 1):
        tried = set(Nights.starting(nights.arrives + shift * ONE_DAY, len(nights)))
        if any(not tried & busy.get(bed, set()) for bed in all_beds):
            return min(tried)
    return None


def _unready(house: House, nights: Nights) -> set[int]:
    """Return the ids of the beds that are still being made ready, when `nights` begin tonight or before."""
    if nights.arrives > house.tonight():
        return set()
    return set(TurnRound.objects.open().filter(house=house).values_list("bed", flat=True))


def fit(bed: Bed, wanted: set[str]) -> tuple[int, int]:
    """Return (needs not met, access features not needed): smaller is better."""
    features = set(bed.room.features)
    return len(wanted - features), len((features & ACCESS) - wanted)


def _edges(house: House, nights: Nights, apart_from: Collection[object]) -> dict[int, int]:
    """Return, per bed, how many ends of `nights` touch something already there: a tight fit leaves no lone nights."""
    around = Nights(nights.arrives - ONE_DAY, nights.leaves + ONE_DAY)
    return defaultdict(int, {bed: len(used) for bed, used in taken(house, around, apart_from).items()})


def _fewest_moves(
    beds: list[Bed], busy: dict[int, set[date]], nights: Nights, wanted: set[str], keep: Bed | None
) -> list[Part]:
    """Go as far as possible in one bed, then as far as possible in the next: that is the fewest moves.

    Leaving the bed `keep` is a move too, so the first part stays in it for as long as it is free.
    """
    parts: list[Part] = []
    start = nights.arrives
    while start < nights.leaves:
        reach = {bed.pk: _reach(busy.get(bed.pk, set()), start, nights.leaves) for bed in beds}
        stay_in = keep if not parts and keep in beds and reach[keep.pk] > start else None
        best = stay_in or max(beds, key=lambda bed: (reach[bed.pk], [-n for n in fit(bed, wanted)]), default=None)
        if best is None or reach[best.pk] == start:
            return []
        parts.append(Part(best, Nights(start, reach[best.pk])))
        start = reach[best.pk]
    return parts


def _reach(busy: set[date], start: date, end: date) -> date:
    """Return the first night from `start` on that is taken, or `end`."""
    night = start
    while night < end and night not in busy:
        night += ONE_DAY
    return night
