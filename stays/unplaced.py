"""Guests who were promised nights and have no bed for some of them: "without a room".

That happens in two ways. A room was closed in an emergency and we still look for another one; or somebody is still here
after their last night. Both need a bed that looks free, so availability counts them as taking one.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from respite.models import House
from respite.nights import Nights
from stays.models import Allocation, Stay
from stays.models.stay import StayQuerySet

PROMISED = [Stay.State.EXPECTED, Stay.State.HERE]


def on(house: House, night: date) -> StayQuerySet:
    """Return who needs a bed of `house` on `night`, which is tonight or later, and has none."""
    bed = Allocation.objects.filter(stay=OuterRef("pk"), nights__contains=night)
    longer = Q(state=Stay.State.HERE, nights__endswith__lte=night) if night <= house.tonight() else Q(pk__in=[])
    rows = Stay.objects.of_house(house).filter(state__in=PROMISED)
    return rows.filter(longer | Q(nights__contains=night) & ~Exists(bed))


def from_tonight_on(house: House) -> list[tuple[Stay, Nights]]:
    """Return the stays that have no bed for some of their nights to come, each with the first of those nights in a row.

    Somebody whose nights are over is not among them: they need a new agreement, not a room.
    """
    tonight = house.tonight()
    rows = Stay.objects.of_house(house).filter(state__in=PROMISED, nights__endswith__gt=tonight).with_guest()
    found = []
    for stay in rows.order_by("nights", "code"):
        kept = {night for row in stay.bed_nights() for night in row.range}
        bare = [night for night in Nights(max(stay.arrives, tonight), stay.leaves) if night not in kept]
        if bare:
            end = next((night for night in Nights(bare[0], stay.leaves) if night in kept), stay.leaves)
            found.append((stay, Nights(bare[0], end)))
    return found
