"""Bad input and lost races, over HTTP: one plain sentence, the right status, nothing half-written, nothing lost."""

from datetime import timedelta

import pytest
from django.db import connection

from intake import flow, offering
from intake.models import Offer, Request
from stays.models import Allocation, Guest, Stay
from tests.browsing import Visitor
from tests.cast import signed_in
from tests.factories import ask, expected, nights_from_tonight


@pytest.fixture
def joy(peer):
    visitor = Visitor()
    visitor.client.cookies = signed_in(peer).cookies
    return visitor


@pytest.fixture
def talking(house, peer, joy):
    """Joy has the request of Luz open."""
    request, _code = ask(house)
    flow.take_up(request, by=peer)
    return joy.go(f"/office/{house.slug}/requests/{request.code}/")


def offered(house, peer):
    """Return an open offer to Luz, and Luz on her own page."""
    request, code = ask(house)
    offer = offering.offer(request, nights=nights_from_tonight(house), by=peer)
    return offer, Visitor().go("/mine/").send("Open", code=str(code))


def over(offer):
    """Let the time of an offer be over by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_offer SET until = now() - interval '1 minute' WHERE id = %s", [offer.pk])
        cursor.execute("UPDATE stays_stay SET hold_until = now() - interval '1 minute' WHERE id = %s", [offer.stay_id])


def test_unknown_code_gets_one_sentence_and_keeps_what_was_typed(house):
    mine = Visitor().go("/mine/").send("Open", code="BBBB apple river moss cloud fern")

    assert mine.status == 404
    assert "That did not open a page." in mine.text
    assert mine.soup.find(attrs={"name": "code"})["value"] == "BBBB apple river moss cloud fern"


def test_unknown_house_is_a_page_with_help(house):
    guest = Visitor().go("/ask/no-such-house/")

    assert guest.status == 404
    assert guest.soup.find(id="help")


def test_request_of_another_house_is_not_there(house, harbor, joy):
    request, _code = ask(harbor)

    assert joy.go(f"/office/{house.slug}/requests/{request.code}/").status == 404
    assert joy.go(f"/office/{harbor.slug}/requests/{request.code}/").status == 404


@pytest.mark.parametrize(
    ("later", "nights", "sentence"),
    [
        (-2, "3", "The first night is already over"),
        (0, "0", "1"),
        (0, "300", "nights"),
        (0, "8", "at most 7 nights in any 30 days"),
    ],
)
def test_nights_that_cannot_be_offered_write_nothing_and_lose_nothing(house, talking, later, nights, sentence):
    first = (house.tonight() + timedelta(days=later)).isoformat()

    talking.send("Make the offer", outcome="offer", agreed="Sleep first.", first_night=first, nights=nights)

    assert talking.status in {200, 409}
    assert sentence in talking.text
    assert talking.soup.find("textarea", attrs={"name": "agreed"}).get_text().strip() == "Sleep first."
    assert (Stay.objects.count(), Offer.objects.count(), Guest.objects.count()) == (0, 0, 0)


def test_a_full_house_says_when_there_is_room_again(house, peer, talking):
    expected(house, peer)

    talking.send(
        "Make the offer", outcome="offer", agreed="Sleep first.", first_night=house.tonight().isoformat(), nights="3"
    )

    assert talking.status == 409
    assert "No room is free for all of these nights. From" in talking.text
    assert Offer.objects.count() == 0


def test_a_lapsed_offer_is_over_when_it_is_accepted(house, peer):
    offer, luz = offered(house, peer)
    over(offer)

    luz.send("Yes, I would like to come")

    assert (luz.status, luz.address) == (200, "/mine/request/")  # led on, so that Back never sends it again
    assert "The time for this offer is over, so we let the room go." in luz.text
    assert not Allocation.objects.filter(stay=offer.stay).exists()
    assert Request.objects.with_standing().get(pk=offer.request_id).standing == "known"


def test_the_room_of_a_lapsed_offer_goes_to_the_next_person_only(house, peer):
    offer, luz = offered(house, peer)
    over(offer)
    other = expected(house, peer)

    luz.send("Yes, I would like to come")

    assert "so we let the room go" in luz.text
    assert Stay.objects.get(pk=offer.stay_id).state == Stay.State.LET_GO
    assert other.allocations.count() == 1


def test_the_same_answer_sent_twice_is_one_answer(house, peer):
    offer, luz = offered(house, peer)
    same = Visitor()
    same.client.cookies = luz.client.cookies
    same.go(luz.address)

    luz.send("Yes, I would like to come")
    same.send("Yes, I would like to come")

    assert same.status in {200, 409}
    assert Stay.objects.filter(pk=offer.stay_id, state=Stay.State.EXPECTED).count() == 1


def test_nights_that_overlap_another_stay_of_the_guest_are_refused(house, peer, joy):
    stay = expected(house, peer, nights=nights_from_tonight(house, 3))
    request, _code = ask(house)
    flow.converse(request, outcome="known", by=peer, guest=stay.guest)
    joy.go(f"/office/{house.slug}/requests/{request.code}/")

    joy.send("Make the offer", first_night=(house.tonight() + timedelta(days=1)).isoformat(), nights="3")

    assert joy.status in {200, 409}
    assert Offer.objects.count() == 0
    assert Stay.objects.count() == 1
