"""Three months in four houses, told through the real verbs: the demo's data, seeded and dated from today.

The clock is moved for each step, so that history reads as if people had lived it. People, places and numbers are made
up. Never run by `migrate`; `tell` refuses a database that already has an organization.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from intake import flow, offering
from intake.contact import Contact
from intake.models import Conversation, NotMatched, Request
from pages import seeding
from respite import phones
from respite.management import agreed, at_work, cast, founding, notices, partners, site_told, waiting
from respite.management.waiting import ago
from respite.models import House, Organization, Person
from respite.nights import Nights, at
from stays import agreeing, beds, booking, closing, connecting, shifts
from stays.models import Band, Connection, Guest, Stay

SEED = 1997
PAST = {"juniper-house": 90, "lighthouse": 60}  # days; 40 elsewhere
DAY = timedelta(days=1)


class AlreadyTold(Exception):
    """The database already holds an organization."""


@dataclass
class Teller:
    """Who tells the story of one house: its team, its luck, its guests so far."""

    house: House
    team: list[Person]
    luck: random.Random
    guests: list[Guest] = field(default_factory=list)
    names: Iterator[str] = field(default_factory=lambda: iter(()))
    today: date = field(init=False)  # tonight's night on the real clock, however far the story has gone back

    def __post_init__(self) -> None:
        """Keep the real today."""
        self.today = self.house.tonight()

    def somebody(self) -> Person:
        """Return one of the team."""
        return self.luck.choice(self.team)

    def name(self) -> str:
        """Return the next name; after the last one it starts again with an initial."""
        return next(self.names)

    @contextmanager
    def when(self, day: date, hour: int, minute: int = 0) -> Iterator[datetime]:
        """Live a moment of the house's past; a moment still to come becomes now."""
        instant = min(at(day, time(hour, minute), self.house.tz), timezone.now())
        with time_machine.travel(instant, tick=False):
            self.house = House.objects.select_related("organization").get(pk=self.house.pk)
            yield instant
        self.house = House.objects.select_related("organization").get(pk=self.house.pk)


def tell() -> None:
    """Fill an empty database with the demo. Raises AlreadyTold when it is not empty. Needs about half a minute."""
    if Organization.objects.exists():
        raise AlreadyTold
    luck = random.Random(SEED)  # noqa: S311 - a story, not a secret
    valley, coast = (Organization.objects.create(**facts) for facts in cast.ORGANIZATIONS)
    houses = {
        facts["slug"]: founding.build(valley if facts["slug"] != "harbor" else coast, facts) for facts in cast.HOUSES
    }
    people = founding.sign_ins(valley, coast, houses)
    for slug, house in houses.items():
        teller = Teller(house, people[slug], luck, names=endless(cast.NAMES[slug]))
        settle(teller)
        live(teller)
        {"juniper-house": juniper_today, "lighthouse": lighthouse_today}.get(slug, quiet_today)(teller)
        roster(teller)
        at_work.tell(teller.house, teller.team)
        follow_up(teller)
        confirm_notice(teller)
    told = [houses["juniper-house"], houses["lighthouse"]]
    partners.tell(told, office=Person.objects.get(email=cast.OFFICE), lead=people["juniper-house"][0])
    waiting.let_messages_arrive()
    home = seeding.plant(valley, on=houses["juniper-house"].tonight())
    founding.make_editors(valley, home)
    founding.hang_photos(valley)
    site_told.tell(home, houses["juniper-house"])
    seeding.speak(home, "es")
    phones.remember()


def endless(names: list[str]) -> Iterator[str]:
    """Yield every name, then every name with an initial, and so on."""
    yield from names
    for initial in "BCDFGHKLMNPRSTW":
        yield from (f"{name} {initial}." for name in names)


def settle(teller: Teller) -> None:
    """Agree on guidelines, twice: the version of last year, and the one of last month."""
    lead = teller.team[0]
    for days, text in agreed.GUIDELINES:
        met = teller.today - timedelta(days=days)
        with teller.when(met, 19):
            words = agreed.words(text, teller.house)
            agreeing.agree(teller.house, text=words, by=lead, meeting=cast.meeting_on(met), met_on=met)


def live(teller: Teller) -> None:
    """Live three months, day by day, up to a few days ago; the last days are told by hand."""
    past = PAST.get(teller.house.slug, 40)
    first = teller.today - timedelta(days=past)
    for n in range(past - 8):
        morning(teller, first + timedelta(days=n))
        afternoon(teller, first + timedelta(days=n), latest=teller.today - 5 * DAY)


