"""What the database itself refuses, asked for in plain SQL, past every verb (RE-01, RE-03)."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.errors import CheckViolation, ExclusionViolation, ForeignKeyViolation, UniqueViolation

from respite.models import Bed
from stays import booking, connecting
from stays.models import Closure, Stay
from tests.factories import expected, held, here, make_guest

NEW = """
INSERT INTO stays_allocation (bed_id, house_id, nights, stay_id, closure_id) VALUES (%s, %s, %s::daterange, %s, %s)
"""
CLOSED = """
INSERT INTO stays_closure (id, house_id, reason, nights, made_at) VALUES (%s, %s, 'repair', %s::daterange, now())
"""
COPY = """
INSERT INTO stays_stay (id, code, house_id, guest_id, state, nights, needs, hold_until, arrived_at, acknowledged_by,
        made_at)
    SELECT gen_random_uuid(), %s, %s, guest_id, %s, %s::daterange, '{}', now(), now(), '', now()
    FROM stays_stay WHERE id = %s
"""


def sql(statement, *facts):
    """Run a statement with every look of the database at once, also those it saves for the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, facts)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(kind, name, statement, *facts):
    with pytest.raises(IntegrityError) as refusal:
        sql(statement, *facts)
    assert isinstance(refusal.value.__cause__, kind)
    assert refusal.value.__cause__.diag.constraint_name == name


def room(house, name):
    return Bed.objects.get(house=house, room__name=name)


def span(house, first, last, bounds="[)"):
    """Return a range of nights in PostgreSQL's words."""
    return f"{bounds[0]}{house.tonight() + timedelta(days=first)},{house.tonight() + timedelta(days=last)}{bounds[1]}"


@pytest.fixture
def willow(house, peer):
    """A stay in Willow for the nights 0, 1 and 2, and a second stay that has no bed there."""
    stay = expected(house, peer, bed=room(house, "Willow"))
    other = expected(house, peer, make_guest(house.organization, "Luz"), bed=room(house, "Cedar"))
    other.allocations.all().delete()
    return room(house, "Willow"), stay, other


@pytest.mark.parametrize(("first", "last"), [(-3, 0), (3, 5)])
def test_adjacent_nights_in_one_bed_are_fine_RE_01(house, willow, first, last):
    bed, _, other = willow

    sql(NEW, bed.pk, house.pk, span(house, first, last), other.pk, None)

    assert other.allocations.count() == 1


@pytest.mark.parametrize(
    ("first", "last", "bounds"), [(-2, 1, "[)"), (2, 5, "[)"), (1, 2, "[)"), (-1, 9, "[)"), (-2, 0, "[]")]
)
def test_overlapping_nights_in_one_bed_are_refused_RE_01(house, willow, first, last, bounds):
    bed, _, other = willow

    refused(
        ExclusionViolation,
        "bed_night_promised_once",
        NEW,
        bed.pk,
        house.pk,
        span(house, first, last, bounds),
        other.pk,
        None,
    )


def test_closure_and_stay_exclude_each_other_in_one_bed_RE_01(house, willow):
    bed, _, _ = willow
    closure = Closure.objects.create(
        house=house, reason="repair", nights=(house.tonight(), house.tonight() + timedelta(days=1))
    )

    refused(ExclusionViolation, "bed_night_promised_once", NEW, bed.pk, house.pk, span(house, 2, 4), None, closure.pk)
    sql(NEW, bed.pk, house.pk, span(house, 3, 4), None, closure.pk)


def test_update_into_somebodys_nights_is_refused_RE_01(house, willow):
    bed, _, other = willow
    sql(NEW, bed.pk, house.pk, span(house, 3, 5), other.pk, None)

    refused(
        ExclusionViolation,
        "bed_night_promised_once",
        "UPDATE stays_allocation SET nights = %s::daterange WHERE stay_id = %s",
        span(house, 2, 5),
        other.pk,
    )


def test_stay_is_in_one_bed_a_night_RE_01(house, willow):
    _, stay, _ = willow

    refused(
        ExclusionViolation,
        "stay_in_one_bed_a_night",
        NEW,
        room(house, "Birch").pk,
        house.pk,
        span(house, 2, 4),
        stay.pk,
        None,
    )
    sql(NEW, room(house, "Birch").pk, house.pk, span(house, 3, 4), stay.pk, None)


