"""The calendar of a house: nights, the turn-over hour, both clock changes, and the rolling window."""

import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from respite.nights import Nights, at, first_that_fits, fits, tonight

CHICAGO = ZoneInfo("America/Chicago")
ZONES = st.sampled_from(sorted(name for name in available_timezones() if not name.startswith(("Etc/", "posix"))))
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
RANGES = st.builds(Nights.starting, DAYS, st.integers(1, 40))


@pytest.mark.parametrize("leaves", [date(2026, 5, 4), date(2026, 5, 3)])
def test_nights_refuse_an_empty_or_backward_range(leaves):
    with pytest.raises(ValueError, match="at least one night"):
        Nights(date(2026, 5, 4), leaves)


@given(RANGES)
def test_nights_are_the_dates_from_arriving_up_to_leaving_RE_15(nights):
    dates = list(nights)

    assert len(nights) == len(dates) == (nights.leaves - nights.arrives).days
    assert dates[0] == nights.arrives
    assert dates[-1] + timedelta(days=1) == nights.leaves
    assert nights.leaves not in nights
    assert all(date in nights for date in dates)


@given(RANGES, RANGES)
def test_nights_overlap_exactly_when_they_share_a_date(one, two):
    shared = sorted(set(one) & set(two))

    assert one.overlaps(two) == two.overlaps(one) == bool(shared)
    assert list(one.within(two) or ()) == shared


def test_nights_that_touch_do_not_overlap():
    first = Nights(date(2026, 5, 1), date(2026, 5, 4))

    assert not first.overlaps(Nights(date(2026, 5, 4), date(2026, 5, 6)))


@pytest.mark.parametrize(
    ("clock", "night"),
    [
        ("2026-05-04T23:59", "2026-05-04"),
        ("2026-05-05T00:00", "2026-05-04"),
        ("2026-05-05T04:59", "2026-05-04"),
        ("2026-05-05T05:00", "2026-05-05"),
        # The clocks went from 2:00 to 3:00 this night, and back from 2:00 to 1:00 in autumn.
        ("2026-03-08T01:59", "2026-03-07"),
        ("2026-03-08T03:00", "2026-03-07"),
        ("2026-03-08T05:00", "2026-03-08"),
        ("2026-11-01T01:30", "2026-10-31"),
        ("2026-11-01T04:59", "2026-10-31"),
        ("2026-11-01T05:00", "2026-11-01"),
    ],
)
def test_tonight_turns_over_at_the_hour_of_the_house_RE_15(clock, night):
    now = datetime.fromisoformat(clock).replace(tzinfo=CHICAGO)

    assert tonight(now, CHICAGO, 5).isoformat() == night


def test_tonight_is_the_same_in_both_hours_of_a_doubled_one_RE_15():
    first = datetime(2026, 11, 1, 1, 30, tzinfo=CHICAGO)

    assert tonight(first, CHICAGO, 5) == tonight(first.replace(fold=1), CHICAGO, 5) == date(2026, 10, 31)


@given(INSTANTS, ZONES, st.integers(0, 12))
def test_tonight_is_today_or_yesterday_by_the_wall_clock_RE_15(now, name, hour):
    zone = ZoneInfo(name)
    local = now.astimezone(zone)

    night = tonight(now, zone, hour)

    assert night == (local.date() if local.hour >= hour else local.date() - timedelta(days=1))


@settings(max_examples=300)
@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(hours=30)), ZONES)
def test_tonight_never_goes_back_in_any_zone_RE_15(now, later, name):
    zone = ZoneInfo(name)

    assert tonight(now, zone, 5) <= tonight(now + later, zone, 5)


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01"])
def test_tonight_lasts_23_or_25_hours_when_the_clocks_change_RE_15(day):
    change = date.fromisoformat(day)
    begins, ends = (at(change + timedelta(days=n), time(5), CHICAGO) for n in (-1, 0))

    assert tonight(begins, CHICAGO, 5) == tonight(ends - timedelta(seconds=1), CHICAGO, 5)
    assert tonight(ends, CHICAGO, 5) == change
    assert ends - begins in {timedelta(hours=23), timedelta(hours=25)}