def morning(teller: Teller, day: date) -> None:
    """People whose last night is over head home, and calls that are due are made."""
    with teller.when(day, 11, teller.luck.randrange(60)):
        for stay in Stay.objects.of_house(teller.house).here().filter(nights__endswith__lte=day).with_guest():
            go_home(teller, stay)
        for call in Connection.objects.filter(house=teller.house).due(day):
            make_call(teller, call)


def afternoon(teller: Teller, day: date, latest: date) -> None:
    """Somebody asks, we talk, and when a room is free they come."""
    with teller.when(day, 15, teller.luck.randrange(60)):
        for stay in Stay.objects.of_house(teller.house).expected().filter(nights__startswith__lte=day).with_guest():
            welcome(teller, stay)
    rooms = teller.house.beds.count()
    for _ in range(rooms):
        if teller.luck.random() < 0.5:
            one_request(teller, day, latest)


def one_request(teller: Teller, day: date, latest: date) -> None:
    """One person asks; most come, some are known from now on, some do not match."""
    most = teller.house.rules(day).max_nights
    arrives = day + timedelta(days=teller.luck.choice([0, 1, 1, 2]))
    count = min(teller.luck.choice([most - 3, most - 2, most - 1, most, most]), (latest - arrives).days)
    with teller.when(day, 9 + teller.luck.randrange(6)):
        free = bool(count > 0 and beds.free(teller.house, Nights.starting(arrives, count)))
        if not free and teller.luck.random() < 0.75:
            return
        # Somebody who stayed before may be back, by the same name.
        back = teller.luck.choice(teller.guests) if free and teller.guests and teller.luck.random() < 0.25 else None
        request = ask(teller, **({"name": back.name} if back else {}))
    with teller.when(day, 15, 30):
        if not free:
            turn(teller, request)
            return
        answer(teller, request, Nights.starting(arrives, count), back)


def ask(teller: Teller, **more: object) -> Request:
    """Somebody asks on the web or on the phone."""
    luck = teller.luck
    name = teller.name()
    source = luck.choice([Request.Source.WEB, Request.Source.PHONE, Request.Source.PHONE])
    phone = f"+1715555{100 + luck.randrange(100):04}"
    contact = luck.choice(
        [
            Contact(call=True, phone=phone, ask_for=name, times=luck.choice(cast.TIMES)),
            Contact(call=True, text=True, voicemail=True, vague=False, phone=phone, times=luck.choice(cast.TIMES)),
            Contact(text=True, phone=phone, times=luck.choice(cast.TIMES)),
            Contact(i_will_call=True),
        ]
    )
    by = None if source == Request.Source.WEB else teller.somebody()
    given = {"name": name, "contact": contact, "to_know": luck.choice(cast.TO_KNOW), "source": source, "by": by}
    return flow.receive(teller.house, **{**given, **more})[0]  # type: ignore[arg-type]


def turn(teller: Teller, request: Request) -> None:
    """No room: the two kinds of a kind no, tallied without a name."""
    no_room, too_far = cast.NO_ROOM
    far = teller.luck.random() < 0.33
    flow.converse(
        request,
        outcome=Conversation.Outcome.ELSEWHERE if far else Conversation.Outcome.NOT_NOW,
        by=teller.somebody(),
        agreed=too_far if far else no_room,
        reason=NotMatched.Reason.AREA if far else NotMatched.Reason.NO_ROOM,
        instead=cast.INSTEAD[0] if far else teller.luck.choice(cast.INSTEAD[1:]),
    )


def answer(teller: Teller, request: Request, nights: Nights, guest: Guest | None) -> Stay | None:
    """We talk and offer a room; most say yes."""
    needs = teller.luck.choice([[], [], [], ["quiet"], ["step_free"]])
    agreed = cast.AGREED[1] if needs == ["quiet"] else teller.luck.choice([cast.AGREED[0], cast.AGREED[3]])
    try:
        made = offering.offer(request, nights=nights, by=teller.somebody(), needs=needs, agreed=agreed, guest=guest)
    except ValidationError:
        flow.converse(request, outcome=Conversation.Outcome.KNOWN, by=teller.somebody(), agreed=cast.AGREED[2])
        return None
    if teller.luck.random() < 0.08:
        offering.decline(made)
        return None
    stay = offering.accept(made)
    teller.guests.append(stay.guest)
    return stay


def welcome(teller: Teller, stay: Stay) -> None:
    """The guest arrives, or once in a while does not."""
    if teller.luck.random() < 0.05:
        booking.did_not_arrive(stay, by=teller.somebody())
        return
    version = teller.house.guidelines.in_force(teller.house)
    word = teller.luck.choice([Stay.Word.SIGNATURE, Stay.Word.SPOKEN, Stay.Word.TAP])
    booking.arrive(stay, by=teller.somebody(), guidelines=version, word=word)


