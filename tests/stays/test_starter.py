"""The guidelines a house may start from: whole in each language, and easy enough (CS-26)."""

import re

import pytest

from stays import starter
from stays.models.guidelines import parts_of
from tests.reading import banned, grade, sentences

KEYS = [(one.language, one.easy) for one in starter.texts()]
by_text = pytest.mark.parametrize("one", starter.texts(), ids=[f"{code}{'-easy' * easy}" for code, easy in KEYS])
TOPICS = 24


def page(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    tags = [f"<h2>{line.lstrip('# ')}</h2>" if line.startswith("#") else f"<p>{line}</p>" for line in lines]
    return f"<main>{''.join(tags)}</main>"


def test_starter_is_written_in_both_languages_in_full_and_easy():
    assert KEYS == [("en", False), ("en", True), ("es", False), ("es", True)]


@by_text
def test_every_text_has_the_same_topics_in_the_same_order(one):
    twin = next(other for other in starter.texts() if (other.language, other.easy) == (one.language, False))
    headings = [heading for heading, _paragraphs in parts_of(one.text)]

    assert headings == [heading for heading, _paragraphs in parts_of(twin.text)]
    assert len(headings) == TOPICS
    assert all(paragraphs for _heading, paragraphs in parts_of(one.text))


@by_text
def test_every_sentence_is_short(one):
    long = [part for part in re.split(r"[.!?:](?=\s)|\n", one.text) if len(part.split()) >= 20]

    assert long == []


@pytest.mark.parametrize("easy", [False, True])
def test_english_is_easy_to_read_and_without_words_of_clinics_CS_26(easy):
    text = next(one.text for one in starter.texts() if (one.language, one.easy) == ("en", easy))
    parts = ["\n".join([f"# {heading}", *paragraphs]) for heading, paragraphs in parts_of(text)]

    assert grade(page(text)) <= (3 if easy else 6)
    assert {part.splitlines()[0]: grade(page(part)) for part in parts if grade(page(part)) > 6} == {}
    assert banned(page(text)) == []


def test_easy_english_is_shorter_sentence_by_sentence():
    def middle(easy):
        text = next(one.text for one in starter.texts() if (one.language, one.easy) == ("en", easy))
        lengths = sorted(len(part.split()) for part in sentences(page(text)))
        return lengths[len(lengths) // 2]

    assert middle(easy=True) < middle(easy=False)


def test_spanish_speaks_to_people_as_usted():
    text = " ".join(one.text.lower() for one in starter.texts() if one.language == "es")

    assert re.findall(r"\b(?:tú|tu|tus|puedes|quieres|tienes|vosotros|tomas|eres|estás)\b", text) == []


def test_starter_promises_no_police_and_no_silence_about_the_law():
    full = next(one.text for one in starter.texts() if (one.language, one.easy) == ("en", False))

    assert "We cannot promise that no police will come." in full
    assert "What the law asks us to report" in full
