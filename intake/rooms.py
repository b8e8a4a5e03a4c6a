"""What can be offered for some nights: the free rooms, the next day there is one, and the limit of the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from respite.models import Bed, House
from respite.nights import Nights
from stays import beds, coverlimit, pausing, window
from stays.beds import ACCESS
from stays.models import Guest

AROUND = 14  # so many days around the asked nights are looked at
MOST = 3


@dataclass(frozen=True)
class Look:
    """The answer for the asked nights. `limit` is a sentence when the rule of the house says fewer."""

    nights: Nights
    free: list[Bed]
    fits: bool  # a room, or rooms with a move between them, that meet what is needed
    next: date | None
    limit: str
    stopped: str = ""  # a sentence when no new offer can be made for these nights at all


def look(house: House, nights: Nights, *, guest: Guest | None = None, needs: Iterable[str] = ()) -> Look:
    """Return what the house can offer for `nights`. Nothing is held by looking."""
    fits = bool(beds.choose(house, nights, list(needs)))
    return Look(
        nights=nights,
        free=beds.free(house, nights),
        fits=fits,
        next=None if fits else beds.next_free(house, nights),
        limit="" if guest is None else window.ask(guest, house, nights).words,
        stopped=_stopped(house, nights),
    )


def _stopped(house: House, nights: Nights) -> str:
    """Say why the house promises nobody new these nights: a pause, or too few people on; or nothing."""
    try:
        pausing.refuse_while_paused(house)
        coverlimit.refuse_beyond(house, nights)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def still_free(house: House, nights: Nights, needs: Iterable[str] = ()) -> list[Nights]:
    """Return up to three spans that one room is free for, the nearest to the asked nights first.

    As many nights on other days, or those of the asked nights that are left.
    """
    wanted = set(needs) & ACCESS
    rooms = [bed for bed in house.beds.select_related("room") if wanted <= set(bed.room.features)]
    span = Nights(nights.arrives - timedelta(days=AROUND), nights.leaves + timedelta(days=AROUND))
    busy = beds.taken(house, span)
    tonight = house.tonight()

    def is_free(start: date, count: int) -> bool:
        asked = set(Nights.starting(start, count))
        return start >= tonight and any(not asked & busy.get(bed.pk, set()) for bed in rooms)

    count = len(nights)
    found = []
    for shift in sorted(range(-AROUND, AROUND + 1), key=abs):
        start = nights.arrives + timedelta(days=shift)
        fewer = next((n for n in range(count, 0, -1) if is_free(start, n)), 0) if shift == 0 else count
        if fewer and is_free(start, fewer):
            found.append(Nights.starting(start, fewer))
    return sorted(found[:MOST], key=lambda free: free.arrives)