def go_home(teller: Teller, stay: Stay) -> None:
    """The guest leaves and says how much contact they want: no call where they said that they do not want any."""
    contact = stay.guest.contact or {}
    stay = booking.leave(stay, by=teller.somebody())
    choice = teller.luck.choice(["none", "one", "one", "few"])
    choice = choice if contact.get("call") else "none"
    connecting.wish(stay, choice=choice, by=teller.somebody(), contact=contact, when=contact.get("times", ""))


def make_call(teller: Teller, call: Connection) -> None:
    """Most calls are kept; some find nobody."""
    if teller.luck.random() < 0.75:
        connecting.keep(call, by=teller.somebody())
    else:
        connecting.no_answer(call, by=teller.somebody())


def stay_since(teller: Teller, name: str, days: int, count: int, room: str, **more: object) -> Stay:
    """Somebody arrived `days` ago for `count` nights in `room`, and is here."""
    stay = promise(teller, name, -days, count, room, **more)
    with teller.when(teller.today - days * DAY, 15, 10):
        version = teller.house.guidelines.in_force(teller.house)
        return booking.arrive(stay, by=teller.somebody(), guidelines=version, word=Stay.Word.SPOKEN)


def promise(teller: Teller, name: str, later: int, count: int, room: str, **more: object) -> Stay:
    """Somebody is promised `room` for `count` nights, from `later` nights after tonight."""
    day = min(teller.today + later * DAY, teller.today) - DAY
    with teller.when(day, 10):
        request = ask(teller, name=name, **more)
    with teller.when(day, 13):
        bed = teller.house.beds.get(room__name=room)
        nights = Nights.starting(teller.today + later * DAY, count)
        return offering.accept(
            offering.offer(request, nights=nights, by=teller.somebody(), bed=bed, agreed=cast.AGREED[0])
        )


def juniper_today(teller: Teller) -> None:
    """Juniper House today: a guest, a room out for repair, an offer out, and requests in every state."""
    finish(teller)
    stay_since(teller, "Rosa", 3, 6, "Birch", to_know="Please no perfume. I go quiet when I am upset. Tea is good.")
    theo = stay_since(teller, "Theo", 3, 3, "Willow", to_know="I sleep badly. Somebody up in the kitchen helps.")
    lead = teller.team[0]
    with teller.when(teller.today - 2 * DAY, 9):
        bed = teller.house.beds.get(room__name="Cedar")
        nights = Nights.starting(teller.today - 2 * DAY, 3)
        closing.close(teller.house, nights=nights, reason="repair", by=lead, bed=bed)
    promise(teller, "Mika", 1, 2, "Cedar", to_know="Fragrance-free shared rooms, please.")
    promise(teller, "Ben", 4, 5, "Birch")
    promise(teller, "Noor", 7, 6, "Willow")
    promise(teller, "Edda", 12, 7, "Cedar")
    calls_today(teller)
    with ago(hours=2):
        go_home(teller, theo)
    requests_today(teller)
    waiting.tell(teller.house, partial(ask, teller), teller.team[1], teller.luck)


def calls_today(teller: Teller) -> None:
    """Two people who left last week wanted to hear from us today."""
    gone = Stay.objects.of_house(teller.house).filter(state=Stay.State.LEFT).with_guest().order_by("-left_at", "code")
    left = [stay for stay in gone[:20] if (stay.guest.contact or {}).get("call")]
    today = teller.house.local().date()
    until = today + 20 * DAY
    for stay, choice in zip(left[:2], ["few", "one"], strict=False):
        contact = stay.guest.contact
        when = contact.get("times", "")
        connecting.wish(stay, choice=choice, by=teller.team[1], contact=contact, when=when, first=today, until=until)


def requests_today(teller: Teller) -> None:
    """Requests in every state, the oldest first."""
    joy = teller.team[1]
    phone = "+17155550118"
    with ago(hours=19):
        sam = Contact(call=True, phone="+17155550171", ask_for="Sam")
        request = ask(teller, name="Sam", contact=sam, source="web", by=None, wishes={"from": "", "nights": None})
    with ago(hours=4):
        flow.tried(request, by=teller.team[2])
    with ago(hours=5):
        omar = Contact(call=True, text=True, voicemail=True, vague=False, phone="+17155550133", times="after 4 pm")
        wishes = {"from": (teller.today + 5 * DAY).isoformat(), "nights": 4}
        to_know = "I use a cane. A room with no steps would help a lot."
        ask(teller, name="Omar", contact=omar, wishes=wishes, to_know=to_know, source="web", by=None)
        ask(teller, name="Ari R.", contact=cast.ARI, source="web", by=None)
    with ago(hours=1):
        request = ask(teller, name="Kit", contact=Contact(i_will_call=True), source="door", by=teller.team[2])
        flow.take_up(request, by=teller.team[2])
        text = Contact(text=True, phone=phone, times="after 4 pm, not on Sunday")
        luz = ask(teller, name="Luz", contact=text, language="es")
        nights = Nights.starting(teller.today + 3 * DAY, 5)
        words = "It was good to talk. The room is upstairs and quiet, as you asked. I can meet your bus."
        offering.offer(luz, nights=nights, by=joy, needs=["quiet"], hours=8, agreed=cast.AGREED[1], words=words)
    endings_today(teller, joy)


