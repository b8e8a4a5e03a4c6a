"""Extra parts of the record (off), what the calendar deletes, and stepping back from a guest one knows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from openings import tasks
from respite.deciding import decide
from respite.models import Role
from stays import accommodating, booking, keeping, noting, paperwork, readable, record_parts, stepping_back, welcoming
from stays.models import Accommodation, Note, RecordWords, Stay
from stays.noting import Readers
from tests.cast import member
from tests.factories import expected, here, make_guest
from tests.moments import later, refused

WHY = "State rule 12.3 asks for a plan in the guest's words."


@pytest.fixture
def stay(house, peer):
    """Rosa, who is here."""
    return here(house, peer)


def test_record_parts_are_off_until_a_lead_adds_one_with_its_rule(house, lead):
    assert record_parts.in_force(house) == []
    for name, why in (("", WHY), ("Plan", " ")):
        refused("part", record_parts.add, house, name=name, why=why, by=lead)

    part = record_parts.add(house, name=" Plan ", why=WHY, by=lead)

    assert [(row.name, row.why) for row in record_parts.in_force(house)] == [("Plan", WHY)]
    assert paperwork.answers(house) == 4
    refused("part", record_parts.add, house, name="plan", why=WHY, by=lead)
    record_parts.end(part, by=lead)
    assert record_parts.in_force(house) == []
    assert record_parts.add(house, name="plan", why=WHY, by=lead).pk == part.pk


def test_record_part_holds_from_its_day(house, lead):
    record_parts.add(house, name="Plan", why=WHY, by=lead, holds_from=house.tonight() + timedelta(days=2))

    assert record_parts.in_force(house) == []
    assert len(record_parts.in_force(house, house.tonight() + timedelta(days=2))) == 1
    refused("part", record_parts.add, house, name="B", why=WHY, by=lead, holds_from=house.tonight() - timedelta(days=1))


def test_record_part_is_filled_again_and_read_by_the_guest(house, stay, peer, lead):
    part = record_parts.add(house, name="Plan", why=WHY, by=lead)

    record_parts.fill(stay, part=part, words="Walks.", by=peer)
    record_parts.fill(stay, part=part, words="Walks and tea.", by=lead)

    assert [(row.words, row.by) for row in readable.record_words(stay.guest)] == [("Walks and tea.", lead)]


def test_record_part_that_ended_or_of_another_house_is_refused(house, harbor, stay, peer, lead):
    part = record_parts.end(record_parts.add(house, name="Plan", why=WHY, by=lead), by=lead)
    theirs = record_parts.add(harbor, name="Plan", why=WHY, by=lead)

    for each in (part, theirs):
        refused("state", record_parts.fill, stay, part=each, words="Walks.", by=peer)


# What goes by the calendar


def written(house, by, stay):
    """Write one thing of each kind, and let the guest go home."""
    readers = Readers(True, "law", house.tonight() + timedelta(days=3))
    noting.write(stay, words="Only for us.", by=by, readers=readers)
    noting.write(stay, words="We baked.", by=by)
    accommodating.ask(stay, words="No stairs.", by=by)
    part = record_parts.add(house, name="Plan", why=WHY, by=by)
    record_parts.fill(stay, part=part, words="Walks.", by=by)
    welcoming.hope(stay, words="To sleep.", by=by)
    welcoming.welcome(stay, shown=welcoming.welcome_list(house), by=by)
    return booking.leave(stay, by=by)


def counts():
    kinds = (Note, Accommodation, RecordWords)
    return (*[kind.objects.count() for kind in kinds], Stay.objects.filter(hopes__isnull=False).count())


def test_sweep_deletes_each_thing_at_its_time_and_not_before_SE_61(house, stay, peer):
    written(house, peer, stay)
    found = {}

    for days in (1, 4, 15, 364, 366):
        with later(days=days):
            keeping.sweep(house)
            found[days] = counts()

    assert found == {1: (2, 1, 1, 1), 4: (1, 1, 1, 1), 15: (1, 1, 1, 0), 364: (1, 1, 1, 0), 366: (0, 0, 0, 0)}
    stay.refresh_from_db()
    assert (stay.welcomed, stay.state, readable.hopes(stay)) == ([], "left", "")
    with later(days=366):
        assert keeping.sweep(house) == 0


def test_sweep_leaves_whoever_is_here_and_other_houses(house, harbor, stay, peer, stranger):
    welcoming.hope(stay, words="To sleep.", by=None)
    noting.write(stay, words="We baked.", by=peer)
    written(harbor, stranger, here(harbor, stranger, make_guest(harbor.organization, "Kim")))

    with later(days=400):
        keeping.sweep(house)

    assert counts() == (3, 1, 1, 2)


def test_sweep_forgets_a_stay_that_never_came(house, peer):
    stay = expected(house, peer)
    noting.write(stay, words="Comes by bus.", by=peer)
    booking.cancel(stay, by=peer)

    with later(days=300):
        keeping.sweep(house)
        assert Note.objects.count() == 1
    with later(days=375):
        keeping.sweep(house)
        assert Note.objects.count() == 0


def test_sweep_is_called_every_hour(house, stay, peer, lead, monkeypatch):
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    decide(house, by=lead, staff_note_days=1)
    noting.write(stay, words="Only for us.", by=peer, readers=Readers(True, "law"))

    with later(days=3):
        tasks.every_hour(int(timezone.now().timestamp()))

    assert not Note.objects.exists()


# Stepping back


def test_stepping_back_closes_a_guest_and_a_lead_opens_them_again(house, stay, peer, lead):
    stepping_back.close(stay.guest, house=house, to=peer, by=peer)
    assert list(stay.guest.closed_to.all()) == [peer]

    refused("state", stepping_back.reopen, stay.guest, house=house, to=peer, by=peer)
    stepping_back.reopen(stay.guest, house=house, to=peer, by=lead)

    assert not stay.guest.closed_to.exists()


def test_stepping_back_of_the_last_one_is_refused(house, stay, peer):
    assert "Nobody would be left" in refused("state", stepping_back.close, stay.guest, house=house, to=peer, by=peer)


def test_closing_needs_a_colleague_who_runs_stays(house, stay, lead, editor, stranger):
    for to in (editor, stranger):
        refused("state", stepping_back.close, stay.guest, house=house, to=to, by=lead)


def test_reopening_is_for_a_lead_who_is_not_closed_out(house, stay, peer, lead):
    other = member(house, Role.PEER, "Kim")
    stepping_back.close(stay.guest, house=house, to=lead, by=peer)

    refused("state", stepping_back.reopen, stay.guest, house=house, to=lead, by=lead)
    refused("state", stepping_back.reopen, stay.guest, house=house, to=lead, by=other)
