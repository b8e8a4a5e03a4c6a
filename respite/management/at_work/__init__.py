"""The part of the demo's story about the house at work, one module a subject."""

from respite.management.at_work import board, closing, guidelines, night, record, shifts
from respite.models import House, Person


def tell(house: House, team: list[Person]) -> None:
    """Tell it all for one house; the lead comes first in `team`."""
    for subject in (guidelines, shifts, record, closing, board, night):
        subject.tell(house, team)