def test_bed_night_is_for_a_stay_or_a_closure_and_never_both_or_none(house, willow):
    bed, _, other = willow
    closure = Closure.objects.create(
        house=house, reason="repair", nights=(house.tonight(), house.tonight() + timedelta(days=1))
    )

    for stay_id, closure_id in ((None, None), (other.pk, closure.pk)):
        refused(
            CheckViolation, "for_a_stay_or_a_closure", NEW, bed.pk, house.pk, span(house, 7, 8), stay_id, closure_id
        )


@pytest.mark.parametrize("nights", ["empty", "(,2026-05-01)", "[2026-05-01,)", "(,)"])
def test_nights_have_a_beginning_and_an_end(house, willow, nights):
    bed, stay, other = willow

    refused(CheckViolation, "allocation_has_nights", NEW, bed.pk, house.pk, nights, other.pk, None)
    refused(
        CheckViolation, "stay_has_nights", "UPDATE stays_stay SET nights = %s::daterange WHERE id = %s", nights, stay.pk
    )
    refused(
        CheckViolation,
        "closure_has_nights",
        CLOSED,
        uuid.uuid4(),
        house.pk,
        nights,
    )


def test_bed_stay_and_closure_are_of_the_house_of_the_night(house, harbor, willow):
    bed, _, other = willow
    theirs = room(harbor, "Pier")
    closure = Closure.objects.create(
        house=harbor, reason="repair", nights=(house.tonight(), house.tonight() + timedelta(days=1))
    )
    free = span(house, 7, 8)

    refused(ForeignKeyViolation, "bed_in_this_house", NEW, theirs.pk, house.pk, free, other.pk, None)
    refused(ForeignKeyViolation, "stay_in_this_house", NEW, theirs.pk, harbor.pk, free, other.pk, None)
    refused(ForeignKeyViolation, "closure_in_this_house", NEW, bed.pk, house.pk, free, None, closure.pk)


def test_stay_cannot_be_carried_to_another_house(house, harbor, willow):
    _, stay, _ = willow

    refused(
        ForeignKeyViolation,
        "stay_in_this_house",
        "UPDATE stays_stay SET house_id = %s WHERE id = %s",
        harbor.pk,
        stay.pk,
    )


def test_guest_is_in_one_place_a_night_in_all_houses_RE_01(house, harbor, peer):
    stay = here(house, peer)

    for state in ("held", "expected", "here"):
        refused(
            ExclusionViolation,
            "guest_in_one_place_a_night",
            COPY,
            "ZZZZZZ",
            harbor.pk,
            state,
            span(house, 2, 4),
            stay.pk,
        )
    for n, state in enumerate(("left", "cancelled", "did_not_arrive", "let_go")):
        sql(COPY, f"ZZZZZ{n}", harbor.pk, state, span(house, 2, 4), stay.pk)
    sql(COPY, "ZZZZZ9", harbor.pk, "expected", span(house, 3, 4), stay.pk)


def test_hold_has_an_end_and_a_guest_who_is_here_has_arrived(house, peer):
    stay = held(house, peer)

    refused(CheckViolation, "hold_ends", "UPDATE stays_stay SET hold_until = NULL WHERE id = %s", stay.pk)
    booking.confirm(stay, by=peer)
    refused(CheckViolation, "here_has_arrived", "UPDATE stays_stay SET state = 'here' WHERE id = %s", stay.pk)


def test_codes_are_unique(house, peer):
    one, two = held(house, peer), held(house, peer)

    refused(UniqueViolation, "stays_stay_code_key", "UPDATE stays_stay SET code = %s WHERE id = %s", one.code, two.pk)


def test_contact_after_a_stay_has_a_last_day(house, peer):
    made = connecting.wish(here(house, peer), choice="one", by=peer)

    refused(CheckViolation, "contact_has_an_end", "UPDATE stays_wish SET until = NULL WHERE id = %s", made.pk)
    refused(CheckViolation, "connection_due_before_it_ends", "UPDATE stays_connection SET ends_on = due_on - 1")


def test_stay_with_nights_cannot_lose_its_guest_or_house(house, peer):
    stay = expected(house, peer)

    for table, pk in (("stays_guest", stay.guest_id), ("respite_house", house.pk)):
        with pytest.raises(IntegrityError):
            sql(f"DELETE FROM {table} WHERE id = %s", pk)
    assert Stay.objects.get() == stay
