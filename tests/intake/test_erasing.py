"""Erasing everything, with a receipt: what goes, what is called off, what stays as counts (SE-62)."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake import erasing, flow, handing, joining, listing, offering, pairing, touring, writing
from intake.models import (
    Consent,
    ContactTry,
    Delivery,
    HandOver,
    ListPlace,
    Looked,
    Message,
    Offer,
    Request,
    TourVisit,
)
from respite import vault
from respite.models import Entry, Key
from stays import booking, connecting
from stays.models import Connection, Guest, Opened, Stay, Wish
from tests.cast import signed_in
from tests.factories import CALL, ask, nights_from_tonight
from tests.intake.telling_all import RARE, counts, everything_readable, tell_all
from tests.intake.waiting import keeps
from tests.moments import refused
from tests.respite.test_vault import disguises, dump

PAGE = "/mine/request/"
ERASE = PAGE + "erase/"


def visitor(code):
    client = Client()
    assert client.post("/mine/", {"code": str(code)}).status_code == 303
    return client


def text(answer):
    return " ".join(answer.content.decode().split())


# the verb


def test_request_that_led_to_nobody_vanishes_whole_SE_62(house):
    request, _code = ask(house)
    writing.write(request, words="Hello.")

    receipt = erasing.erase(request)

    assert not Request.objects.exists()
    assert not Message.objects.exists()
    assert Key.objects.get(pk=request.key_id).wrapped is None
    assert receipt.what == {"requests": 1, "messages": 1}
    assert Entry.objects.get(verb="erased").facts == {"receipt": receipt.number}


def test_every_word_is_gone_and_the_counts_stay_SE_62(house, harbor, peer):
    told = tell_all(house, harbor, peer)
    before = everything_readable()
    assert [name for name, word in RARE.items() if word not in before] == []
    reported = counts()

    erasing.erase(told.request)

    after = everything_readable()
    assert [name for name, word in RARE.items() if word in after] == []
    # The copy at the other house was a second count of the same person.
    assert counts() == reported | {"asked": reported["asked"] - 1}


@pytest.mark.django_db(transaction=True)
def test_every_word_is_gone_from_a_dump_of_all_tables_SE_62(house, harbor, peer):
    told = tell_all(house, harbor, peer)
    prints = [bytes(told.request.phone_print).hex(), bytes(told.request.mail_print).hex()]
    full = dump()
    assert [print_ for print_ in prints if print_.encode() not in full] == []
    client = visitor(told.code)

    client.post(ERASE)

    copy = dump()
    found = {name for name, words in RARE.items() if any(disguise in copy for disguise in disguises(words))}
    assert found == set()
    assert [print_ for print_ in prints if print_.encode() in copy] == []
    assert told.code.locator.encode() not in copy


def test_an_older_copy_of_the_key_opens_nothing_any_more_SE_62(house, harbor, peer):
    told = tell_all(house, harbor, peer)
    keys = dict(Key.objects.values_list("pk", "wrapped"))

    erasing.erase(told.request)
    for pk, wrapped in keys.items():
        Key.objects.filter(pk=pk).update(wrapped=wrapped, destroyed_at=None)

    with pytest.raises(vault.Unreadable):
        assert Request.objects.get(pk=told.request.pk).name
    with pytest.raises(vault.Unreadable):
        assert Wish.objects.get().when


def test_rows_that_nobody_counts_are_gone_SE_62(house, harbor, peer):
    told = tell_all(house, harbor, peer)
    rows = [Message, Delivery, Consent, ListPlace, TourVisit, HandOver, Looked, ContactTry, Opened]
    assert all(model.objects.exists() for model in rows)

    erasing.erase(told.request)

    assert [model.__name__ for model in rows if model.objects.exists()] == []
    left = Request.objects.get()
    assert (left.locator, left.secret_hash, left.phone_print, left.mail_print) == (None, "", None, None)
    guest = Guest.objects.get()
    assert (guest.phone_print, guest.mail_print) == (None, None)
    assert not left.closed_to.exists()


def test_receipt_counts_what_was_erased(house, harbor, peer):
    told = tell_all(house, harbor, peer)

    receipt = erasing.erase(told.request)

    assert receipt.what == {
        "requests": 1, "conversations": 2, "messages": 2, "consents": 2, "calls": 3, "stays": 1,
    }  # fmt: skip
    assert receipt.keep_theirs == []
    assert len(receipt.number) == 9


def test_what_is_to_come_is_called_off_first_SE_62(house, harbor, peer):
    keeps(house)
    request, _code = ask(house)
    flow.converse(request, outcome="known", by=peer)
    listing.join(request, kind="list")
    tour = touring.offer_time(house, starts_at=timezone.now() + timedelta(days=2), places=1, by=peer)
    touring.book(request, tour)
    handed = handing.hand_over(request, to=harbor, parts=["contact"], by=peer, how="phone")
    offering.accept(offering.offer(request, nights=nights_from_tonight(house, later=3), by=peer, talked=False))

    erasing.erase(request)

    assert Stay.objects.get().state == "cancelled"
    assert not Stay.objects.get().allocations.exists()
    assert Offer.objects.get().answer == "taken_back"
    assert Request.objects.get().state == "taken_back"
    assert tour.visits.count() == 0
    assert not Request.objects.filter(pk=handed.far_id).exists()
    assert Key.objects.get(pk=handed.far.key_id).wrapped is None


def test_held_room_is_free_for_others_at_once(house, peer):
    request, _code = ask(house)
    made = offering.offer(request, nights=nights_from_tonight(house), by=peer)

    erasing.erase(request)

    assert Offer.objects.get(pk=made.pk).answer == "taken_back"
    assert Stay.objects.get().state == "cancelled"
    assert list(Request.objects.values_list("state", flat=True)) == ["taken_back"]


def test_offer_whose_time_is_over_stays_a_lapsed_one(house, peer):
    request, _code = ask(house)
    made = offering.offer(request, nights=nights_from_tonight(house), by=peer)
    past = timezone.now() - timedelta(minutes=1)
    Offer.objects.update(until=past)
    Stay.objects.update(hold_until=past)

    erasing.erase(request)

    assert Offer.objects.get(pk=made.pk).answer == "lapsed"


def test_calls_after_the_stay_end(house, peer):
    request, _code = ask(house)
    offer = offering.offer(request, nights=nights_from_tonight(house), by=peer)
    stay = booking.leave(booking.arrive(offering.accept(offer), by=peer), by=peer)
    connecting.wish(stay, choice="few", by=peer, contact=CALL.kept())

    erasing.erase(request)

    assert set(Connection.objects.values_list("state", flat=True)) == {"ended"}
    assert Stay.objects.get().state == "left"
    assert Request.objects.get().state == "coming"  # as it ended: with a stay that was slept


def test_nothing_is_erased_while_they_are_here(house, peer):
    request, _code = ask(house)
    booking.arrive(offering.accept(offering.offer(request, nights=nights_from_tonight(house), by=peer)), by=peer)

    to_them = refused("state", erasing.erase, request)
    to_us = refused("state", erasing.erase, request, by=peer)

    assert to_them == "You are our guest now. You can erase it here once you have left."
    assert to_us == "They are here now. It can be erased once they have left."
    assert Request.objects.get().name == "Luz"
    assert erasing.is_here(Request.objects.select_related("guest").get())


def test_all_requests_of_the_same_person_go_together(house, peer):
    first, _code = ask(house)
    flow.converse(first, outcome="known", by=peer)
    second, _code = ask(house)
    flow.converse(second, outcome="known", by=peer, guest=Guest.objects.get())
    third, _code = ask(house)
    joining.join(*joining.order(second, third), by=peer)

    receipt = erasing.erase(Request.objects.get(pk=first.pk))

    assert receipt.what["requests"] == 2
    assert set(Request.objects.exclude(pk=third.pk).values_list("key__wrapped", flat=True)) == {None}
    guess = Request.objects.get(pk=third.pk)  # nobody talked with them on this one: it stands on its own again
    assert (guess.guest, guess.name, guess.safe_contact.phone) == (None, "Luz", CALL.phone)


def test_wrong_guess_of_ours_erases_nobody_else(house, peer):
    flow.converse(ask(house, name="Omar")[0], outcome="known", by=peer, agreed="Of Omar.")
    luz, _code = ask(house)
    joining.recognise(luz, Guest.objects.get(), by=peer)

    erasing.erase(Request.objects.get(pk=luz.pk))

    assert Guest.objects.get().name == "Omar"
    assert [row.name for row in Request.objects.all()] == ["Omar"]


def test_friend_who_waits_along_waits_on(house, peer):
    keeps(house)
    luz, sam = ask(house)[0], ask(house, name="Sam")[0]
    for each in (luz, sam):
        listing.join(each, kind="list")
    pairing.pair(luz, sam, by=peer)

    erasing.erase(Request.objects.get(pk=luz.pk))

    assert [place.request.name for place in listing.order(house)] == ["Sam"]
    assert Request.objects.get().waits_with is None


def test_house_that_knows_them_by_itself_is_named_on_the_receipt(house, harbor, peer, stranger):
    request, _code = ask(house)
    handed = handing.hand_over(request, to=harbor, parts=["contact", "name"], by=peer, how="phone")
    handing.take(handed, rings_by=timezone.now() + timedelta(hours=2), by=stranger)
    flow.converse(handed.far, outcome="known", by=stranger, agreed="Between us and Harbor.")

    receipt = erasing.erase(request)

    assert receipt.keep_theirs == [harbor]
    assert Request.objects.get(pk=handed.far_id).name == "Luz"


def test_erasing_at_the_far_house_leaves_the_near_one_alone(house, harbor, peer, stranger):
    request, _code = ask(house)
    handed = handing.hand_over(request, to=harbor, parts=["contact", "name"], by=peer, how="phone")
    handing.take(handed, rings_by=timezone.now() + timedelta(hours=2), by=stranger)
    flow.converse(handed.far, outcome="known", by=stranger)

    erasing.erase(Request.objects.get(pk=handed.far_id), by=stranger)

    assert HandOver.objects.get().far is None
    assert Request.objects.get(pk=request.pk).name == "Luz"


# the page


def test_page_says_what_goes_and_what_stays_before_it_does_anything(house):
    request, code = ask(house)

    found = text(visitor(code).get(ERASE))

    assert "Your name, how to reach you, your answers" in found
    assert "Only counts without names" in found
    assert Request.objects.filter(pk=request.pk).exists()


def test_both_buttons_of_the_page_look_the_same_CS_32(house):
    found = text(visitor(ask(house)[1]).get(ERASE))

    assert found.count('class="button" data-size="l" data-wide') == 2


def test_erasing_ends_with_a_receipt_and_the_session_is_over_SE_62(house):
    _request, code = ask(house)
    client = visitor(code)
    session = client.session.session_key

    done = client.post(ERASE)
    last = text(client.get(done["Location"]))
    number = Entry.objects.get(verb="erased").facts["receipt"]

    assert (done.status_code, done["Location"]) == (303, "/mine/erased/")
    assert number in last
    assert "1 request, with your answers" in last
    assert "We erased what you told us. Only counts without names stay." in last
    assert client.get(PAGE)["Location"] == "/mine/"
    assert not Session.objects.filter(session_key=session).exists()
    assert client.post("/mine/", {"code": str(code)}).status_code == 404


def test_receipt_is_gone_after_twenty_minutes(house, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    client = visitor(ask(house)[1])
    receipt = client.post(ERASE)["Location"]

    assert client.get(receipt).status_code == 200
    assert Client().get(receipt)["Location"] == "/mine/"
    time_machine.shift(timedelta(minutes=21))

    assert client.get(receipt)["Location"] == "/mine/"


def test_receipt_is_gone_after_leaving_CS_05(house):
    client = visitor(ask(house)[1])
    receipt = client.post(ERASE)["Location"]

    client.get("/leave/")

    assert client.get(receipt)["Location"] == "/mine/"


def test_second_of_two_taps_leads_to_the_same_receipt_RE_05(house):
    _request, code = ask(house)
    client = visitor(code)
    key = re.search(r'name="sending" value="([^"]+)"', client.get(ERASE).content.decode())[1]
    cookie = client.cookies["s"].value

    first = client.post(ERASE, {"sending": key})
    client.cookies["s"] = cookie  # the browser sent both before it heard of the end of the session
    second = client.post(ERASE, {"sending": key})

    assert second["Location"] == first["Location"]
    assert client.get(second["Location"]).status_code == 200
    assert Entry.objects.filter(verb="erased").count() == 1


def test_request_that_vanished_a_moment_ago_leads_to_the_door(house, monkeypatch):
    _request, code = ask(house)
    client = visitor(code)

    def vanishes(asked):
        raise Request.DoesNotExist

    monkeypatch.setattr(erasing, "erase", vanishes)

    done = client.post(ERASE)

    assert client.get(done["Location"])["Location"] == "/mine/"


def test_second_session_of_the_same_person_is_closed_too(house, peer):
    request, code = ask(house)
    flow.converse(request, outcome="known", by=peer)
    one, two = visitor(code), visitor(code)

    one.post(ERASE)

    assert two.get(PAGE)["Location"] == "/mine/"
    assert two.post(ERASE)["Location"] == "/mine/"


def test_page_of_somebody_who_is_here_says_when_instead(house, peer):
    request, code = ask(house)
    booking.arrive(offering.accept(offering.offer(request, nights=nights_from_tonight(house), by=peer)), by=peer)
    client = visitor(code)

    found = text(client.get(ERASE))
    refused_at = client.post(ERASE)

    assert "You can erase it here once you have left." in found
    assert 'method="post"' not in found.split("<main")[1].split("</main>")[0]
    assert refused_at["Location"] == ERASE
    assert 'role="alert"' in text(client.get(ERASE))


# what staff see afterwards


@pytest.fixture
def erased_guest(house, harbor, peer):
    """Somebody who left today, had calls to come, and then had everything erased."""
    told = tell_all(house, harbor, peer)
    request = told.request
    erasing.erase(request)
    return Request.objects.get(pk=request.pk)


@pytest.mark.parametrize(
    "address",
    [
        "/office/juniper-house/",
        "/office/juniper-house/board/",
        "/office/juniper-house/board/?nights=35",
        "/office/juniper-house/stays/",
        "/office/juniper-house/connections/",
        "/office/juniper-house/requests/",
        "/office/juniper-house/requests/?show=known",
        "/office/juniper-house/requests/?show=ended",
    ],
)
def test_office_pages_survive_an_erased_guest_SE_62(erased_guest, peer, address):
    page = signed_in(peer).get(address)

    assert page.status_code == 200
    assert [word for word in RARE.values() if word in page.content.decode()] == []


def test_stay_of_an_erased_guest_is_a_page_about_nobody_SE_62(erased_guest, peer, house):
    stay = Stay.objects.get(state="left")

    page = signed_in(peer).get(reverse("stays:stay", args=[house.slug, stay.code]))

    assert page.status_code == 200
    assert "Guest" in text(page)


def test_erased_request_has_no_page_in_the_office(erased_guest, peer, house):
    address = reverse("desk:request", args=[house.slug, erased_guest.code])

    assert signed_in(peer).get(address).status_code == 404
