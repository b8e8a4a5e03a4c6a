"""The part of the demo's story about a partner: Valley 211, with a key, an agreement, and news that was sent to it."""

from datetime import timedelta
from unittest.mock import patch

import time_machine
from django.utils import timezone

from openings import hours
from openings.partners import agreements, answers, delivering, events, guard, keys, partnering, subscribing
from openings.partners.models import Agreement, Partner
from openings.partners.posting import Said
from openings.partners.webhook_models import CHOSEN
from respite.models import House, Person

DAY = timedelta(days=1)
PUBLIC = "192.31.196.1"  # where the name of the story leads: names that end in .example lead nowhere
ASKED = [(30, 3), (5, 12), (4, 9), (2, 14), (1, 11), (0, 4)]  # days ago, how often
ADDRESS = "https://hooks.valley211.example/respite"


def tell(houses: list[House], *, office: Person, lead: Person) -> None:
    """Tell it all; the agreement is about the first house, and both may change its settings."""
    begun = timezone.now() - 40 * DAY
    with time_machine.travel(begun, tick=False):
        partner = partnering.begin(
            houses[0].organization,
            name="Valley 211",
            email="data@valley211.example",
            phone="+17155550112",
            since=houses[0].local(begun).date(),
            by=office,
        )
        key = keys.make(partner, by=office)
        agree(partner, houses[0], office, lead)
    for days, times in ASKED:
        for _n in range(times):
            answers.look(key, timezone.now() - days * DAY)
    send(partner, houses, office)


def agree(partner: Partner, house: House, office: Person, lead: Person) -> None:
    """Let the house tell them its state at once, for a year."""
    today = house.local().date()
    row = agreements.record(
        partner, houses=[house], what=Agreement.What.STATE, signed_on=today, ends_on=today + 365 * DAY, by=office
    )
    agreements.agree(row, by=lead)


def send(partner: Partner, houses: list[House], office: Person) -> None:
    """Subscribe three days ago: a test that needed two tries, then what the houses said at the last set hour."""
    began = timezone.now() - 3 * DAY
    with time_machine.travel(began, tick=False), patch.object(guard, "_look_up", return_value=[PUBLIC]):
        row, _secret = subscribing.subscribe(partner, address=ADDRESS, kinds=CHOSEN, houses=houses, by=office)
        subscribing.test(row, by=office)
        came(Said(status=503))
    with time_machine.travel(began + timedelta(minutes=1), tick=False):
        came(Said(status=204))
    at = hours.last(houses[0], timezone.now()).at
    with time_machine.travel(at, tick=False):
        for house in houses:
            events.published(house, f"told {house.slug}")
            came(Said(status=204))


def came(said: Said) -> None:
    """Send what is due, and have this come of it."""
    for parcel in delivering.take():
        delivering.write(parcel.pk, said)
