"""How one message leaves: still true, once, written down; tried again, and never twice, on a bad day."""

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from intake import flow, listing, offering, outgoing, sending
from intake.models import Delivery
from respite import history
from respite.gateways import Why
from tests import factories
from tests.moments import lapse
from tests.working import ONE_PM, TEXT, asked, queued, sent, states, work

State = Delivery.State


# What is not true any more


def test_offer_that_is_over_is_not_sent(tess, peer, text_gateway):
    made = offering.offer(tess, nights=factories.nights_from_tonight(tess.house), by=peer)
    sending.send(tess, template="offer", about=made.pk)
    lapse(made.stay)
    work()

    row = tess.deliveries.get()
    assert (row.state, row.trouble, text_gateway.asked) == (State.STOPPED, outgoing.NOT_TRUE, 0)
    assert sending.send(tess, template="offer", about=tess.pk) == []


def test_question_about_a_place_that_ended_is_not_sent(tess, text_gateway):
    place = listing.join(tess, kind="call")
    assert len(sending.send(tess, template="still", about=place.pk)) == 1
    listing.leave(place)
    work()

    assert (states(tess), text_gateway.asked) == ([State.STOPPED], 0)


def test_template_that_is_gone_is_not_sent(tess, text_gateway):
    (row,) = sending.send(tess, template="call")
    Delivery.objects.update(template="of_old")
    outgoing.leave(row.pk)

    assert (states(tess), sending.told(tess)[0].what, text_gateway.asked) == ([State.STOPPED], "", 0)


def test_message_that_waited_for_days_is_not_sent_and_staff_see_it(tess, clock, text_gateway):
    sending.send(tess, template="call")
    clock.shift(timedelta(days=3))
    work()

    assert (states(tess), text_gateway.asked) == ([State.FAILED], 0)
    assert sending.told(tess)[0].why == "It waited for two days, so we did not send it. Please phone instead."


@pytest.mark.parametrize("whose", ["request", "row"])
def test_job_of_an_erased_request_ends_quietly(luz, text_gateway, mail_server, whose):
    sending.send(luz, template="call")
    luz.key.destroy()
    if whose == "row":
        luz.delete()

    assert work() == ["intake.send", "intake.send"]
    assert (text_gateway.asked, mail_server.asked) == (0, 0)
    assert sending.in_trouble(luz.house).count() == 0
    assert sending.send(luz, template="call") == []


def test_erased_guest_gets_nothing(luz, peer, text_gateway):
    flow.converse(luz, outcome="known", by=peer)
    sending.send(luz, template="call", channel="text")
    guest = type(luz).objects.get(pk=luz.pk).guest
    guest.key.destroy()
    work()

    assert text_gateway.asked == 0


# Bad days


def test_gateway_out_of_reach_is_tried_again_with_growing_waits_RE_11(tess, clock, text_gateway):
    (row,) = sending.send(tess, template="call")
    waits = []
    for _ in range(len(outgoing.WAITS)):
        text_gateway.then("503")
        work()
        row.refresh_from_db()
        assert row.state == State.WAITING
        waits.append(round((row.not_before - timezone.now()) / timedelta(minutes=1)))
        clock.move_to(row.not_before)
    text_gateway.then("503")
    work()
    row.refresh_from_db()

    assert waits == outgoing.WAITS
    assert (row.state, row.trouble, row.tries) == (State.FAILED, outgoing.GAVE_UP, 8)
    assert (text_gateway.asked, queued()) == (8, [])


def test_waiting_message_leaves_when_the_gateway_is_back_RE_11(luz, clock, text_gateway, mail_server):
    sending.send(luz, template="call")
    text_gateway.then("503")
    mail_server.then("rcpt 451")
    work()
    assert states(luz) == [State.WAITING, State.WAITING]
    assert sending.told(luz)[0].words == "Nobody answered at the other end. We try again today at 1:11 pm."

    clock.shift(timedelta(minutes=1))
    work()

    assert states(luz) == [State.HANDED, State.HANDED]
    assert (len(text_gateway.texts), len(mail_server.letters)) == (1, 1)
    assert sending.in_trouble(luz.house).count() == 0


