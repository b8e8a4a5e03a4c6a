"""The last room, and 64 people who want it in the same moment: one gets it, the others a plain sentence (RE-01, RE-04).

Each round is one moment: a barrier lets all threads go at once. The threads and their connections live on from round
to round, as those of a server do.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from intake import offering
from intake.models import Offer, Request
from respite.nights import Nights
from stays import booking
from stays.models import Allocation, Stay
from tests.factories import BedFactory, RoomFactory, make_guest, nights_from_tonight

CROWD = 64
ROUNDS = 20
LOST = {"taken", "lapsed", "state", "busy"}

pytestmark = pytest.mark.django_db(transaction=True)


class Crowd:
    """So many threads that act at once, each with a connection of its own."""

    def __init__(self, size):
        self.size = size
        self.start = threading.Barrier(size)
        self.threads = ThreadPoolExecutor(size)

    def act(self, *verbs):
        """Let each thread call its verb, all at once; return what came of each: a result or the error."""

        def one(verb):
            self.start.wait(30)
            try:
                return verb()
            except Exception as trouble:
                return trouble

        return list(self.threads.map(one, verbs))

    def leave(self):
        def one(_):
            self.start.wait(30)
            connection.close()

        list(self.threads.map(one, range(self.size)))
        self.threads.shutdown()


@pytest.fixture
def crowd():
    crowd = Crowd(CROWD)
    yield crowd
    crowd.leave()


def losers(answers):
    """Return how often each kind of refusal came; anything but a plain sentence is an error of ours."""
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    unkind = [answer for answer in lost if not isinstance(answer, ValidationError)]
    assert unkind == []
    assert all(" ".join(answer.messages).endswith(".") for answer in lost)
    codes = Counter(answer.code for answer in lost)
    assert set(codes) <= LOST
    return codes


def offered(house, by, guest, n):
    """Return an open offer of the last room to somebody."""
    request = Request(house=house, key=guest.key, guest=guest, state="known", promised_by=booking.database_now())
    request.code = f"R{n:05}"
    request.name = "Luz"
    request.save(force_insert=True)
    return offering.offer(request, nights=nights_from_tonight(house), by=by, talked=False)


def nobody_twice(house):
    """Assert that no bed-night is promised twice, and no stay is without its bed or kept after its end."""
    nights = [(row.bed_id, night) for row in Allocation.objects.filter(house=house) for night in row.range]
    assert len(nights) == len(set(nights))
    open_stays = set(Stay.objects.filter(state__in=["held", "expected", "here"]).values_list("pk", flat=True))
    assert open_stays == set(Allocation.objects.filter(stay__isnull=False).values_list("stay", flat=True))


def test_64_guests_and_the_last_room_leave_one_stay_each_round_RE_01(house, peer, crowd):
    guests = [make_guest(house.organization, f"Guest {n}") for n in range(CROWD)]

    def take(guest):
        stay = booking.hold(guest, house=house, nights=nights_from_tonight(house), by=peer)
        return booking.confirm(stay, by=peer)

    for _ in range(ROUNDS):
        answers = crowd.act(*(lambda guest=guest: take(guest) for guest in guests))

        winners = [answer for answer in answers if isinstance(answer, Stay)]
        assert len(winners) == 1, Counter(map(str, answers))
        assert sum(losers(answers).values()) == CROWD - 1
        assert Stay.objects.filter(state__in=["held", "expected"]).count() == 1
        nobody_twice(house)
        booking.cancel(winners[0], by=peer)


def test_64_hands_that_accept_one_offer_make_one_stay_each_round_RE_04(house, peer, crowd):
    guest = make_guest(house.organization)
    for n in range(ROUNDS):
        offer = offered(house, peer, guest, n)

        answers = crowd.act(*[lambda offer=offer: offering.accept(offer)] * CROWD)

        winners = [answer for answer in answers if isinstance(answer, Stay)]
        assert len(winners) == 1, Counter(map(str, answers))
        assert set(losers(answers)) <= {"state", "busy"}
        offer.refresh_from_db()
        assert (offer.answer, winners[0].state, offer.stay_id) == ("accepted", "expected", winners[0].pk)
        assert Offer.objects.filter(answer="accepted", request=offer.request).count() == 1
        nobody_twice(house)
        booking.cancel(winners[0], by=peer)


def test_accepting_and_the_end_of_the_time_have_one_outcome_RE_04(house, peer):
    """Half of a small crowd accepts, half wants the room for the next person, right when the hold ends."""
    crowd = Crowd(8)
    guest, other = make_guest(house.organization), make_guest(house.organization, "Sol")
    nights = nights_from_tonight(house)
    outcomes = Counter()
    try:
        for n in range(ROUNDS):
            offer = offered(house, peer, guest, n)
            ends_in(offer, milliseconds=5 * n)

            answers = crowd.act(
                *[lambda offer=offer: offering.accept(offer)] * 4,
                *[lambda: booking.hold(other, house=house, nights=nights, by=peer)] * 3,
                lambda: offering.tidy(house),
            )

            losers(answers)
            outcomes[check_one_outcome(offer, answers)] += 1
            nobody_twice(house)
            for stay in Stay.objects.filter(state__in=["held", "expected"], guest__in=[guest, other]):
                booking.cancel(stay, by=peer)
    finally:
        crowd.leave()
    assert sum(outcomes.values()) == ROUNDS


def ends_in(offer, milliseconds):
    """Let an offer end so many milliseconds from now, by the database's clock."""
    with connection.cursor() as cursor:
        for table, column, key, pk in (
            ("stays_stay", "hold_until", "id", offer.stay_id),
            ("intake_offer", "until", "id", offer.pk),
        ):
            cursor.execute(
                f"UPDATE {table} SET {column} = clock_timestamp() + %s * interval '1 ms' WHERE {key} = %s",
                [milliseconds, pk],
            )


def check_one_outcome(offer, answers):
    """Assert that the offer was either accepted, once, or let go for all; return which."""
    offer = Offer.objects.select_related("stay").get(pk=offer.pk)
    accepted = [answer for answer in answers[:4] if isinstance(answer, Stay)]
    held = [answer for answer in answers[4:7] if isinstance(answer, Stay)]
    if accepted:
        assert (len(accepted), held) == (1, [])
        assert (offer.answer, offer.stay.state, offer.request.state) == ("accepted", "expected", "coming")
    else:
        assert len(held) <= 1
        assert offer.answer in {"", "lapsed"}
        assert not Offer.objects.open().filter(pk=offer.pk).exists()
    return "accepted" if accepted else "let go"


def test_many_rooms_and_many_guests_leave_no_room_empty_and_none_twice_RE_01(house, peer):
    """Three rooms, twelve guests, overlapping nights: as many stays as fit, and every other guest a sentence."""
    for name in ("Cedar", "Willow"):
        BedFactory(room=RoomFactory(house=house, name=name))
    crowd = Crowd(12)
    guests = [make_guest(house.organization, f"Guest {n}") for n in range(12)]
    try:
        for _ in range(5):
            answers = crowd.act(
                *(
                    lambda guest=guest, n=n: booking.hold(
                        guest, house=house, nights=Nights.starting(house.tonight(), 1 + n % 4), by=peer
                    )
                    for n, guest in enumerate(guests)
                )
            )

            losers(answers)
            winners = [answer for answer in answers if isinstance(answer, Stay)]
            assert len(winners) == 3
            nobody_twice(house)
            for stay in winners:
                booking.let_go(stay, by=peer)
    finally:
        crowd.leave()
