"""Mail or texts are down: nobody waits for it, nothing is lost, and staff see it (RE-11)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake import offering, sending, writing
from intake.models import Delivery
from tests import factories
from tests.cast import signed_in
from tests.working import work

State = Delivery.State
BAD = {
    "mail refused at the door": ("", "greeting 554", {State.HANDED, State.FAILED}),
    "mail refused for good": ("", "rcpt 550", {State.HANDED, State.FAILED}),
    "mail busy": ("", "rcpt 451", {State.HANDED, State.WAITING}),
    "mail hangs": ("", "greeting hang", {State.HANDED, State.WAITING}),
    "mail hangs with the words": ("", "words hang", {State.HANDED, State.UNSURE}),
    "mail takes the words and says no": ("", "words 550", {State.HANDED, State.FAILED}),
    "texts broken": ("500", "", {State.WAITING, State.HANDED}),
    "texts hang": ("hang", "", {State.UNSURE, State.HANDED}),
    "texts refused": ("400 21211", "", {State.FAILED, State.HANDED}),
    "all of it": ("503", "greeting drop", {State.WAITING}),
}


@pytest.mark.parametrize("day", BAD)
def test_bad_gateway_holds_up_no_verb_and_shows_RE_11(luz, peer, text_gateway, mail_server, day):
    texts, mails, expected = BAD[day]
    text_gateway.then(*[texts] * 2)
    mail_server.then(*[mails] * 2)

    offering.offer(luz, nights=factories.nights_from_tonight(luz.house), by=peer)
    writing.write(luz, words="See your page.", by=peer)
    assert (text_gateway.asked, mail_server.asked) == (0, 0)  # nobody waits for a gateway
    work()

    assert {row.state for row in luz.deliveries.filter(template="message")} == expected
    bad = luz.deliveries.exclude(state=State.HANDED)
    shown = sending.told(luz)
    assert {one.id for one in shown if "Handed over" not in one.words} == {row.pk for row in bad}
    over = bad.filter(state__in=[State.FAILED, State.UNSURE])
    assert set(sending.in_trouble(luz.house)) == set(over)


def test_waiting_ones_leave_when_all_is_well_again_RE_11(luz, peer, clock, text_gateway, mail_server):
    text_gateway.then("503", "503")
    mail_server.then("greeting 421", "mail 451")
    sending.send(luz, template="call", by=peer)
    sending.send(luz, template="look", by=peer)
    work()
    assert {row.state for row in luz.deliveries.all()} == {State.WAITING}

    clock.shift(timedelta(minutes=1))
    work()

    assert {row.state for row in luz.deliveries.all()} == {State.HANDED}
    assert (len(text_gateway.texts), len(mail_server.letters)) == (2, 2)


@pytest.mark.parametrize("address", ["desk:requests", "office-today"])
def test_desk_and_today_say_it_while_the_worker_is_down_RE_11(luz, peer, clock, address):
    sending.send(luz, template="call")
    clock.shift(timedelta(minutes=16))

    text = signed_in(peer).get(reverse(address, args=[luz.house.slug])).text

    assert "Not delivered: phone instead" in text or "2 messages did not" in text


def test_person_sees_that_a_message_may_not_have_reached_them_RE_11(luz, peer, clock, text_gateway, mail_server):
    text_gateway.then("400 21211")
    mail_server.then("words drop")
    writing.write(luz, words="See you at four.", by=peer)
    work()

    assert sorted(writing.thread(luz)[0].told) == [
        "We tried to send you an e-mail. It may not have reached you.",
        "We tried to text you. It may not have reached you.",
    ]
