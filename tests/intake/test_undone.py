"""Undo of a stay whose request went on meanwhile is refused in a plain sentence; else it works as always."""

import pytest
from django.urls import reverse

from intake import flow, offering
from stays import booking, undoing
from stays.models import Change
from tests.intake.asking import offered
from tests.moments import refused


@pytest.fixture
def coming(house, peer):
    """Luz, who said yes to an offer; the request and the stay."""
    asked = offered(house, peer)
    stay = offering.accept(asked.offers.get(), by=peer)
    asked.refresh_from_db()
    return asked, stay


def standing(asked, stay):
    asked.refresh_from_db()
    stay.refresh_from_db()
    return asked.state, stay.state


def test_undo_of_a_cancelled_stay_brings_it_back_while_its_request_waits(house, peer, coming):
    booking.cancel(coming[1], by=peer)

    undoing.undo(undoing.last(house), by=peer)

    assert standing(*coming) == ("coming", "expected")


@pytest.mark.parametrize("verb", ["cancel", "did_not_arrive"])
def test_undo_is_refused_once_they_asked_again(verb, house, peer, coming):
    asked, stay = coming
    getattr(booking, verb)(stay, by=peer)
    flow.ask_again(asked)
    before = standing(asked, stay)

    sentence = refused("state", undoing.undo, undoing.last(house), by=peer)

    assert sentence.startswith("The request of Luz went on since then: it is marked as “Heard from” now.")
    assert standing(asked, stay) == before
    assert Change.objects.latest("at").undone_at is None


def test_undo_of_leaving_is_refused_once_they_asked_again(house, peer, coming):
    asked, stay = coming
    booking.leave(booking.arrive(stay, by=peer), by=peer)
    flow.ask_again(asked)

    refused("state", undoing.undo, undoing.last(house), by=peer)

    assert standing(asked, stay) == ("heard", "left")


def test_undo_that_brings_nothing_back_does_not_ask_the_request(house, peer, coming):
    _asked, stay = coming
    booking.move(stay, to=house.beds.get(room__name="Birch"), by=peer)

    undoing.undo(undoing.last(house), by=peer)

    assert standing(*coming) == ("coming", "expected")


def test_refused_undo_says_why_on_its_page(house, peer, coming, desk):
    asked, stay = coming
    booking.cancel(stay, by=peer)
    flow.ask_again(asked)

    answer = desk.post(reverse("stays:undo", args=[house.slug]), {"change": str(undoing.last(house).pk)})

    assert answer.status_code == 409
    assert "You can make a new offer there." in answer.text
