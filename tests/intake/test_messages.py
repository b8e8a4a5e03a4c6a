"""The office's side of messages: what can be sent is on the screen, what cannot is not there."""

import uuid
from dataclasses import replace
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake import flow, sending, writing
from intake.contact import Contact
from intake.models import Delivery, Message
from tests import factories
from tests.browsing import Visitor
from tests.cast import signed_in
from tests.working import BOTH, TEXT, asked, queued, states, work

CALL = Contact(call=True, phone="+17155550118")
State = Delivery.State


def url(name, request, *args):
    return reverse(f"desk:{name}", args=[request.house.slug, request.code, *args])


def page(browser, request):
    answer = browser.get(url("request", request))
    assert answer.status_code == 200
    return unescape(answer.text)


def sends(browser, request, **more):
    return browser.post(url("request-send", request), {"channel": "text", "template": "call", **more})


@pytest.fixture
def browser(clock, peer):
    """The browser of Joy, who signed in on that afternoon."""
    return signed_in(peer)


# What is on the screen


def test_only_what_they_said_yes_to_is_on_the_screen_CS_34(luz, browser):
    assert "Send a text to (715) 555-0118" in page(browser, luz)
    assert "Send an e-mail to luz@mail.example" in page(browser, luz)

    for contact, shown in [(TEXT, True), (replace(BOTH, text=False), False), (CALL, False), (Contact(), False)]:
        flow.say_contact(luz, contact=contact)
        text = page(browser, luz)
        assert ("Send a text to" in text) is shown
        assert ("Send an e-mail to" in text) is contact.email
        assert "What to say to their voicemail" not in text


def test_screen_shows_exactly_what_each_template_says_CS_35(luz, browser, text_gateway):
    text = page(browser, luz)

    for choice in sending.panel(luz)["ways"][0]["choices"]:
        assert f"<small>{choice['letter'].words}</small>" in text
        assert f"<b>{choice['what']}</b>" in text
    for choice in sending.panel(luz)["ways"][1]["choices"]:
        assert choice["letter"].subject in text
        assert all(f"<small>{line}</small>" in text for line in choice["letter"].words.splitlines() if line)
    assert "<textarea" not in text.split('id="contact-ways"')[1].split("</section>")[0]


def test_voicemail_words_are_shown_with_a_yes_only_CS_35(luz, browser):
    flow.say_contact(luz, contact=replace(CALL, voicemail=True, ask_for="Sam"))

    assert "Hello, this is a call for Sam." in page(browser, luz)
    flow.say_contact(luz, contact=CALL)
    assert "Hello, this is a call" not in page(browser, luz)


def test_hours_are_told_before_sending(tess, browser):
    flow.say_contact(tess, contact=replace(TEXT, windows=("evening",)))

    assert "It goes out today at 5 pm, in their hours." in page(browser, tess)


def test_way_that_this_system_cannot_send_is_said(luz, browser, settings):
    settings.TEXT_BACKEND = "none"

    text = page(browser, luz)
    assert "They said yes to texts, but this system cannot send any. Please phone instead." in text
    assert "Send a text to" not in text


# Sending


def test_template_is_sent_from_the_screen(luz, peer, clock, browser, text_gateway):
    answer = sends(browser, luz)

    assert (answer.status_code, answer["Location"]) == (303, url("request", luz))
    work()
    assert [text["Body"] for text in text_gateway.texts] == ["Hello from Valley. Please call us when it suits you."]
    assert luz.deliveries.get().by == peer
    text = page(browser, luz)
    assert "Text: Please call us" in text
    assert "Handed over for delivery today at 1:10 pm." in text


def test_template_is_sent_without_scripts_by_a_form(tess, peer, text_gateway):
    visitor = Visitor()
    visitor.client.cookies = signed_in(peer).cookies
    visitor.go(url("request", tess)).send("Send this text", template="tried")

    assert visitor.address == url("request", tess)
    assert [row.template for row in tess.deliveries.all()] == ["tried"]
    assert "It is on its way." in visitor.text


def test_free_words_never_go_to_a_phone_CS_35(luz, browser, text_gateway, mail_server):
    for more in ({"template": "Dear Luz, come at 4"}, {"template": ""}, {"words": "Dear Luz, come at 4"}):
        sends(browser, luz, **more)
    sends(browser, luz, template="offer")  # that one goes out by itself, with an offer
    work()

    assert [text["Body"] for text in text_gateway.texts] == ["Hello from Valley. Please call us when it suits you."]
    assert "Dear" not in str(asked("SELECT * FROM intake_delivery"))


@pytest.mark.parametrize("sent", [{"template": ""}, {"channel": "call"}, {"channel": "fax"}, {"template": "offer"}])
def test_nothing_chosen_is_said_and_nothing_is_sent(luz, browser, sent):
    answer = sends(browser, luz, **sent)

    assert answer.status_code == 200
    assert "Choose what to say." in answer.text
    assert luz.deliveries.count() == 0


def test_wish_that_changed_meanwhile_is_kept_CS_34(luz, browser):
    flow.say_contact(luz, contact=CALL)
    answer = sends(browser, luz)

    assert "They did not say yes to this. Please choose a way they did." in unescape(answer.text)
    assert (luz.deliveries.count(), queued()) == (0, [])


