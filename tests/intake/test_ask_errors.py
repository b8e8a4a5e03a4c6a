"""What can be typed into the questions: said kindly when it cannot be taken, and never lost (CS-24)."""

import html
import re

import pytest
from bs4 import BeautifulSoup

from intake import questions
from intake.models import Draft, Request
from tests.intake.filling_in import CHECK, FOOD, LEAST, START, answer, ask, at, refused, title
from tests.reading import banned

OURS = [page.key for page in questions.PAGES if page.key != questions.MORE]
LONG = "Please make it a bit shorter."
WRONG = [
    ("match", {}, "Choose yes or no."),
    ("name", {"name": " "}, "Write a name we can use. Any name will do."),
    ("name", {"name": "x" * 61}, "This name is long."),
    ("name", {"name": "Luz", "language": "other", "other_language": "x" * 61}, LONG),
    ("reach", {}, "Choose at least one way"),
    ("reach", {"text": "on"}, "Write a number we can text, or choose another way."),
    ("reach", {"text": "on", "text_number": "1" * 41}, LONG),
    ("reach", {"call": "on"}, "Write a number we can call, or choose another way."),
    ("reach", {"call": "on", "call_number": "12"}, "Write the number with its area code"),
    ("reach", {"page": "on", "ask_for": "x" * 61}, LONG),
    ("reach", {"email": "on", "address": "luz"}, "Write the whole address"),
    ("reach", {"email": "on", "address": "x" * 201}, LONG),
    (
        "reach",
        {"text": "on", "text_number": "7155550118", "call": "on", "call_number": "7155550119"},
        "We keep one number.",
    ),
    ("times", {"times": "x" * 201}, LONG),
    ("nights", {"when": "day"}, "Write the first day, or choose “I do not know yet”."),
    ("nights", {"when": "day", "first": "2020-01-01"}, "That day is over. Choose today or a later day."),
    ("nights", {"when": "day", "first": "2999-01-01"}, "That is more than a year away."),
    ("nights", {"when": "day", "first": "soon"}, "Write the day like "),
    ("nights", {"nights": "0"}, "Write a number, like 3."),
    ("nights", {"nights": "a few"}, "Write a number, like 3."),
    ("nights", {"nights": "8"}, "A stay here is 7 nights at most."),
    ("nights", {"nights": "9" * 21}, LONG),
    ("nights", {"together": "x" * 61}, LONG),
    ("to-know", {"to_know": "x" * 2001}, "This is longer than 2,000 letters."),
    ("to-know", {"animal": "yes", "animal_task": "x" * 201}, LONG),
]


@pytest.mark.parametrize(("step", "typed", "sentence"), WRONG)
def test_error_is_kind_and_keeps_what_was_typed_CS_24(client, house, step, typed, sentence):
    client.post(START)

    page = refused(client, step, typed)
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
    assert step not in Draft.objects.get().answers


@pytest.mark.parametrize(("step", "typed", "sentence"), WRONG)
def test_error_is_shown_once_and_the_words_stay_CS_24(client, house, step, typed, sentence):
    client.post(START)
    refused(client, step, typed)

    page = client.get(at(step))
    text = page.content.decode()

    assert not title(page).startswith("Error")
    assert 'class="errors"' not in text
    for name, value in typed.items():
        if value in {"on", "day", "yes", "other"}:
            assert re.search(
                rf'<input[^>]*name="{name}"[^>]*value="{value}"[^>]*checked|name="{name}"[^>]*checked', text
            )
        else:
            assert value in text


def test_error_is_not_used_up_by_a_look_without_its_page(client, house):
    client.post(START)
    client.post(at("name"), {"name": ""})

    client.head(at("name"))

    assert title(client.get(at("name"))).startswith("Error: ")


def test_typed_words_are_gone_once_the_page_is_answered(client, house):
    client.post(START)
    refused(client, "name", {"name": "x" * 61})

    client.post(at("name"), {"name": "Luz"})

    assert "x" * 61 not in client.get(at("name")).content.decode()
    assert Draft.objects.get().answers["typed"] == {}


def test_error_links_lead_to_a_field(client, house):
    client.post(START)

    for step, typed, _sentence in WRONG:
        text = refused(client, step, typed).content.decode()
        for target in re.findall(r'<a href="#(id_[^"]+)"', text):
            assert f'id="{target}"' in text


CORPUS = {
    "long": "ab c" * 2500,
    "emoji": "👩‍👩‍👧 🏳️‍🌈 🫂",
    "right to left": "שלום עולם مرحبا",
    "html": "</textarea><script>alert(1)</script><b>x</b>",
    "attribute": '" autofocus onfocus=alert(1) x="',
    "htmx": '<div hx-get="/leave/" hx-trigger="load">x</div>',
    "template": "{{ 7|add:7 }} {% now 'Y' %} %(kept)s %s",
    "nothing": "a\x00b",
    "lines": "one\ntwo\r\nthree",
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
}
FIELDS = [
    ("name", "name", {}),
    ("name", "other_language", {"name": "Luz", "language": "other"}),
    ("reach", "text_number", {"text": "on"}),
    ("reach", "call_number", {"call": "on"}),
    ("reach", "ask_for", {"call": "on", "call_number": "7155550118"}),
    ("reach", "address", {"email": "on"}),
    ("times", "times", {}),
    ("nights", "first", {"when": "day"}),
    ("nights", "nights", {}),
    ("nights", "together", {}),
    ("to-know", "to_know", {}),
    ("to-know", "animal_task", {"animal": "yes"}),
    ("more", "made", {}),
]


@pytest.mark.parametrize(("step", "field", "beside"), FIELDS)
def test_any_words_survive_in_every_field(client, house, step, field, beside):
    made = ask(house, FOOD)
    name = f"q_{made.pk.hex}" if field == "made" else field
    answer(client, LEAST)

    for kind, words in CORPUS.items():
        moved = client.post(at(step), {**beside, name: words})
        page = client.get(at(step)).content.decode()
        tag = BeautifulSoup(page, "html.parser").find(["input", "textarea"], {"name": name})
        assert flat(tag.get("value") or tag.get_text()) == flat(words), kind
        assert not re.search("\x00|<script>alert|<div hx-", page)
        if moved["Location"] != at(step):  # taken
            check = client.get(CHECK).content.decode()
            assert "<script>alert" not in check
            assert flat(words) in flat(html.unescape(re.sub("<br>", " ", check))), kind


def test_request_with_any_words_is_taken_in(client, house):
    words = "".join(CORPUS[kind] for kind in ("emoji", "right to left", "html", "htmx", "template", "nothing"))
    answer(client, LEAST | {"to-know": {"to_know": words}})

    client.post(CHECK)

    assert flat(Request.objects.get().to_know) == flat(words)


def flat(words):
    """Return words as they read: white space is one space, and what no text can hold is left out."""
    return " ".join(words.replace("\x00", "").split())


def test_fields_of_the_corpus_are_all_there_are(client, house):
    made = ask(house, FOOD)
    client.post(START)
    pages = "".join(client.get(at(step)).content.decode() for step in [*OURS, "more"])

    inputs = re.findall(r"<(?:input|textarea)[^>]*>", pages)
    typed = [tag for tag in inputs if not re.search(r'type="(hidden|radio|checkbox)"', tag)]
    names = {re.search(r'name="([^"]+)"', tag)[1].replace(made.pk.hex, "") for tag in typed}
    assert names == {field.replace("made", "q_") for _step, field, _beside in FIELDS}
    assert all('dir="auto"' in tag for tag in typed)
