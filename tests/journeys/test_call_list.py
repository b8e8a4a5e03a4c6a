"""The screens of the call list, tours, hand-overs and their settings in a browser: axe, narrow, dark, and in place."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from intake import handing, listing, pairing, touring
from intake.contact import Contact
from tests import factories
from tests.cast import signed_in
from tests.chromium import DESK, PHONE, faults, faults_both_ways
from tests.intake.test_asking_words import STAIRS, decide
from tests.intake.waiting import keeps, nights, waits

pytestmark = pytest.mark.django_db(transaction=True)
CALL = {"call": True, "times": "after 4 pm"}
NARROW = {"width": 320, "height": 5000}  # so tall that the bar at the bottom covers nothing


@pytest.fixture
def waiting(house, peer):
    """Four people wait: one rests, one was moved up, two wait together."""
    keeps(house, list_order="need", list_need="no other place tonight")
    told = {"Luz": 20, "Kim": 12, "Ada": 8, "Noor": 3}
    phones = {name: f"+171555501{n:02}" for n, name in enumerate(told, 40)}
    places = {
        name: waits(
            house, peer, name=name, ago=ago, talked=name != "Noor", wishes=nights(house, first=1),
            contact=Contact(**CALL, phone=phones[name], ask_for=name),
        )
        for name, ago in told.items()
    }  # fmt: skip
    listing.not_now(places["Luz"], rests_until=house.local().date() + timedelta(days=3))
    listing.move(places["Kim"], reason="nowhere", words="Sleeps on a friend’s couch.", by=peer)
    pairing.pair(places["Ada"].request, places["Noor"].request, by=peer)
    listing.ask_still(places["Noor"])
    return places


def url(house, *args, name="list"):
    return reverse(f"desk:{name}", args=[house.slug, *args])


def screens(house, harbor, waiting, peer):
    """Return the address of every screen, with something to see on each."""
    luz = waiting["Luz"].request
    tour = touring.offer_time(house, starts_at=timezone.now() + timedelta(days=2), places=2, by=peer)
    touring.book(luz, tour)
    handing.hand_over(luz, to=harbor, parts=list(handing.PARTS), by=peer, how="phone")
    factories.HouseFactory(name="Meadow", organization=house.organization)
    made = decide(house, words=STAIRS, kind="yes_no", match="yes")
    return {
        "list": url(house),
        "place": url(house, waiting["Kim"].request.code, name="list-place"),
        "tours": url(house, name="tours"),
        "tour-off": url(house, tour.pk, name="tour-call-off"),
        "hand-over": url(house, luz.code, name="request-hand-over"),
        "settings": url(house, name="settings-requests"),
        "question": url(house, made.pk, name="question-change"),
        "question-end": url(house, made.pk, name="question-end"),
    }


@pytest.fixture
def addresses(house, harbor, waiting, lead):
    """The address of every screen."""
    return screens(house, harbor, waiting, lead).values()


def test_every_screen_has_no_fault_and_does_not_scroll_sideways_at_320(browse, addresses, lead):
    page = browse(person=signed_in(lead).cookies)
    found = []
    for address in addresses:
        page.goto(address)
        found += faults_both_ways(page)

    assert found == []


def test_the_answer_of_the_far_house_has_no_fault(browse, house, harbor, stranger, peer):
    asked = factories.ask(house, to_know="I sleep badly.", wishes=nights(house))[0]
    made = handing.hand_over(asked, to=harbor, parts=list(handing.PARTS), by=peer, how="phone")
    page = browse(PHONE, signed_in(stranger).cookies)
    page.goto(url(harbor, made.far.code, name="request-ring"))
    assert faults(page) == []


def test_not_now_changes_the_list_in_place_and_says_so(browse, house, waiting, peer):
    page = browse(DESK, signed_in(peer).cookies)
    page.goto(url(house))
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="Not now, Kim").click()
    page.get_by_text("Noted. Kim keeps the place.").wait_for()
    assert page.evaluate("window.stayed")
    assert "Said “not now” 1 time" in page.locator(f"#place-{waiting['Kim'].request.code}").inner_text()
