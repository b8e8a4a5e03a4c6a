"""Rooms that are closed or being made ready, and pauses."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from respite.deciding import decide
from respite.models import House, Person
from stays import booking, pausing
from stays.models import Stay

TURN_ROUND = 180  # minutes: the sheets are washed here
DAY = timedelta(days=1)


def tell(house: House, team: list[Person]) -> None:
    """Tell it for one house."""
    if house.slug in {"juniper-house", "lighthouse"}:
        decide(house, by=team[0], turn_round_minutes=TURN_ROUND)
    if house.slug == "lighthouse":
        go_home_early(house, team[1])
    if house.slug == "harbor":
        stop_offers(house, team[0])


def go_home_early(house: House, by: Person) -> None:
    """Ash went home an hour ago, two days early; the room is being made ready."""
    ash = Stay.objects.of_house(house).here().filter(allocations__bed__room__name="Beacon").first()
    if ash:
        with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
            booking.leave(ash, by=by)


def stop_offers(house: House, by: Person) -> None:
    """Harbor has too few people on for new guests, and looks at it again in two days."""
    with time_machine.travel(timezone.now() - timedelta(hours=2), tick=False):
        pausing.pause(house, reason="staffing", by=by, look_again_on=house.local().date() + 2 * DAY)
