"""Closing a bed or the house for some nights, and opening it again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from respite import changes, history
from respite.models import Bed
from respite.nights import Nights
from stays import closing
from stays.models import Allocation, Closure
from tests.factories import expected, held, make_guest, nights_from_tonight
from tests.moments import lapse, later, refused


def room(house, name):
    return Bed.objects.get(house=house, room__name=name)


def closed(house):
    """Return the rooms that are closed, with the nights for which they are."""
    rows = Allocation.objects.filter(house=house, closure__isnull=False).select_related("bed__room")
    return {row.bed.room.name: row.range for row in rows}


def close(house, by, **more):
    return closing.close(house, **{"nights": nights_from_tonight(house, 4), "reason": "repair", "by": by} | more)


def test_close_takes_one_bed(house, lead):
    closure = close(house, lead, bed=room(house, "Cedar"))

    assert closed(house) == {"Cedar": nights_from_tonight(house, 4)}
    assert (closure.bed, closure.reason, closure.ended_at) == (room(house, "Cedar"), "repair", None)
    assert (closure.nights.lower, closure.nights.upper) == (house.tonight(), house.tonight() + timedelta(days=4))


def test_close_the_house_takes_every_bed(house, lead):
    closure = close(house, lead, reason="staffing")

    assert set(closed(house)) == {"Birch", "Cedar", "Willow"}
    assert closure.bed is None


def test_close_is_on_record_and_told(house, lead, monkeypatch):
    told = []
    monkeypatch.setattr(changes, "_listeners", [told.append])

    closure = close(house, lead, bed=room(house, "Cedar"))

    entry = history.about(closure)[0]
    assert (entry.verb, entry.by, entry.facts) == ("closed", lead, {"bed": "Cedar", "reason": "repair"})
    assert told == [house]


def test_close_names_every_guest_in_the_way_and_closes_nothing(house, lead):
    for name, bed in (("Rosa", "Birch"), ("Luz", "Cedar")):
        expected(house, lead, make_guest(house.organization, name), bed=room(house, bed))

    with pytest.raises(ValidationError) as refusal:
        close(house, lead)

    told = sorted(refusal.value.messages)
    assert [words.split(", from ")[0] for words in told] == ["Birch: Rosa", "Cedar: Luz"]
    assert {error.code for error in refusal.value.error_list} == {"taken"}
    assert not Closure.objects.exists()


def test_close_beside_a_stay_is_fine_RE_01(house, lead):
    expected(house, lead, bed=room(house, "Cedar"))

    close(house, lead, bed=room(house, "Cedar"), nights=nights_from_tonight(house, 2, later=3))

    assert list(closed(house)) == ["Cedar"]


def test_close_twice_names_the_first_closure(house, lead):
    close(house, lead, bed=room(house, "Cedar"))

    with pytest.raises(ValidationError, match="Cedar: repair, from"):
        close(house, lead, bed=room(house, "Cedar"), reason="cleaning")


def test_close_is_not_stopped_by_a_hold_whose_time_is_over_RE_04(house, peer, lead):
    stay = held(house, peer, bed=room(house, "Cedar"))
    lapse(stay)

    close(house, lead, bed=room(house, "Cedar"))

    stay.refresh_from_db()
    assert stay.state == "let_go"


def test_close_refuses_nights_that_are_over(house, lead):
    nights = Nights.starting(house.tonight() - timedelta(days=3), 3)

    assert "already over" in refused("nights", close, house, lead, nights=nights)


def test_close_refuses_another_houses_bed_SE_29(house, harbor, lead):
    assert "not in this house" in refused("state", close, house, lead, bed=room(harbor, "Pier"))


def test_close_refuses_a_reason_that_is_not_on_the_list(house, lead):
    with pytest.raises(ValidationError) as refusal:
        close(house, lead, reason="moods")

    assert set(refusal.value.error_dict) == {"reason"}
    assert not Closure.objects.exists()


def test_reopen_frees_tonight_and_keeps_the_nights_before_on_record(house, lead):
    closure = close(house, lead)

    with later(days=1):
        closing.reopen(closure, by=lead)

    assert set(closed(house).values()) == {nights_from_tonight(house, 1)}
    closure.refresh_from_db()
    assert closure.ended_at is not None
    assert history.about(closure)[0].verb == "opened again"


def test_reopen_in_the_first_night_frees_all_of_it(house, lead):
    closing.reopen(close(house, lead), by=lead)

    assert closed(house) == {}


def test_reopen_from_a_later_night(house, lead):
    closing.reopen(close(house, lead), by=lead, from_night=house.tonight() + timedelta(days=3))

    assert set(closed(house).values()) == {nights_from_tonight(house, 3)}


def test_reopen_of_what_has_not_begun_frees_it(house, lead):
    closure = close(house, lead, nights=nights_from_tonight(house, 2, later=5))

    closing.reopen(closure, by=lead)

    assert closed(house) == {}


def test_reopen_twice_or_after_the_end_is_refused(house, lead):
    closure = close(house, lead)
    with later(days=4):
        assert "already open" in refused("state", closing.reopen, closure, by=lead)

    closing.reopen(closure, by=lead)

    assert "already open" in refused("state", closing.reopen, closure, by=lead)


def test_reopen_lets_the_next_guest_in(house, lead):
    closure = close(house, lead)
    refused("taken", held, house, lead)

    closing.reopen(closure, by=lead)

    assert held(house, lead).state == "held"
