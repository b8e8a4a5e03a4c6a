"""What happened on the board: somebody who is still here after their last night, and a move that can be undone."""

from datetime import timedelta

import time_machine

from respite.models import House, Key, Person
from respite.nights import ONE_DAY, Nights
from stays import beds, booking
from stays.models import Guest, Stay

PAST = timedelta(days=5)


def tell(house: House, team: list[Person]) -> None:
    """Tell it for one house."""
    if house.slug == "lighthouse":
        _stays_on(house, team[0])
    if house.slug == "juniper-house":
        _moves(house, team[0])


def _stays_on(house: House, by: Person) -> None:
    """Let Abe come for three nights that ended the day before yesterday, and still be here."""
    nights = Nights.starting(house.tonight() - PAST, 3)
    free = beds.free(house, Nights(nights.arrives, house.tonight() + ONE_DAY))
    if not free:
        return
    guest = Guest(organization=house.organization, key=Key.make(house.organization))
    guest.name = "Abe"
    guest.save()
    with time_machine.travel(house.local() - PAST, tick=True):
        stay = booking.confirm(booking.hold(guest, house=house, nights=nights, by=by, bed=free[0]), by=by)
        booking.arrive(stay, by=by)


def _moves(house: House, by: Person) -> None:
    """Move the first guest who is here to a room that is free for them, for the nights from tomorrow on."""
    since = house.tonight() + ONE_DAY
    for stay in Stay.objects.of_house(house).here().filter(nights__endswith__gt=since):
        for bed in beds.free(house, Nights(since, stay.leaves), [stay.pk]):
            if not stay.allocations.filter(bed=bed).exists():
                booking.move(stay, to=bed, by=by, from_night=since)
                return
