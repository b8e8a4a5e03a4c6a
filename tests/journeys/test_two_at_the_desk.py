"""Two colleagues and one request, in the same moment; two workers and one room (RE-04)."""

from collections import Counter

import pytest

from intake import flow, listing, offering, proposing
from intake.models import Conversation, ListPlace, Offer, Request
from respite.deciding import decide
from respite.models import Role
from stays.models import Guest, Stay
from tests.cast import member
from tests.factories import ask, nights_from_tonight
from tests.journeys.test_race import Crowd, losers, nobody_twice

ROUNDS = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def colleague(house):
    return member(house, Role.PEER, "Noor")


@pytest.fixture
def four():
    crowd = Crowd(4)
    yield crowd
    crowd.leave()


def test_two_who_offer_one_person_a_room_make_one_offer_and_one_guest(house, peer, colleague, four):
    for n in range(ROUNDS):
        asked = ask(house, name=f"Guest {n}")[0]
        nights = nights_from_tonight(house)

        answers = four.act(
            *[
                lambda by=by, asked=asked, nights=nights: offering.offer(asked, nights=nights, by=by)
                for by in [peer, colleague] * 2
            ]
        )

        winners = [answer for answer in answers if isinstance(answer, Offer)]
        assert len(winners) == 1, Counter(map(str, answers))
        assert set(losers(answers)) <= {"state", "busy"}
        assert Guest.objects.filter(requests=asked).count() == 1
        assert Conversation.objects.filter(request=asked).count() == 1
        nobody_twice(house)
        offering.withdraw(winners[0], by=peer)


def test_two_who_record_how_it_ended_both_leave_a_word_and_one_guest(house, peer, colleague, four):
    for _ in range(ROUNDS):
        asked = ask(house)[0]

        answers = four.act(
            *[lambda by=by, asked=asked: flow.converse(asked, outcome="known", by=by) for by in [peer, colleague] * 2]
        )

        losers(answers)
        assert Request.objects.get(pk=asked.pk).state == "known"
        assert Guest.objects.filter(conversations__request=asked).distinct().count() == 1


def test_two_who_take_up_and_let_go_leave_one_answer(house, peer, colleague, four):
    asked = ask(house)[0]
    for _ in range(ROUNDS):
        answers = four.act(
            lambda: flow.take_up(asked, by=peer),
            lambda: flow.take_up(asked, by=colleague),
            lambda: flow.let_go(asked, by=peer),
            lambda: flow.hand_to(asked, to=colleague, by=peer),
        )

        losers(answers)
        fresh = Request.objects.get()
        assert (fresh.state == "talking") == (fresh.taken_by is not None)


def test_two_workers_offer_a_free_room_to_one_person_RE_04(house, peer, four):
    decide(house, by=None, next_room="offer", list_mode="list")
    for n in range(4):
        wishes = {"from": nights_from_tonight(house, later=1).arrives.isoformat(), "nights": 2}
        asked = ask(house, name=f"Guest {n}", wishes=wishes)[0]
        flow.converse(asked, outcome="call_list", by=peer)
        listing.join(asked, kind="list", by=peer, how="phone")
    answers = four.act(*[lambda: proposing.offer_next(house)] * 4)

    assert not losers(answers)
    assert sorted(map(len, answers)) == [0, 0, 0, 1]
    assert Stay.objects.filter(state="held").count() == Offer.objects.open().count() == 1  # there is one room
    assert Offer.objects.get().request.name == "Guest 0"
    assert ListPlace.objects.filter(ended_at=None).count() == 4
    nobody_twice(house)
