"""Somebody we know asks again, and says anew how to reach them."""

import pytest

from intake import flow, offering
from intake.contact import Contact
from intake.models import Request
from stays import booking
from stays.models import Guest
from tests.factories import CALL, ask, nights_from_tonight
from tests.moments import later, refused

TEXT = Contact(text=True, phone="+17155550188", address="", vague=False)
MAIL = Contact(email=True, address=" Luz@Mail.example ")


@pytest.fixture
def asked(house):
    return ask(house)[0]


@pytest.mark.parametrize("outcome", ["known", "not_now", "elsewhere", "call_list"])
def test_ask_again_after_a_conversation_waits_for_a_call_once_more(asked, peer, outcome):
    flow.converse(asked, outcome=outcome, by=peer)
    with later(days=20):
        flow.ask_again(asked, wishes={"from": "", "nights": 2})

    fresh = Request.objects.get()
    assert (fresh.state, fresh.wishes["nights"], fresh.ended_at) == ("heard", 2, None)
    assert fresh.promised_by > asked.promised_by
    assert fresh.secret_hash == asked.secret_hash


def test_ask_again_after_taking_it_back(asked):
    flow.take_back(asked)

    assert flow.ask_again(asked).state == "heard"


def test_ask_again_while_waiting_is_refused(asked):
    refused("state", flow.ask_again, asked)


def test_ask_again_after_a_stay_that_is_over(asked, house, peer):
    stay = offering.accept(offering.offer(asked, nights=nights_from_tonight(house), by=peer))
    refused("state", flow.ask_again, asked)
    booking.arrive(stay, by=peer)
    refused("state", flow.ask_again, asked)
    booking.leave(stay, by=peer)

    assert flow.ask_again(asked).state == "heard"


def test_ask_again_can_say_anew_how_to_reach_them(asked, peer):
    flow.converse(asked, outcome="known", by=peer)

    flow.ask_again(asked, contact=TEXT)

    assert Request.objects.with_person().get().safe_contact == TEXT


def test_say_contact_holds_for_the_guest_too_and_only_the_new_one_CS_34(asked, peer):
    flow.converse(asked, outcome="known", by=peer)

    flow.say_contact(asked, contact=TEXT)

    assert Contact.read(Guest.objects.get().contact) == TEXT
    assert Request.objects.with_person().get().safe_contact == TEXT


def test_say_contact_keeps_the_day_it_was_said_CS_34(asked, house):
    with later(days=3):
        flow.say_contact(asked, contact=CALL)
        today = house.local().date()

    assert Request.objects.get().safe_contact.said_on == today.isoformat()


def test_known_guests_are_found_by_number_or_by_address_in_one_organization_only_LN_12(house, harbor, peer):
    by_number = flow.converse(ask(house, contact=TEXT)[0], outcome="known", by=peer).guest
    by_mail = flow.converse(ask(house, contact=MAIL)[0], outcome="known", by=peer).guest

    assert flow.known_guests(ask(house, contact=TEXT)[0]) == [by_number]
    assert flow.known_guests(ask(house, contact=Contact(email=True, address="luz@mail.example"))[0]) == [by_mail]
    assert flow.known_guests(ask(house, contact=Contact(i_will_call=True))[0]) == []
    assert flow.known_guests(ask(harbor, contact=TEXT)[0]) == []


def test_prints_differ_between_organizations_SE_42(house, harbor):
    here, there = ask(house, contact=TEXT)[0], ask(harbor, contact=TEXT)[0]

    assert bytes(here.phone_print) != bytes(there.phone_print)