def test_staff_are_told_after_three_tries_RE_11(tess, clock, text_gateway):
    sending.send(tess, template="call")
    counts = []
    for _ in range(3):
        text_gateway.then("500")
        work()
        counts.append(sending.in_trouble(tess.house).count())
        clock.move_to(tess.deliveries.get().not_before)

    assert counts == [0, 0, 1]


@pytest.mark.parametrize(
    ("way", "state"),
    [
        ("400 21211", (State.FAILED, Why.NUMBER)),
        ("400 21610", (State.FAILED, Why.STOPPED)),
        ("hang", (State.UNSURE, "")),
    ],
)
def test_text_that_did_not_arrive_is_told_to_staff_RE_11(tess, clock, text_gateway, way, state):
    text_gateway.then(way)
    row = sent(tess)

    assert (row.state, row.trouble) == state
    told = sending.told(tess)[0]
    assert (told.trouble, told.why) == (True, str(sending.TROUBLES.get(row.trouble, "Please phone instead.")))
    assert list(sending.in_trouble(tess.house)) == [row]
    clock.shift(timedelta(days=1))
    work()
    assert text_gateway.asked == 1  # it is never sent a second time


@pytest.mark.parametrize(("way", "state"), [("rcpt 550", State.FAILED), ("words drop", State.UNSURE)])
def test_mail_that_did_not_arrive_is_told_to_staff_RE_11(luz, mail_server, way, state):
    mail_server.then(way)
    sending.send(luz, template="call", channel="email")
    work()

    assert states(luz) == [state]
    assert sending.in_trouble(luz.house).count() == 1


def test_without_a_gateway_staff_see_that_nothing_left_RE_11(luz, settings):
    settings.TEXT_BACKEND = settings.MAIL_BACKEND = "none"
    sending.send(luz, template="call")
    work()

    assert [(row.channel, row.state, row.trouble) for row in luz.deliveries.all()] == [
        ("text", State.FAILED, Why.NO_TEXT)
    ]
    assert [way.channel for way in sending.panel(luz)["not_ready"]] == ["text", "email"]
    assert sending.panel(luz)["ways"] == []


def test_where_one_gateway_is_missing_the_other_way_is_taken(luz, settings, mail_server):
    settings.TEXT_BACKEND = "none"
    sending.send(luz, template="call")
    work()

    assert [(row.channel, row.state) for row in luz.deliveries.all()] == [("email", State.HANDED)]


def test_demo_prints_what_would_go_out(clock, house, capsys):
    luz = factories.ask(house, contact=TEXT)[0]
    row = sent(luz)

    assert "| to: +17155550118" in capsys.readouterr().out
    clock.shift(timedelta(minutes=2))
    work()
    row.refresh_from_db()
    assert row.state == State.DELIVERED


# What became of it


def test_text_is_asked_after_until_it_is_known(tess, clock, text_gateway):
    row = sent(tess)
    asked_at = []
    for minutes in (2, 8, 50):
        asked_at += [at for _args, at in queued("intake.outcome")]
        clock.shift(timedelta(minutes=minutes))
        work()
        row.refresh_from_db()
        assert row.state == State.HANDED

    since = datetime.fromisoformat(ONE_PM)
    assert [round((at - since) / timedelta(minutes=1)) for at in asked_at] == outgoing.ASK
    assert queued("intake.outcome") == []


@pytest.mark.parametrize(
    ("status", "state"),
    [("delivered", (State.DELIVERED, "")), ("undelivered", (State.FAILED, outgoing.UNDELIVERED))],
)
def test_outcome_of_a_text_is_written_down(tess, clock, text_gateway, status, state):
    row = sent(tess)
    text_gateway.statuses[row.reference] = status
    clock.shift(timedelta(minutes=2))
    work()

    row.refresh_from_db()
    assert ((row.state, row.trouble), queued("intake.outcome")) == (state, [])
    assert sending.in_trouble(tess.house).count() == (row.state == State.FAILED)


