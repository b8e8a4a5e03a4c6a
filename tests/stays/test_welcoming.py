"""Arriving: the welcome list, the language, lock boxes and hopes; out until; what would make a stay work."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from respite.deciding import decide
from respite.models import Entry
from stays import accommodating, agreeing, booking, noting, outing, paperwork, readable, undoing, welcoming
from stays.models import Accommodation, Change, Stay
from tests.factories import expected, here, make_guest, nights_from_tonight
from tests.moments import later, refused


@pytest.fixture
def stay(house, peer):
    """Rosa, who is here."""
    return here(house, peer)


@pytest.fixture
def boxes(house, lead):
    """The house lends two lock boxes."""
    decide(house, by=lead, lock_boxes=2)


def somebody(house, by, name="Ben"):
    return here(house, by, make_guest(house.organization, name))


def test_welcome_list_is_ours_until_the_house_writes_one(house, lead):
    assert len(welcoming.welcome_list(house)) == 6

    decide(house, by=lead, welcome="Tea first\n\n  The garden  \n")

    assert welcoming.welcome_list(house) == ["Tea first", "The garden"]


def test_welcome_keeps_what_was_shown_and_nothing_else(house, stay, peer, lead):
    decide(house, by=lead, welcome="Tea first\nThe garden")

    kept = welcoming.welcome(stay, shown=["The garden", "Her diagnosis"], by=peer)

    assert kept.welcomed == ["The garden"]


def test_language_of_the_guidelines_is_kept_with_their_version(house, stay, peer):
    version = agreeing.agree(house, text="We knock.", by=peer)

    booking.acknowledge(stay, guidelines=version, word="spoken", by=peer, language="es")

    stay.refresh_from_db()
    assert (stay.guidelines, stay.acknowledged_by, stay.acknowledged_in) == (version, "spoken", "es")


def test_language_without_guidelines_is_not_kept(stay, peer):
    assert welcoming.welcome(stay, shown=[], language="es", by=peer).acknowledged_in == ""


# Lock boxes


def test_lock_box_is_lent_and_comes_back(house, stay, peer, boxes):
    stay = welcoming.lend(stay, box="2", by=peer)
    assert (stay.lock_box, stay.key_back_at) == ("2", None)
    assert welcoming.boxes(house) == ["1"]

    stay = welcoming.key_back(welcoming.key_back(stay, by=peer), by=peer)

    assert stay.key_back_at
    assert welcoming.boxes(house) == ["1", "2"]
    assert [entry.facts for entry in Entry.objects.filter(subject=stay.pk, verb__startswith="key")] == [
        {"box": "2"},
        {"box": "2"},
    ]


def test_lock_box_that_somebody_else_has_is_refused_without_a_name(house, stay, peer, boxes):
    welcoming.lend(somebody(house, peer), box="2", by=peer)

    words = refused("taken", welcoming.lend, stay, box="2", by=peer)

    assert words == "Lock box 2 is with somebody else who is here. Choose another one."


def test_lock_box_of_somebody_who_left_can_be_lent(house, stay, peer, boxes):
    gone = somebody(house, peer)
    welcoming.lend(gone, box="2", by=peer)
    booking.leave(gone, by=peer)

    assert welcoming.lend(stay, box="2", by=peer).lock_box == "2"


@pytest.mark.parametrize("box", ["3", "0", "", "my phone"])
def test_lock_box_that_is_not_there_is_refused(stay, peer, boxes, box):
    refused("box", welcoming.lend, stay, box=box, by=peer)


def test_lock_box_of_a_house_without_any_is_refused(house, stay, peer):
    assert welcoming.boxes(house) == []
    refused("box", welcoming.lend, stay, box="1", by=peer)


def test_lock_box_is_not_lent_any_more_once_the_arrival_is_undone(house, stay, peer, boxes):
    welcoming.lend(stay, box="2", by=peer)

    undoing.undo(undoing.of_stay(stay), by=peer)

    stay.refresh_from_db()
    assert (stay.state, stay.lock_box, stay.key_out_at) == ("expected", "", None)


# Hopes


def test_hopes_are_kept_changed_and_erased_in_their_own_words(stay, peer):
    welcoming.hope(stay, words="To sleep.", by=None)
    assert readable.hopes(welcoming.hope(stay, words="To sleep, and to laugh.", by=peer)) == "To sleep, and to laugh."

    assert readable.hopes(welcoming.hope(stay, words=" ", by=None)) == ""
    assert "sleep" not in str([entry.facts for entry in Entry.objects.all()])


def test_hopes_stay_for_the_days_of_the_house_after_leaving(house, stay, peer, lead):
    decide(house, by=lead, hopes_days=2)
    welcoming.hope(stay, words="To sleep.", by=None)
    left = booking.leave(stay, by=peer)

    with later(days=1, hours=23):
        assert readable.hopes(left) == "To sleep."
    with later(days=2, hours=1):
        assert readable.hopes(left) == ""
        assert [row.hopes for row in readable.stays(left.guest)] == [""]


def test_hopes_can_be_erased_after_leaving_and_not_written(stay, peer):
    welcoming.hope(stay, words="To sleep.", by=None)
    left = booking.leave(stay, by=peer)

    assert readable.hopes(welcoming.forget_hopes(left, by=None)) == ""
    refused("state", welcoming.hope, left, words="To sleep.", by=peer)


# Out until


def test_out_until_is_kept_and_forgotten_and_in_no_history_LN_51(house, stay):
    before, changes = Entry.objects.count(), Change.objects.count()

    out = outing.out_until(stay, until=timezone.now() + timedelta(hours=3))
    assert out.out_until
    assert outing.back(outing.back(stay)).out_until is None

    assert (Entry.objects.count(), Change.objects.count()) == (before, changes)


def test_out_until_is_gone_when_they_leave_LN_51(stay, peer):
    outing.out_until(stay, until=timezone.now() + timedelta(hours=3))

    booking.leave(stay, by=peer)
    undoing.undo(undoing.of_stay(stay), by=peer)

    stay.refresh_from_db()
    assert (stay.state, stay.out_until) == ("here", None)
    assert "out_until" not in str(Change.objects.values_list("before", "after"))


@pytest.mark.parametrize("hours", [-1, 24 * 5])
def test_out_until_is_a_time_within_the_stay(stay, hours):
    refused("time", outing.out_until, stay, until=timezone.now() + timedelta(hours=hours))


def test_out_until_is_only_for_somebody_who_is_here(house, peer):
    stay = expected(house, peer)

    refused("state", outing.out_until, stay, until=timezone.now() + timedelta(hours=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Stay.objects.filter(pk=stay.pk).update(out_until=timezone.now())


# What would make it work


def test_asking_and_answering_keeps_both_in_words_LN_21(stay, peer):
    asked = accommodating.ask(stay, words="No light in the hall.", by=None)
    assert (asked.state, asked.answered_at) == ("asked", None)

    accommodating.answer(asked, state="agreed", words="", by=peer)
    accommodating.answer(asked, state="another_way", words="A small lamp stays on.", by=peer)

    [told] = readable.accommodations(stay.guest)
    assert (told.words, told.state, told.answer) == ("No light in the hall.", "another_way", "A small lamp stays on.")
    assert (told.by, told.answered_by) == (None, peer)


@pytest.mark.parametrize(("state", "words"), [("not_possible", " "), ("another_way", ""), ("asked", "x"), ("", "x")])
def test_answer_that_is_not_yes_needs_words_LN_21(stay, peer, state, words):
    asked = accommodating.ask(stay, words="No stairs.", by=peer)

    refused("words", accommodating.answer, asked, state=state, words=words, by=peer)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_asking_has_no_field_for_a_proof_or_a_reason_LN_20_LN_21():
    fields = {field.name for field in Accommodation._meta.concrete_fields}

    assert fields == {"id", "stay", "words", "asked_at", "by", "state", "answer", "answered_at", "answered_by"}


def test_open_wishes_are_listed_but_for_who_is_closed_to_me(house, stay, peer, lead):
    accommodating.ask(stay, words="No stairs.", by=None)
    other = somebody(house, peer)
    accommodating.answer(accommodating.ask(other, words="Tea.", by=peer), state="agreed", words="", by=peer)

    assert [row.words for row in accommodating.open_ones(house, lead)] == ["No stairs."]
    stay.guest.closed_to.add(lead)
    assert accommodating.open_ones(house, lead) == []


# The budget


def test_standard_stay_asks_three_things_of_a_guest_LN_52(house):
    assert paperwork.answers(house) == 3


def test_nothing_of_arriving_is_needed_to_stay_LN_52(house, peer):
    stay = here(house, peer, nights=nights_from_tonight(house))

    assert (stay.welcomed, stay.lock_box, stay.hopes, stay.acknowledged_by) == ([], "", "", "")
    assert noting.write(stay, words="Welcome.", by=peer)
