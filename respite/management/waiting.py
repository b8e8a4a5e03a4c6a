"""The part of the demo's story about people who wait: the call list, words on a page, a tour, another house asked."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import time_machine
from django.db.models import F
from django.utils import timezone

from intake import asking_words, enquiring, flow, handing, listing, pairing, touring, writing
from intake.contact import Contact
from intake.models import Delivery, Request
from respite.models import House, Person
from respite.nights import at

DAY = timedelta(days=1)
Ask = Callable[..., Request]
# Who waits for a room: name, safe contact, how many days from today, how many nights.
WAITING = [
    ("Jo", Contact(text=True, phone="+17155550129", vague=False), 2, 5),
    ("Ren", Contact(call=True, voicemail=True, phone="+17155550127", vague=False), 3, 4),
    ("Uma", Contact(text=True, phone="+17155550126", windows=("afternoon", "evening")), 4, 3),
    ("Pia", Contact(call=True, phone="+17155550128", ask_for="Pia"), 6, 3),
    ("Max", Contact(page=True, i_will_call=True), 6, 3),
]
AGREED_TO_WAIT = "No room for these nights just now. We call when one opens. Until then the line is open for a talk."
MOVED_UP = "A room was promised for last week, and a burst pipe closed it."
WORDS = {
    "Omar": "Is there a place to park near the door? My cane and rain do not mix well.",
    "Sam": "I may be asleep in the morning. Later is better.",
    "Sam, answer": "Thank you for telling us. We call in the afternoon then. Sleep well.",
}
QUESTIONS = [
    {
        "kind": "yes_no",
        "match": "yes",
        "words": {
            "en": {
                "ask": "Can you take care of your own medicine and meals while you are here?",
                "why": "We have no nurses. Everybody looks after their own medicine.",
            },
            "es": {
                "ask": "¿Puede encargarse de sus propias medicinas y comidas mientras esté aquí?",
                "why": "No tenemos enfermeras. Cada quien cuida sus propias medicinas.",
            },
        },
    },
    {
        "kind": "words",
        "match": "",
        "words": {
            "en": {"ask": "Is there food you do not eat?", "why": "So there is something for you in the kitchen."},
            "es": {"ask": "¿Hay comida que usted no come?", "why": "Para que haya algo para usted en la cocina."},
        },
    },
]


@contextmanager
def ago(hours: int) -> Iterator[None]:
    """Live a moment some hours ago."""
    with time_machine.travel(timezone.now() - timedelta(hours=hours), tick=False):
        yield


def tell(house: House, ask: Ask, by: Person, luck: random.Random) -> None:
    """People who wait for a room, words on pages, a tour, another house that was asked, and others who enquired."""
    other = House.objects.get(slug="lighthouse")
    there = Person.objects.filter(memberships__house=other).order_by("email")[0]
    with ago(hours=24 * 60):
        for told in QUESTIONS:
            asking_words.decide_question(house, by=by, **told)  # type: ignore[arg-type]
    wait_for_a_room(house, ask, by)
    with ago(hours=2):
        write_to_each_other(house, by)
        show_the_house(house, by, ask(name="Vic", source="web", by=None))
        ask_another_house(house, other, by, there)
    for days in range(1, 25, 2):
        with ago(hours=24 * days + days % 9):
            count_enquiries(house, [luck.choice(["family", "family", "provider", "other"])])


def wait_for_a_room(house: House, ask: Ask, by: Person) -> None:
    """Five people wait for a room: one rests, two wait together, one was moved up with a reason."""
    today = house.tonight()
    for n, (name, contact, later, count) in enumerate(WAITING):
        with ago(hours=70 - 9 * n):
            wished = wishes(today + later * DAY, count)
            request = ask(name=name, contact=contact, wishes=wished, source="web", by=None)
            flow.converse(request, outcome="call_list", by=by, agreed=AGREED_TO_WAIT)
            listing.join(request, kind=house.rules().list_mode, by=by, how="phone")
    with ago(hours=28):
        places = {place.request.name: place for place in listing.order(house)}
        listing.not_now(places["Uma"], by=by, rests_until=today + 6 * DAY)
        listing.move(places["Ren"], reason="already", words=MOVED_UP, by=by)
        pairing.pair(places["Pia"].request, places["Max"].request, by=by)


def wishes(first: date, nights: int) -> dict[str, object]:
    """Return nights in mind."""
    return {"from": first.isoformat(), "nights": nights}


def write_to_each_other(house: House, by: Person) -> None:
    """Omar asked something that nobody has read yet; Sam got an answer."""
    named = {request.name: request for request in Request.objects.of_house(house).waiting().with_person()}
    writing.write(named["Omar"], words=WORDS["Omar"])
    writing.write(named["Sam"], words=WORDS["Sam"])
    writing.read(named["Sam"], by=by)
    writing.write(named["Sam"], words=WORDS["Sam, answer"], by=by)


def show_the_house(house: House, by: Person, visitor: Request) -> None:
    """Two moments for a tour; somebody comes to the first."""
    times = [moment(house, days, hour) for days, hour in ((2, 15), (4, 11))]
    first, _second = [touring.offer_time(house, starts_at=starts, places=2, by=by) for starts in times]
    touring.book(visitor, first)


def moment(house: House, days: int, hour: int) -> datetime:
    """Return an hour of one of the next days on the wall of the house."""
    return at(house.local().date() + timedelta(days=days), time(hour), house.tz)


def ask_another_house(home: House, other: House, by: Person, there: Person) -> None:
    """Two people said yes to another house: it will ring the one, and has yet to answer about the other."""
    known = {request.name: request for request in Request.objects.of_house(home).with_person()}
    taken = handing.hand_over(known["Dot"], to=other, parts=["name", "contact", "nights"], by=by, how="phone")
    handing.take(taken, rings_by=timezone.now() + timedelta(hours=3), by=there)
    handing.hand_over(known["Wim"], to=other, parts=["name", "contact"], by=by, how="phone")


def let_messages_arrive() -> None:
    """What was sent in the months of the story arrived then; only what is younger is left to the demo's worker."""
    old = Delivery.objects.filter(state=Delivery.State.WAITING, made_at__lt=timezone.now() - timedelta(hours=3))
    old.update(state=Delivery.State.DELIVERED, changed_at=F("made_at"))


def count_enquiries(house: House, kinds: list[str]) -> None:
    """Others asked about somebody; they were told to have them call, and counted."""
    for who in kinds:
        enquiring.count(house, who=who)