def test_double_tap_sends_once_RE_05(luz, browser):
    key = str(uuid.uuid4())
    for _ in range(2):
        assert sends(browser, luz, sending=key).status_code == 303

    assert luz.deliveries.count() == 1


# Words on their page


def test_words_are_written_on_their_page(luz, browser):
    answer = browser.post(url("request-words", luz), {"words": "See you at four. <b>Joy</b>"})

    assert (answer.status_code, answer["Location"]) == (303, url("request", luz))
    text = browser.get(url("request", luz)).text
    assert "See you at four. &lt;b&gt;Joy&lt;/b&gt;" in text
    assert "Luz can read this" in text
    assert "Luz can read it on their page now." in text


def test_page_tells_where_the_words_go(luz, browser):
    told = "We also tell their phone or mailbox that there is something to read. None of these words go there."
    assert told in page(browser, luz)

    flow.say_contact(luz, contact=Contact(page=True))
    assert "Nothing goes to a phone or a mailbox." in page(browser, luz)
    assert "Nothing goes to a phone or a mailbox." in browser.get(url("request-words", luz)).text


def test_there_is_no_form_without_a_yes_CS_34(luz, browser):
    flow.say_contact(luz, contact=Contact(i_will_call=True))

    assert "They did not say yes to messages on their page." in page(browser, luz)
    answer = browser.get(url("request-words", luz))
    assert "They did not say yes to messages on their page." in answer.text
    assert "<textarea" not in answer.text
    answer = browser.post(url("request-words", luz), {"words": "Hello"})
    assert "They did not say yes to messages. Please choose a way they did." in answer.text
    assert ">\nHello</textarea>" in answer.text  # and what was typed is still there
    assert Message.objects.count() == 0


@pytest.mark.parametrize("words", ["", "   ", "x" * 2001, "x" * 10_000])
def test_words_that_need_another_look_are_not_lost(luz, browser, words):
    answer = browser.post(url("request-words", luz), {"words": words})

    assert answer.status_code == 200
    assert "Please look at one answer" in answer.text
    assert words.strip() in answer.text
    assert Message.objects.count() == 0


def test_words_for_a_request_that_was_taken_back_meanwhile(luz, browser):
    flow.take_back(luz)
    answer = browser.post(url("request-words", luz), {"words": "Hello"})

    assert (answer.status_code, Message.objects.count()) == (409, 0)
    assert "This request was taken back" in answer.text


def test_unread_words_are_marked_once(luz, browser):
    writing.write(luz, words="May I bring my dog?")

    first, second = page(browser, luz), page(browser, luz)
    assert "May I bring my dog?" in first
    assert 'data-tone="berry"' in first.split('id="contact-messages"')[1]
    assert 'data-tone="berry"' not in second.split('id="contact-messages"')[1].split("</section>")[0]


# What did not arrive


def test_what_did_not_arrive_is_settled_from_the_screen_RE_11(luz, browser, peer, text_gateway):
    text_gateway.then("400 21211")
    sends(browser, luz)
    work()
    assert "Texts cannot go to this number. Please check it, or phone instead." in page(browser, luz)

    row = luz.deliveries.get()
    answer = browser.post(url("delivery-settle", luz, row.pk), follow=True)

    assert "Settled. It bothers nobody any more." in answer.text
    assert "We reached them another way" not in answer.text
    assert sending.in_trouble(luz.house).count() == 0


def test_there_is_nothing_to_settle_about_what_arrived(luz, browser):
    sends(browser, luz)
    work()
    answer = browser.post(url("delivery-settle", luz, luz.deliveries.get().pk))

    assert answer.status_code == 409
    assert "There is nothing to do about this message." in answer.text


def test_message_of_somebody_else_is_not_settled_here(luz, browser, text_gateway):
    other = factories.ask(luz.house, contact=TEXT)[0]
    text_gateway.then("400 21211")
    sending.send(other, template="call")
    work()

    assert browser.post(url("delivery-settle", luz, other.deliveries.get().pk)).status_code == 404
    assert states(other) == [State.FAILED]


# Who may come in


DOORS = [("request-send", []), ("request-words", []), ("delivery-settle", [uuid.uuid4()])]


def test_doors_are_closed_to_others(luz, peer, stranger, editor, client):
    luz.closed_to.add(peer)
    for person, status in [(stranger, 404), (editor, 403), (peer, 404)]:
        for name, args in DOORS:
            assert signed_in(person).post(url(name, luz, *args), {"words": "Hello"}).status_code == status
    for name, args in DOORS:
        assert client.post(url(name, luz, *args))["Location"].startswith("/account/login/")

    assert (Message.objects.count(), luz.deliveries.count()) == (0, 0)


@pytest.mark.parametrize("name", ["request-send", "delivery-settle"])
def test_nothing_is_sent_by_following_a_link(luz, browser, name):
    args = [uuid.uuid4()] if name == "delivery-settle" else []

    assert browser.get(url(name, luz, *args)).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_panels_cost_the_same_for_one_and_for_many(luz, peer, count):
    for _ in range(count):
        sending.send(luz, template="call", by=peer)
        writing.write(luz, words="Hello", by=peer)
    fresh = type(luz).objects.with_person().get(pk=luz.pk)

    with CaptureQueriesContext(connection) as queries:
        sending.panel(fresh)
        writing.panel(fresh)
    assert len(queries) == 4
