"""Asking for a conversation on the web, without script: from the start to the request, and what is left behind."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from intake import drafts, questions
from intake.models import Draft, Request
from respite.models import Key
from tests.intake.filling_in import (
    ANSWERS,
    CANARY,
    CHECK,
    LEAST,
    SENT,
    START,
    answer,
    at,
    code_on,
    everything_in_the_database,
    refused,
)

STEPS = [page.key for page in questions.PAGES if page.key != questions.MORE]


def test_asking_goes_from_start_to_sent(client, house):
    assert client.get(START).status_code == 200
    begun = client.post(START)
    assert (begun.status_code, begun["Location"]) == (303, at("device"))

    for step, typed in ANSWERS.items():
        assert client.get(at(step)).status_code == 200
        moved = client.post(at(step), typed)
        assert moved.status_code == 303
    assert moved["Location"] == CHECK
    assert "Nothing is sent yet" in client.get(CHECK).content.decode()
    assert Request.objects.count() == 0
    sent = client.post(CHECK)

    assert (sent.status_code, sent["Location"]) == (303, SENT)
    asked = Request.objects.get()
    assert (asked.name, asked.source, asked.language) == ("Luz", "web", "en")
    assert asked.wishes == {"from": "", "nights": 4, "together": "Sam"}
    assert asked.to_know == "No stairs, please."
    assert asked.answers == {}
    assert asked.safe_contact.kept() == {
        "call": False, "text": True, "email": False, "voicemail": False, "page": False, "i_will_call": False,
        "vague": False, "phone": "+17155550118", "address": "", "ask_for": "", "windows": ["evening"],
        "times": "after 4 pm", "said_on": house.local().date().isoformat(),
    }  # fmt: skip


def test_sent_page_shows_a_promise_and_a_code_that_opens(client, house):
    answer(client)
    client.post(CHECK)

    page = client.get(SENT)
    text = page.content.decode()

    assert re.search(r"We text you by (noon|midnight|\d+ [ap]m) (today|tomorrow), \w+day\.", text)
    assert client.post("/mine/", {"code": code_on(page)})["Location"] == "/mine/request/"


def test_sent_page_opens_the_own_page_by_post_with_one_tap_SE_05(client, house):
    answer(client)
    client.post(CHECK)

    text = client.get(SENT).content.decode()
    form = re.search(r'<form method="post" action="/mine/">.*?</form>', text, re.S)[0]
    code = re.search(r'name="code" value="([^"]+)"', form)[1]

    assert client.post("/mine/", {"code": code})["Location"] == "/mine/request/"


def test_least_answers_are_enough_CS_22(client, house):
    answer(client, LEAST)

    client.post(CHECK)

    asked = Request.objects.get()
    assert asked.safe_contact.channels == []
    assert asked.safe_contact.i_will_call
    assert asked.safe_contact.vague
    assert asked.wishes == {"from": "", "nights": None}
    assert "You contact us when you like" in client.get(SENT).content.decode()


def test_message_on_the_own_page_is_way_enough_CS_34(client, house):
    answer(client, {**LEAST, "reach": {"page": "on"}})

    assert "We write on your page here." in client.get(CHECK).content.decode()
    client.post(CHECK)

    assert Request.objects.get().safe_contact.ways == ["page"]
    assert "You find our answer on your page by " in client.get(SENT).content.decode()


def test_skipped_answers_say_not_provided_CS_23(client, house):
    answer(client, LEAST)

    text = client.get(CHECK).content.decode()

    assert text.count("Not provided") == 7
    assert f"{at('nights')}?change" in text
    assert re.search(r'Change\s*<span class="hide">\s*Nights you have in mind', text)


def test_check_page_shows_every_answer_CS_23(client, house):
    reach = {
        "call": "on", "call_number": "7155550118", "ask_for": "Sam", "voicemail": "yes", "page": "on",
    }  # fmt: skip
    more = {
        "name": {"name": "Luz", "language": "other", "other_language": "Hmong"},
        "reach": reach,
        "times": {"windows": ["morning", "evening"], "times": "not on Sunday"},
        "to-know": {"to_know": "", "animal": "yes", "animal_task": "wakes me"},
    }
    answer(client, ANSWERS | more)

    text = client.get(CHECK).content.decode()

    for said in (
        "No, only you", "Luz", "Hmong", "Call only: (715) 555-0118.", "We ask for Sam.", "We may leave a voicemail.",
        "We write on your page here.", "We do not say where we call from.",
        "In the morning, in the evening, not on Sunday", "About 4 nights", "Sam", "wakes me",
    ):  # fmt: skip
        assert said in text, said


def test_changing_an_answer_leads_back_to_the_check_page_CS_23(client, house):
    answer(client)

    page = client.get(at("name") + "?change")
    moved = client.post(at("name") + "?change", {"name": "Sol"})

    assert 'value="Luz"' in page.content.decode()
    assert moved["Location"] == CHECK
    assert "Sol" in client.get(CHECK).content.decode()


def test_error_while_changing_an_answer_still_leads_back_to_the_check_page_CS_23(client, house):
    answer(client)

    again = client.post(at("name") + "?change", {"name": ""})
    moved = client.post(again["Location"], {"name": "Sol"})

    assert again["Location"] == at("name") + "?change"
    assert moved["Location"] == CHECK


@pytest.mark.parametrize("step", ["match", "name", "reach"])
def test_check_page_leads_to_what_is_missing(client, house, step):
    answer(client, {key: typed for key, typed in LEAST.items() if key != step})

    assert client.get(CHECK)["Location"] == at(step)
    assert client.post(CHECK)["Location"] == at(step)
    assert Request.objects.count() == 0


def test_sent_twice_is_one_request_and_the_same_page_RE_05(client, house):
    answer(client)

    first, second = client.post(CHECK), client.post(CHECK)
    shown = client.get(SENT).content.decode()

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"] == SENT
    assert Request.objects.count() == 1
    locator = Request.objects.get().locator
    assert locator in shown
    assert locator in client.get(SENT).content.decode()


def test_sent_from_two_tabs_is_one_request_RE_05(client, house):
    answer(client)
    draft = drafts.find(client.session, house)
    stale = Draft.objects.get(pk=draft.pk)

    drafts.send(draft, name="Luz", contact=questions.contact(draft.answers), wishes={}, to_know="")
    drafts.send(stale, name="Luz", contact=questions.contact(stale.answers), wishes={}, to_know="")

    assert Request.objects.count() == 1


@pytest.mark.parametrize("step", STEPS)
def test_answers_after_sending_change_nothing_and_show_the_code_again(client, house, step):
    answer(client)
    client.post(CHECK)

    moved = client.post(at(step), ANSWERS[step] | {"name": "Sol"})

    assert moved["Location"] == SENT
    assert client.get(at(step))["Location"] == SENT
    assert Request.objects.get().name == "Luz"


def test_two_tabs_keep_each_others_answers_and_words(client, house):
    client.post(START)
    first, second = (drafts.find(client.session, house) for _tab in range(2))

    drafts.keep(first, "name", {"name": "Luz"})
    drafts.keep_typed(second, "nights", {"nights": ["a few"]})
    drafts.keep(first, "times", {"times": "any"})

    answers = Draft.objects.get().answers
    assert (answers["name"]["name"], answers["times"]["times"]) == ("Luz", "any")
    assert answers["typed"]["nights"]["words"] == {"nights": ["a few"]}


def test_answers_are_gone_once_sent_and_the_code_after_half_an_hour(client, house, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    answer(client)
    client.post(CHECK)
    assert set(Draft.objects.get().answers) == {"sent", "device"}

    time_machine.shift(timedelta(minutes=29))
    assert client.get(SENT).status_code == 200
    time_machine.shift(timedelta(minutes=2))

    assert client.get(SENT)["Location"] == START
    assert drafts.sweep() == 1
    assert Draft.objects.count() == 0
    assert Key.objects.count() == 1  # the request's own


def test_code_stays_a_quarter_of_an_hour_on_a_shared_device_CS_12(client, house, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    answer(client, ANSWERS | {"device": {"shared": "yes"}})
    client.post(CHECK)
    assert "for a quarter of an hour" in client.get(SENT).content.decode()

    time_machine.shift(timedelta(minutes=14))
    assert client.get(SENT).status_code == 200
    time_machine.shift(timedelta(minutes=2))

    assert client.get(SENT)["Location"] == START


@pytest.mark.parametrize(("shared", "told"), [("no", False), ("yes", True), ("unsure", True), ("", True)])
def test_session_knows_whether_others_use_the_device_CS_12(client, house, shared, told):
    answer(client, {"device": {"shared": shared}})

    assert drafts.is_shared(client.session) is told


def test_session_that_was_not_asked_says_nothing_about_the_device(client, house):
    client.post(START)

    assert drafts.is_shared(client.session) is False


@pytest.mark.parametrize("step", [*STEPS, "check", "on", "sent", "saved", "sent/card", "sent/large", "sent/say"])
def test_page_without_live_answers_leads_to_the_neutral_start_CS_06(client, house, step):
    page = client.get(at(step))
    sent = client.post(at(step), {"name": CANARY})

    assert (page.status_code, page["Location"]) == (303, START)
    assert CANARY not in sent.content.decode()
    assert CANARY not in client.get(START).content.decode()


@pytest.mark.parametrize("step", ["name", "check", "save"])
def test_words_sent_too_late_are_said_to_be_gone(client, house, step):
    sent = client.post(at(step), {"name": CANARY})

    page = client.get(sent["Location"]).content.decode()
    assert "What you wrote is gone, so no one else can read it." in page
    assert CANARY not in page
    assert "What you wrote is gone" not in client.get(START).content.decode()


@pytest.mark.parametrize(("shared", "minutes"), [("no", 30), ("yes", 15), ("unsure", 15), ("", 15)])
def test_answers_die_after_idle_minutes_CS_11(client, house, time_machine, shared, minutes):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    answer(client, {"device": {"shared": shared}, "name": {"name": CANARY}})

    time_machine.shift(timedelta(minutes=minutes - 1))
    assert client.get(at("name")).status_code == 200
    time_machine.shift(timedelta(minutes=1))

    assert client.get(at("name"))["Location"] == START
    assert client.get(CHECK)["Location"] == START


def test_beginning_sweeps_old_answers_CS_11(client, house, time_machine):
    time_machine.move_to("2026-11-24 15:00:00+00:00", tick=False)
    answer(Client(), {"name": {"name": CANARY}})
    time_machine.shift(timedelta(minutes=31))

    client.post(START)

    assert Draft.objects.count() == 1
    assert Key.objects.count() == 1


def test_throwing_away_leaves_nothing(client, house):
    answer(client)

    gone = client.post(at("throw-away"))

    assert gone["Location"] == at("gone")
    assert client.get(gone["Location"]).status_code == 200
    assert Draft.objects.count() == 0
    assert Key.objects.count() == 0
    assert client.get(CHECK)["Location"] == START


def test_answer_that_comes_while_another_tab_throws_all_away_leads_to_the_start(client, house):
    client.post(START)

    def thrown_away_just_before(execute, sql, params, many, context):
        if "FOR UPDATE" in sql:
            Key.objects.all().delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(thrown_away_just_before):
        moved = client.post(at("name"), {"name": "Luz"})

    assert moved["Location"] == f"{START}?over"


def test_beginning_again_throws_the_first_answers_away_under_a_new_session(client, house):
    answer(client)
    before = client.session.session_key

    client.post(START)

    assert Draft.objects.count() == 1
    assert set(Draft.objects.get().answers) <= {"marks"}
    assert client.session.session_key != before


def test_answers_for_one_house_are_not_shown_at_another(client, house, harbor):
    answer(client)

    assert client.get("/ask/harbor/check/")["Location"] == "/ask/harbor/"


def test_words_of_a_guest_are_nowhere_in_the_clear_CS_11(client, house):
    words = {"name": CANARY, "other_language": CANARY, "language": "other"}
    more = {"to_know": CANARY, "animal": "yes", "animal_task": CANARY}
    answer(client, {**ANSWERS, "name": words, "to-know": more, "times": {"times": CANARY}})
    refused(client, "nights", {"nights": CANARY, "together": CANARY})
    assert CANARY not in everything_in_the_database()
    assert CANARY not in str(dict(client.session))
    client.post(at("nights"), {"nights": "2", "together": CANARY})

    client.post(CHECK)

    assert Request.objects.count() == 1
    assert CANARY not in everything_in_the_database()


def test_search_of_the_database_would_find_a_word_in_the_clear(client, house):
    house.area = CANARY
    house.save()

    assert CANARY in everything_in_the_database()


def test_code_is_nowhere_in_the_clear_SE_02(client, house):
    answer(client)
    client.post(CHECK)

    words = code_on(client.get(SENT)).split()[1:]

    said = everything_in_the_database()
    assert " ".join(words) not in said
    assert str(words) not in said
    assert words[0] not in str(dict(client.session))
