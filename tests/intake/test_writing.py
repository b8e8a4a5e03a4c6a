"""Words on the person's own page, both ways; what a phone hears of them is a template."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake import flow, sending, trail, writing
from intake.contact import Contact
from intake.models import Delivery, Message
from tests import factories
from tests.moments import refused
from tests.working import TEXT, asked, queued, states, work

WORDS = "The porch light is broken, please use the side door."


@pytest.fixture
def omar(clock, house):
    """Omar, who only wants messages on his page."""
    return factories.ask(house, name="Omar", contact=Contact(page=True))[0]


def test_house_and_person_write_to_each_other(omar, clock, peer):
    writing.write(omar, words="  Is there a garden?  ")
    clock.shift(timedelta(minutes=1))
    writing.write(omar, words="Yes, with a bench.", by=peer)

    said = writing.thread(omar)
    assert [(one.by, one.words, one.ours, one.unread) for one in said] == [
        ("Joy", "Yes, with a bench.", True, False),
        ("Omar", "Is there a garden?", False, True),
    ]
    assert [line["words"] for line in trail.lines(omar, guest=True)][:2] == ["Joy wrote to you.", "You wrote to us."]


def test_words_are_sealed_and_stay_on_the_page_SE_45(tess, peer, text_gateway):
    writing.write(tess, words=WORDS, by=peer)
    work()

    assert [text["Body"] for text in text_gateway.texts] == [
        "Hello from Valley. There is news on your page. Please look when it suits you."
    ]
    rows = asked("SELECT words::text FROM intake_message") + asked("SELECT * FROM procrastinate_events")
    rows += asked("SELECT * FROM respite_entry") + asked("SELECT * FROM intake_delivery")
    assert "porch" not in str(rows)
    assert "706f726368" not in str(rows)  # the same, as bytes are shown


@pytest.mark.parametrize("words", ["", "   \n "])
def test_nothing_is_not_a_message(omar, words):
    refused("words", writing.write, omar, words=words)


def test_message_has_an_end(omar, peer):
    assert "2000" in refused("words", writing.write, omar, words="x" * 2001, by=peer)
    writing.write(omar, words="x" * 2000, by=peer)


def test_nobody_writes_where_nobody_reads_any_more(omar, peer):
    flow.take_back(omar)

    for by in (None, peer):
        refused("state", writing.write, omar, words=WORDS, by=by)
    assert writing.panel(type(omar).objects.get(pk=omar.pk))["may_write"] is False


def test_we_do_not_write_without_a_yes_CS_34(house, peer):
    luz = factories.ask(house, contact=Contact(i_will_call=True))[0]
    refused("contact", writing.write, luz, words=WORDS, by=peer)

    writing.write(luz, words="Please write here.")
    writing.write(luz, words=WORDS, by=peer)

    assert luz.deliveries.count() == 0


def test_refused_words_leave_nothing_behind(house, peer):
    luz = factories.ask(house, contact=Contact())[0]
    refused("contact", writing.write, luz, words=WORDS, by=peer)

    assert (Message.objects.count(), queued()) == (0, [])


# How they hear of it


def test_person_hears_of_our_words_on_the_ways_with_a_yes(luz, clock, peer, text_gateway, mail_server):
    message = writing.write(luz, words=WORDS, by=peer)
    work()
    clock.shift(timedelta(minutes=20))

    assert {row.about for row in luz.deliveries.all()} == {message.pk}
    assert writing.thread(luz)[0].told == [
        "We sent you an e-mail today at 1:10 pm.",
        "We sent you a text today at 1:10 pm.",
    ]


def test_person_who_only_looks_at_their_page_hears_nothing(omar, peer):
    writing.write(omar, words=WORDS, by=peer)

    assert (omar.deliveries.count(), writing.thread(omar)[0].told) == (0, [])


def test_their_own_words_are_told_to_nobody(tess):
    writing.write(tess, words="Hello?")

    assert tess.deliveries.count() == 0


def test_words_in_quick_succession_are_told_once(tess, clock, peer, text_gateway):
    for _ in range(3):
        writing.write(tess, words=WORDS, by=peer)
        work()
        clock.shift(timedelta(minutes=4))
    assert len(text_gateway.texts) == 1

    clock.shift(timedelta(minutes=10))
    writing.write(tess, words=WORDS, by=peer)
    work()
    assert len(text_gateway.texts) == 2


def test_words_that_wait_for_the_morning_are_told_once(tess, clock, peer, text_gateway):
    clock.shift(timedelta(hours=9))
    for _ in range(3):
        writing.write(tess, words=WORDS, by=peer)
        clock.shift(timedelta(hours=1))
    assert states(tess) == [Delivery.State.WAITING]


def test_words_are_told_again_when_the_first_telling_did_not_arrive(tess, clock, peer, text_gateway):
    text_gateway.then("400 21211")
    writing.write(tess, words=WORDS, by=peer)
    work()
    writing.write(tess, words=WORDS, by=peer)
    work()

    assert sorted(states(tess)) == [Delivery.State.FAILED, Delivery.State.HANDED]
    told = [one.told for one in writing.thread(tess)]
    assert ["We tried to text you. It may not have reached you."] in told


# Read and unread


def test_words_are_unread_until_somebody_of_the_house_read_them(omar, peer, house, harbor):
    writing.write(omar, words="Hello?")
    writing.write(omar, words="Anybody?")

    assert writing.unread(house) == {omar.pk}
    assert writing.unread(harbor) == set()
    assert writing.read(omar, by=peer) == 2
    assert writing.read(omar, by=peer) == 0
    assert writing.unread(house) == set()


def test_our_own_words_are_not_unread(omar, peer, house):
    writing.write(omar, words=WORDS, by=peer)

    assert writing.unread(house) == set()


def test_unread_words_of_somebody_closed_to_a_colleague_are_not_counted_for_them(omar, peer, lead, house):
    writing.write(omar, words="Hello?")
    omar.closed_to.add(peer)

    assert (writing.unread(house, peer), writing.unread(house, lead)) == (set(), {omar.pk})


def test_erased_words_are_not_counted(omar, house):
    writing.write(omar, words="Hello?")
    omar.key.destroy()

    assert writing.unread(house) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_thread_costs_the_same_for_one_and_for_many(tess, peer, count):
    for _ in range(count):
        writing.write(tess, words=WORDS, by=peer)
        writing.write(tess, words="Thank you.")
    fresh = type(tess).objects.with_person().get(pk=tess.pk)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(writing.thread(fresh)) == 2 * count
    assert len(queries) == 2


def test_panel_tells_before_writing_who_will_be_told(tess, omar):
    assert [way.channel for way in writing.panel(tess)["tells"]] == ["text"]
    assert writing.panel(omar)["tells"] == []


def test_newest_wish_decides_CS_34(tess, peer):
    flow.say_contact(tess, contact=replace(TEXT, text=False, page=True))
    writing.write(tess, words=WORDS, by=peer)

    assert sending.ways(tess) != []
    assert tess.deliveries.count() == 0
