"""Two guests change rooms in one step; only there does the database wait with its look at double promises."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from respite import history
from respite.models import Bed
from respite.nights import Nights
from stays import booking
from stays.models import Allocation
from tests.factories import expected, here, make_guest, nights_from_tonight
from tests.moments import later, refused


def room(house, name):
    return Bed.objects.get(house=house, room__name=name)


def stay_in(house, by, name, nights=None, make=here):
    return make(house, by, make_guest(house.organization, f"Guest of {name}"), nights, bed=room(house, name))


def plan(stay):
    rows = Allocation.objects.filter(stay=stay).select_related("bed__room").order_by("nights")
    return [(row.bed.room.name, len(row.range)) for row in rows]


def test_swap_changes_two_rooms_in_one_step(house, peer):
    one, two = stay_in(house, peer, "Birch"), stay_in(house, peer, "Cedar")

    booking.swap(one, other=two, by=peer)

    assert (plan(one), plan(two)) == ([("Cedar", 3)], [("Birch", 3)])
    assert [history.about(stay)[0].verb for stay in (one, two)] == ["swapped", "swapped"]


def test_swap_in_a_full_house_needs_no_third_room(house, peer):
    one, two, three = (stay_in(house, peer, name) for name in ("Birch", "Cedar", "Willow"))

    booking.swap(one, other=two, by=peer)
    booking.swap(one, other=three, by=peer)

    assert [plan(stay)[0][0] for stay in (one, two, three)] == ["Willow", "Birch", "Cedar"]


def test_swap_during_the_stay_keeps_the_nights_that_were_slept(house, peer):
    one, two = stay_in(house, peer, "Birch"), stay_in(house, peer, "Cedar", nights_from_tonight(house, 5))

    with later(days=1):
        booking.swap(one, other=two, by=peer)

    assert plan(one) == [("Birch", 1), ("Cedar", 2)]
    assert plan(two) == [("Cedar", 1), ("Birch", 4)]


def test_swap_from_a_later_night(house, peer):
    one, two = stay_in(house, peer, "Birch"), stay_in(house, peer, "Cedar")

    booking.swap(one, other=two, by=peer, from_night=house.tonight() + timedelta(days=2))

    assert plan(one) == [("Birch", 2), ("Cedar", 1)]


def test_swap_with_somebody_still_to_come(house, peer):
    one = stay_in(house, peer, "Birch", nights_from_tonight(house, 5))
    two = stay_in(house, peer, "Cedar", nights_from_tonight(house, 3, later=2), make=expected)

    booking.swap(one, other=two, by=peer)

    assert (plan(one), plan(two)) == ([("Cedar", 5)], [("Birch", 3)])


def test_swap_that_would_disturb_a_third_guest_names_them_and_changes_nothing(house, peer):
    one = stay_in(house, peer, "Birch")
    two = stay_in(house, peer, "Cedar", nights_from_tonight(house, 6))
    stay_in(house, peer, "Birch", nights_from_tonight(house, 2, later=4), make=expected)

    sentence = refused("taken", booking.swap, one, other=two, by=peer)

    assert sentence.startswith("Birch is not free: Guest of Birch until ")
    assert (plan(one), plan(two)) == ([("Birch", 3)], [("Cedar", 6)])


def test_swap_with_a_guest_whose_day_of_leaving_has_come_is_refused(house, peer):
    one, two = stay_in(house, peer, "Birch"), stay_in(house, peer, "Cedar", nights_from_tonight(house, 6))

    with later(days=3):
        assert "over by then" in refused("nights", booking.swap, one, other=two, by=peer)


def test_swap_of_two_in_the_same_room_one_after_the_other_is_refused(house, peer):
    one = stay_in(house, peer, "Birch")
    two = stay_in(house, peer, "Birch", nights_from_tonight(house, 2, later=3), make=expected)

    assert "same room" in refused("state", booking.swap, one, other=two, by=peer)


def test_swap_with_oneself_or_another_house_is_refused(house, harbor, peer, stranger):
    one, theirs = stay_in(house, peer, "Birch"), stay_in(harbor, stranger, "Pier")

    for other in (one, theirs):
        assert "another guest of this house" in refused("state", booking.swap, one, other=other, by=peer)


def overlap(house, nights):
    """Promise a bed-night twice, straight in the table."""
    first = Allocation.objects.get()
    second = expected(house, None, make_guest(house.organization))
    Allocation.objects.filter(stay=second).update(bed=first.bed, nights=(nights.arrives, nights.leaves))


def test_promise_made_twice_is_refused_at_once_outside_a_swap_RE_01(house, peer):
    stay_in(house, peer, "Birch")

    with pytest.raises(IntegrityError, match="bed_night_promised_once"), transaction.atomic():
        overlap(house, nights_from_tonight(house))


def test_swap_leaves_the_look_at_double_promises_immediate_RE_01(house, peer):
    one, two = stay_in(house, peer, "Birch"), stay_in(house, peer, "Cedar")

    with transaction.atomic():
        booking.swap(one, other=two, by=peer)
        with pytest.raises(IntegrityError, match="bed_night_promised_once"), transaction.atomic():
            Allocation.objects.filter(stay=one).update(bed=room(house, "Birch"))

    refused("nights", booking.swap, one, other=two, by=peer, from_night=house.tonight() + timedelta(days=9))
    with pytest.raises(IntegrityError, match="bed_night_promised_once"), transaction.atomic():
        Allocation.objects.filter(stay=one).update(bed=room(house, "Birch"))


def test_only_the_two_that_swap_need_waiting_and_the_database_can_RE_01(house):
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x' AND condeferrable AND NOT condeferred")
        waiting = {name for (name,) in cursor.fetchall()}

    assert waiting == {"bed_night_promised_once", "stay_in_one_bed_a_night"}


def test_swap_holds_against_a_double_promise_that_slips_by_the_first_look_RE_01(house, peer, monkeypatch):
    one, two = stay_in(house, peer, "Birch"), stay_in(house, peer, "Cedar", nights_from_tonight(house, 6))
    stay_in(house, peer, "Birch", nights_from_tonight(house, 2, later=4), make=expected)
    start = house.tonight()
    blind = [
        (one, room(house, "Cedar"), Nights(start, one.leaves)),
        (two, room(house, "Birch"), Nights(start, two.leaves)),
    ]
    monkeypatch.setattr(booking, "_exchange", lambda *_: blind)

    assert "taken a moment ago" in refused("taken", booking.swap, one, other=two, by=peer)

    assert (plan(one), plan(two)) == ([("Birch", 3)], [("Cedar", 6)])
