"""The bed-nights that one stay keeps: written, freed, asked for. Verbs call these under the house lock."""

from collections.abc import Iterable
from datetime import date

from respite.models import Bed
from respite.nights import Nights
from stays.beds import Part
from stays.models import Allocation, Stay


def allocate(stay: Stay, parts: Iterable[Part]) -> None:
    """Write the bed-nights, joined to what the stay already has in the same bed."""
    for part in parts:
        before = stay.allocations.filter(bed=part.bed, nights__endswith=part.nights.arrives).first()
        if before:
            before.range = Nights(before.nights.lower, part.nights.leaves)
            before.save(update_fields=["nights"])
            continue
        row = Allocation(bed=part.bed, house_id=stay.house_id, stay=stay)
        row.range = part.nights
        row.save(force_insert=True)


def cut(stay: Stay, gone: Nights) -> None:
    """Free the nights `gone` of this stay."""
    for row in stay.allocations.touching(gone):
        before, after = row.nights.lower < gone.arrives, row.nights.upper > gone.leaves
        if after:
            tail = Allocation(bed_id=row.bed_id, house_id=row.house_id, stay=stay)
            tail.range = Nights(gone.leaves, row.nights.upper)
        if before:
            row.range = Nights(row.nights.lower, gone.arrives)
            row.save(update_fields=["nights"])
        else:
            row.delete()
        if after:
            tail.save(force_insert=True)


def keep_only(stay: Stay, nights: Nights) -> None:
    """Free every night outside `nights` and set the range; the caller saves the stay."""
    old = stay.range
    if old.arrives < nights.arrives:
        cut(stay, Nights(old.arrives, nights.arrives))
    if nights.leaves < old.leaves:
        cut(stay, Nights(nights.leaves, old.leaves))
    stay.range = nights


def bed_on(stay: Stay, night: date) -> Bed | None:
    """Return the bed of the stay on `night`, or its nearest one; None while we still look for a room for it."""
    rows = list(stay.allocations.select_related("bed__room").order_by("nights"))
    for row in rows:
        if night < row.nights.upper:
            return row.bed
    return rows[-1].bed if rows else None
