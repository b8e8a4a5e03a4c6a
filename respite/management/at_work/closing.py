"""Rooms that are closed or being made ready, and pauses."""

from respite.models import House, Person


def tell(house: House, team: list[Person]) -> None:
    """Tell it for one house."""
