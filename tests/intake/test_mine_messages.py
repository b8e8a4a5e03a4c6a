"""Messages on the guest's own page: theirs to us, ours to them, and what stands before the box (CS-29)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake import flow, writing
from intake.models import Message, Request
from respite import deciding
from tests.factories import ask

PAGE = "/mine/request/"
MESSAGES = PAGE + "messages/"


@pytest.fixture
def luz(house):
    return ask(house)


@pytest.fixture
def mine(luz):
    client = Client()
    assert client.post("/mine/", {"code": str(luz[1])}).status_code == 303
    return client


def text(client, address=MESSAGES):
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def test_message_goes_out_once_and_is_there_for_both(mine, luz):
    sent = {"words": "Is there a bus?", "sending": "6f1f7f0e-8f7b-4f5e-9d7e-0c4f0a1b2c3d"}

    first, second = mine.post(MESSAGES, sent), mine.post(MESSAGES, sent)

    assert (first.status_code, first["Location"]) == (303, MESSAGES)
    assert second["Location"] == MESSAGES
    message = Message.objects.get()
    assert (message.words, message.by) == ("Is there a bus?", None)
    found = text(mine)
    assert "Your message is here. The house can read it now." in found
    assert "<b>You wrote</b>" in found
    assert "Is there a bus?" in text(mine, PAGE)


def test_answer_of_the_house_is_on_the_page_with_who_and_when(mine, luz, peer):
    writing.write(luz[0], words="The 3:15 stops near us.", by=peer)

    found = text(mine, PAGE)

    assert "The 3:15 stops near us." in found
    assert re.search(r"<b>Joy</b> <span ?>Today at \d", found)


def test_nobody_sees_whether_the_other_has_read_it(mine, luz, peer):
    mine.post(MESSAGES, {"words": "Is there a bus?"})
    before = re.sub(r'value="[^"]*"', "", text(mine).replace("Your message is here.", ""))
    writing.read(luz[0], by=peer)

    after = re.sub(r'value="[^"]*"', "", text(mine))

    shown = re.search(r"<article.*?</article>", after)[0]
    assert shown in before
    assert "read it at" not in after


@pytest.mark.parametrize("address", [PAGE, MESSAGES])
def test_who_reads_it_how_fast_and_not_at_night_stands_before_the_box_CS_29(mine, address):
    found = text(mine, address)

    assert found.index("No one reads at night.") < found.index("<textarea")
    assert found.index("What we would have to report") < found.index("<textarea")


def test_what_must_be_reported_is_the_houses_dated_text_LN_40(mine, house):
    deciding.decide(house, by=None, holds_from=house.tonight(), reporting="Harm to a child.")

    found = text(mine)

    assert 'id="report"' in found
    assert "Harm to a child." in found
    assert "The house wrote this. It holds since" in found


def test_house_that_wrote_nothing_about_reports_says_so(mine, house):
    assert "The house has not written this down yet. Please call and ask." in text(mine)


@pytest.mark.parametrize(("words", "sentence"), [(" ", "Write a few words first."), ("x" * 10_000, "This is long.")])
def test_what_cannot_be_sent_comes_back_by_redirect_with_the_words_CS_24(mine, words, sentence):
    done = mine.post(MESSAGES, {"words": words})
    found = text(mine)

    assert (done.status_code, done["Location"]) == (303, MESSAGES)
    assert sentence in found
    assert words.strip() in found
    assert not Message.objects.exists()
    assert "x" * 20 not in str(dict(mine.session))
    assert words.strip() in text(mine)  # a reload loses nothing


@pytest.mark.parametrize("words", ["🙂 مرحبا <b hx-get='/x'>hi</b>", "a\nb", "' OR 1=1 --"])
def test_any_words_survive_as_they_are(mine, words):
    mine.post(MESSAGES, {"words": words})

    assert Message.objects.get().words == words
    assert "<b hx-get" not in mine.get(MESSAGES).content.decode()


def test_page_itself_shows_three_and_the_others_are_one_tap_away(mine, luz, peer):
    for n in range(5):
        writing.write(luz[0], words=f"Word {n}.", by=peer)

    found, everything = text(mine, PAGE), text(mine)

    assert [n for n in range(5) if f"Word {n}." in found] == [2, 3, 4]
    assert "Read all messages" in found
    assert [n for n in range(5) if f"Word {n}." in everything] == [0, 1, 2, 3, 4]


def test_nobody_reads_after_it_was_taken_back_so_there_is_no_box(mine, luz):
    flow.take_back(luz[0])

    assert "<textarea" not in text(mine, PAGE)
    assert "<textarea" not in text(mine)
    mine.post(MESSAGES, {"words": "Hello?"})
    assert "nobody reads here any more" in text(mine)
    assert not Message.objects.exists()


def test_stranger_neither_reads_nor_writes_CS_06(client, luz, peer):
    writing.write(luz[0], words="For Luz.", by=peer)

    assert client.get(MESSAGES)["Location"] == "/mine/"
    assert client.post(MESSAGES, {"words": "Hi."})["Location"] == "/mine/"
    assert Message.objects.count() == 1


def test_messages_of_others_are_not_there(mine, house, peer):
    writing.write(ask(house, name="Omar")[0], words="For Omar.", by=peer)

    assert "For Omar." not in text(mine)


@pytest.mark.parametrize("address", [PAGE, MESSAGES])
def test_pages_ask_the_database_as_often_for_one_message_as_for_three(mine, luz, peer, address):
    writing.write(luz[0], words="One.", by=peer)
    mine.get(address)
    with CaptureQueriesContext(connection) as for_one:
        mine.get(address)
    for words in ("Two.", "Three."):
        writing.write(luz[0], words=words, by=peer)
        writing.write(luz[0], words=words)
    with CaptureQueriesContext(connection) as for_three:
        mine.get(address)

    assert for_one.final_queries - for_one.initial_queries == for_three.final_queries - for_three.initial_queries
    assert for_one.final_queries - for_one.initial_queries < 35


def test_request_keeps_its_place_with_us_when_they_write(mine, luz):
    mine.post(MESSAGES, {"words": "Is there a bus?"})

    assert Request.objects.get().state == "heard"
