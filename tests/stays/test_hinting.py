"""Gentle wording hints: what they find, what they leave in peace, a house's own list, and the part under a field."""

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respite.models import Entry
from stays import hinting, word_hints
from stays.models import WordHint
from stays.seed_words import EVERYDAY, SEED
from tests.cast import signed_in

LIST = {"client": "guest", "case": "person", "non-compliant": "saw it differently", "compliant": "agrees"}


def found(text, words=LIST, left=()):
    return [(hint.word, hint.say) for hint in hinting.hints(text, words, left)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The client slept.", ["client"]),
        ("The CLIENTS slept.", ["CLIENTS"]),
        ("Clients’ rooms", ["Clients"]),
        ("He was non-compliant.", ["non-compliant"]),
        ("cases, cases, case", ["cases"]),
        ("a clientele of suitcases", []),
        ("an ex-client", []),
        ("", []),
    ],
)
def test_hints_find_whole_words_in_any_form_once(text, words):
    assert [word for word, _say in found(text)] == words


def test_hints_take_the_longest_match():
    assert found("case notes", LIST | {"case notes": "house log"}) == [("case notes", "house log")]


@pytest.mark.parametrize(
    "text",
    [
        "“The client”, she said.",
        'Rosa said "I am a client there" and laughed.',
        "«Client», dijo.",
        "> I was a client once.\n",
        "She began: “I was a client",
    ],
)
def test_hints_skip_quotations(text):
    assert found(text) == []


def test_hints_go_on_after_a_quotation():
    text = 'Rosa said "no".\n\nThe client went out, 5" of snow or not.'

    assert found(text) == [("client", "guest")]


def test_hints_skip_words_that_stay_as_they_are():
    assert found("The client is compliant.", left=["Client"]) == [("compliant", "agrees")]


def test_hints_of_our_list_say_something_for_every_word():
    words = {word.casefold(): say for group, say in SEED for word in group}

    missed = [word for group, _say in SEED for word in group if not hinting.hints(f"Then: {word}, and so on.", words)]

    assert missed == []
    assert len(words) == sum(len(group) for group, _say in SEED), "a word stands twice on the list"


@pytest.mark.parametrize(
    ("word", "say"),
    [
        ("compliant", "agrees, is fine with it"),
        ("noncompliant", "disagrees, saw it differently"),
        ("low-functioning", "had a hard day"),
        ("is clean", "is not using"),
        ("suicide attempt", "survived an attempt"),
        ("non-return", "did not come back"),
        ("wheelchair-bound", "uses a wheelchair"),
        ("curfew", "quiet hours"),
        ("discharged", "leaving, the end of the stay"),
    ],
)
def test_hints_never_suggest_the_opposite_of_a_word(word, say):
    words = {word.casefold(): say for group, say in SEED for word in group}

    assert found(f"They wrote: {word}.", words) == [(word, say)]


@pytest.mark.parametrize("phrase", EVERYDAY)
@pytest.mark.django_db
def test_hints_leave_everyday_english_in_peace(house, phrase):
    assert hinting.of(house, f"The umbrella is here {phrase} it rains.") == []


def test_own_list_of_a_house_adds_changes_and_does_not_mind(house, harbor, lead):
    word_hints.hint(house, avoid="clinic", say="house", by=lead)
    word_hints.hint(house, avoid="Client", say="neighbor", by=lead)
    word_hints.hint(house, avoid="facility", say="", by=lead)

    text = "The clients left the clinic, a facility."

    assert [(hint.word, hint.say) for hint in hinting.of(house, text)] == [("clients", "neighbor"), ("clinic", "house")]
    assert [hint.word for hint in hinting.of(harbor, text)] == ["clients", "facility"]


def test_own_list_keeps_one_line_a_word_and_writes_history(house, lead):
    word_hints.hint(house, avoid="Clinic", say="house", by=lead)
    row = word_hints.hint(house, avoid="clinic", say="home", by=lead)

    assert [(each.avoid, each.say) for each in WordHint.objects.all()] == [("clinic", "home")]
    word_hints.take_off(row, by=lead)
    assert not WordHint.objects.exists()
    assert Entry.objects.filter(verb="word list changed", by=lead).count() == 3


