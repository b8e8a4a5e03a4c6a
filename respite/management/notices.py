"""The part of the demo's story about what the public reads: the notice of each house, as it stands now."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from openings import hours, publishing
from respite.models import House, Person


def tell(house: House, by: Person) -> None:
    """Confirm the notice; in a house on the grid, early enough to be out by now."""
    if house.style != publishing.GRID:
        publishing.confirm(house, by=by)
        return
    slot = hours.last(house, timezone.now())
    with time_machine.travel(hours.earlier(house, slot, 2).at, tick=False):
        publishing.refresh(house)
    with time_machine.travel(slot.at - timedelta(hours=1), tick=False):
        publishing.confirm(house, by=by)
    with time_machine.travel(slot.at, tick=False):
        publishing.on_the_hour(house)
