"""Who is on, the log, what happened once, and calls that were simply support."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import time_machine
from django.utils import timezone

from respite.management import cast
from respite.models import House, Person
from respite.nights import at
from stays import incidents, logbook, shifts, support, taking
from stays.models import Band, Incident, Shift, Stay

DAY = timedelta(days=1)
# Hours ago, who (by place in the team), the words.
LOG = [
    (7, 5, "Bread and oat milk are low. The heater in the hall knocks, it is only air."),
    (16, 2, "The new key for the shed hangs behind the door of the office."),
    (26, 3, "Trash goes out a day later this week, because of the holiday."),
    (50, 4, "Groceries came. Two boxes for the freezer are in the garage."),
    (75, 5, "The porch light has a new bulb. The old one is in the box for recycling."),
]
DINNER = "Dinner on {day} at 4. Eight places. {name} wants to bake, so leave the oven free from noon."
REPAIR = "Window repair in Cedar at 9 am. After that the room is back."
HAPPENED = "A pipe under the kitchen sink burst at night. Water stood in the kitchen and the hall."
DID_NEXT = (
    "We turned the water off at the main valve, moved everybody to the porch room, and called the plumber at 5 am."
)
LEARNED = "We did not know where the main valve is. It has a red tag now, and the night sheet says where."
CALLS = [3, 5, 2, 4, 6, 3, 4, 2]  # in each of the last weeks, this one first


def tell(house: House, team: list[Person]) -> None:
    """Tell it for Juniper House."""
    if house.slug != "juniper-house":
        return
    _log(house, team)
    _burst_pipe(house, team)
    _calls(house)
    _asks(house, team)


def _log(house: House, team: list[Person]) -> None:
    for hours, who, words in reversed(LOG):
        with _at(timezone.now() - timedelta(hours=hours)):
            logbook.write(house, words=words, by=team[who])
    lead, lou = team[0], team[5]
    dinner = cast.dinner_on(house.local().date())
    named = next((stay for stay in _here(house) if stay.guest.name == "Rosa"), None)
    with _at(timezone.now() - timedelta(hours=6)):
        if named:
            words = DINNER.format(name=named.guest.name, day=dinner)
            logbook.write(house, words=words, by=lou, guest=named.guest)
        logbook.write(house, words=REPAIR, by=lead, due_on=house.local().date() + DAY)
    with _at(timezone.now() - timedelta(hours=30)):
        done = logbook.write(
            house, words="Call the plumber about the hall heater.", by=lead, due_on=house.local().date()
        )
    with _at(timezone.now() - timedelta(hours=5)):
        logbook.done(done, by=team[1])


def _here(house: House) -> list[Stay]:
    return list(Stay.objects.of_house(house).here().select_related("guest__key"))


def _burst_pipe(house: House, team: list[Person]) -> None:
    """Tell what happened some weeks ago, and what the team learned three days later."""
    night = at(house.local().date() - 40 * DAY, time(4), house.tz)
    with _at(night + timedelta(hours=6)):
        incident = incidents.note(
            house,
            kind=Incident.Kind.BUILDING,
            at=night,
            happened=HAPPENED,
            did_next=DID_NEXT,
            told=["lead", "owner", "guests"],
            others="the plumber",
            by=team[5],
        )
    with _at(night + 3 * DAY + timedelta(hours=11)):
        incidents.debrief(incident, words=LEARNED, by=team[0])


def _calls(house: House) -> None:
    codes = list(support.topics(house))
    for week, number in enumerate(CALLS):
        for n in range(number):
            moment = timezone.now() - timedelta(days=7 * week + n % 6, hours=n)
            with _at(moment):
                call = support.count(house)
                support.describe(call, minutes=10 + 5 * (n % 5), topic=codes[(week + n) % len(codes)])


def _asks(house: House, team: list[Person]) -> None:
    """Ask who can take tonight, and have a colleague offer Joy a swap."""
    today, joy = house.local().date(), team[1]
    if shifts.missing(house, today, Band.NIGHT):
        taking.call_out(house, on=today, band=Band.NIGHT, by=team[0])
    ahead = Shift.objects.filter(house=house, date__gt=today).select_related("person", "house__organization")
    rows = list(ahead)
    on = {(row.date, row.band, row.person_id) for row in rows}
    for mine in (row for row in rows if row.person_id == joy.pk):
        for theirs in (row for row in rows if row.person_id != joy.pk):
            clear = (theirs.date, theirs.band, joy.pk) not in on
            if clear and (mine.date, mine.band, theirs.person_id) not in on:
                taking.ask_for(theirs, by=theirs.person, in_return=mine)
                return


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    """Live a moment of the past."""
    with time_machine.travel(moment, tick=False):
        yield