def test_at_of_a_skipped_time_is_an_instant_after_the_change_RE_15():
    skipped = at(date(2026, 3, 8), time(2, 30), CHICAGO)

    assert skipped.astimezone(CHICAGO).time() == time(3, 30)


def test_at_of_a_doubled_time_is_the_first_RE_15():
    doubled = at(date(2026, 11, 1), time(1, 30), CHICAGO)

    assert doubled == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@settings(max_examples=300)
@given(DAYS, st.times().map(lambda clock: clock.replace(microsecond=0)), ZONES)
def test_at_shows_the_asked_time_unless_the_clocks_skip_it_RE_15(day, clock, name):
    zone = ZoneInfo(name)

    shown = at(day, clock, zone).astimezone(zone)

    asked = datetime.combine(day, clock)
    if shown.replace(tzinfo=None) != asked:
        # Skipped: nobody's clock showed it, whichever instant is asked.
        assert asked not in {
            (at(day, clock, zone) + timedelta(minutes=n)).astimezone(zone).replace(tzinfo=None)
            for n in range(-180, 181, 15)
        }
        assert shown.replace(tzinfo=None) > asked
    else:
        assert shown.fold == 0


def every_window(taken, asked, window):
    """Return how many nights are used in each window that touches the asked nights, counted one by one."""
    used = set(taken) | set(asked)
    first = asked.arrives - timedelta(days=window - 1)
    last = asked.leaves - timedelta(days=1)
    starts = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [len([n for n in range(window) if start + timedelta(days=n) in used]) for start in starts]


AROUND = st.sets(st.integers(-20, 60).map(lambda n: date(2026, 5, 1) + timedelta(days=n)), max_size=30)
ASKED = st.builds(Nights.starting, st.just(date(2026, 5, 1)), st.integers(1, 9))


@settings(max_examples=300)
@given(AROUND, ASKED, st.integers(1, 9), st.integers(1, 30))
def test_fits_counts_every_window_that_touches_the_nights(taken, asked, most, window):
    assert fits(taken, asked, most=most, window=window) == all(
        count <= most for count in every_window(taken, asked, window)
    )


@settings(max_examples=50, deadline=None)
@given(AROUND, ASKED, st.integers(1, 9), st.integers(1, 30))
def test_first_that_fits_is_the_first_of_all_days(taken, asked, most, window):
    days = [Nights.starting(asked.arrives + timedelta(days=n), len(asked)) for n in range(60)]
    new = [one for one in days if not taken & set(one)]
    good = [one.arrives for one in new if all(n <= most for n in every_window(taken, one, window))]

    first = first_that_fits(taken, asked, most=most, window=window, horizon=60)

    assert first == (min(good) if good else None)


def test_first_that_fits_is_none_when_the_nights_alone_are_too_many():
    asked = Nights.starting(date(2026, 5, 1), 8)

    assert first_that_fits([], asked, most=7, window=30) is None


def test_first_that_fits_sees_nights_promised_later():
    booked = Nights.starting(date(2026, 5, 20), 7)
    asked = Nights.starting(date(2026, 5, 1), 1)

    assert first_that_fits(booked, asked, most=7, window=30) == date(2026, 6, 19)


def test_first_that_fits_looks_400_days_ahead_in_a_moment():
    asked = Nights.starting(date(2026, 5, 1), 90)
    later = [asked.arrives + timedelta(days=n) for n in range(300, 900)]  # so that each window is counted to its end
    begun = stopwatch.perf_counter()

    first = first_that_fits(later, asked, most=90, window=365)

    assert first is None
    assert stopwatch.perf_counter() - begun < 2  # it took half a minute when each window was counted anew
