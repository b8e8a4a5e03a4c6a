"""The verbs of notes: readable by the guest unless somebody says why not and until when, and who may change what."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from respite.deciding import decide
from respite.models import Entry
from stays import booking, noting, readable
from stays.models import Note
from stays.noting import Readers
from tests.factories import expected, held, here, make_guest
from tests.moments import later, refused


@pytest.fixture
def stay(house, peer):
    """Rosa, who is here."""
    return here(house, peer)


def only_staff(house, days=3, reason="safety"):
    return Readers(staff_only=True, reason=reason, until=house.tonight() + timedelta(days=days))


def test_note_is_readable_by_the_guest_by_default_LN_53(stay, peer):
    note = noting.write(stay, words=" We planned the baking. ", by=peer)

    assert (note.staff_only, note.reason, note.until, note.by) == (False, "", None, peer)
    assert [row.words for row in readable.notes(stay.guest)] == ["We planned the baking."]


def test_note_of_the_guest_has_no_writer_of_ours_and_is_never_staff_only(house, stay):
    note = noting.write(stay, words="I slept.", by=None, readers=only_staff(house))

    assert (note.by, note.staff_only) == (None, False)


def test_staff_only_note_is_said_to_exist_and_its_words_are_not_LN_53(house, stay, peer):
    noting.write(stay, words="A caller asked for her.", by=peer, readers=only_staff(house))

    [told] = readable.notes(stay.guest)

    assert (told.words, told.reason, told.until) == ("", "safety", house.tonight() + timedelta(days=3))


@pytest.mark.parametrize("reason", ["", "because"])
def test_staff_only_note_needs_a_reason_LN_53(house, stay, peer, reason):
    words = refused("readers", noting.write, stay, words="A caller.", by=peer, readers=only_staff(house, 3, reason))

    assert "why they do not read it" in words
    assert not Note.objects.exists()


def test_staff_only_note_ends_when_the_house_says_by_itself(house, stay, peer, lead):
    decide(house, by=lead, staff_note_days=5)

    note = noting.write(stay, words="A caller.", by=peer, readers=Readers(True, "law"))

    assert note.until == house.tonight() + timedelta(days=5)


@pytest.mark.parametrize(("days", "goes"), [(0, True), (14, True), (15, False), (-1, False)])
def test_staff_only_note_ends_at_the_latest_when_the_house_says(house, stay, peer, days, goes):
    if goes:
        assert noting.write(stay, words="A caller.", by=peer, readers=only_staff(house, days))
        return
    assert "Choose a day from today to" in refused(
        "readers", noting.write, stay, words="A caller.", by=peer, readers=only_staff(house, days)
    )


def test_staff_only_note_without_reason_or_end_is_refused_by_the_database(house, stay, peer):
    note = noting.write(stay, words="A caller.", by=peer)

    for wrong in ({"staff_only": True}, {"reason": "law"}, {"staff_only": True, "until": house.tonight()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(**wrong)


def test_staff_only_note_is_gone_from_every_question_the_day_after(house, stay, peer):
    noting.write(stay, words="A caller.", by=peer, readers=only_staff(house, 1))

    with later(days=1):
        assert len(readable.notes(stay.guest)) == 1
    with later(days=2):
        assert readable.notes(stay.guest) == []
        assert not Note.objects.in_force(house.tonight()).exists()


@pytest.mark.parametrize("words", ["", "  \n ", "\x00"])
def test_note_without_words_is_refused(stay, peer, words):
    assert refused("words", noting.write, stay, words=words, by=peer) == "Write a few words first."


def test_note_that_is_too_long_is_refused(stay, peer):
    assert "a bit shorter" in refused("words", noting.write, stay, words="a" * 4001, by=peer)


def test_note_on_a_stay_that_is_only_held_is_refused(house, peer):
    assert "held" in refused("state", noting.write, held(house, peer), words="Hello.", by=peer)


def test_note_can_be_written_before_and_after_the_stay(house, peer):
    stay = expected(house, peer)
    noting.write(stay, words="Comes by bus.", by=peer)
    stay = booking.leave(booking.arrive(stay, by=peer), by=peer)

    noting.write(stay, words="Took the blue mug along.", by=peer)

    assert Note.objects.filter(stay=stay).count() == 2


def test_note_about_a_guest_whose_key_is_destroyed_is_refused(stay, peer):
    stay.guest.key.destroy()

    assert "erased" in refused("state", noting.write, stay, words="Hello.", by=peer)


def test_history_of_a_note_holds_none_of_its_words(house, stay, peer):
    noting.write(stay, words="zinnia canary", by=peer, readers=only_staff(house))

    entry = Entry.objects.get(verb="note written")
    assert entry.facts == {"staff_only": True, "reason": "safety", "from_paper": False}


def test_note_from_paper_keeps_both_times(house, stay, peer):
    happened = house.local() - timedelta(hours=7)

    note = noting.write(stay, words="Up at 3 with tea.", by=peer, at=happened, from_paper=True)

    note.refresh_from_db()
    assert (note.at, note.from_paper) == (happened, True)
    assert note.entered_at > note.at


def test_own_note_can_be_changed_within_the_hour(house, stay, peer):
    note = noting.write(stay, words="The oven at one.", by=peer)

    noting.change(note, words="The oven at noon.", by=peer, readers=only_staff(house, 1, "surprise"))

    note.refresh_from_db()
    assert (note.words, note.staff_only, note.reason) == ("The oven at noon.", True, "surprise")
    assert note.changed_at


def test_own_note_stands_after_the_hour(stay, peer):
    note = noting.write(stay, words="The oven at one.", by=peer)

    with later(minutes=61):
        assert "cannot be changed any more" in refused("state", noting.change, note, words="No.", by=peer)
        refused("state", noting.take_back, note, by=peer)
    assert Note.objects.get(pk=note.pk).words == "The oven at one."


def test_note_of_a_colleague_or_of_the_guest_is_nobody_elses_to_change(stay, peer, lead):
    ours, theirs = noting.write(stay, words="Ours.", by=peer), noting.write(stay, words="Theirs.", by=None)

    for note, by in ((ours, lead), (theirs, lead), (theirs, peer), (ours, None)):
        refused("state", noting.take_back, note, by=by)
    for note in (ours, theirs):
        refused("state", noting.change, note, words="Mine.", by=lead)
    assert {row.words for row in Note.objects.all()} == {"Ours.", "Theirs."}


def test_note_of_the_guest_is_theirs_to_take_back_at_any_time(stay):
    note = noting.write(stay, words="I slept.", by=None)

    with later(days=3):
        noting.take_back(note, by=None)

    assert not Note.objects.exists()


def test_notes_about_another_guest_are_not_read(house, stay, peer):
    other = here(house, peer, make_guest(house.organization, "Ben"))
    noting.write(other, words="Ben plays the guitar.", by=peer)

    assert readable.notes(stay.guest) == []
