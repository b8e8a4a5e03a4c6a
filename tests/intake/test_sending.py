"""The gate through which messages leave: with a yes, in the hours they named, once, and visible when they did not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from intake import flow, letters, offering, outgoing, sending
from intake.contact import Contact
from intake.models import Delivery
from respite import history
from respite.templatetags.words import until
from tests import factories
from tests.cast import member
from tests.moments import refused
from tests.working import BOTH, TEXT, asked, queued, sent, states, work

State = Delivery.State


# A yes for each channel


@pytest.mark.parametrize(
    ("contact", "channels"),
    [
        (BOTH, {"text", "email"}),
        (TEXT, {"text"}),
        (replace(BOTH, text=False), {"email"}),
        (replace(BOTH, text=False, email=False, call=True, voicemail=True), set()),
        (replace(TEXT, phone=""), set()),
        (replace(BOTH, email=True, text=False, address=""), set()),
        (Contact(), set()),
        (Contact(i_will_call=True, phone="+17155550118"), set()),
        (Contact(page=True), set()),
    ],
)
def test_message_goes_only_where_there_is_a_yes_CS_34(luz, text_gateway, mail_server, contact, channels):
    flow.say_contact(luz, contact=contact)

    made = sending.send(luz, template="call")
    work()

    assert {row.channel for row in made} == channels
    assert {way.channel for way in sending.ways(only_fresh(luz)) if way.allowed} == channels
    assert [text["To"] for text in text_gateway.texts] == ["+17155550118"] * ("text" in channels)
    assert [mail["To"] for mail in mail_server.letters] == ["luz@mail.example"] * ("email" in channels)


def only_fresh(request):
    return type(request).objects.with_person().get(pk=request.pk)


def test_message_goes_on_the_one_channel_that_was_chosen_if_it_has_a_yes(luz, text_gateway, mail_server):
    assert [row.channel for row in sending.send(luz, template="call", channel="email")] == ["email"]
    flow.say_contact(luz, contact=TEXT)
    assert sending.send(luz, template="call", channel="email") == []
    assert sending.send(luz, template="call", channel="call") == []


def test_the_newest_word_of_a_guest_counts_for_their_older_request_CS_34(luz, peer, text_gateway, mail_server):
    flow.converse(luz, outcome="known", by=peer)
    again = factories.ask(luz.house, contact=Contact(i_will_call=True))[0]
    flow.converse(again, outcome="known", by=peer, guest=only_fresh(luz).guest)

    assert sending.send(luz, template="call") == []


def test_nothing_is_said_to_somebody_who_took_their_request_back(luz):
    sending.send(luz, template="call", channel="text")
    flow.take_back(luz)
    work()

    assert luz.deliveries.get().state == State.STOPPED
    assert sending.send(luz, template="call") == []


def test_wishes_that_changed_meanwhile_stop_a_message_CS_34(luz, text_gateway):
    (row,) = sending.send(luz, template="call", channel="text")
    flow.say_contact(luz, contact=replace(BOTH, text=False))
    work()

    row.refresh_from_db()
    assert (row.state, row.trouble, text_gateway.asked) == (State.STOPPED, outgoing.NO_WISH, 0)
    assert sending.told(luz)[0].why == "They do not wish it any more."


def test_message_leaves_for_the_number_and_in_the_words_they_wish_by_then_CS_34(luz, text_gateway):
    flow.say_contact(luz, contact=replace(BOTH, vague=False))
    (row,) = sending.send(luz, template="call", channel="text")
    flow.say_contact(luz, contact=replace(TEXT, phone="+17155550177", vague=True))
    work()

    row.refresh_from_db()
    assert [(text["To"], text["Body"]) for text in text_gateway.texts] == [
        ("+17155550177", "Hello from Valley. Please call us when it suits you.")
    ]
    assert row.vague is True


def test_message_comes_in_the_language_of_the_request(clock, house, peer, text_gateway):
    luz = factories.ask(house, contact=replace(TEXT, vague=False), language="es")[0]
    made = offering.offer(luz, nights=factories.nights_from_tonight(house), by=peer)
    sending.send(luz, template="offer", about=made.pk)
    work()

    with translation.override("es"):
        assert until(made.until, house) in text_gateway.texts[0]["Body"]


# Hours


def moment(house, contact, told):
    return house.local(outgoing.next_moment(contact, house, datetime.fromisoformat(told).astimezone(UTC))).strftime(
        "%d %H:%M %z"
    )


@pytest.mark.parametrize(
    ("windows", "asked_at", "leaves"),
    [
        ((), "2026-11-24T13:10-06:00", "24 13:10 -0600"),
        ((), "2026-11-24T07:59-06:00", "24 08:00 -0600"),
        ((), "2026-11-24T20:59-06:00", "24 20:59 -0600"),
        ((), "2026-11-24T21:00-06:00", "25 08:00 -0600"),
        ((), "2026-11-24T02:00-06:00", "24 08:00 -0600"),
        (("evening",), "2026-11-24T13:10-06:00", "24 17:00 -0600"),
        (("evening",), "2026-11-24T21:00-06:00", "25 17:00 -0600"),
        (("morning", "evening"), "2026-11-24T12:00-06:00", "24 17:00 -0600"),
        (("evening", "morning"), "2026-11-24T21:30-06:00", "25 08:00 -0600"),
        (("afternoon",), "2026-11-24T16:59-06:00", "24 16:59 -0600"),
        (("by moonlight",), "2026-11-24T22:00-06:00", "25 08:00 -0600"),
        # The night in which clocks go back, and the one in which they go forward
        ((), "2026-10-31T22:00-05:00", "01 08:00 -0600"),
        ((), "2026-11-01T07:30-06:00", "01 08:00 -0600"),
        ((), "2027-03-13T22:00-06:00", "14 08:00 -0500"),
        ((), "2027-03-14T07:30-05:00", "14 08:00 -0500"),
    ],
)
def test_message_keeps_to_the_hours_of_the_house_and_the_person_CS_34(house, windows, asked_at, leaves):
    assert moment(house, replace(TEXT, windows=windows), asked_at) == leaves


def test_message_waits_for_the_evening_they_named_CS_34(tess, clock, text_gateway):
    flow.say_contact(tess, contact=replace(TEXT, windows=("evening",)))
    (row,) = sending.send(tess, template="call")

    assert sending.told(tess)[0].words == "Waiting to go out today at 5 pm."
    outgoing.leave(row.pk)  # a job that comes too early does nothing
    assert (work(), text_gateway.asked) == ([], 0)
    clock.shift(timedelta(hours=4))
    work()
    assert len(text_gateway.texts) == 1


def test_message_that_comes_late_waits_for_the_next_day_CS_34(tess, clock, text_gateway):
    (row,) = sending.send(tess, template="call")
    clock.shift(timedelta(hours=9))  # 10:10 pm
    work()

    assert text_gateway.asked == 0
    row.refresh_from_db()
    assert (row.state, tess.house.local(row.not_before).hour) == (State.WAITING, 8)
    clock.shift(timedelta(hours=10))
    work()
    assert states(tess) == [State.HANDED]


# Once, and together with the verb that sends


def test_one_matter_goes_out_once_RE_10(luz, peer, text_gateway):
    talk = flow.converse(luz, outcome="known", by=peer)

    first = sending.send(luz, template="look", about=talk.pk)
    with transaction.atomic():
        second = sending.send(luz, template="look", about=talk.pk)
        assert luz.deliveries.count() == 2  # the transaction around it goes on

    assert ([row.channel for row in first], second) == (["text", "email"], [])
    assert len(queued()) == 2


def test_same_message_by_hand_goes_out_as_often_as_it_is_sent(luz):
    sending.send(luz, template="call")
    sending.send(luz, template="call")

    assert luz.deliveries.count() == 4


def test_job_comes_twice_and_the_message_leaves_once_RE_10(tess, text_gateway):
    row = sent(tess)
    outgoing.leave(row.pk)
    outgoing.leave(str(row.pk))

    assert len(text_gateway.texts) == 1


def test_verb_that_is_rolled_back_leaves_no_message_and_no_job_RE_10(luz):
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        sending.send(luz, template="call")
        assert len(queued()) == 2
        raise RuntimeError

    assert (luz.deliveries.count(), queued()) == (0, [])


def test_queue_holds_ids_only_SE_45(clock, house, peer, text_gateway, mail_server):
    canary = Contact(text=True, email=True, phone="+17155550199", address="canary@mail.example", ask_for="Canary",
                     times="canary times", vague=False)  # fmt: skip
    asked_for = factories.ask(house, name="Canary", contact=canary, to_know="canary words")[0]
    sending.send(asked_for, template="call", by=peer)
    rows = asked("SELECT * FROM procrastinate_jobs") + asked("SELECT * FROM procrastinate_events")
    work()
    rows += asked("SELECT * FROM procrastinate_jobs") + asked("SELECT * FROM procrastinate_events")
    kept = str(list(Delivery.objects.values()))

    assert len(text_gateway.texts) == len(mail_server.letters) == 1
    for secret in ("canary", "5550199", "Please call"):
        assert secret.lower() not in str(rows).lower()
        assert secret.lower() not in kept.lower()


# Settled by phone


@pytest.mark.parametrize("way", ["400 21211", "hang", "503"])
def test_message_is_settled_and_bothers_nobody_any_more(tess, clock, peer, text_gateway, way):
    text_gateway.then(way)
    row = sent(tess)

    settled = sending.settle(row, by=peer)
    assert sending.settle(row, by=peer).settled_at == settled.settled_at
    clock.shift(timedelta(hours=3))
    work()

    assert (sending.in_trouble(tess.house).count(), text_gateway.texts) == (0, [])
    assert sending.told(tess)[0].words.startswith("Settled")
    assert history.about(tess)[0].verb == "settled"


def test_message_that_is_going_out_is_settled_only_once_the_worker_is_gone(tess, clock, peer):
    (row,) = sending.send(tess, template="call")
    outgoing._take(row.pk)

    refused("busy", sending.settle, row, by=peer)
    clock.shift(timedelta(minutes=11))
    assert sending.settle(row, by=peer).state == State.UNSURE


def test_there_is_nothing_to_settle_about_what_arrived(tess, peer):
    refused("state", sending.settle, sent(tess), by=peer)


def test_trouble_is_told_to_the_house_and_not_to_whom_it_is_closed(tess, peer, lead, harbor, text_gateway):
    text_gateway.then("400 21211")
    sent(tess)
    tess.closed_to.add(peer)

    counts = [sending.in_trouble(*facts).count() for facts in [(tess.house,), (tess.house, lead), (tess.house, peer)]]
    assert counts == [1, 1, 0]
    assert sending.in_trouble(harbor, member(harbor, "peer", "Sky")).count() == 0


def test_panel_offers_the_ways_with_a_yes_and_says_what_each_template_says(luz, text_gateway, mail_server):
    shown = sending.panel(luz)["ways"]

    assert [(one["way"].channel, len(one["choices"])) for one in shown] == [("text", 5), ("email", 5)]
    first = shown[0]["choices"][0]
    sending.send(luz, template=first["key"], channel="text")
    work()
    assert text_gateway.texts[0]["Body"] == first["letter"].words


def test_unknown_template_is_a_mistake_of_ours(luz):
    with pytest.raises(KeyError):
        sending.send(luz, template="whatever somebody types")
    assert "whatever somebody types" not in letters.TEMPLATES
