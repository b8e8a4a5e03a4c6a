"""The questions one by one: what each owes, what can be typed, and what is said when it cannot be taken."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ImproperlyConfigured

from intake import ask_forms, contact, questions
from intake.models import Draft, Request
from respite.deciding import decide
from tests.intake.filling_in import ANSWERS, CHECK, FOOD, LEAST, START, answer, ask, at

OURS = [page.key for page in questions.PAGES if page.key != questions.MORE]


def test_way_without_a_yes_is_not_kept_CS_34(client, house):
    typed = {"email": "on", "address": "luz@mail.example", "call_number": "7155550199", "voicemail": "yes"}

    answer(client, {**LEAST, "reach": typed})
    client.post(CHECK)

    kept = Request.objects.get().contact
    assert kept["phone"] == ""
    assert kept["voicemail"] is False
    assert kept["address"] == "luz@mail.example"


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


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"language": "English"}, None),
        ({"language": "Spanish"}, "Spanish"),
        ({"language": "ASL"}, "ASL"),
        ({"language": "other", "other_language": "Hmong"}, "Hmong"),
        ({"language": "other"}, "other"),
        ({"other_language": "Hmong"}, "Hmong"),
        ({"language": "Spanish", "other_language": "Hmong"}, "Spanish"),
        ({"language": "unsaid"}, None),
        ({}, None),
    ],
)
def test_interpreter_is_asked_for_by_language_LN_31(client, house, typed, kept):
    answer(client, LEAST | {"name": {"name": "Luz", **typed}})

    client.post(CHECK)

    assert Request.objects.get().wishes.get("interpreter") == kept


def test_nobody_is_asked_to_bring_family_as_an_interpreter_LN_31(client, house):
    client.post(START)

    text = client.get(at("name")).content.decode()

    assert "You do not have to bring anyone." in text
    assert "family" not in text[text.index("<main") : text.index("</main>")].lower()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"animal": "yes", "animal_task": "wakes me"}, "wakes me"),
        ({"animal": "yes"}, "yes"),
        ({"animal_task": "wakes me"}, "wakes me"),
        ({"animal": "no", "animal_task": "wakes me"}, None),
        ({"animal": "unsaid"}, None),
        ({}, None),
    ],
)
def test_service_animal_is_asked_two_things_only_LN_20(client, house, typed, kept):
    answer(client, LEAST | {"to-know": typed})
    answered = Draft.objects.get().answers["to-know"]
    client.post(CHECK)

    assert bool(answered["animal_task"]) is (kept not in {None, "yes"})
    assert Request.objects.get().wishes.get("animal") == kept
    asked = [name for name in ask_forms.ToKnowForm.base_fields if "animal" in name]
    assert asked == ["animal", "animal_task"]
    about = [str(ask_forms.ToKnowForm.base_fields[name].label) for name in asked]
    assert about == [
        "Do you need a service animal with you because of a disability?",
        "What is it trained to do for you?",
    ]


def test_parts_of_the_day_are_those_in_which_messages_leave():
    assert [key for key, _words in ask_forms.TimesForm.base_fields["windows"].choices] == list(contact.WINDOWS)


def test_day_in_words_is_understood(client, house):
    first = house.tonight() + timedelta(days=9)

    answer(client, {"nights": {"when": "day", "first": f"{first:%B %d, %Y}", "nights": "3"}})

    kept = Draft.objects.get().answers["nights"]
    assert kept == {"when": "day", "from": first.isoformat(), "nights": 3, "together": ""}


def test_tonight_still_counts_after_midnight(client, house, time_machine):
    time_machine.move_to("2026-11-24 08:00:00+00:00")  # 2 am at the house: tonight began yesterday

    answer(client, {"nights": {"when": "day", "first": "2026-11-23"}})

    assert Draft.objects.get().answers["nights"]["from"] == "2026-11-23"


def test_browser_may_fill_in_only_on_ones_own_device_CS_12(client, house):
    def tokens():
        pages = [client.get(at(step)).content.decode() for step in OURS]
        inputs = re.findall(r"<(?:input|textarea)[^>]*>", "".join(pages))
        typed = [tag for tag in inputs if not re.search(r'type="(hidden|radio|checkbox)"', tag)]
        return {re.search(r'name="([^"]+)"', tag)[1]: re.search(r'autocomplete="([^"]+)"', tag)[1] for tag in typed}

    client.post(START)
    client.post(at("device"), {"shared": "no"})
    own = tokens()
    client.post(at("device"), {"shared": "unsure"})
    shared = tokens()

    filled_in = {"name": "name", "text_number": "tel", "call_number": "tel", "address": "email"}
    assert {name: token for name, token in own.items() if token != "off"} == filled_in
    assert set(shared.values()) == {"off"}


def test_browser_fills_in_nothing_before_it_is_known_whose_device_it_is_CS_12(client, house):
    client.post(START)

    assert 'autocomplete="name"' not in client.get(at("name")).content.decode()


def test_question_says_why_and_who_reads_it_CS_21(client, house):
    client.post(START)

    for step in OURS:
        text = client.get(at(step)).content.decode()
        assert "Why we ask" in text
        assert "Who sees it" in text
        assert "Kept for" in text
        assert f"Question {OURS.index(step) + 1} of 7" in text
        assert 'class="back"' in text
        assert ">\n      Continue" in text or ">Continue<" in text
        assert "*" not in text[text.index("<main") : text.index("</main>")]


@pytest.mark.parametrize("part", ["label", "why", "who", "kept", "skipping"])
def test_question_that_leaves_something_out_does_not_load_CS_21(part):
    with pytest.raises(ImproperlyConfigured, match=part):
        replace(questions.NAME, **{part: " "})


def test_page_without_a_question_or_a_title_does_not_load_CS_21():
    with pytest.raises(ImproperlyConfigured, match="no question"):
        replace(questions.PAGES[0], questions=())
    with pytest.raises(ImproperlyConfigured, match="no title"):
        replace(questions.PAGES[0], form=ask_forms.AskForm)


def test_nothing_is_chosen_beforehand_CS_32(client, house):
    ask(house, match="yes")
    ask(house, FOOD, kind="yes_no")
    client.post(START)

    for step in [*OURS, "more"]:
        assert "checked" not in client.get(at(step)).content.decode()


def test_closed_questions_can_be_left_open_with_words_CS_22(client, house):
    made = [ask(house, match="yes"), ask(house, FOOD, kind="yes_no")]
    client.post(START)
    pages = "".join(client.get(at(step)).content.decode() for step in [*OURS, "more"])

    asked = set(re.findall(r'type="radio"[^>]*name="([^"]+)"|name="([^"]+)"[^>]*type="radio"', pages))
    names = {first or second for first, second in asked}
    # 18 or over is needed; the safe answer of voicemail and of our name is also that of leaving it open.
    closed = names - {"adult", "voicemail", "name_us"}
    assert closed == {"shared", "language", "when", "animal", *(f"q_{row.pk.hex}" for row in made)}
    for name in closed:
        assert re.search(rf'name="{name}"[^>]*value="(unsure|unsaid|unknown)"', pages), name


def test_free_words_come_after_who_reads_them_CS_29_LN_40(client, house, lead):
    decide(house, by=lead, reporting="A child being hurt, we have to tell the county.")
    ask(house, FOOD)
    client.post(START)

    for step in [*OURS, "more"]:
        text = client.get(at(step)).content.decode()
        if "<textarea" in text:
            before = text[: text.index("<textarea")]
            assert "The team reads this by" in before
            assert "No one reads at night" in before
            assert "A child being hurt" in before
    assert "A child being hurt" in client.get(START).content.decode()


def test_unknown_question_is_404(client, house):
    client.post(START)

    assert client.get(at("diagnosis")).status_code == 404


def test_shortest_way_takes_few_taps(client, house):
    """Count what somebody has to do: a tap for each button and choice, and one for each field they write in."""
    taps = 1  # Start
    client.post(START)
    for step in OURS:
        client.post(at(step), LEAST.get(step, {}))
        taps += len(LEAST.get(step, {})) + 1
    taps += 1  # Send
    client.post(CHECK)

    assert Request.objects.count() == 1
    assert taps < 15


def test_full_answer_takes_under_thirty_taps(client, house):
    typed = [value for fields in ANSWERS.values() for value in fields.values()]

    taps = 1 + len(typed) + len(ANSWERS) + 1
    answer(client)
    client.post(CHECK)

    assert Request.objects.count() == 1
    assert taps < 30


def test_question_pages_hold_few_words(client, house):
    """Two minutes are enough to read what has to be read: about 250 words a minute, reasons and small print apart."""
    client.post(START)

    words = 0
    for step in OURS:
        main = BeautifulSoup(client.get(at(step)).content, "html.parser").find("main")
        for aside in main.select(".why, .small, details"):
            aside.decompose()
        words += len(main.get_text(" ").split())

    assert words < 550
