"""What can be offered for some nights: the free rooms, the next day there is one, and the limit of the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from respite.models import Bed, House
from respite.nights import Nights
from stays import beds, booking, window
from stays.models import Guest


@dataclass(frozen=True)
class Look:
    """The answer for the asked nights. `limit` is a sentence when the rule of the house says fewer."""

    nights: Nights
    free: list[Bed]
    fits: bool  # a room, or rooms with a move between them, that meet what is needed
    next: date | None
    limit: str


def look(house: House, nights: Nights, *, guest: Guest | None = None, needs: Iterable[str] = ()) -> Look:
    """Return what the house can offer for `nights`. Nothing is held by looking."""
    fits = bool(beds.choose(house, nights, list(needs)))
    return Look(
        nights=nights,
        free=beds.free(house, nights),
        fits=fits,
        next=None if fits else booking.next_free(house, nights),
        limit="" if guest is None else window.ask(guest, house, nights).words,
    )
