"""A house's own questions: decided in every language from a day on, never edited, ended, put in order; the budget."""

from datetime import timedelta

import pytest

from intake import asking_words
from intake.models import HouseQuestion
from respite.models import Entry
from tests.moments import later, refused

PETS = {
    "en": {"ask": "Do you bring a pet?", "why": "So we can tell the others."},
    "es": {"ask": "¿Trae una mascota?", "why": "Para avisar a los demás."},
}
STAIRS = {
    "en": {"ask": "Can you climb stairs?", "why": "All our rooms are upstairs."},
    "es": {"ask": "¿Puede subir escaleras?", "why": "Los cuartos están arriba."},
}


def decide(house, by=None, words=PETS, kind="words", **more):
    return asking_words.decide_question(house, words=words, kind=kind, by=by, **more)


def day(house, days):
    return house.tonight() + timedelta(days=days)


def asked(house, days=0):
    return [row.said("ask", "en") for row in HouseQuestion.objects.filter(house=house).in_force(day(house, days))]


def fresh(row):
    return HouseQuestion.objects.get(pk=row.pk)


class TestDecide:
    def test_is_asked_from_its_day_on(self, house, lead):
        made = decide(house, lead, holds_from=day(house, 2))
        assert (asked(house), asked(house, 2)) == ([], ["Do you bring a pet?"])
        assert made.said("why", "es") == "Para avisar a los demás."
        entry = Entry.objects.get(subject=made.pk)
        assert (entry.verb, entry.by) == ("question decided", lead)

    def test_stands_behind_those_before_it(self, house):
        decide(house)
        decide(house, words=STAIRS, kind="yes_no", match="yes")
        assert asked(house) == ["Do you bring a pet?", "Can you climb stairs?"]

    def test_a_change_ends_the_old_one_and_takes_its_place(self, house, lead):
        old = decide(house)
        decide(house, words=STAIRS)
        words = {**PETS, "en": {**PETS["en"], "ask": "Does an animal come with you?"}}
        with later(days=3):
            decide(house, lead, words=words, instead_of=old)
        assert asked(house) == ["Do you bring a pet?", "Can you climb stairs?"]
        assert asked(house, 3) == ["Does an animal come with you?", "Can you climb stairs?"]
        assert fresh(old).said("ask", "en") == "Do you bring a pet?"

    def test_one_that_never_began_is_never_asked(self, house):
        old = decide(house, holds_from=day(house, 5))
        decide(house, words=STAIRS, instead_of=old, holds_from=day(house, 2))
        assert asked(house, 6) == ["Can you climb stairs?"]
        assert [row.said("ask", "en") for row in asking_words.shown(house)] == ["Can you climb stairs?"]
        with later(days=6):
            assert asking_words.ended(house) == []

    @pytest.mark.parametrize(
        "words",
        [
            {},
            {"en": PETS["en"]},
            {**PETS, "es": {"ask": "¿Trae una mascota?", "why": "  "}},
            {**PETS, "en": {"ask": "Pet? " * 50, "why": "So."}},
        ],
    )
    def test_without_every_language_and_reason_is_refused(self, house, words):
        refused("words", decide, house, words=words)
        assert not HouseQuestion.objects.exists()

    @pytest.mark.parametrize(("kind", "match"), [("words", "yes"), ("yes_no", "perhaps"), ("date", "")])
    def test_of_a_kind_there_is_not_is_refused(self, house, kind, match):
        refused("words", decide, house, kind=kind, match=match)

    def test_from_a_day_that_is_over_is_refused(self, house):
        refused("day", decide, house, holds_from=day(house, -1))

    def test_instead_of_one_that_is_over_or_of_another_house_is_refused(self, house, harbor):
        old = decide(house)
        asking_words.end_question(old, by=None)
        refused("state", decide, house, instead_of=old)
        refused("state", decide, house, instead_of=decide(harbor))
        assert HouseQuestion.objects.filter(house=house).count() == 1


class TestEnd:
    def test_from_a_day_on(self, house, lead):
        made = decide(house)
        asking_words.end_question(made, on=day(house, 4), by=lead)
        assert (asked(house, 3), asked(house, 4)) == (["Do you bring a pet?"], [])
        assert Entry.objects.filter(subject=made.pk).latest("pk").verb == "question ended"
        with later(days=5):
            assert asking_words.ended(house) == [made]

    def test_twice_or_in_the_past_is_refused(self, house):
        made = decide(house)
        refused("day", asking_words.end_question, made, on=day(house, -1), by=None)
        asking_words.end_question(made, by=None)
        refused("state", asking_words.end_question, made, by=None)


class TestMove:
    def test_earlier_and_later(self, house):
        first, second = decide(house), decide(house, words=STAIRS)
        asking_words.move_question(second, earlier=True, by=None)
        assert asked(house) == ["Can you climb stairs?", "Do you bring a pet?"]
        asking_words.move_question(second, earlier=False, by=None)
        assert asked(house) == ["Do you bring a pet?", "Can you climb stairs?"]
        assert fresh(first).position == 0

    def test_at_the_ends_nothing_changes(self, house):
        made = decide(house)
        asking_words.move_question(made, earlier=True, by=None)
        asking_words.move_question(made, earlier=False, by=None)
        assert not Entry.objects.filter(verb="question moved").exists()

    def test_of_one_that_is_over_is_refused(self, house):
        made = asking_words.end_question(decide(house), by=None)
        refused("state", asking_words.move_question, made, earlier=True, by=None)


class TestBudget:
    def test_counts_a_whole_stay_LN_52(self, house):
        assert asking_words.answers_asked(house) == 10  # seven on the web, three of the stay
        decide(house)
        decide(house, words=STAIRS, holds_from=day(house, 3))
        assert asking_words.answers_asked(house) == 11
        assert asking_words.answers_asked(house, day(house, 3)) == 12
        assert asking_words.answers_asked(house) <= asking_words.BUDGET
