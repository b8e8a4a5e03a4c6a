"""I know this person: the doors of stepping back and of closing, and what a colleague who is closed out still sees."""

import pytest

from intake import closing_to, flow, listing, offering
from intake.models import Request
from respite.models import Role
from tests.cast import member, signed_in
from tests.factories import here
from tests.intake.asking import asked_by, offered, url


@pytest.fixture
def asked(house):
    """Luz, who asked."""
    return asked_by(house, "Luz")


@pytest.fixture
def stay(house, peer):
    """Luz said yes to a room."""
    request = offered(house, peer, "Luz")
    return offering.accept(request.offers.get(), by=peer)


def test_stepping_back_says_what_happens_and_then_nothing_is_seen(house, asked, lead, desk):
    flow.take_up(asked, by=signed_in_person(house))
    page = desk.get(url("request-know", house, asked.code)).text

    response = desk.post(url("request-know", house, asked.code))

    asked.refresh_from_db()
    assert "From now on you see nothing of them" in page
    assert response["Location"] == url("requests", house)
    assert (asked.state, asked.taken_by) == (Request.State.HEARD, None)
    assert desk.get(url("request", house, asked.code)).status_code == 404
    assert "Luz" not in desk.get(url("requests", house)).text


def test_stepping_back_of_the_last_one_is_refused_in_words(house, asked, desk):
    response = desk.post(url("request-know", house, asked.code))

    assert response.status_code == 409
    assert "Nobody would be left who can answer." in response.text


def test_closing_to_a_named_colleague(house, asked, lead, desk, lead_desk):
    member(house, Role.PEER, "Kim")

    response = desk.post(url("request-close-to", house, asked.code), {"to": str(lead.pk)})

    assert response["Location"] == url("request", house, asked.code)
    assert lead_desk.get(url("request", house, asked.code)).status_code == 404
    assert "Closed to" in desk.get(url("request", house, asked.code)).text


@pytest.mark.parametrize("who", ["stranger", "editor", "nobody"])
def test_closing_needs_a_colleague(who, house, asked, request, desk):
    to = "" if who == "nobody" else str(request.getfixturevalue(who).pk)

    response = desk.post(url("request-close-to", house, asked.code), {"to": to})

    assert response.context["form"].errors == {"to": ["Choose a colleague."]}
    assert not closing_to.closed_to(asked).exists()


def test_lead_opens_it_again_and_a_peer_cannot(house, asked, peer, lead):
    desk, lead_desk = signed_in(peer), signed_in(lead)
    kim = member(house, Role.PEER, "Kim")
    closing_to.close(asked, to=kim, by=lead)
    address = url("request-reopen", house, asked.code, kim.pk)

    refused = desk.post(address)
    assert "Open it again" not in desk.get(url("request", house, asked.code)).text
    assert "Open it again" in lead_desk.get(url("request", house, asked.code)).text
    response = lead_desk.post(address)

    assert refused.status_code == 403
    assert response["Location"] == url("request", house, asked.code)
    assert not closing_to.closed_to(asked).exists()
    assert lead_desk.post(address).status_code == 404


def test_reopening_is_not_there_for_a_stranger(house, asked, peer, lead, stranger_desk):
    closing_to.close(asked, to=peer, by=lead)

    assert stranger_desk.post(url("request-reopen", house, asked.code, peer.pk)).status_code == 404


def test_closed_person_is_not_on_the_call_list_of_the_colleague(house, asked, peer, lead, desk):
    listing.join(asked, kind="call")
    closing_to.close(asked, to=peer, by=lead)

    assert "Luz" not in desk.get(url("list", house)).text


STAY_DOORS = ["stay", "stay-leave", "stay-move", "stay-extend", "stay-shorten", "stay-cancel"]


@pytest.mark.parametrize("name", STAY_DOORS)
def test_closed_guest_has_no_door_of_their_stay_for_the_colleague(name, house, peer, lead, stay):
    closing_to.close(Request.objects.get(), to=peer, by=lead)
    address = f"/office/{house.slug}/stays/{stay.code}/" + ("" if name == "stay" else f"{name.removeprefix('stay-')}/")

    assert signed_in(peer).get(address).status_code == 404
    assert signed_in(lead).get(address).status_code in {200, 303}


@pytest.mark.parametrize("place", ["", "stays/", "board/", "connections/", "requests/"])
def test_closed_guest_is_not_named_anywhere_to_the_colleague(place, house, peer, lead, stay):
    closing_to.close(Request.objects.get(), to=peer, by=lead)

    closed, open_ = (signed_in(who).get(f"/office/{house.slug}/{place}").text for who in (peer, lead))

    assert "Luz" not in closed
    if place in {"", "stays/", "board/"}:
        assert "Luz" in open_
        assert "Guest" in closed


def test_closed_guest_does_not_open_in_the_tray_of_the_board(house, peer, lead, stay):
    closing_to.close(Request.objects.get(), to=peer, by=lead)

    response = signed_in(peer).get(f"/office/{house.slug}/board/", {"stay": stay.code})

    assert response.status_code == 200
    assert "their stay is not shown to you" in response.text
    assert "Luz" not in response.text


def test_request_of_a_closed_person_is_not_told_today(house, asked, peer, lead):
    closing_to.close(asked, to=peer, by=lead)

    assert "Luz" not in signed_in(peer).get(f"/office/{house.slug}/").text
    assert "Luz" in signed_in(lead).get(f"/office/{house.slug}/").text


def test_offer_of_a_closed_guest_is_not_told_today(house, peer, lead):
    asked = offered(house, peer, "Luz")
    closing_to.close(asked, to=peer, by=lead)

    assert "Luz" not in signed_in(peer).get(f"/office/{house.slug}/").text


def test_other_guests_stay_as_they_are(house, peer, lead, stay):
    here(house, peer)
    closing_to.close(Request.objects.get(), to=peer, by=lead)

    assert "Rosa" in signed_in(peer).get(f"/office/{house.slug}/stays/").text


def signed_in_person(house):
    return house.memberships.get(role="peer").person
