"""What a house would publish without the grid of hours: kept beside its notices, for partners under an agreement.

It follows the same rules as the notices of a house that publishes at once: a person confirms, the board is followed on
that word for the notice hours of the house, what was said by hand stays, and "please call" needs a person to end.
"""

from datetime import datetime

from django.utils import timezone

from openings.partners.models import AtOnce
from respite.models import House
from stays.availability import NUMBERS_FROM, Band, State


def said(house: House, told: Band, *, at: datetime, until: datetime, by_hand: bool) -> None:
    """Keep what somebody confirmed or said. Called under the lock of the house. Of a confidential house: nothing."""
    if house.confidential:
        return
    facts = {"by_hand": by_hand, "confirmed_at": at, "valid_until": until}
    AtOnce.objects.update_or_create(house=house, defaults=_numbers(told) | facts)


def follow(house: House, board: Band) -> None:
    """Follow the board on the word that stands: one statement. Called under the lock of the house."""
    standing = AtOnce.objects.filter(house=house, valid_until__gt=timezone.now()).exclude(band=State.CALL.value)
    if board.state != State.CALL:
        standing = standing.filter(by_hand=False)
    standing.update(**_numbers(board))


def _numbers(told: Band) -> dict[str, object]:
    """Return the state and, of a house that is large enough, how many of how many rooms are open."""
    numbers = told.total >= NUMBERS_FROM and told.state in {State.OPEN, State.FULL}
    free = told.free if told.state == State.OPEN else 0
    return {
        "band": told.state.value,
        "count": free if numbers else None,
        "maximum": told.total if numbers else None,
    }
