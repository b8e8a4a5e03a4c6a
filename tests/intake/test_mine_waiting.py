"""Waiting, on the guest's own page: the call list and why not yet, tours, other houses, the come-again rule."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from intake import flow, guest_words, handing, listing, offering, touring
from intake.contact import Contact
from intake.models import Consent, HandOver, ListPlace, Offer, Request, TourTime
from respite.templatetags.words import day
from stays import booking
from stays.window import SoFar
from tests.factories import ask, nights_from_tonight
from tests.intake.waiting import keeps

PAGE = "/mine/request/"
LIST = PAGE + "list/"
TOUR = PAGE + "tour/"


@pytest.fixture
def luz(house):
    return ask(house)[0]


@pytest.fixture
def mine(luz):
    return visitor(luz)


def visitor(request):
    """The browser of somebody with a fresh code."""
    code = flow.new_code(request, by=None)
    client = Client()
    assert client.post("/mine/", {"code": str(code)}).status_code == 303
    return client


def text(client, address=PAGE):
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


# the call list


def test_rule_and_the_words_of_the_yes_stand_before_the_button_LN_02(mine, house):
    keeps(house)

    found = text(mine)

    assert "We call in the order in which people asked." in found
    assert "may keep my name on its call list until" in found
    assert 'name="wish" value="join"' in found


def test_joining_takes_one_tap_and_twice_is_harmless(mine, luz):
    first, second = mine.post(LIST, {"wish": "join"}), mine.post(LIST, {"wish": "join"})

    assert (first.status_code, second.status_code) == (303, 303)
    assert ListPlace.objects.count() == 1
    found = text(mine)
    assert "You are on the call list" in found
    assert "Your place holds until" in found
    assert Consent.objects.get().given_how == "page"


def test_place_says_why_not_yet_and_never_a_number_or_a_rank(mine, luz, house):
    keeps(house)
    for n in range(3):
        listing.join(ask(house, name=f"Other{n}")[0], kind="list")
    mine.post(LIST, {"wish": "join"})

    section = re.search(r'<section[^>]*id="list".*?</section>', text(mine))[0]

    assert "We have not talked yet." in section
    assert "We do not know which nights would work for you." in section
    without = re.sub(r"until \w+ \d+ \w+|before \w+ \d+ \w+|say this \d+ more|<[^>]+>", "", section)
    assert re.findall(r"\d", without) == []
    assert "Other" not in without


def test_house_without_a_list_shows_none(mine, house):
    keeps(house, list_mode="none")

    assert 'name="wish"' not in text(mine)
    mine.post(LIST, {"wish": "join"})
    assert "This house keeps no such list now." in text(mine)


def test_need_of_the_rule_is_asked_with_nothing_ticked_CS_32(mine, house, luz):
    keeps(house, list_order="need", list_need="no place to sleep tonight")

    found = text(mine)
    mine.post(LIST, {"wish": "join", "need": "yes"})

    assert "This fits me: no place to sleep tonight" in found
    assert "checked" not in found
    assert ListPlace.objects.get().need


def test_leaving_the_list_takes_one_tap_too_CS_32(mine, luz):
    mine.post(LIST, {"wish": "join"})

    mine.post(LIST, {"wish": "leave"})
    mine.post(LIST, {"wish": "leave"})

    assert ListPlace.objects.get().ending == "left"
    assert "You are off the call list. You can come back any day." in text(mine)


def test_not_now_rests_a_week_and_twice_counts_once(mine, luz, house):
    mine.post(LIST, {"wish": "join"})
    assert "You can say this 3 more times." in text(mine)

    mine.post(LIST, {"wish": "not-now"})
    mine.post(LIST, {"wish": "not-now"})

    place = ListPlace.objects.get()
    assert (place.not_nows, place.rests_until) == (1, house.local().date() + timedelta(days=7))
    found = text(mine)
    assert "You keep your place. We do not call before" in found
    assert 'value="not-now"' not in found


def test_not_now_is_not_offered_once_the_house_keeps_no_place_for_it(mine, luz, house):
    keeps(house, not_now_times=0)
    mine.post(LIST, {"wish": "join"})

    assert 'value="not-now"' not in text(mine)
    mine.post(LIST, {"wish": "not-now"})
    assert "so the place ends. Ask again any day." in text(mine)


def test_gentle_question_is_answered_on_the_page(mine, luz, house):
    mine.post(LIST, {"wish": "join"})
    place = ListPlace.objects.get()
    ListPlace.objects.update(until=house.local().date() + timedelta(days=2))
    listing.ask_still(place)
    found = text(mine)
    assert "Do you still wish for a call?" in found
    still, leave = re.findall(r'<button ([^>]*)value="(?:still|leave)"', found)
    assert still == leave  # the same look for both (CS-32)

    mine.post(LIST, {"wish": "still"})
    mine.post(LIST, {"wish": "still"})

    assert ListPlace.objects.get().until == house.local().date() + timedelta(days=house.rules().list_days)
    assert Consent.objects.in_force(house.local().date()).count() == 1
    assert "Do you still wish" not in text(mine)


def test_change_of_the_order_is_told_with_its_reason(mine, luz, house, lead):
    keeps(house)
    place = listing.join(luz, kind="list")
    listing.move(place, reason="already", words="The pipe broke.", by=lead)

    found = text(mine)

    assert "Ana changed the order today at" in found
    assert "a room was promised and fell through. The pipe broke." in found


def test_place_that_is_over_answers_kindly(mine, luz):
    mine.post(LIST, {"wish": "join"})
    ListPlace.objects.update(until=luz.house.local().date() - timedelta(days=1))

    mine.post(LIST, {"wish": "still"})

    assert "This place on the list is over. You can ask for a new one any day." in text(mine)


def test_unknown_wish_changes_nothing(mine, luz):
    assert mine.post(LIST, {"wish": "first"})["Location"] == PAGE
    assert mine.post(LIST).status_code == 303
    assert not ListPlace.objects.exists()


# an offer and the list


def answer(mine, offer, word):
    return mine.post(f"{PAGE}offer/{offer.stay.code}/", {"answer": word})


def test_not_now_to_an_offer_keeps_the_place(mine, luz, house, peer):
    listing.join(luz, kind="call")
    offer = offering.offer(luz, nights=nights_from_tonight(house), by=peer)

    answer(mine, offer, "not-now")
    answer(mine, offer, "not-now")

    assert Offer.objects.get().answer == "not_now"
    assert listing.place_of(Request.objects.get()).not_nows == 1
    found = text(mine)
    assert "You said not now to this room. Thank you for telling us." in found
    assert "You are on the call list" in found


def test_not_now_to_an_offer_gives_a_place_to_who_had_none(mine, luz, house, peer):
    offer = offering.offer(luz, nights=nights_from_tonight(house), by=peer)

    answer(mine, offer, "not-now")

    assert listing.place_of(Request.objects.get())
    assert Consent.objects.get().purpose == "list"


def test_not_now_is_no_answer_in_a_house_without_a_list(mine, luz, house, peer):
    keeps(house, list_mode="none")
    offer = offering.offer(luz, nights=nights_from_tonight(house), by=peer)

    assert 'value="not-now"' not in text(mine)
    answer(mine, offer, "not-now")

    assert Offer.objects.get().answer == "not_now"
    assert not ListPlace.objects.exists()


# tours


@pytest.fixture
def tour(house, peer):
    return touring.offer_time(house, starts_at=timezone.now() + timedelta(days=2), places=1, by=peer)


def test_tour_is_chosen_seen_and_called_off(mine, luz, tour):
    found = text(mine)
    assert f'value="{tour.pk}"' in found
    assert "checked" not in found

    mine.post(TOUR, {"tour": str(tour.pk)})
    mine.post(TOUR, {"tour": str(tour.pk)})
    chosen = text(mine)
    mine.post(TOUR, {"cancel": "yes"})
    mine.post(TOUR, {"cancel": "yes"})

    assert "You come and look at the house:" in chosen
    assert tour.visits.get().cancelled_at is not None
    assert "The tour is called off. You can choose another time." in text(mine)


def test_guest_who_is_here_is_asked_to_no_tour_and_told_no_way(mine, luz, tour, house, peer):
    stay = offering.accept(offering.offer(luz, nights=nights_from_tonight(house), by=peer), by=peer)
    coming = text(mine)
    booking.arrive(stay, by=peer)
    here = text(mine)

    assert ("Come and look at the house" in coming, "if you are lost or late" in coming) == (True, True)
    assert ("Come and look at the house" in here, "if you are lost or late" in here) == (False, False)


def test_last_place_on_a_tour_that_somebody_else_took_says_so(mine, luz, tour, house):
    touring.book(ask(house, name="Omar")[0], tour)

    mine.post(TOUR, {"tour": str(tour.pk)})

    assert "The last place on this tour is taken. Please choose another time." in text(mine)


@pytest.mark.parametrize("chosen", ["nothing", "00000000-0000-0000-0000-000000000000"])
def test_tour_that_is_none_says_so(mine, luz, chosen):
    mine.post(TOUR, {"tour": chosen})

    assert "Choose one of the times." in text(mine)


def test_choosing_no_time_says_so(mine, luz, tour):
    mine.post(TOUR, {})

    assert "Choose one of the times." in text(mine)


def test_tour_of_another_house_is_not_shown_and_not_taken(mine, harbor, stranger):
    other = touring.offer_time(harbor, starts_at=timezone.now() + timedelta(days=2), places=1, by=stranger)

    assert str(other.pk) not in text(mine)
    mine.post(TOUR, {"tour": str(other.pk)})
    assert not TourTime.objects.get().visits.exists()


# other houses

HOUSE = PAGE + "houses/harbor/"


def test_other_house_is_asked_answer_by_answer_with_nothing_ticked_LN_04(mine, luz, harbor):
    assert "Harbor" not in text(mine)  # nothing is proposed by itself; one tap shows who can be asked
    assert HOUSE in text(mine, PAGE + "houses/")
    found = text(mine, HOUSE)
    assert re.findall(r'name="parts" value="(\w+)"', found) == ["name", "contact", "nights", "to_know"]
    assert "checked" not in found

    done = mine.post(HOUSE, {"parts": ["contact", "name"]})

    assert done["Location"] == PAGE
    yes = Consent.objects.get()
    assert (yes.to, yes.parts, yes.given_how, yes.heard_by) == (harbor, ["contact", "name"], "page", None)
    assert HandOver.objects.get().far.to_know == ""


def test_yes_and_no_to_another_house_look_the_same_CS_32(mine, luz, harbor):
    found = text(mine, HOUSE)

    assert len(re.findall(r'class="button" data-size="l" data-wide', found)) == 2


def test_page_says_by_when_the_other_house_answers_and_then_rings(mine, luz, harbor, stranger):
    mine.post(HOUSE, {"parts": ["contact"]})
    waiting = text(mine)
    handing.take(HandOver.objects.get(), rings_by=timezone.now() + timedelta(hours=2), by=stranger)

    found = text(mine)

    name = harbor.neutral_name
    assert f"We asked {name} to ring you. They answer us by" in waiting
    assert f"{name} will ring you by" in found


def test_another_house_that_rings_is_what_comes_next(luz, harbor, peer, stranger):
    flow.converse(luz, outcome="elsewhere", by=peer)
    luz.refresh_from_db()
    mine = visitor(luz)
    mine.post(HOUSE, {"parts": ["contact"]})
    handing.take(HandOver.objects.get(), rings_by=timezone.now() + timedelta(hours=2), by=stranger)

    now = re.search(r'<section[^>]*aria-labelledby="now-h".*?</section>', text(mine))[0]

    assert "We looked with you for another place." in now
    assert "will ring you by" in now


def test_yes_to_another_house_is_taken_back_with_one_tap_CS_32(mine, luz, harbor):
    mine.post(HOUSE, {"parts": ["contact"]})
    far = HandOver.objects.get().far_id

    first, second = mine.post(HOUSE + "take-back/"), mine.post(HOUSE + "take-back/")

    assert (first.status_code, second.status_code) == (303, 303)
    assert HandOver.objects.get().state == "withdrawn"
    assert not Request.objects.filter(pk=far).exists()
    assert "You took this back." in text(mine)


@pytest.mark.parametrize("parts", [[], ["name"], ["everything"]])
def test_house_that_could_not_ring_comes_back_with_what_was_ticked(mine, luz, harbor, parts):
    done = mine.post(HOUSE, {"parts": parts})
    found = text(mine, HOUSE)

    assert done["Location"] == HOUSE
    assert not HandOver.objects.exists()
    if parts == ["name"]:
        assert "how to reach them" in found
        assert re.search(r'value="name"[^>]* checked', found)
    else:
        assert "Please look at one answer" in found


def test_house_asked_already_is_not_asked_again(mine, luz, harbor):
    mine.post(HOUSE, {"parts": ["contact"]})

    assert HOUSE not in text(mine, PAGE + "houses/")
    mine.post(HOUSE, {"parts": ["contact"]})

    assert HandOver.objects.count() == 1
    assert "That house has been asked already." in text(mine)


def test_nobody_can_ring_who_has_no_channel(house, harbor):
    mine = visitor(ask(house, contact=Contact(i_will_call=True))[0])

    assert "Ask another house" not in text(mine)
    assert "Another house can only ring when it may call" in text(mine, PAGE + "houses/")
    assert mine.get(HOUSE)["Location"] == PAGE + "houses/"


@pytest.mark.parametrize("slug", ["juniper-house", "nowhere"])
def test_own_house_and_unknown_ones_are_404(mine, luz, slug):
    assert mine.get(f"{PAGE}houses/{slug}/").status_code == 404


@pytest.mark.parametrize("address", [LIST, TOUR, HOUSE + "take-back/"])
def test_doors_need_a_code_and_a_post(client, mine, luz, harbor, address):
    assert client.post(address)["Location"] == "/mine/"
    assert mine.get(address).status_code == 405


# the come-again rule


def test_rule_is_worked_out_in_the_open(luz, house, peer, time_machine):
    time_machine.move_to("2026-11-02 20:00:00+00:00", tick=False)
    offer = offering.offer(luz, nights=nights_from_tonight(house, 5), by=peer, hours=6)
    booking.arrive(offering.accept(offer), by=peer)
    time_machine.move_to("2026-11-07 20:00:00+00:00", tick=False)
    booking.leave(offer.stay, by=peer)

    found = text(visitor(Request.objects.get()))

    assert "You have 5 nights here since Monday 2 November." in found
    assert "This house gives 7 nights in any 30 days. So 2 more nights may fit now." in found
    assert "From Monday 30 November on there may be more; sooner if we talk." in found


SEVEN = "This house gives 7 nights in any 30 days."
LATER = "From {first} on there may be more; sooner if we talk."


@pytest.mark.parametrize(
    ("so_far", "words"),
    [
        ((7, 0, "first"), ["You have 7 nights here since {since}.", SEVEN, LATER]),
        ((1, 6, "first"), ["You have 1 night here since {since}.", SEVEN, "So 6 more nights may fit now.", LATER]),
        ((6, 1, None), ["You have 6 nights here since {since}.", SEVEN, "So 1 more night may fit now."]),
    ],
)
def test_rule_in_words(house, so_far, words):
    count, more, first = so_far
    since, later = house.tonight() - timedelta(days=9), house.tonight() + timedelta(days=21)
    told = guest_words.come_again(SoFar(count, since, 7, 30, more, later if first else None), house.tonight())

    values = {"since": day(since), "first": day(later)}
    assert told == [sentence.format(**values) for sentence in words]


def test_nights_that_are_only_offered_do_not_count_and_agreed_ones_do(luz, house, peer):
    offer = offering.offer(luz, nights=nights_from_tonight(house, 3, later=4), by=peer)
    offered = text(visitor(Request.objects.get()))
    offering.accept(offer)

    agreed = text(visitor(Request.objects.get()))

    assert "When you can come again" not in offered
    assert f"You have 3 nights here from {day(house.tonight() + timedelta(days=4))} on." in agreed


def test_rule_is_not_told_to_somebody_without_a_night(mine):
    assert "When you can come again" not in text(mine)
