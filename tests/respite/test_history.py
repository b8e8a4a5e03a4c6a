"""History only grows: in order, about one subject, without personal words, and against the database's own tools."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from respite import history
from respite.models import Entry, Organization
from stays import booking
from tests.factories import held, here, make_guest
from tests.moments import later


@pytest.fixture
def entry(house, peer):
    return history.record("waved", house, house=house, by=peer, hands=2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE respite_entry SET verb = 'nothing'",
        "UPDATE respite_entry SET facts = '{}' WHERE id = (SELECT max(id) FROM respite_entry)",
        "DELETE FROM respite_entry",
        "DELETE FROM ONLY respite_entry WHERE id > 0",
        "TRUNCATE respite_entry",
        "TRUNCATE respite_entry RESTART IDENTITY CASCADE",
        "TRUNCATE respite_person CASCADE",
        "WITH gone AS (DELETE FROM respite_entry RETURNING 1) SELECT * FROM gone",
        "INSERT INTO respite_entry SELECT * FROM respite_entry ON CONFLICT (id) DO UPDATE SET verb = 'nothing'",
        "MERGE INTO respite_entry USING respite_house ON true WHEN MATCHED THEN DELETE",
    ],
)
def test_history_refuses_raw_sql_that_would_change_it_SE_30(entry, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing else stands in the way of TRUNCATE
        with pytest.raises(ProgrammingError, match="append-only") as refusal, transaction.atomic():
            cursor.execute(statement)

    assert refusal.value.__cause__.sqlstate == "42501"
    assert Entry.objects.get(pk=entry.pk).verb == "waved"


def test_history_refuses_the_orm_SE_30(entry):
    entry.verb = "nothing"

    for change in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(verb="nothing")):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            change()

    assert Entry.objects.get(pk=entry.pk).verb == "waved"


def test_record_keeps_who_where_what_and_when(house, peer, entry):
    read = Entry.objects.get()

    assert (read.verb, read.by, read.house, read.organization) == ("waved", peer, house, house.organization)
    assert (read.subject_kind, read.subject, read.facts) == ("house", house.pk, {"hands": 2})
    assert timezone.now() - read.at < timedelta(minutes=1)


def test_record_without_a_house_belongs_to_the_organization(house, peer):
    of_all = history.record("founded", house.organization, by=peer)
    of_guest = history.record("joined", make_guest(house.organization), by=peer)

    assert {of_all.organization, of_guest.organization} == set(Organization.objects.all())
    assert (of_all.house, of_guest.house) == (None, None)


def test_about_returns_the_history_of_one_subject_newest_first(house, peer, django_assert_num_queries):
    stay = here(house, peer)
    held(house, peer, make_guest(house.organization))

    with django_assert_num_queries(1):
        lines = [(entry.verb, entry.by.name) for entry in history.about(stay)]

    assert lines == [("arrived", "Joy"), ("confirmed", "Joy"), ("held", "Joy")]


def test_entries_are_in_the_order_of_what_happened_whatever_the_clock_says_RE_16(house, peer):
    stay = held(house, peer)
    with later(days=-1):
        booking.confirm(stay, by=peer)
    with later(days=1):
        booking.cancel(stay, by=peer)

    assert list(Entry.objects.values_list("verb", flat=True)) == ["held", "confirmed", "cancelled"]


def test_record_vanishes_with_the_change_it_tells_of(house, peer):
    with transaction.atomic():
        held(house, peer)
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


def test_facts_of_a_stay_hold_no_name(house, peer):
    stay = here(house, peer, make_guest(house.organization, "Quetzalina"))
    booking.leave(stay, by=peer)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE e::text ILIKE '%%quetzal%%') FROM respite_entry e")
        assert cursor.fetchone() == (4, 0)
