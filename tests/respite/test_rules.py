"""The dated settings of a house: the newest whose date has come, and what may stand in each."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from respite import rules
from respite.rules import BOUNDS, NAMES, Rules, check, in_force

MAY = date(2026, 5, 1)
ROWS = st.lists(
    st.tuples(st.just("max_nights"), st.dates(date(2026, 4, 1), date(2026, 6, 1)), st.integers(1, 90)),
    unique_by=lambda row: row[1],
)


def test_rules_without_rows_are_the_defaults():
    assert in_force([], MAY) == Rules()
    assert (Rules().max_nights, Rules().window_days) == (7, 30)


def test_rules_hold_from_their_date_on():
    rows = [("max_nights", MAY, 10)]

    assert in_force(rows, MAY - timedelta(days=1)).max_nights == 7
    assert in_force(rows, MAY).max_nights == 10
    assert in_force(rows, MAY + timedelta(days=400)).max_nights == 10


@given(ROWS, st.dates(date(2026, 3, 1), date(2026, 7, 1)), st.randoms())
def test_rules_take_the_newest_row_whose_date_has_come_in_any_order(rows, on, luck):
    luck.shuffle(rows)
    come = [(since, value) for _, since, value in rows if since <= on]

    assert in_force(rows, on).max_nights == (max(come)[1] if come else 7)


def test_rules_leave_out_names_they_do_not_know():
    assert in_force([("phase_of_the_moon", MAY, "full")], MAY) == Rules()


def test_every_number_has_bounds_and_its_default_keeps_them():
    numbers = {name for name in NAMES if isinstance(getattr(Rules(), name), int)}

    assert set(BOUNDS) == numbers
    for name in NAMES:
        check(name, getattr(Rules(), name))


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_check_refuses_what_is_out_of_bounds(name):
    low, high = BOUNDS[name]
    check(name, low)
    check(name, high)

    for value in (low - 1, high + 1, str(low), None, True, 1.5):
        with pytest.raises(ValidationError, match=f"a whole number from {low} to {high}"):
            check(name, value)


@pytest.mark.parametrize("value", ["loud", "", None, 3, ["live"]])
def test_check_refuses_another_way_to_publish(value):
    with pytest.raises(ValidationError, match="one of these"):
        check("publishing", value)


@pytest.mark.parametrize("name", ["area_rule", "reporting"])
def test_check_wants_words_where_words_stand(name):
    check(name, "")
    check(name, "People who live in the county.")

    with pytest.raises(ValidationError):
        check(name, 7)


def test_check_refuses_a_setting_that_is_not_there():
    with pytest.raises(ValidationError, match="no such setting"):
        check("curfew", 22)


def test_every_way_to_publish_is_words():
    assert all(str(words) for words in rules.PUBLISHING.values())
