"""Night sheets, and what was written on paper."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from respite.models import House, Person
from stays import nightly, paper
from stays.paper import CALL, LOG, Written

HOUSES = {"juniper-house"}
CHECK = "7F3A 90C2"
BOILER = "The boiler made a noise at the back of the house. It stopped by itself."


def tell(house: House, team: list[Person]) -> None:
    """Tell it for one house: it has a night code, and a page of paper was typed in.

    The sheet of this shift is made by the demo's worker, in its first minute, as anywhere.
    """
    if house.slug not in HOUSES:
        return
    lead, somebody = team[0], team[-1]
    with time_machine.travel(timezone.now() - timedelta(days=20), tick=False):
        nightly.new_code(house, by=lead)
    with time_machine.travel(timezone.now() - timedelta(hours=3), tick=False):
        early = timezone.now() - timedelta(hours=6)
        lines = [Written(LOG, early, words=BOILER), Written(CALL, early + timedelta(minutes=25))]
        paper.enter(house, lines, check=CHECK, by=somebody)
