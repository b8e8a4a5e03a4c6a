"""Night sheets, and what was written on paper."""

from respite.models import House, Person


def tell(house: House, team: list[Person]) -> None:
    """Tell it for one house."""
