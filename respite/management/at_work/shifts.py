"""Who is on, the log, and calls that were simply support."""

from respite.models import House, Person


def tell(house: House, team: list[Person]) -> None:
    """Tell it for one house."""
