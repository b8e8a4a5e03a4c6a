"""In which houses of an organization somebody may see the board."""

from datetime import date

from respite import access
from respite.models import House, Membership, Organization, Person


def where_board(person: Person, organization: Organization) -> list[House]:
    """Return the houses in their order, with their settings; at the same three queries however many there are.

    Whether a role holds is decided by the date of each house, as at its door.
    """
    rows = list(Membership.objects.filter(person=person, organization=organization))
    allowed = access.MAY["see the board"]
    found = []
    for house in organization.houses.select_related("organization").prefetch_related("settings"):
        today = house.local().date()
        if any(_holds(row, house, today) and row.role in allowed for row in rows):
            found.append(house)
    return found


def _holds(row: Membership, house: House, today: date) -> bool:
    """Say whether a role holds in this house on its own date."""
    return row.house_id in {None, house.pk} and row.starts <= today and (row.ends is None or row.ends > today)
