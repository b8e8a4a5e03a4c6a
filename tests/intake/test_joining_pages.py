"""The doors of a join: the suggestion, one page that confirms it, the way back, and what the desk shows of both."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from intake import closing_to, flow, joining
from intake.contact import Contact
from intake.models import Looked
from tests.cast import signed_in
from tests.factories import HouseFactory
from tests.intake.asking import asked_by, known, offered, url, wrote

SAME = Contact(call=True, phone="+17155550118")


@pytest.fixture
def older(house):
    """Luz, who asked two days ago."""
    return asked_by(house, "Luz", contact=SAME, to_know="First words.", at=timezone.now() - timedelta(days=2))


@pytest.fixture
def newer(house, older):
    """L., who asked just now with the same number."""
    return asked_by(house, "L.", contact=SAME, to_know="Newer words.")


@pytest.fixture
def guest(house, peer):
    """Rosa, whom another house of the organization knows by the same number."""
    lighthouse = HouseFactory(organization=house.organization)
    request = known(lighthouse, peer, "Rosa")
    request.refresh_from_db()
    return request.guest


def test_page_suggests_and_says_what_is_alike_and_joins_nothing(house, older, newer, desk):
    text = desk.get(url("request", house, newer.code)).text

    newer.refresh_from_db()
    assert "This may be the same person" in text
    assert "same number" in text
    assert url("request-join", house, newer.code, older.code) in text
    assert not joining.of(newer).exists()


def test_page_suggests_nobody_without_a_likeness(house, older, desk):
    other = asked_by(house, "Kit", contact=Contact(call=True, phone="+17155550144"))

    assert "This may be the same person" not in desk.get(url("request", house, other.code)).text


def test_join_needs_one_page_and_one_press(house, older, newer, desk):
    page = desk.get(url("request-join", house, newer.code, older.code))
    said = {"sending": page.context["form"]["sending"].value()}

    response = desk.post(url("request-join", house, newer.code, older.code), said)
    again = desk.post(url("request-join", house, newer.code, older.code), said)

    assert "Ask them first: numbers are shared." in page.text
    assert response["Location"] == url("request", house, newer.code)
    assert list(joining.of(newer)) == [older]
    assert again.status_code == 404  # the older one has no desk page of its own any more


def test_join_works_from_either_of_the_two(house, older, newer, desk):
    desk.post(url("request-join", house, older.code, newer.code))

    assert list(joining.of(newer)) == [older]


def test_joined_words_stand_on_the_page_of_the_newer_and_are_read_there(house, peer, older, newer, desk):
    wrote(older, "Are you there?")
    joining.join(older, newer, by=peer)

    text = desk.get(url("request", house, newer.code)).text

    assert "First words." in text
    assert "Newer words." in text
    assert "Are you there?" in text
    assert older.messages.get().read_at
    assert {row.request for row in Looked.objects.all()} == {older, newer}


def test_joined_request_leads_to_the_newer(house, peer, older, newer, desk):
    joining.join(older, newer, by=peer)

    response = desk.get(url("request", house, older.code))

    assert response["Location"] == url("request", house, newer.code)
    assert desk.post(url("request-take-up", house, older.code)).status_code == 404


def test_joined_requests_come_apart_again(house, peer, older, newer, desk):
    joining.join(older, newer, by=peer)

    response = desk.post(url("request-part", house, older.code))

    older.refresh_from_db()
    assert response["Location"] == url("request", house, newer.code)
    assert older.joined_to is None
    assert desk.post(url("request-part", house, older.code)).status_code == 404


def test_joined_requests_stay_together_once_we_talked(house, peer, desk):
    older = known(house, peer, "Luz")
    newer = asked_by(house, "L.", at=timezone.now() + timedelta(minutes=1))
    joining.join(older, newer, by=peer)
    flow.converse(newer, outcome="known", by=peer)

    page = desk.get(url("request", house, newer.code)).text
    response = desk.post(url("request-part", house, older.code))

    assert "Take the two apart again" not in page
    assert response.status_code == 409


def test_room_held_on_the_earlier_one_is_told_instead_of_a_join(house, peer, desk):
    older = offered(house, peer, "Luz")
    newer = asked_by(house, "L.", at=timezone.now() + timedelta(minutes=1))

    page = desk.get(url("request", house, newer.code)).text
    confirm = desk.get(url("request-join", house, newer.code, older.code)).text
    response = desk.post(url("request-join", house, newer.code, older.code))

    assert "A room is held or agreed there. Please go on there." in page
    assert "<form" not in confirm.split("<main")[1].split("</main")[0]
    assert response.status_code == 409
    assert "A room is held or agreed on the earlier request." in response.text


def test_join_with_a_request_closed_to_whoever_asks_is_not_there(house, peer, older, newer, desk):
    older.closed_to.add(peer)

    assert desk.get(url("request-join", house, newer.code, older.code)).status_code == 404
    assert desk.post(url("request-join", house, newer.code, older.code)).status_code == 404


def test_join_of_another_house_is_not_there(house, harbor, newer, desk):
    far = asked_by(harbor, "Luz", contact=SAME)

    assert desk.post(url("request-join", house, newer.code, far.code)).status_code == 404
    assert (
        "This may be the same person"
        not in desk.get(
            url("request", house, asked_by(house, "Kit", contact=Contact(call=True, phone="+17155550144")).code)
        ).text
    )


def test_same_phone_in_two_organizations_shows_nothing_of_the_other_LN_12(house, harbor, peer, desk, stranger_desk):
    rosa = known(house, peer, "Rosa")
    far = asked_by(harbor, "R.", contact=SAME)
    rosa.refresh_from_db()

    assert "Rosa" not in stranger_desk.get(url("request", harbor, far.code)).text
    assert stranger_desk.get(url("request-recognise", harbor, far.code, rosa.guest.pk)).status_code == 404
    assert stranger_desk.post(url("request-join", harbor, far.code, rosa.code)).status_code == 404


def test_guest_we_know_is_recognised_on_one_page_and_back(house, guest, newer, desk):
    address = url("request-recognise", house, newer.code, guest.pk)
    page = desk.get(url("request", house, newer.code))

    assert address in page.text
    assert "Rosa" in desk.get(address).text

    response = desk.post(address)
    newer.refresh_from_db()
    assert response["Location"] == url("request", house, newer.code)
    assert newer.guest == guest
    assert "Recognised as Rosa" in " ".join(desk.get(url("request", house, newer.code)).text.split())

    desk.post(url("request-not-recognised", house, newer.code))
    newer.refresh_from_db()
    assert newer.guest is None


def test_guest_who_is_not_suggested_cannot_be_taken(house, guest, desk):
    other = asked_by(house, "Kit", contact=Contact(call=True, phone="+17155550144"))

    assert desk.post(url("request-recognise", house, other.code, guest.pk)).status_code == 404


def test_guest_closed_to_whoever_asks_is_not_there(house, guest, newer, peer, desk):
    guest.closed_to.add(peer)

    assert desk.get(url("request-recognise", house, newer.code, guest.pk)).status_code == 404


@pytest.mark.parametrize("name", ["join", "recognise", "part", "not-recognised"])
def test_doors_of_a_join_are_closed_to_strangers_and_editors(name, guest, newer, editor, stranger_desk):
    house = newer.house
    more = {"join": ["BCDFGH"], "recognise": [guest.pk]}.get(name, [])
    address = reverse(f"desk:request-{name}", args=[house.slug, newer.code, *more])

    assert stranger_desk.post(address).status_code == 404
    assert signed_in(editor).post(address).status_code == 403


def test_joining_lets_nobody_in_who_was_closed_out(house, lead, older, newer, desk):
    lead_desk = signed_in(lead)
    older.closed_to.add(lead)

    desk.post(url("request-join", house, newer.code, older.code))

    assert lead_desk.get(url("request", house, newer.code)).status_code == 404
    assert list(closing_to.closed_to(newer)) == [lead]
