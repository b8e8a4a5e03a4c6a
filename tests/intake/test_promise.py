"""By when the house says it will call back: the same day, or the next one, and never in the past."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.promise import call_back_by
from respite.deciding import decide
from respite.models import House
from respite.rules import BOUNDS
from tests.factories import ask


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        ("2026-05-04T09:00", "2026-05-04T20:00"),
        ("2026-05-04T17:59", "2026-05-04T20:00"),
        ("2026-05-04T18:00", "2026-05-05T10:00"),
        ("2026-05-04T23:59", "2026-05-05T10:00"),
        ("2026-05-05T02:00", "2026-05-05T20:00"),
        ("2026-12-31T22:00", "2027-01-01T10:00"),
        # The day before and the day of each change of the clocks.
        ("2026-03-07T19:00", "2026-03-08T10:00"),
        ("2026-03-08T12:00", "2026-03-08T20:00"),
        ("2026-10-31T19:00", "2026-11-01T10:00"),
    ],
)
def test_promise_is_by_the_wall_clock_of_the_house_RE_15(house, asked, promised):
    instant = datetime.fromisoformat(asked).replace(tzinfo=house.tz)

    assert call_back_by(house, instant).astimezone(house.tz).isoformat()[:16] == promised


def test_promise_follows_the_rules_of_the_day(house, lead):
    tomorrow = house.tonight() + timedelta(days=1)
    decide(house, by=lead, holds_from=tomorrow, call_back_by=22, call_back_cutoff=21, call_back_next=9)
    noon, evening = (datetime(tomorrow.year, tomorrow.month, tomorrow.day, hour, tzinfo=house.tz) for hour in (12, 21))

    assert call_back_by(house, noon).astimezone(house.tz).hour == 22
    assert call_back_by(house, evening).astimezone(house.tz).hour == 9
    assert call_back_by(house, noon - timedelta(days=1)).astimezone(house.tz).hour == 20


HOURS = {name: st.integers(*BOUNDS[name]) for name in ("call_back_by", "call_back_cutoff", "call_back_next")}


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["America/Chicago", "Pacific/Auckland", "Asia/Kathmandu", "Australia/Lord_Howe"]),
    st.fixed_dictionaries(HOURS),
)
def test_promise_is_never_over_already_and_within_two_days(asked, zone, hours):
    house = House(zone=zone)
    house.__dict__["_settings"] = [(name, asked.date() - timedelta(days=9), hour) for name, hour in hours.items()]

    promised = call_back_by(house, asked)

    assert asked < promised <= asked + timedelta(hours=49)


def test_promise_is_written_with_the_request(house):
    asked_at = datetime(2026, 5, 4, 12, tzinfo=house.tz)

    request, _ = ask(house, at=asked_at)

    assert (request.asked_at, request.promised_by) == (asked_at, datetime(2026, 5, 4, 20, tzinfo=house.tz))
    assert request.is_late
