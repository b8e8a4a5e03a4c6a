"""What changed in the guidelines since somebody last stayed: on their page and at arrival."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stays import booking
from stays.agreeing import Words, agree
from stays.comparing import Change
from stays.models import Stay
from stays.since import since
from tests.factories import expected, here, make_guest

FIRST = "# Quiet\nQuiet from 10 pm."
SECOND = "# Quiet\nQuiet from 11 pm."
SPANISH = Words("# Silencio\nSilencio desde las 10.", "es")
SPANISH_SECOND = Words("# Silencio\nSilencio desde las 11.", "es", what_changed="El silencio empieza más tarde.")


@pytest.fixture
def rosa(house):
    return make_guest(house.organization, "Rosa")


def stayed(house, by, guest, version):
    """Rosa stayed, was shown `version`, and left."""
    stay = booking.arrive(expected(house, by, guest), by=by, guidelines=version, word=Stay.Word.SPOKEN)
    return booking.leave(stay, by=by)


def again(house, by, **more):
    """Agree on the second version."""
    facts = {"meeting": "May", "what_changed": "Quiet starts later."} | more
    return agree(house, text=SECOND, by=by, **facts)


def test_since_tells_what_each_version_said_and_the_words(house, lead, rosa):
    known = agree(house, text=FIRST, by=lead, others=[SPANISH])
    stayed(house, lead, rosa, known)
    now = again(house, lead, others=[SPANISH_SECOND])

    found = since(rosa, house)

    assert (found.known, found.now, found.language) == (known, now, "en")
    assert [(step.guidelines, step.words) for step in found.steps] == [(now, "Quiet starts later.")]
    assert found.changes == [Change("changed", "Quiet from 11 pm.", "Quiet", "Quiet from 10 pm.")]


def test_since_speaks_the_language_of_the_page(house, lead, rosa):
    stayed(house, lead, rosa, agree(house, text=FIRST, by=lead, others=[SPANISH]))
    again(house, lead, others=[SPANISH_SECOND])

    found = since(rosa, house, "es")

    assert [(step.words, step.language) for step in found.steps] == [("El silencio empieza más tarde.", "es")]
    assert (found.changes[0].words, found.language) == ("Silencio desde las 11.", "es")


def test_since_falls_back_on_the_language_of_the_house(house, lead, rosa):
    stayed(house, lead, rosa, agree(house, text=FIRST, by=lead))
    again(house, lead, others=[Words(SPANISH_SECOND.text, "es")])

    found = since(rosa, house, "es")

    assert (found.language, found.changes[0].words) == ("en", "Quiet from 11 pm.")
    assert (found.steps[0].words, found.steps[0].language) == ("Quiet starts later.", "en")


def test_since_is_nothing_for_who_knows_the_version_in_force(house, lead, rosa):
    stayed(house, lead, rosa, agree(house, text=FIRST, by=lead))

    assert since(rosa, house) is None


def test_since_is_nothing_for_who_was_never_shown_any(house, lead, rosa):
    agree(house, text=FIRST, by=lead)
    here(house, lead, rosa)

    assert since(rosa, house) is None
    assert since(None, house) is None


def test_since_keeps_a_version_to_come_for_its_day(house, lead, rosa):
    stayed(house, lead, rosa, agree(house, text=FIRST, by=lead))
    again(house, lead, holds_from=house.tonight() + timedelta(days=2))

    assert since(rosa, house) is None


def test_since_costs_the_same_after_one_version_and_three(house, lead, rosa, django_assert_num_queries):
    stayed(house, lead, rosa, agree(house, text=FIRST, by=lead, others=[SPANISH]))
    again(house, lead, others=[SPANISH_SECOND])

    with django_assert_num_queries(3):
        since(rosa, house)
    for n in range(2):
        agree(house, text=f"{SECOND}\n{n}", by=lead, meeting="June", others=[SPANISH_SECOND])
    with django_assert_num_queries(3):
        assert len(since(rosa, house).changes) == 2


def test_stay_page_says_what_is_new_since_last_time(desk, house, lead, peer, rosa):
    stayed(house, peer, rosa, agree(house, text=FIRST, by=lead))
    again(house, lead)
    stay = expected(house, peer, rosa)

    page = desk.get(reverse("stays:stay", args=[house.slug, stay.code])).content.decode()

    assert "What is new in the guidelines since last time" in page
    assert "Quiet starts later." in page
    assert "<del >Quiet from 10 pm.</del>" in page.replace("<del>", "<del >")


def test_stay_page_says_nothing_to_a_first_guest(desk, house, lead, peer, rosa):
    agree(house, text=FIRST, by=lead)
    again(house, lead)
    stay = expected(house, peer, rosa)

    page = desk.get(reverse("stays:stay", args=[house.slug, stay.code])).content.decode()

    assert "since last time" not in page
