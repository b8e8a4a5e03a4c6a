"""What is written about stays: notes of both sides, a staff-only one, hopes, a lock box, a wish with its answer."""

from datetime import date, datetime, time, timedelta

import time_machine
from django.utils import timezone

from respite.deciding import decide
from respite.management import cast
from respite.models import House, Person
from respite.nights import at
from stays import accommodating, noting, outing, welcoming
from stays.models import Stay

DAY = timedelta(days=1)
CALLER = "A caller asked if Rosa is here. We said we never say who stays. Tell Ana if they call again."
SLEEP = "Sleeping better. Nights are hard around 3. It helps when someone is up in the kitchen."
BAKING = (
    "Rosa and I planned the baking on {day}. She would like the oven from noon. She asked us to knock twice, not once."
)
HOPES = "To sleep through one night. To call my sister when I am ready, and not before."
WISH = "Could the hall light stay off at night? It wakes me, and then I am up until morning."
ANSWER = "Yes. The hall light is off from 10 pm. A small lamp by the stairs stays on."


def tell(house: House, team: list[Person]) -> None:
    """Tell it for one house: only Juniper House writes much yet."""
    if house.slug != "juniper-house":
        return
    ana = team[0]
    joy, marcus = (next(person for person in team if person.name == name) for name in ("Joy", "Marcus"))
    today = house.local().date()
    with time_machine.travel(_moment(house, today - 30 * DAY, 10), tick=False):
        decide(house, by=ana, lock_boxes=4)
    here = Stay.objects.of_house(house).here().with_guest()
    rosa = next((stay for stay in here if stay.guest.name == "Rosa"), None)
    if rosa is None:
        return
    with time_machine.travel(_moment(house, today - 3 * DAY, 15, 20), tick=False):
        shown = welcoming.welcome_list(house)[:4]
        welcoming.welcome(rosa, shown=shown, language="en", by=marcus)
        welcoming.lend(rosa, box="2", by=marcus)
        welcoming.hope(rosa, words=HOPES, by=None)
    with time_machine.travel(_moment(house, today - 2 * DAY, 16), tick=False):
        readers = noting.Readers(True, "other_person", today + 4 * DAY)
        noting.write(rosa, words=CALLER, by=ana, readers=readers)
        wish = accommodating.ask(rosa, words=WISH, by=None)
    with time_machine.travel(_moment(house, today - DAY, 11), tick=False):
        accommodating.answer(wish, state="agreed", words=ANSWER, by=joy)
    with time_machine.travel(_moment(house, today - DAY, 20, 15), tick=False):
        noting.write(rosa, words=SLEEP, by=None)
    with time_machine.travel(_moment(house, today, 12, 55), tick=False):
        noting.write(rosa, words=BAKING.format(day=cast.dinner_on(today)), by=marcus)
    evening = (house.local() + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    if evening.date() < rosa.leaves:
        outing.out_until(rosa, until=evening)


def _moment(house: House, day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment on the wall of the house; one that is still to come becomes an hour ago."""
    return min(at(day, time(hour, minute), house.tz), timezone.now() - timedelta(hours=1))
