"""The same person asked twice: who is suggested, what a join does, and how it is taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from intake import closing_to, flow, joining, listing, offering, pairing
from intake.contact import Contact
from intake.models import Consent, Request
from respite.models import Entry, Role
from tests.cast import member
from tests.factories import HouseFactory
from tests.intake.asking import asked_by, known, offered
from tests.moments import refused

PHONE = "+17155550118"
SAME = Contact(call=True, phone=PHONE)
MAIL = Contact(email=True, address="Luz@mail.example")
OTHER = Contact(call=True, phone="+17155550199")


@pytest.fixture
def older(house):
    """Luz, who asked two days ago."""
    return asked_by(house, "Luz", contact=SAME, at=timezone.now() - timedelta(days=2))


@pytest.fixture
def newer(house, older):
    """L., who asked just now with the same number."""
    return asked_by(house, "L.", contact=SAME)


def test_suggestion_by_the_same_number(older, newer):
    assert joining.suggestions(newer) == [older]
    assert joining.suggestions(older) == [newer]
    assert joining.alike(newer, older) == ["same number"]


def test_suggestion_by_the_same_address_in_any_case(house):
    one = asked_by(house, "Luz", contact=MAIL)
    other = asked_by(house, "L.", contact=Contact(email=True, address="luz@MAIL.example"))

    assert joining.suggestions(other) == [one]
    assert joining.alike(other, one) == ["same e-mail address"]


def test_nobody_without_a_number_is_suggested(house):
    asked_by(house, "Luz", contact=Contact(i_will_call=True))

    assert joining.suggestions(asked_by(house, "L.", contact=Contact(i_will_call=True))) == []


def test_same_number_in_another_organization_is_never_suggested_LN_12(house, harbor, peer):
    here, there = asked_by(house, "Luz", contact=SAME), asked_by(harbor, "Luz", contact=SAME)
    flow.converse(here, outcome="known", by=peer)

    assert bytes(here.phone_print) != bytes(there.phone_print)
    assert joining.suggestions(there) == []


def test_guest_of_another_house_of_the_organization_is_suggested(house, peer):
    lighthouse = HouseFactory(organization=house.organization)
    request = known(house, peer)
    request.refresh_from_db()

    assert joining.suggestions(asked_by(lighthouse, "L.")) == [request.guest]


def test_guest_behind_a_suggested_request_is_not_named_twice(house, peer):
    request = known(house, peer)

    assert joining.suggestions(asked_by(house, "L.")) == [request]


def test_what_was_taken_back_is_not_suggested(older, newer):
    flow.take_back(older)

    assert joining.suggestions(newer) == []


def test_what_is_closed_to_a_colleague_is_not_suggested_to_them(older, newer, peer, lead):
    older.closed_to.add(peer)

    assert joining.suggestions(newer, to=peer) == []
    assert joining.suggestions(newer, to=lead) == [older]


def test_join_folds_the_older_into_the_newer(older, newer, peer):
    before = older.locator

    joining.join(older, newer, by=peer)

    older.refresh_from_db()
    assert older.joined_to == newer
    assert (older.locator, older.name, older.state) == (before, "Luz", Request.State.HEARD)
    assert list(joining.of(newer)) == [older]
    assert [row.verb for row in Entry.objects.filter(subject__in=[older.pk, newer.pk]).order_by("-pk")[:2]] == [
        "put together",
        "joined",
    ]


def test_join_keeps_the_earlier_promise(older, newer, peer):
    joined = joining.join(older, newer, by=peer)

    assert joined.promised_by == older.promised_by < newer.promised_by


def test_join_with_somebody_we_talked_with_keeps_the_promise_of_the_newer(house, peer):
    older = asked_by(house, "Luz", at=timezone.now() - timedelta(days=2))
    flow.converse(older, outcome="known", by=peer)
    newer = asked_by(house, "L.")

    joined = joining.join(older, newer, by=peer)

    older.refresh_from_db()
    assert joined.guest == older.guest
    assert joined.promised_by == newer.promised_by


def test_join_carries_the_place_on_the_list_and_its_yes(older, newer, peer):
    place = listing.join(older, kind="call", by=peer, how="phone")
    listing.move(place, reason="nowhere", words="No other place.", by=peer)

    joining.join(older, newer, by=peer)

    place.refresh_from_db()
    assert (place.request, place.ended_at) == (newer, None)
    assert place.moves.get().words == "No other place."
    consent = Consent.objects.get()
    assert consent.request == newer
    assert "call list" in consent.words


def test_of_two_places_the_earlier_time_of_asking_holds(older, newer, peer):
    first = listing.join(older, kind="call", by=peer)
    second = listing.join(newer, kind="call", by=peer)

    joining.join(older, newer, by=peer)

    second.refresh_from_db()
    assert second.since == first.since
    assert listing.place_of(newer) == second

    joining.undo(older, by=peer)

    second.refresh_from_db()
    assert second.since > first.since


def test_join_carries_the_friend_they_wait_with(house, older, newer, peer):
    friend = asked_by(house, "Sam", contact=OTHER)
    pairing.pair(older, friend, by=peer)

    joining.join(older, newer, by=peer)

    friend.refresh_from_db()
    newer.refresh_from_db()
    assert (friend.waits_with, newer.waits_with) == (newer, friend)
    assert pairing.friend_of(newer) == friend

    joining.undo(older, by=peer)

    friend.refresh_from_db()
    assert friend.waits_with == older


def test_closed_stays_closed_after_a_join(older, newer, peer, lead):
    older.closed_to.add(lead)

    joining.join(older, newer, by=peer)

    assert list(newer.closed_to.all()) == [lead]
    assert not Request.objects.open_to(lead).exists()


def test_undo_lets_both_stand_alone_and_lets_nobody_in(older, newer, peer, lead):
    promised = newer.promised_by
    older.closed_to.add(lead)
    place = listing.join(older, kind="call", by=peer)
    joining.join(older, newer, by=peer)

    joining.undo(older, by=peer)

    older.refresh_from_db()
    newer.refresh_from_db()
    place.refresh_from_db()
    assert (older.joined_to, place.request, newer.promised_by) == (None, older, promised)
    assert list(newer.closed_to.all()) == [lead]


def test_undo_parts_the_newer_from_the_guest_whose_contact_was_never_mixed_CS_34(house, peer):
    older = asked_by(house, "Luz", contact=SAME, at=timezone.now() - timedelta(days=2))
    flow.converse(older, outcome="known", by=peer)
    newer = asked_by(house, "L.", contact=Contact(text=True, phone=PHONE))
    joining.join(older, newer, by=peer)
    older.refresh_from_db()
    assert Contact.read(older.guest.contact) == SAME

    joining.undo(older, by=peer)

    newer.refresh_from_db()
    older.guest.refresh_from_db()
    assert newer.guest is None
    assert Contact.read(older.guest.contact) == SAME


def test_undo_is_refused_once_we_talked_as_that_guest(house, peer):
    older = asked_by(house, "Luz", at=timezone.now() - timedelta(days=2))
    flow.converse(older, outcome="known", by=peer)
    newer = asked_by(house, "L.")
    joining.join(older, newer, by=peer)
    flow.converse(newer, outcome="known", by=peer)
    older.refresh_from_db()

    assert not joining.may_undo(older)
    refused("state", joining.undo, older, by=peer)


def test_undo_of_nothing_is_refused(older, peer):
    refused("state", joining.undo, older, by=peer)


def test_join_is_refused_while_a_room_is_held_or_agreed_on_the_older(house, peer):
    older = offered(house, peer)
    newer = asked_by(house, "L.", at=timezone.now() + timedelta(minutes=1))

    assert "go on there" in refused("state", joining.join, older, newer, by=peer)
    offering.accept(older.offers.get(), by=peer)
    assert "go on there" in refused("state", joining.join, older, newer, by=peer)
    assert not joining.can_join(older, newer)


def test_join_is_refused_the_wrong_way_round_and_twice(older, newer, peer):
    refused("state", joining.join, newer, older, by=peer)
    joining.join(older, newer, by=peer)
    refused("state", joining.join, older, newer, by=peer)


def test_join_is_refused_across_houses(house, peer):
    lighthouse = HouseFactory(organization=house.organization)
    older = asked_by(house, "Luz", at=timezone.now() - timedelta(days=1))

    refused("state", joining.join, older, asked_by(lighthouse, "L."), by=peer)


def test_join_is_refused_for_two_guests(house, peer):
    older = known(house, peer, "Luz")
    newer = known(house, peer, "Sam")

    newer.refresh_from_db()

    assert "They stay two" in refused("state", joining.join, older, newer, by=peer)
    assert joining.suggestions(newer) == []


def test_join_is_refused_for_what_was_taken_back(older, newer, peer):
    flow.take_back(older)

    refused("state", joining.join, older, newer, by=peer)


def test_recognised_guest_is_reached_as_they_say_now(house, peer):
    lighthouse = HouseFactory(organization=house.organization)
    request = known(house, peer)
    request.refresh_from_db()
    request.guest.closed_to.add(member(lighthouse, Role.PEER, "Kim"))
    asked = asked_by(lighthouse, "L.", contact=Contact(text=True, phone=PHONE))

    joining.recognise(asked, request.guest, by=peer)

    asked.refresh_from_db()
    assert asked.guest == request.guest
    assert asked.safe_contact.text
    assert [row.name for row in asked.closed_to.all()] == ["Kim"]
    refused("state", joining.recognise, asked, request.guest, by=peer)

    joining.not_recognised(asked, by=peer)

    asked.refresh_from_db()
    request.guest.refresh_from_db()
    assert asked.guest is None
    assert Contact.read(request.guest.contact).call
    refused("state", joining.not_recognised, asked, by=peer)


def test_three_times_asked_ends_with_one(house, older, newer, peer):
    third = asked_by(house, "Lu", contact=SAME, at=timezone.now() + timedelta(minutes=1))
    joining.join(older, newer, by=peer)

    joining.join(newer, third, by=peer)

    assert set(joining.of(third)) == {older, newer}


def test_asking_anew_with_the_same_number_stays_closed(older, peer, lead):
    closing_to.close(older, to=lead, by=peer)

    again = asked_by(older.house, "L.", contact=SAME)

    assert list(again.closed_to.all()) == [lead]