def endings_today(teller: Teller, joy: Person) -> None:
    """The ways a request ends, one of each."""
    later = Nights.starting(teller.today + 20 * DAY, 3)
    with ago(hours=26):
        ari = ask(teller, name="Ari", contact=cast.ARI)
        flow.converse(ari, outcome="known", by=joy, agreed=cast.AGREED[2])
        reach = Contact(call=True, phone="+17155550119")  # another house is asked to ring them
        dot, wim = ask(teller, name="Dot", contact=reach), ask(teller, name="Wim", contact=reach)
        no_room, too_far = cast.NO_ROOM
        flow.converse(dot, outcome="not_now", by=joy, agreed=no_room, reason="no_room", instead=cast.INSTEAD[0])
        flow.converse(wim, outcome="elsewhere", by=joy, agreed=too_far, reason="area", instead=cast.INSTEAD[1])
        flow.take_back(ask(teller, name="Juno"))
        offering.decline(offering.offer(ask(teller, name="Tove"), nights=later, by=joy, agreed=cast.AGREED[0]))
        # Two seconds by the database's clock: over by the time somebody looks.
        offering.offer(ask(teller, name="Rafi"), nights=later, by=joy, hours=2 / 3600, agreed=cast.AGREED[1])  # type: ignore[arg-type]


def lighthouse_today(teller: Teller) -> None:
    """Lighthouse today: six rooms, three guests, one room open to be counted."""
    finish(teller)
    stay_since(teller, "Devon", 5, 12, "Anchor")
    stay_since(teller, "Ash", 4, 6, "Beacon")
    stay_since(teller, "Ines", 2, 13, "Ebb")
    stay_since(teller, "Tam", 1, 9, "Fern")
    with teller.when(teller.today - 3 * DAY, 9):
        cove = teller.house.beds.get(room__name="Cove")
        nights = Nights.starting(teller.today - 3 * DAY, 6)
        closing.close(teller.house, nights=nights, reason="cleaning", by=teller.team[0], bed=cove)
    promise(teller, "Lena", 4, 5, "Beacon")
    promise(teller, "Wren", 3, 7, "Dune")
    promise(teller, "Gil", 9, 10, "Anchor")
    with ago(hours=3):
        ask(teller, name="Paz", source="web", by=None)


def quiet_today(teller: Teller) -> None:
    """A small house on an ordinary day: one guest, one room."""
    finish(teller)
    room = teller.house.rooms.first()
    stay_since(teller, teller.name(), 2, 5, room.name)  # type: ignore[union-attr]
    with ago(hours=2):
        ask(teller, source="phone", by=teller.somebody())


def finish(teller: Teller) -> None:
    """Let everybody of the three months head home before the last days are told by hand."""
    last = teller.today - 4 * DAY
    with teller.when(last, 9):
        for stay in Stay.objects.of_house(teller.house).expected().with_guest():
            booking.cancel(stay, by=None)
        for stay in Stay.objects.of_house(teller.house).here().with_guest():
            go_home(teller, stay)


def roster(teller: Teller) -> None:
    """Fill the shifts from last week to two weeks ahead; tonight one is short."""
    rules = teller.house.rules()
    for n in range(-7, 15):
        day = teller.today + n * DAY
        for band in Band:
            short = n == 0 and band == Band.NIGHT and teller.house.slug == "juniper-house"
            least = shifts.minimum(rules, band) - short
            for person in teller.luck.sample(teller.team[1:], min(least, len(teller.team) - 1)):
                shifts.sign_up(teller.house, person=person, on=day, band=band, by=teller.team[0])


def follow_up(teller: Teller) -> None:
    """Make the calls of the last days, all but those of today; let the old ones rest."""
    connecting.end_by_themselves(teller.today)
    for call in Connection.objects.filter(house=teller.house).due(teller.today - DAY):
        make_call(teller, call)


def confirm_notice(teller: Teller) -> None:
    """Somebody confirmed what the public sees, in the last hour."""
    with ago(hours=1):
        notices.tell(teller.house, teller.team[0])