def test_left_text_says_nothing_again_and_the_session_holds_no_word_of_it(house):
    session = SessionStore()

    hinting.leave(session, "The client slept.")

    assert hinting.of(house, "The  client slept.", session) == []
    assert [hint.word for hint in hinting.of(house, "The client slept well.", session)] == ["client"]
    assert "client" not in str(dict(session))


def test_text_whose_every_hint_was_left_is_settled_on_saving(house):
    half, whole = SessionStore(), SessionStore()

    hinting.settle(half, house, "The client in the facility.", ["client"])
    hinting.settle(whole, house, "The client in the facility.", ["client", "facility"])

    assert hinting.of(house, "The client in the facility.", half)
    assert hinting.of(house, "The client in the facility.", whole) == []


# The part under a field, and the page of the list


def test_part_suggests_and_remembers_what_was_left(house, desk):
    address = reverse("stays:word-hints", args=[house.slug])
    typed = {"field": "words", "words": "The client in the <b>facility</b>."}

    first = desk.post(address, typed).content.decode()
    then = desk.post(address, typed | {"leave": "client"}).content.decode()

    assert "“client”: you could say <b>guest, person, or their name</b>." in " ".join(first.split())
    assert "“client” stays as it is." in then
    assert '<input type="hidden" name="left" value="client">' in then
    assert "“facility”" in then
    assert "“client”: you" not in then


def test_part_reads_the_field_it_is_told(house, desk):
    address = reverse("stays:word-hints", args=[house.slug])

    page = desk.post(address, {"field": "did_next", "did_next": "We called the client."}).content.decode()

    assert "“client”" in page


def test_part_costs_one_query_for_any_length(house, desk):
    address = reverse("stays:word-hints", args=[house.slug])
    desk.post(address, {"words": "client"})
    counts = []
    for text in ("A client.", "A client in a facility, refused treatment. " * 100):
        with CaptureQueriesContext(connection) as asked:
            desk.post(address, {"words": text})
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_word_list_page_adds_and_takes_off(house, lead_desk):
    address = reverse("stays:word-list", args=[house.slug])

    added = lead_desk.post(address, {"avoid": "clinic", "say": "house"})
    page = " ".join(lead_desk.get(address).content.decode().split())
    lead_desk.post(reverse("stays:word-not-minded", args=[house.slug]), {"word": "client"})

    assert added.status_code == 303
    assert "<b>clinic</b> house" in page
    assert [(row.avoid, row.say) for row in WordHint.objects.order_by("avoid")] == [("client", ""), ("clinic", "house")]
    row = WordHint.objects.get(avoid="client")
    lead_desk.post(reverse("stays:word-take-off", args=[house.slug, row.pk]))
    assert not WordHint.objects.filter(avoid="client").exists()


def test_word_list_page_keeps_what_was_typed_when_it_asks_again(house, lead_desk):
    answer = lead_desk.post(reverse("stays:word-list", args=[house.slug]), {"avoid": "clinic", "say": "Clinic"})

    assert "Suggest another word than this one." in answer.content.decode()
    assert 'value="Clinic"' in answer.content.decode()


def test_word_list_of_another_house_cannot_be_changed(house, harbor, stranger, lead_desk, desk):
    row = word_hints.hint(harbor, avoid="clinic", say="house", by=stranger)

    assert lead_desk.post(reverse("stays:word-take-off", args=[house.slug, row.pk])).status_code == 404
    assert lead_desk.get(reverse("stays:word-list", args=[harbor.slug])).status_code == 404
    assert desk.get(reverse("stays:word-list", args=[house.slug])).status_code == 403


def test_word_hints_are_refused_to_an_editor(house, editor):
    assert signed_in(editor).post(reverse("stays:word-hints", args=[house.slug])).status_code == 403