def test_gateway_that_cannot_say_now_is_asked_later(tess, clock, text_gateway):
    sent(tess)
    text_gateway.then("503")
    clock.shift(timedelta(minutes=2))
    work()

    assert (states(tess), len(queued("intake.outcome"))) == ([State.HANDED], 1)


def test_gateway_that_forgot_a_text_leaves_it_unsure(tess, clock, text_gateway):
    row = sent(tess)
    text_gateway.statuses.clear()
    clock.shift(timedelta(minutes=2))
    work()

    row.refresh_from_db()
    assert (row.state, row.trouble) == (State.UNSURE, Why.UNKNOWN)


def test_gateway_that_knows_at_once_is_not_asked(tess, text_gateway):
    text_gateway.statuses[f"SM{1:032x}"] = "delivered"

    assert (sent(tess).state, queued("intake.outcome")) == (State.DELIVERED, [])


def test_mail_stays_handed_over(luz, mail_server):
    sending.send(luz, template="call", channel="email")
    work()
    outgoing.ask_outcome(luz.deliveries.get().pk, 0)

    assert (states(luz), queued("intake.outcome")) == ([State.HANDED], [])


def test_history_tells_once_what_became_of_a_text(tess, clock, peer, text_gateway):
    row = sent(tess, by=peer)
    text_gateway.statuses[row.reference] = "delivered"
    clock.shift(timedelta(minutes=2))
    work()

    lines = [(entry.verb, entry.by, entry.facts) for entry in history.about(tess)]
    assert lines[0] == ("text sent", peer, {"template": "call"})
    assert len(lines) == 2


def test_what_became_of_a_message_is_kept_although_history_cannot_be_written(tess, text_gateway, monkeypatch):
    def busy(*args, **facts):
        raise OperationalError

    monkeypatch.setattr(history, "record", busy)

    assert sent(tess).state == State.HANDED


# A worker that died


def test_message_of_a_worker_that_died_is_unsure_and_never_sent_again_RE_10(tess, clock, text_gateway):
    (row,) = sending.send(tess, template="call")
    outgoing._take(row.pk)
    assert [told.words for told in sending.told(tess)] == ["Going out now."]
    assert sending.sweep() == 0

    clock.shift(timedelta(minutes=11))
    assert sending.in_trouble(tess.house).count() == 1  # before anybody wrote it down
    assert sending.sweep() == 1
    work()

    row.refresh_from_db()
    assert (row.state, text_gateway.asked) == (State.UNSURE, 0)
    assert sending.told(tess)[0].words == "Not sure if it arrived, today at 1:21 pm."


def test_worker_that_was_only_slow_may_still_say_what_happened(tess, clock):
    (row,) = sending.send(tess, template="call")
    outgoing._take(row.pk)
    clock.shift(timedelta(minutes=11))
    sending.sweep()
    outgoing.write(row.pk, State.HANDED, reference="SM1")

    assert states(tess) == [State.HANDED]


def test_message_without_a_job_is_queued_again_once_RE_10(tess, clock, text_gateway):
    sending.send(tess, template="call")
    asked("DELETE FROM procrastinate_jobs RETURNING id")
    assert sending.sweep() == 0

    clock.shift(timedelta(minutes=2))
    sending.sweep()
    sending.sweep()

    assert len(queued()) == 1
    work()
    assert (states(tess), sending.sweep()) == ([State.HANDED], 0)


def test_worker_that_stands_still_shows_without_any_job_RE_11(tess, clock):
    sending.send(tess, template="call")
    clock.shift(timedelta(minutes=16))

    assert sending.in_trouble(tess.house).count() == 1
    assert sending.told(tess)[0].words == "It should have gone out today at 1:10 pm."
