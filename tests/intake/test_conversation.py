"""One request: the conversation and its four endings, the offer, and what they say to it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from intake import answering, flow, offering
from intake.models import Conversation, Looked, NotMatched, Offer, Request
from respite.templatetags.words import day, short_day
from stays.models import Guest, Stay
from stays.telling import rooms_words
from tests import factories
from tests.intake.asking import asked_by, ending, known, night, offered, url


@pytest.fixture
def asked(house):
    """Omar, who asked on the web."""
    return asked_by(house, "Omar", to_know="A few quiet nights would help.", wishes={"from": "2026-11-28", "nights": 4})


def test_request_shows_how_to_reach_them_before_their_words(house, asked, desk):
    text = desk.get(url("request", house, asked.code)).text

    assert text.index("(715) 555-0118") < text.index("A few quiet nights would help.")


def test_opening_a_request_is_written_down_once_an_hour_SE_32(house, peer, asked, desk):
    desk.get(url("request", house, asked.code))
    desk.get(url("request", house, asked.code))

    assert [(row.request, row.by, row.why) for row in Looked.objects.all()] == [(asked, peer, "read")]
    assert "Each opening shows" in desk.get(url("request", house, asked.code)).text


def test_page_says_why_somebody_opened_it_in_words(house, asked, desk):
    desk.get(url("request", house, asked.code))

    text = desk.get(url("request", house, asked.code)).text

    assert "To read what you asked." in text


def test_conversation_suggests_a_known_number(house, peer, desk):
    known(house, peer, "Luz")
    again = asked_by(house, "L.")
    flow.take_up(again, by=peer)

    response = desk.get(url("request", house, again.code))

    assert "This number is known to the house" in response.text


def test_conversation_joins_a_known_guest_when_they_say_so(house, peer, desk):
    first = known(house, peer, "Luz")
    again = asked_by(house, "L.")
    guest = Guest.objects.get()

    desk.post(url("request-converse", house, again.code), ending("known", guest=guest.pk))

    again.refresh_from_db()
    first.refresh_from_db()
    assert again.guest == first.guest


def test_conversation_ends_known(house, asked, desk):
    response = desk.post(url("request-converse", house, asked.code), ending("known"))

    asked.refresh_from_db()
    assert response["Location"] == url("request", house, asked.code)
    assert asked.state == Request.State.KNOWN
    assert Conversation.objects.get().agreed == "We will talk again."


@pytest.mark.parametrize("outcome", ["not_now", "elsewhere"])
def test_conversation_ends_with_a_tally(outcome, house, asked, desk):
    said = ending(outcome, **{f"{outcome}_reason": "no_room", f"{outcome}_instead": "warm_line"})

    desk.post(url("request-converse", house, asked.code), said)

    asked.refresh_from_db()
    assert asked.state == outcome
    assert NotMatched.objects.values_list("reason", "instead").get() == ("no_room", "warm_line")


def test_conversation_ends_with_an_offer(house, asked, desk):
    said = ending("offer", first_night=night(house), nights="2", needs=["step_free"], words="See you soon.")

    response = desk.post(url("request-converse", house, asked.code), said)

    asked.refresh_from_db()
    offer = asked.offers.get()
    assert response.status_code == 303
    assert asked.state == Request.State.OFFERED
    assert offer.words == "See you soon."
    assert str(offer.stay.bed_nights()[0].bed) == "Birch"


def test_conversation_sent_twice_is_written_once_RE_05(house, peer, asked, desk):
    flow.take_up(asked, by=peer)
    page = desk.get(url("request", house, asked.code))
    said = ending("known", sending=page.context["form"]["sending"].value())

    desk.post(url("request-converse", house, asked.code), said)
    again = desk.post(url("request-converse", house, asked.code), said)

    assert again.status_code == 303
    assert Conversation.objects.count() == 1


def test_conversation_without_an_ending_keeps_what_was_typed(house, asked, desk):
    response = desk.post(url("request-converse", house, asked.code), {"agreed": "Likes the garden.", "hold_hours": "6"})

    assert response.context["form"].errors == {"outcome": ["Choose how it ended."]}
    assert "Likes the garden." in response.text
    assert not Conversation.objects.exists()


def test_full_house_says_when_there_is_room_and_writes_nothing(house, peer, asked, desk):
    for _ in range(3):
        factories.here(house, peer, nights=factories.nights_from_tonight(house, 4))

    response = desk.post(
        url("request-converse", house, asked.code), ending("offer", first_night=night(house), nights="2")
    )

    asked.refresh_from_db()
    assert response.status_code == 409
    assert "No room is free for all of these nights. From" in response.text
    assert "We will talk again." in response.text
    assert (asked.state, asked.guest) == (Request.State.HEARD, None)


def test_limit_is_a_sentence_with_a_tick(house, asked, desk):
    said = ending("offer", first_night=night(house), nights="9")

    response = desk.post(url("request-converse", house, asked.code), said)
    agreed = desk.post(url("request-converse", house, asked.code), {**said, "more_nights": "on"})

    assert "A stay here is at most 7 nights in any 30 days." in response.text
    assert 'name="more_nights"' in response.text
    assert agreed.status_code == 303
    assert len(Stay.objects.get().range) == 9


def test_looking_at_rooms_holds_nothing_and_keeps_the_words(house, asked, desk):
    said = ending("offer", first_night=night(house), nights="2", look="rooms")

    response = desk.post(url("request-converse", house, asked.code), said)

    assert response.status_code == 200
    assert [str(bed) for bed in response.context["look"].free] == ["Birch", "Cedar", "Willow"]
    assert "We will talk again." in response.text
    assert not Stay.objects.exists()


def test_looking_at_rooms_answers_htmx_with_its_part(house, asked, desk):
    said = ending("offer", first_night=night(house), nights="2", look="rooms")
    headers = {"HX-Request": "true", "HX-Target": "offer-rooms"}

    response = desk.post(url("request-converse", house, asked.code), said, headers=headers)

    assert response.text.strip().startswith("<div")
    assert "Birch" in response.text


def rooms_offered(page):
    return re.findall(r"<option[^>]*>\s*([A-Z][^<]*?)\s*</option>", page.partition('name="bed"')[2])


def test_offer_says_of_a_room_that_it_is_taken_on_these_nights(house, peer, asked, desk):
    factories.here(house, peer, bed=house.beds.get(room__name="Cedar"))
    said = ending("offer", first_night=night(house), nights="2", look="rooms")

    page = desk.post(url("request-converse", house, asked.code), said)
    part = desk.post(
        url("request-converse", house, asked.code), said, headers={"HX-Request": "true", "HX-Target": "offer-rooms"}
    )

    first, last = (short_day(house.tonight() + timedelta(days=days)) for days in (0, 2))
    for answer in (page, part):
        choose, birch, cedar, willow = rooms_offered(answer.text)
        assert choose == "Choose for me"
        assert cedar == f"Cedar (quiet), not free for all nights from {first} to {last}"
        assert (birch.startswith("Birch ("), "not free" in birch + willow) == (True, False)


def test_offer_with_a_move_names_each_room_on_its_page_and_on_the_desk(house, peer, asked, desk):
    for room, later, count in [("Birch", 0, 1), ("Cedar", 1, 3), ("Willow", 1, 3)]:  # no room is free all three nights
        nights, bed = factories.nights_from_tonight(house, count, later=later), house.beds.get(room__name=room)
        factories.expected(house, peer, factories.make_guest(house.organization, f"In {room}"), nights, bed=bed)
    offering.offer(asked, nights=factories.nights_from_tonight(house, 3), by=peer)

    page = " ".join(desk.get(url("request", house, asked.code)).text.split())
    listed = " ".join(desk.get(url("requests", house), {"tab": "offers"}).text.split())

    rooms = rooms_words(asked.offers.get().stay)
    assert ", then " in rooms
    assert f"{rooms}, {day(house.tonight())}, 3 nights" in page
    assert f"{rooms}, {short_day(house.tonight())}, 3 nights" in listed


def test_known_person_gets_an_offer_without_telling_it_again(house, peer, desk):
    asked = known(house, peer)

    response = desk.post(
        url("request-offer", house, asked.code), {"first_night": night(house), "nights": "2", "hold_hours": "6"}
    )

    assert response.status_code == 303
    assert asked.offers.count() == 1
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("missing", ["first_night", "nights", "hold_hours"])
def test_offer_needs_its_nights(missing, house, peer, desk):
    asked = known(house, peer)
    said = {"first_night": night(house), "nights": "2", "hold_hours": "6"} | {missing: ""}

    response = desk.post(url("request-offer", house, asked.code), said)

    assert response.context["form"].errors == {missing: ["An offer needs this."]}


@pytest.mark.parametrize(
    ("word", "then"),
    [("yes", ("coming", "expected")), ("no", ("known", "let_go")), ("take-back", ("known", "let_go"))],
)
def test_answer_on_the_phone(word, then, house, peer, desk):
    asked = offered(house, peer)

    desk.post(url("offer-answer", house, asked.code), {"answer": word})

    asked.refresh_from_db()
    assert (asked.state, asked.offers.get().stay.state) == then


def test_request_leads_to_its_stay_after_a_yes(house, peer, desk):
    asked = offered(house, peer)
    stay = offering.accept(asked.offers.get(), by=peer)

    response = desk.get(url("request", house, asked.code))

    assert reverse("stays:stay", args=[house.slug, stay.code]) in response.text
    assert response.context["chip"]["words"] == "Arrives today, 3 nights"


def test_offer_tells_that_the_guest_asks_for_more_time(house, peer, desk):
    asked = offered(house, peer)
    answering.ask_more_time(asked.offers.get())

    listed = desk.get(url("requests", house), {"tab": "offers"}).text
    offering.more_time(asked.offers.get(), hours=12, by=peer)
    answered = desk.get(url("requests", house), {"tab": "offers"}).text

    assert "Luz asks for more time" in listed
    assert "Luz asks for more time" not in answered


def test_answer_more_time_holds_longer(house, peer, desk):
    asked = offered(house, peer, hours=1)
    before = asked.offers.get().until

    desk.post(url("offer-answer", house, asked.code), {"answer": "more-time", "hours": "12"})

    assert asked.offers.get().until - before > timedelta(hours=10)


def test_answer_more_time_needs_hours(house, peer, desk):
    asked = offered(house, peer)

    response = desk.post(url("offer-answer", house, asked.code), {"answer": "more-time"})

    assert "Write for how many hours." in response.text


def test_answer_after_its_time_is_refused_in_words(house, peer, desk):
    asked = offered(house, peer, hours=1)
    Offer.objects.update(until=timezone.now() - timedelta(minutes=1))

    response = desk.post(url("offer-answer", house, asked.code), {"answer": "yes"})

    assert response.status_code == 409
    assert "we let the room go" in response.text


def test_answer_of_two_colleagues_is_taken_once(house, peer, lead_desk, desk):
    asked = offered(house, peer)

    first = desk.post(url("offer-answer", house, asked.code), {"answer": "yes"})
    second = lead_desk.post(url("offer-answer", house, asked.code), {"answer": "no"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "This offer was already accepted." in second.text
