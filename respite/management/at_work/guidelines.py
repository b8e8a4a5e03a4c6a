"""The agreements of the house in every language."""

from respite.models import House, Person


def tell(house: House, team: list[Person]) -> None:
    """Tell it for one house."""
