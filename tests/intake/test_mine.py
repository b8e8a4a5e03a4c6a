"""The guest's own page: opened by a code, what it shows in each state, and what it lets them decide."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake import entering, flow, offering, trail
from intake.contact import Contact
from intake.models import Attempt, Offer, Request
from respite import codes
from respite.models import Entry
from stays import agreeing, booking, connecting
from stays.models import Connection, Opened, Stay
from tests.factories import CALL, ask, here, nights_from_tonight
from tests.reading import NEUTRAL_NEVER, banned, grade

PAGE = "/mine/request/"
ADDRESS = "12 Quiet Lane"
FAILED = "That did not open a page. Check the words, or call us for a new code."


@pytest.fixture
def asked(house):
    """A request of Luz and its code."""
    return ask(house)


@pytest.fixture
def mine(asked):
    """The browser of Luz, who has entered her code."""
    client = Client()
    assert client.post("/mine/", {"code": str(asked[1])}).status_code == 303
    return client


def offered(asked, by, **more):
    house = asked[0].house
    return offering.offer(asked[0], nights=nights_from_tonight(house, later=2), by=by, agreed="A quiet room.", **more)


def over(offer):
    """Let the time of an offer be over."""
    past = timezone.now() - timedelta(minutes=1)
    Offer.objects.filter(pk=offer.pk).update(until=past)
    Stay.objects.filter(pk=offer.stay_id).update(hold_until=past)


def text(client):
    page = client.get(PAGE)
    assert page.status_code == 200
    return page.content.decode()


def told(client, answer):
    """Follow a refusal to the page that says it, once, to be read at once; Back never asks to send it again (AX-20)."""
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    found = text(client)
    assert 'role="alert"' in found
    assert 'role="alert"' not in text(client)
    return found


def say(client, offer, word):
    return client.post(f"/mine/request/offer/{offer.stay.code}/", {"answer": word})


# entering the code


def test_code_opens_the_page_by_post_only_SE_05(client, asked):
    seen = client.get("/mine/", {"code": str(asked[1])})
    opened = client.post("/mine/", {"code": str(asked[1])})

    assert seen.status_code == 200
    assert (opened.status_code, opened["Location"]) == (303, PAGE)
    assert "Hello, Luz" in text(client)


@pytest.mark.parametrize("shape", [str.upper, lambda code: code.replace(" ", "-"), lambda code: f"  {code}.  "])
def test_code_opens_in_any_shape_AX_09(client, asked, shape):
    assert client.post("/mine/", {"code": shape(str(asked[1]))})["Location"] == PAGE


def test_code_field_is_one_and_remembered_by_nobody_AX_09(client, db):
    found = client.get("/mine/").content.decode()
    field = re.findall(r'<input type="text"[^>]*>', found)

    assert len(field) == 1
    assert 'autocomplete="off"' in field[0]
    assert "maxlength" not in field[0]
    assert "onpaste" not in found


def test_code_is_asked_for_when_left_empty(client, db):
    page = client.post("/mine/", {"code": " "})

    assert page.status_code == 200
    assert "Write the code, or call us for a new one." in page.content.decode()
    assert Attempt.objects.count() == 0


def test_wrong_unknown_old_and_erased_codes_get_one_answer_SE_03(house, peer):
    code = ask(house)[1]
    _old, old_code = ask(house)
    flow.new_code(_old, by=peer)
    erased, erased_code = ask(house)
    erased.key.destroy()
    unknown = "ZZZZ" if code.locator != "ZZZZ" else "YYYY"
    typed = [
        f"{code.locator} one two three four five",
        f"{unknown} one two three four five",
        str(old_code),
        str(erased_code),
        code.locator,
    ]

    answers = [Client().post("/mine/", {"code": each}) for each in typed]

    assert {answer.status_code for answer in answers} == {404}
    bodies = set()
    for answer, each in zip(answers, typed, strict=True):
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        bodies.add(body.replace(f'value="{each}"', ""))
    assert len(bodies) == 1
    assert FAILED in bodies.pop()
    headers = [{key: said for key, said in answer.headers.items() if key != "Content-Length"} for answer in answers]
    assert all(each == headers[0] for each in headers)


def test_unknown_locator_costs_a_hash_too_SE_03(client, db, monkeypatch):
    hashed = []
    monkeypatch.setattr(codes, "opens", lambda sealed, words: hashed.append(sealed) or False)

    client.post("/mine/", {"code": "ZZZZ one two three four five"})

    assert hashed == [""]


def test_eleventh_wrong_code_is_not_even_hashed_SE_04(asked, monkeypatch):
    hashed = []
    monkeypatch.setattr(codes, "opens", lambda sealed, words: hashed.append(1) and False)
    wrong = {"code": f"{asked[1].locator} one two three four five"}

    # Each from another network, so that only the locator counts.
    tries = [Client(REMOTE_ADDR=f"10.0.{n}.1").post("/mine/", wrong).status_code for n in range(11)]

    assert tries == [404] * 10 + [429]
    assert len(hashed) == 10


def test_right_code_waits_too_after_ten_wrong_ones_SE_04(asked, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    wrong = {"code": f"{asked[1].locator} one two three four five"}
    for n in range(10):
        Client(REMOTE_ADDR=f"10.0.{n}.1").post("/mine/", wrong)

    locked = Client().post("/mine/", {"code": str(asked[1])})
    time_machine.shift(timedelta(minutes=61))
    opened = Client().post("/mine/", {"code": str(asked[1])})

    assert locked.status_code == 429
    assert "(715) 555-0100" in locked.content.decode()
    assert opened.status_code == 303


def test_thirty_first_wrong_code_of_a_network_waits_SE_04(db, monkeypatch):
    monkeypatch.setattr(codes, "opens", lambda sealed, words: False)
    tries = [Client(REMOTE_ADDR=f"10.0.0.{n}").post("/mine/", {"code": f"Z{n} one two"}).status_code for n in range(31)]

    assert tries == [404] * 30 + [429]
    assert Client(REMOTE_ADDR="10.0.1.1").post("/mine/", {"code": "ZZ one two"}).status_code == 404


def test_wrong_codes_before_midnight_still_count_after_it_SE_04(asked, time_machine):
    time_machine.move_to("2026-11-24 23:50:00+00:00", tick=False)
    wrong = {"code": f"{asked[1].locator} one two three four five"}
    for n in range(10):
        Client(REMOTE_ADDR=f"10.0.{n}.1").post("/mine/", wrong)

    time_machine.shift(timedelta(minutes=20))

    assert Client().post("/mine/", wrong).status_code == 429


def test_everywhere_has_a_ceiling_SE_04(client, db, monkeypatch):
    monkeypatch.setattr(entering, "EVERYWHERE", 2)

    tries = [Client(REMOTE_ADDR=f"10.{n}.0.1").post("/mine/", {"code": f"Z{n} a b"}).status_code for n in range(3)]

    assert tries == [404, 404, 429]


def test_right_codes_are_not_counted(asked):
    tries = [Client().post("/mine/", {"code": str(asked[1])}).status_code for _ in range(12)]

    assert tries == [303] * 12
    assert Attempt.objects.count() == 0


def test_tries_keep_no_address_and_no_locator_SE_04(client, db):
    Client(REMOTE_ADDR="10.11.12.13").post("/mine/", {"code": "ZZZZ one two"})

    kept = [bytes(row.print) for row in Attempt.objects.all()]

    assert [len(each) for each in kept] == [16, 16]
    assert not any(said in each for each in kept for said in (b"10.11", b"ZZZZ"))


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("10.11.12.13", "10.11.12.0/24"),
        ("::ffff:10.11.12.13", "10.11.12.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("", ""),
    ],
)
def test_network_of_an_address(address, found):
    assert entering.network(address) == found


def test_old_tries_are_swept(client, db, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    client.post("/mine/", {"code": "ZZZZ one two"})
    time_machine.shift(timedelta(minutes=61))

    assert entering.sweep() == 2


# the session


def test_session_is_new_on_entering_SE_06(client, asked, house):
    client.post("/ask/juniper-house/")
    before = client.session.session_key

    client.post("/mine/", {"code": str(asked[1])})

    assert client.session.session_key != before
    assert Client(headers={"cookie": f"s={before}"}).get(PAGE).status_code == 303


def test_page_without_a_code_leads_to_the_code_CS_06(client, asked):
    for address in (PAGE, PAGE + "take-back/"):
        assert client.get(address)["Location"] == "/mine/"
    for address in (PAGE + "take-back/", PAGE + "end-calls/", PAGE + "offer/ABCDEF/"):
        assert client.post(address)["Location"] == "/mine/"
    assert Request.objects.get().state == "heard"


def test_session_ends_after_twenty_quiet_minutes_SE_06(asked, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    client = Client()
    client.post("/mine/", {"code": str(asked[1])})

    time_machine.shift(timedelta(minutes=19))
    assert client.get(PAGE).status_code == 200
    time_machine.shift(timedelta(minutes=19))
    assert client.get(PAGE).status_code == 200
    time_machine.shift(timedelta(minutes=20))

    assert client.get(PAGE)["Location"] == "/mine/"


def test_session_ends_after_an_hour_SE_06(asked, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    client = Client()
    client.post("/mine/", {"code": str(asked[1])})

    for _ in range(3):
        time_machine.shift(timedelta(minutes=15))
        assert client.get(PAGE).status_code == 200
    time_machine.shift(timedelta(minutes=15))

    assert client.get(PAGE)["Location"] == "/mine/"


def test_session_on_a_shared_device_ends_in_half_the_time_CS_12(asked, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    client = Client()
    client.post("/mine/", {"code": str(asked[1]), "shared": "on"})

    time_machine.shift(timedelta(minutes=9))
    assert client.get(PAGE).status_code == 200
    time_machine.shift(timedelta(minutes=9))
    assert client.get(PAGE).status_code == 200
    time_machine.shift(timedelta(minutes=9))
    assert client.get(PAGE).status_code == 200
    time_machine.shift(timedelta(minutes=3))

    assert client.get(PAGE)["Location"] == "/mine/"


def test_shared_device_ends_after_ten_quiet_minutes_CS_12(asked, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    client = Client()
    client.post("/mine/", {"code": str(asked[1]), "shared": "on"})

    time_machine.shift(timedelta(minutes=10))

    assert client.get(PAGE)["Location"] == "/mine/"


def test_whether_others_use_the_device_is_asked_with_nothing_ticked_CS_32(client, db):
    field = re.search(r'<input type="checkbox"[^>]*name="shared"[^>]*>', client.get("/mine/").content.decode())[0]

    assert "checked" not in field


def test_page_says_until_what_time_it_stays_open_AX_10(asked, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)  # 9 am at the house
    client = Client()
    client.post("/mine/", {"code": str(asked[1])})

    first = " ".join(text(client).split())
    time_machine.shift(timedelta(minutes=15))
    clicked = " ".join(text(client).split())
    time_machine.shift(timedelta(minutes=19))
    text(client)
    time_machine.shift(timedelta(minutes=19))
    last = " ".join(text(client).split())

    assert "This page stays open until 9:20 am. Each click keeps it open, until 10 am at most." in first
    assert "This page stays open until 9:35 am." in clicked
    assert "This page stays open until 10 am." in last


def test_new_code_closes_the_page_opened_by_the_old_one_SE_02(mine, asked, peer):
    flow.new_code(asked[0], by=peer)

    assert mine.get(PAGE)["Location"] == "/mine/"


def test_erased_request_closes_its_page(mine, asked):
    asked[0].key.destroy()

    assert mine.get(PAGE)["Location"] == "/mine/"


def test_closing_and_leaving_end_the_session_SE_06(mine, asked):
    assert mine.post("/mine/close/")["Location"] == "/mine/"
    assert mine.get(PAGE)["Location"] == "/mine/"

    mine.post("/mine/", {"code": str(asked[1])})
    mine.get("/leave/")

    assert mine.get(PAGE)["Location"] == "/mine/"


# what it shows


def test_page_is_never_stored_and_neutral_CS_13(mine, house):
    house.name = "Juniper Crisis House"
    house.neutral_name = "Juniper"
    house.save()

    page = mine.get(PAGE)

    title = re.search(r"<title>(.*?)</title>", page.content.decode(), re.S)[1]
    assert page["Cache-Control"] == "no-store"
    assert [word for word in NEUTRAL_NEVER if word in title.lower()] == []
    assert "Juniper Crisis" not in page.content.decode()


def test_request_says_by_when_we_call(mine, asked):
    found = text(mine)

    assert "We have your request." in found
    assert "We call you by " in found
    assert "You asked for a conversation." in found
    assert "Call only: (715) 555-0118." in found


def test_promise_that_is_past_says_so(mine, asked):
    Request.objects.update(promised_by=timezone.now() - timedelta(hours=1))

    assert "It is past the time we said. You can call us now." in text(mine)


def test_offer_shows_nights_until_and_its_answers(mine, asked, peer):
    offer = offered(asked, peer, words="Upstairs and quiet.")

    found = text(mine)

    assert "Held for you until" in found
    assert "3 nights. Come between 2 pm and 5 pm on" in found
    assert "Upstairs and quiet." in found
    assert re.findall(r'name="answer"\s+value="([\w-]+)"', found) == ["yes", "no", "not-now", "more-time"]
    yes, no = re.findall(r'<button ([^>]*)value="(?:yes|no)">', found)
    assert yes == no  # the same look for both (CS-32)
    assert str(offer.stay.allocations.get().bed.room.name) not in found


def test_what_was_agreed_can_be_read_at_once(mine, asked, peer):
    flow.converse(asked[0], outcome="known", by=peer, agreed="You like the window open.")

    found = text(mine)

    assert "You like the window open." in found
    assert "Tell us if you see it another way." in found
    assert "You can ask again any day." in found


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [("not_now", "It was not the right time just now."), ("elsewhere", "We looked with you for another place.")],
)
def test_conversation_that_led_elsewhere_is_said_kindly(mine, asked, peer, outcome, sentence):
    flow.converse(asked[0], outcome=outcome, by=peer)

    assert sentence in text(mine)


def test_address_is_told_only_after_a_yes_SE_06(mine, asked, peer):
    assert ADDRESS not in text(mine)
    offer = offered(asked, peer)
    assert ADDRESS not in text(mine)

    say(mine, offer, "yes")

    assert ADDRESS in text(mine)


def test_house_name_is_told_only_as_the_guest_allowed_SE_06(house, peer):
    house.neutral_name = "Valley"
    house.save()
    pages = []
    for vague in (True, False):
        contact = Contact(call=True, phone="+17155550118", vague=vague)
        asked = ask(house, contact=contact)
        offered(asked, peer)
        client = Client()
        client.post("/mine/", {"code": str(asked[1])})
        pages.append(text(client))

    assert "Juniper House" not in pages[0]
    assert "A room at Juniper House" in pages[1]


def test_page_shows_who_opened_the_record_SE_32(mine, asked, peer):
    flow.converse(asked[0], outcome="known", by=peer)
    Opened.objects.create(guest=Request.objects.get().guest, by=peer, why="to call back")

    found = " ".join(text(mine).split())

    assert "<b>Joy</b>, peer supporter" in found
    assert "To call back" in found


def test_page_shows_who_opened_it_from_the_first_day_on_SE_32(mine, asked, house, desk):
    before = " ".join(text(mine).split())
    desk.get(reverse("desk:request", args=[house.slug, asked[0].code]))

    found = " ".join(text(mine).split())

    assert "No one has opened it yet." in before
    assert "<b>Joy</b>, peer supporter" in found
    assert "To read what you asked." in found


def test_page_links_the_version_of_the_guidelines(mine, asked, house, peer):
    version = agreeing.agree(house, text="# Ours\nBe kind.", by=peer)

    assert f"/houses/juniper-house/guidelines/?version={version.version}" in text(mine)


def test_page_shows_nothing_of_others(house, peer, asked, mine):
    other = ask(house, name="Omar")
    offered(other, peer)

    assert "Omar" not in text(mine)
    assert "Held for you" not in text(mine)


def test_page_asks_the_database_as_often_for_one_line_as_for_many(
    mine, asked, peer, django_assert_max_num_queries, django_assert_num_queries
):
    flow.converse(asked[0], outcome="known", by=peer, agreed="One.")
    mine.get(PAGE)
    with django_assert_max_num_queries(35) as seen:
        mine.get(PAGE)
    for said in ("Two.", "Three."):
        flow.converse(asked[0], outcome="known", by=peer, agreed=said)

    with django_assert_num_queries(len(seen)):
        mine.get(PAGE)


def test_page_reads_at_grade_six_CS_26(mine, asked, peer, house):
    names = {"Luz", "Joy", "Juniper", "Organization"}
    pages = {"waiting": text(mine)}
    offer = offered(asked, peer)
    pages |= {"offer": text(mine), "back": mine.get(PAGE + "take-back/").content.decode()}
    say(mine, offer, "more-time")
    pages["more time"] = text(mine)
    say(mine, offer, "yes")
    pages |= {"coming": text(mine), "enter": Client().get("/mine/").content.decode()}

    assert {name: round(grade(page, names), 1) for name, page in pages.items() if grade(page, names) > 6} == {}
    assert {name: banned(page) for name, page in pages.items() if banned(page)} == {}


# what it lets them decide


def test_yes_makes_the_stay_and_twice_is_harmless(mine, asked, peer):
    offer = offered(asked, peer)

    first, second = say(mine, offer, "yes"), say(mine, offer, "yes")

    assert (first.status_code, second.status_code) == (303, 303)
    assert Stay.objects.get().state == "expected"
    assert "You said yes. A room is kept for you." in text(mine)
    assert Entry.objects.filter(verb="offer accepted", by=None).count() == 1


def test_no_gives_the_room_free_and_thanks(mine, asked, peer):
    offer = offered(asked, peer)

    say(mine, offer, "no")
    say(mine, offer, "no")

    assert Stay.objects.get().state == "let_go"
    assert "Thank you for telling us. You can ask again any day." in text(mine)


def test_more_time_tells_the_house_and_keeps_the_hold(mine, asked, peer):
    offer = offered(asked, peer)

    say(mine, offer, "more-time")
    say(mine, offer, "more-time")

    found = text(mine)
    assert Offer.objects.get().until == offer.until
    assert "You asked for more time. You will hear from us." in found
    assert "I need more time to think" not in found
    assert [line["words"] for line in trail.lines(asked[0])].count("Asked for more time to think.") == 1


@pytest.mark.parametrize("word", ["yes", "more-time"])
def test_answer_after_the_time_is_refused_with_the_sentence_CS_33(mine, asked, peer, word):
    offer = offered(asked, peer)
    over(offer)

    late = say(mine, offer, word)

    found = told(mine, late)
    assert "The time for this offer is over, so we let the room go. You can ask again any day." in found
    assert Stay.objects.get().state != "expected"
    assert ADDRESS not in found


def test_lapsed_offer_says_so_without_blame_CS_33(mine, asked, peer):
    over(offered(asked, peer))

    found = text(mine)

    assert "so we let the room go. You can ask again any day. You do not have to tell it all again." in found
    assert 'name="answer"' not in found
    assert "Ask again" in found


def test_yes_after_no_is_refused_and_changes_nothing(mine, asked, peer):
    offer = offered(asked, peer)
    say(mine, offer, "no")

    answer = say(mine, offer, "yes")

    assert "This offer was already declined." in told(mine, answer)
    assert Stay.objects.get().state == "let_go"


def test_unknown_answer_is_refused(mine, asked, peer):
    offer = offered(asked, peer)

    assert "Choose yes, not now, no, or more time." in told(mine, say(mine, offer, "maybe"))
    assert Offer.objects.get().answer == ""


def test_stale_tab_does_not_answer_a_newer_offer(mine, asked, peer):
    old = offered(asked, peer)
    offering.withdraw(old, by=peer)
    offering.offer(asked[0], nights=nights_from_tonight(asked[0].house, later=9), by=peer, talked=False)

    assert "This offer was already taken back." in told(mine, say(mine, old, "yes"))
    assert not Stay.objects.filter(state="expected").exists()


def test_offer_of_somebody_else_is_404(mine, house, peer):
    foreign = offered(ask(house, name="Omar"), peer)

    assert say(mine, foreign, "yes").status_code == 404
    assert Stay.objects.get().state == "held"


def test_answering_needs_a_post_SE_25(mine, asked, peer):
    offer = offered(asked, peer)

    assert mine.get(f"/mine/request/offer/{offer.stay.code}/").status_code == 405


@pytest.mark.parametrize("how", ["heard", "talking", "known", "not_now", "elsewhere", "offered", "coming"])
def test_request_can_be_taken_back_from_every_state_before_arriving_SE_07(mine, asked, peer, how):
    request = asked[0]
    if how == "talking":
        flow.take_up(request, by=peer)
    elif how in {"known", "not_now", "elsewhere"}:
        flow.converse(request, outcome=how, by=peer)
    elif how in {"offered", "coming"}:
        offer = offered(asked, peer)
        if how == "coming":
            offering.accept(offer)

    asking = mine.get(PAGE + "take-back/")
    done = mine.post(PAGE + "take-back/")
    again = mine.post(PAGE + "take-back/")

    assert asking.status_code == 200
    assert (done.status_code, again.status_code) == (303, 303)
    assert Request.objects.get().state == "taken_back"
    assert not Stay.objects.promised().exists()
    assert "You took your request back. Thank you for telling us." in text(mine)
    assert "Take back your request" not in text(mine)


def test_guest_who_is_here_is_told_kindly_that_it_is_too_late_to_take_back(mine, asked, peer, house):
    offer = offering.offer(asked[0], nights=nights_from_tonight(house), by=peer)
    booking.arrive(offering.accept(offer), by=peer)

    answer = mine.post(PAGE + "take-back/")

    assert "You are here already." in told(mine, answer)
    assert "You are our guest until" in text(mine)
    assert "Take back your request" not in text(mine)


def test_calls_after_the_stay_are_shown_and_can_be_ended(mine, asked, peer, house):
    offer = offering.offer(asked[0], nights=nights_from_tonight(house), by=peer)
    stay = booking.leave(booking.arrive(offering.accept(offer), by=peer), by=peer)
    connecting.wish(stay, choice="few", by=peer, contact=CALL.kept())
    found = text(mine)
    assert "You wished for: a few calls." in found
    assert found.count("We call you on") == 3

    first, second = mine.post(PAGE + "end-calls/"), mine.post(PAGE + "end-calls/")

    assert (first.status_code, second.status_code) == (303, 303)
    assert set(Connection.objects.values_list("state", flat=True)) == {"ended"}
    assert "We call you on" not in text(mine)
    assert "You ended the calls." in text(mine)


def test_calls_ended_by_two_taps_at_once_lead_to_the_page(mine, asked, peer, house, monkeypatch):
    offer = offering.offer(asked[0], nights=nights_from_tonight(house), by=peer)
    stay = booking.leave(booking.arrive(offering.accept(offer), by=peer), by=peer)
    connecting.wish(stay, choice="few", by=peer, contact=CALL.kept())
    end = connecting.end
    monkeypatch.setattr(connecting, "end", lambda call, by: (end(call, by=by), end(call, by=by)))

    answer = mine.post(PAGE + "end-calls/")

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert set(Connection.objects.values_list("state", flat=True)) == {"ended"}


def test_calls_past_their_last_day_are_not_shown_as_planned(mine, asked, peer, house):
    offer = offering.offer(asked[0], nights=nights_from_tonight(house), by=peer)
    stay = booking.leave(booking.arrive(offering.accept(offer), by=peer), by=peer)
    connecting.wish(stay, choice="one", by=peer, contact=CALL.kept())
    today = house.local().date()
    stay.connections.update(due_on=today - timedelta(days=2), ends_on=today - timedelta(days=1))

    found = text(mine)

    assert "You wished for: one call." in found
    assert "We call you on" not in found


def test_page_sends_no_script_of_its_own_AX_20(mine, asked, peer):
    offered(asked, peer)

    found = text(mine)

    assert "htmx" not in found
    assert "hx-" not in found


# the trail


def test_trail_tells_guest_and_staff_the_same_story_in_their_own_words(asked, peer, house):
    offer = offering.offer(asked[0], nights=nights_from_tonight(house), by=peer)
    booking.leave(booking.arrive(offering.accept(offer), by=peer), by=peer)

    guest = [line["words"] for line in trail.lines(asked[0], guest=True)]
    staff = [line["words"] for line in trail.lines(asked[0])]

    assert guest == [
        "You left the house.", "You arrived.", "You said yes to the room.", "We offered you a room.",
        "You talked with Joy.", "You asked for a conversation.",
    ]  # fmt: skip
    assert staff == [
        "Left the house.", "Arrived.", "Said yes to the room.", "Offered a room.",
        "Talked with Joy.", "Asked for a conversation.",
    ]  # fmt: skip


def test_trail_leaves_out_what_it_does_not_know(asked, peer):
    Entry.objects.create(
        organization=asked[0].house.organization, house=asked[0].house, verb="recounted", subject=asked[0].pk
    )

    assert [line["words"] for line in trail.lines(asked[0], guest=True)] == ["You asked for a conversation."]


def test_trail_tells_nothing_of_another_stay(asked, house, peer):
    here(house, peer)

    assert len(trail.lines(asked[0])) == 1


def test_trail_names_no_room_to_the_guest():
    assert all("%(room)s" not in str(told.guest) for told in trail.VERBS.values())
