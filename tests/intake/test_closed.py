"""A person closed to a colleague: for every request we can tell is theirs, and it stays so."""

import pytest

from intake import closing_to, flow
from intake.contact import Contact
from intake.models import Request
from respite.models import Entry, Role
from tests.cast import member
from tests.factories import HouseFactory, make_guest
from tests.intake.asking import asked_by, known
from tests.moments import refused

CALL = Contact(call=True, phone="+17155550118")


@pytest.fixture
def asked(house):
    """Luz, who asked."""
    return asked_by(house)


def seen_by(person):
    return set(Request.objects.open_to(person))


def test_close_to_oneself_and_the_request_is_let_go(asked, peer, lead):
    flow.take_up(asked, by=peer)

    closing_to.close(asked, to=peer, by=peer)

    asked.refresh_from_db()
    assert (asked.state, asked.taken_by) == (Request.State.HEARD, None)
    assert (seen_by(peer), seen_by(lead)) == (set(), {asked})


def test_close_leaves_a_talk_of_somebody_else_alone(asked, peer, lead):
    flow.take_up(asked, by=lead)

    closing_to.close(asked, to=peer, by=lead)

    asked.refresh_from_db()
    assert asked.taken_by == lead


def test_close_covers_the_guest_and_every_request_of_theirs(house, peer, lead):
    first = known(house, peer)
    again = asked_by(house, "L.")
    member(house, Role.PEER, "Kim")

    closing_to.close(first, to=lead, by=peer)

    first.refresh_from_db()
    assert list(first.guest.closed_to.all()) == [lead]
    assert list(again.closed_to.all()) == [lead]
    assert seen_by(lead) == set()


def test_close_covers_the_guest_a_conversation_makes(asked, peer, lead):
    closing_to.close(asked, to=lead, by=peer)

    flow.converse(asked, outcome="known", by=peer)

    asked.refresh_from_db()
    assert list(asked.guest.closed_to.all()) == [lead]


def test_close_holds_when_they_ask_again_on_their_page(house, peer, lead):
    asked = known(house, peer)
    closing_to.close(asked, to=lead, by=peer)

    flow.ask_again(asked)

    assert seen_by(lead) == set()


def test_close_holds_when_they_ask_anew_with_the_same_number(house, asked, peer, lead):
    closing_to.close(asked, to=lead, by=peer)

    asked_by(house, "Somebody", contact=CALL)

    assert seen_by(lead) == set()


def test_close_holds_when_they_say_the_number_later(house, asked, peer, lead):
    closing_to.close(asked, to=lead, by=peer)
    again = asked_by(house, "L.", contact=Contact(i_will_call=True))

    flow.say_contact(again, contact=CALL)

    assert seen_by(lead) == set()


def test_guest_closed_to_a_colleague_stays_so_in_every_house_of_the_organization(house, lead):
    make_guest(house.organization, phone_print=asked_by(house).phone_print).closed_to.add(lead)

    again = asked_by(HouseFactory(organization=house.organization), "L.", contact=CALL)

    assert list(again.closed_to.all()) == [lead]


def test_close_stays_in_its_organization_LN_12(harbor, asked, peer, lead):
    closing_to.close(asked, to=lead, by=peer)

    elsewhere = asked_by(harbor, "Luz")

    assert not elsewhere.closed_to.exists()


def test_close_twice_is_closed_once(asked, peer, lead):
    closing_to.close(asked, to=lead, by=peer)
    closing_to.close(asked, to=lead, by=peer)

    assert list(closing_to.closed_to(asked)) == [lead]


def test_close_to_somebody_who_does_not_work_here_is_refused(asked, peer, stranger):
    refused("state", closing_to.close, asked, to=stranger, by=peer)


def test_close_is_refused_when_nobody_would_be_left(asked, peer):
    assert "Nobody would be left" in refused("state", closing_to.close, asked, to=peer, by=peer)


def test_closed_request_is_not_handed_to_them(asked, peer, lead):
    closing_to.close(asked, to=lead, by=peer)

    refused("state", flow.hand_to, asked, to=lead, by=peer)


def test_lead_can_reopen_with_history(asked, peer, lead):
    closing_to.close(asked, to=peer, by=peer)

    closing_to.reopen(asked, to=peer, by=lead)

    assert seen_by(peer) == {asked}
    assert [row.by for row in Entry.objects.filter(subject=asked.pk, verb="reopened to")] == [lead]


def test_reopen_is_for_leads_and_never_for_themselves(asked, peer, lead):
    closing_to.close(asked, to=lead, by=peer)

    refused("state", closing_to.reopen, asked, to=lead, by=peer)
    refused("state", closing_to.reopen, asked, to=lead, by=lead)
