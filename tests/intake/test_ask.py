"""Asking for a conversation on the web, without script: every page, every way out."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.urls import reverse

from intake import drafts, questions
from intake.models import Draft, Request
from respite.deciding import decide
from respite.models import Key
from respite.nights import Nights
from stays import closing
from tests.reading import NEUTRAL_NEVER, banned, grade

CANARY = "canary-zinnia-4711"
ANSWERS = {
    "device": {"shared": "no"},
    "name": {"name": "Luz"},
    "reach": {"text": "on", "text_number": "715 555 0118", "name_us": "yes"},
    "times": {"times": "after 4 pm"},
    "nights": {"when": "unknown", "nights": "4"},
    "to-know": {"to_know": "No stairs, please."},
    "age": {"adult": "yes"},
}
LEAST = {"name": {"name": "Luz"}, "reach": {"i_will_call": "on"}, "age": {"adult": "yes"}}
START, CHECK, SENT = "/ask/juniper-house/", "/ask/juniper-house/check/", "/ask/juniper-house/sent/"


def at(step):
    return f"/ask/juniper-house/{step}/"


def answer(client, answers=ANSWERS):
    """Go through the questions and return the last answer."""
    client.post(START)
    for step, typed in answers.items():
        last = client.post(at(step), typed)
        assert last.status_code == 303, last.content.decode()
    return last


def title(page):
    return " ".join(re.search(r"<title>(.*?)</title>", page.content.decode(), re.S)[1].split())


def everything_in_the_database():
    """Return every column of every table as text."""
    with connection.cursor() as cursor:
        said = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            said += [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND data_type = 'bytea'",
                [table],
            )
            for (column,) in cursor.fetchall():
                cursor.execute(f'SELECT encode("{column}", \'escape\') FROM "{table}"')
                said += [row[0] or "" for row in cursor.fetchall()]
    return "\n".join(said)


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
    assert asked.name == "Luz"
    assert asked.source == "web"
    assert asked.wishes == {"from": "", "nights": 4}
    assert asked.to_know == "No stairs, please."
    assert asked.safe_contact.kept() == {
        "call": False, "text": True, "email": False, "voicemail": False, "i_will_call": False, "vague": False,
        "phone": "+17155550118", "address": "", "ask_for": "", "times": "after 4 pm",
    }  # fmt: skip


def test_sent_page_shows_a_promise_and_a_code_that_opens(client, house):
    answer(client)
    client.post(CHECK)

    page = client.get(SENT)
    text = page.content.decode()

    assert re.search(r"We text you by (noon|midnight|\d+ [ap]m) (today|tomorrow), \w+day\.", text)
    words = re.findall(r"<li[^>]*>(\w+)</li>", text)[:6]
    assert client.post("/mine/", {"code": " ".join(words)})["Location"] == "/mine/request/"


def test_least_answers_are_enough_CS_22(client, house):
    answer(client, LEAST)

    client.post(CHECK)

    asked = Request.objects.get()
    assert asked.safe_contact.channels == []
    assert asked.safe_contact.i_will_call
    assert asked.safe_contact.vague
    assert asked.wishes == {"from": "", "nights": None}
    assert "You contact us when you like" in client.get(SENT).content.decode()


def test_skipped_answers_say_not_provided_CS_23(client, house):
    answer(client, LEAST)

    text = client.get(CHECK).content.decode()

    assert text.count("Not provided") == 4
    assert f"{at('nights')}?change" in text
    assert re.search(r'Change\s*<span class="hide">\s*Nights you have in mind', text)


def test_changing_an_answer_leads_back_to_the_check_page_CS_23(client, house):
    answer(client)

    page = client.get(at("name") + "?change")
    moved = client.post(at("name") + "?change", {"name": "Sol"})

    assert 'value="Luz"' in page.content.decode()
    assert moved["Location"] == CHECK
    assert "Sol" in client.get(CHECK).content.decode()


@pytest.mark.parametrize("step", ["name", "reach", "age"])
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


def test_answers_after_sending_change_nothing(client, house):
    answer(client)
    client.post(CHECK)

    moved = client.post(at("name"), {"name": "Sol"})

    assert moved["Location"] == START
    assert Request.objects.get().name == "Luz"


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

    time_machine.shift(timedelta(minutes=14))
    assert client.get(SENT).status_code == 200
    time_machine.shift(timedelta(minutes=2))

    assert client.get(SENT)["Location"] == START


@pytest.mark.parametrize("step", [*questions.KEYS, "check", "sent", "sent/card"])
def test_page_without_live_answers_leads_to_the_neutral_start_CS_06(client, house, step):
    page = client.get(at(step))
    sent = client.post(at(step), {"name": CANARY})

    assert (page.status_code, page["Location"]) == (303, START)
    assert CANARY not in sent.content.decode()
    assert CANARY not in client.get(START).content.decode()


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


def test_beginning_again_throws_the_first_answers_away_under_a_new_session(client, house):
    answer(client)
    before = client.session.session_key

    client.post(START)

    assert Draft.objects.count() == 1
    assert Draft.objects.get().answers == {}
    assert client.session.session_key != before


def test_answers_for_one_house_are_not_shown_at_another(client, house, harbor):
    answer(client)

    assert client.get("/ask/harbor/check/")["Location"] == "/ask/harbor/"


def test_under_18_gets_other_ways_and_nothing_is_kept_CS_25(client, house):
    answer(client, {"name": {"name": CANARY}})

    moved = client.post(at("age"), {"adult": "no"})
    page = client.get(moved["Location"])

    assert page.status_code == 200
    assert not title(page).startswith("Error")
    assert "(715) 555-0142" in page.content.decode()
    assert "(800) 555-0199" in page.content.decode()
    assert Draft.objects.count() == 0
    assert Request.objects.count() == 0


WRONG = [
    ("name", {"name": " "}, "Write a name we can use. Any name will do."),
    ("name", {"name": "x" * 61}, "This name is long."),
    ("reach", {}, "Choose at least one way"),
    ("reach", {"text": "on"}, "Write a number we can text, or choose another way."),
    ("reach", {"call": "on"}, "Write a number we can call, or choose another way."),
    ("reach", {"call": "on", "call_number": "12"}, "Write the number with its area code"),
    ("reach", {"email": "on", "address": "luz"}, "Write the whole address"),
    (
        "reach",
        {"text": "on", "text_number": "7155550118", "call": "on", "call_number": "7155550119"},
        "We keep one number.",
    ),
    ("times", {"times": "x" * 201}, "Please make it a bit shorter."),
    ("nights", {"when": "day"}, "Write the first day, or choose “I do not know yet”."),
    ("nights", {"when": "day", "first": "2020-01-01"}, "That day is over. Choose today or a later day."),
    ("nights", {"when": "day", "first": "2999-01-01"}, "That is more than a year away."),
    ("nights", {"when": "day", "first": "soon"}, "Write the day like "),
    ("nights", {"nights": "0"}, "Write a number, like 3."),
    ("nights", {"nights": "a few"}, "Write a number, like 3."),
    ("nights", {"nights": "8"}, "A stay here is 7 nights at most."),
    ("to-know", {"to_know": "x" * 2001}, "This is longer than 2,000 letters."),
    ("age", {}, "Choose yes or no."),
]


@pytest.mark.parametrize(("step", "typed", "sentence"), WRONG)
def test_error_is_kind_and_keeps_what_was_typed_CS_24(client, house, step, typed, sentence):
    client.post(START)

    page = client.post(at(step), typed)
    text = page.content.decode()

    assert page.status_code == 200
    assert title(page).startswith("Error: ")
    assert 'class="errors"' in text
    assert "data-focus" in text
    assert sentence in text
    assert text.count(sentence) >= 2  # in the summary and at the field
    assert "novalidate" in text
    assert banned(text) == []
    for value in typed.values():
        assert value in text
    assert Draft.objects.get().answers == {}


def test_error_links_lead_to_a_field(client, house):
    client.post(START)

    for step, typed, _sentence in WRONG:
        text = client.post(at(step), typed).content.decode()
        for target in re.findall(r'<a href="#(id_[^"]+)"', text):
            assert f'id="{target}"' in text


def test_way_without_a_yes_is_not_kept_CS_34(client, house):
    typed = {"email": "on", "address": "luz@mail.example", "call_number": "7155550199", "voicemail": "yes"}

    answer(client, {**LEAST, "reach": typed})
    client.post(CHECK)

    contact = Request.objects.get().contact
    assert contact["phone"] == ""
    assert contact["voicemail"] is False
    assert contact["address"] == "luz@mail.example"


def test_one_number_does_for_calls_and_texts(client, house):
    answer(client, {**LEAST, "reach": {"text": "on", "call": "on", "call_number": "715 555 0118", "text_number": ""}})

    text = client.get(CHECK).content.decode()

    assert "Call or text: (715) 555-0118." in text
    assert "We leave no voicemail." in text


def test_reach_page_shows_again_what_was_kept(client, house):
    answer(client, {"reach": {"call": "on", "call_number": "7155550118", "voicemail": "yes", "ask_for": "Sam"}})

    text = client.get(at("reach") + "?change").content.decode()

    assert 'value="+17155550118"' in text
    assert 'value="Sam"' in text


def test_day_in_words_is_understood(client, house):
    first = house.tonight() + timedelta(days=9)

    answer(client, {"nights": {"when": "day", "first": f"{first:%B %d, %Y}", "nights": "3"}})

    assert Draft.objects.get().answers["nights"] == {"when": "day", "from": first.isoformat(), "nights": 3}


def test_tonight_still_counts_after_midnight(client, house, time_machine):
    time_machine.move_to("2026-11-24 08:00:00+00:00")  # 2 am at the house: tonight began yesterday

    answer(client, {"nights": {"when": "day", "first": "2026-11-23"}})

    assert Draft.objects.get().answers["nights"]["from"] == "2026-11-23"


def test_words_of_a_guest_are_nowhere_in_the_clear_CS_11(client, house):
    answer(client, {**ANSWERS, "name": {"name": CANARY}, "to-know": {"to_know": CANARY}, "times": {"times": CANARY}})
    assert CANARY not in everything_in_the_database()
    assert CANARY not in str(dict(client.session))

    client.post(CHECK)

    assert CANARY not in everything_in_the_database()


def test_search_of_the_database_would_find_a_word_in_the_clear(client, house):
    house.area = CANARY
    house.save()

    assert CANARY in everything_in_the_database()


def test_code_is_nowhere_in_the_clear_SE_02(client, house):
    answer(client)
    client.post(CHECK)

    words = re.findall(r"<li[^>]*>(\w+)</li>", client.get(SENT).content.decode())[1:6]

    said = everything_in_the_database()
    assert " ".join(words) not in said
    assert str(words) not in said
    assert words[0] not in str(dict(client.session))


def test_browser_may_fill_in_only_on_ones_own_device_CS_12(client, house):
    def tokens():
        pages = [client.get(at(step)).content.decode() for step in questions.KEYS]
        inputs = re.findall(r"<(?:input|textarea)[^>]*>", "".join(pages))
        typed = [tag for tag in inputs if not re.search(r'type="(hidden|radio|checkbox)"', tag)]
        return {re.search(r'name="([^"]+)"', tag)[1]: re.search(r'autocomplete="([^"]+)"', tag)[1] for tag in typed}

    client.post(START)
    client.post(at("device"), {"shared": "no"})
    own = tokens()
    client.post(at("device"), {"shared": "unsure"})
    shared = tokens()

    assert own == {
        "name": "name", "text_number": "tel", "call_number": "tel", "ask_for": "off", "address": "email",
        "times": "off", "first": "off", "nights": "off", "to_know": "off",
    }  # fmt: skip
    assert set(shared.values()) == {"off"}


def test_browser_fills_in_nothing_before_it_is_known_whose_device_it_is_CS_12(client, house):
    client.post(START)

    assert 'autocomplete="name"' not in client.get(at("name")).content.decode()


def test_question_says_why_and_who_reads_it_CS_21(client, house):
    client.post(START)

    for step in questions.KEYS:
        text = client.get(at(step)).content.decode()
        assert "Why we ask" in text
        assert "Who sees it" in text
        assert f"Question {questions.KEYS.index(step) + 1} of 7" in text
        assert 'class="back"' in text
        assert ">\n      Continue" in text or ">Continue<" in text
        assert "*" not in text[text.index("<main") : text.index("</main>")]


@pytest.mark.parametrize("part", ["label", "why", "who", "kept", "skipping"])
def test_question_that_leaves_something_out_does_not_load_CS_21(part):
    with pytest.raises(ImproperlyConfigured, match=part):
        replace(questions.QUESTIONS[1], **{part: " "})


def test_nothing_is_chosen_beforehand_CS_32(client, house):
    client.post(START)

    for step in questions.KEYS:
        assert "checked" not in client.get(at(step)).content.decode()


def test_free_words_come_after_who_reads_them_CS_29(client, house, lead):
    decide(house, by=lead, reporting="A child being hurt, we have to tell the county.")
    client.post(START)

    for step in questions.KEYS:
        text = client.get(at(step)).content.decode()
        if "<textarea" in text:
            before = text[: text.index("<textarea")]
            assert "The team reads this by" in before
            assert "No one reads at night" in before
            assert "A child being hurt" in before
    assert "A child being hurt" in client.get(START).content.decode()


def test_start_page_tells_what_leaving_does_and_does_not_CS_08(client, house):
    text = client.get(START).content.decode()
    form = text.index('<form class="acts"')

    for said in (
        "It does not clear your history",
        "press the Shift key three times",
        "someone who watches this device",
    ):
        assert said in text[:form]


def test_pages_keep_house_and_topic_out_of_titles_and_addresses_CS_13(client, house):
    house.name = "Juniper Crisis Respite"
    house.neutral_name = "Juniper"
    house.save()
    client.post(START)
    pages = [client.get(START), *(client.get(at(step)) for step in questions.KEYS)]
    answer(client)
    pages += [client.get(CHECK), client.post(CHECK, follow=True), client.get(at("gone")), client.get(at("other-ways"))]

    for page in pages:
        assert [word for word in NEUTRAL_NEVER if word in title(page).lower()] == []
        assert "Juniper Crisis" not in page.content.decode()
    addresses = [reverse("intake:ask-question", args=["x", step]) for step in questions.KEYS]
    assert [word for word in NEUTRAL_NEVER if word in "".join(addresses)] == []


def test_pages_are_never_stored_and_set_two_cookies_at_most_CS_10(client, house, settings):
    answer(client)

    for page in (client.get(START), client.get(at("name")), client.get(CHECK), client.post(CHECK, follow=True)):
        assert page["Cache-Control"] == "no-store"
    assert set(client.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def test_pages_are_plain_html_without_htmx_AX_20(client, house):
    answer(client)

    for page in (client.get(START), client.get(at("reach")), client.get(CHECK)):
        assert "hx-" not in page.content.decode()
        assert "htmx" not in page.content.decode()


def test_forms_need_their_token_SE_25(house):
    client = Client(enforce_csrf_checks=True)

    assert client.post(START).status_code == 403


def test_looking_changes_nothing_SE_25(client, house):
    answer(client)
    before = everything_in_the_database()

    for address in (START, CHECK, *(at(step) for step in questions.KEYS), at("gone")):
        client.get(address)

    assert everything_in_the_database() == before


def test_pages_read_at_grade_six_CS_26(client, house):
    names = {"Luz", "Juniper", "Organization"}
    client.post(START)
    pages = {step: client.get(at(step)).content.decode() for step in questions.KEYS}
    answer(client)
    pages |= {"start": client.get(START).content.decode(), "check": client.get(CHECK).content.decode()}
    pages["sent"] = client.post(CHECK, follow=True).content.decode()
    pages |= {step: client.get(at(step)).content.decode() for step in ("gone", "other-ways")}

    assert {name: round(grade(text, names), 1) for name, text in pages.items() if grade(text, names) > 6} == {}
    assert {name: banned(text) for name, text in pages.items() if banned(text)} == {}


def test_unknown_house_is_404_with_help(client, house):
    page = client.get("/ask/nowhere/")

    assert page.status_code == 404
    assert 'id="help"' in page.content.decode()


def test_house_that_is_not_published_is_404(client, house):
    house.published = False
    house.save()

    assert client.get(START).status_code == 404
    assert client.post(START).status_code == 404


def test_unknown_question_is_404(client, house):
    client.post(START)

    assert client.get(at("diagnosis")).status_code == 404


@pytest.mark.parametrize("how", ["setting", "confidential"])
def test_house_by_phone_shows_its_phone_and_no_form(client, house, lead, how):
    if how == "setting":
        decide(house, by=lead, publishing="phone_only")
    else:
        house.confidential = True
        house.save()

    for page in (client.get(START), client.post(START), client.get(at("name"))):
        text = page.content.decode()
        assert page.status_code == 200
        assert "(715) 555-0142" in text
        assert "<form" not in text
    assert Draft.objects.count() == 0


def test_house_closed_for_a_while_says_until_when(client, house, lead):
    nights = Nights.starting(house.tonight(), 3)
    closing.close(house, nights=nights, reason="repair", by=lead)

    text = client.get(START).content.decode()

    assert "The house is closed for a while" in text
    assert f"{nights.leaves:%A} {nights.leaves.day}" in text
    assert "<form" not in text
    assert "repair" not in text


def test_house_with_one_closed_room_still_takes_requests(client, house, lead):
    closing.close(house, nights=Nights.starting(house.tonight(), 3), reason="repair", by=lead, bed=house.beds.first())

    assert client.post(START)["Location"] == at("device")


def test_pages_tell_other_sites_nothing_and_still_send_forms_SE_21(client, house):
    # With "no-referrer" a browser sends the form with the origin "null", and it is refused: seen in Chromium.
    for address in (START, "/mine/"):
        assert client.get(address)["Referrer-Policy"] == "same-origin"
