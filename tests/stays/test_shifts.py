"""Who is on: the bands of a day, and the cover they give against the house's minimum."""

from datetime import UTC, date, datetime, timedelta

import pytest

from respite.deciding import decide
from respite.models import Entry
from stays.models import Band, Shift
from stays.shifts import band_at, cover, sign_up

DAY = date(2026, 3, 7)  # the clocks change in the night that follows


def on(house, person, day=DAY, band=Band.EVENING):
    return sign_up(house, person=person, on=day, band=band, by=person)


def test_cover_names_who_is_on_in_every_band(house, peer, lead):
    on(house, peer)
    on(house, lead)
    on(house, peer, DAY + timedelta(days=1), Band.DAY)

    rows = cover(house, DAY, days=2)

    assert [(row.date, row.band) for row in rows] == [(DAY + timedelta(days=n), band) for n in (0, 1) for band in Band]
    assert [row.names for row in rows] == [(), ("Ana", "Joy"), (), ("Joy",), (), ()]


def test_cover_is_short_below_the_minimum_of_that_day(house, peer, lead):
    on(house, peer)
    decide(house, by=lead, minimum_evening=1, holds_from=DAY + timedelta(days=1))
    on(house, peer, DAY + timedelta(days=1))

    today, tomorrow = cover(house, DAY)[1], cover(house, DAY + timedelta(days=1))[1]

    assert (today.minimum, today.short) == (2, True)
    assert (tomorrow.minimum, tomorrow.short) == (1, False)


def test_cover_is_of_one_house(house, harbor, peer, stranger):
    on(harbor, stranger)

    assert [row.names for row in cover(house, DAY)] == [(), (), ()]


def test_sign_up_once_more_does_nothing_more(house, peer):
    assert on(house, peer) == on(house, peer)

    assert Shift.objects.count() == 1
    assert Entry.objects.filter(verb="signed up").count() == 1


@pytest.mark.parametrize(
    ("instant", "day", "band"),
    [
        ("2026-03-07T12:59", DAY - timedelta(days=1), Band.NIGHT),
        ("2026-03-07T13:00", DAY, Band.DAY),
        ("2026-03-07T20:59", DAY, Band.DAY),
        ("2026-03-07T21:00", DAY, Band.EVENING),
        ("2026-03-08T04:59", DAY, Band.EVENING),
        ("2026-03-08T05:00", DAY, Band.NIGHT),
        # After the change 7 o'clock comes an hour earlier by UTC.
        ("2026-03-08T11:59", DAY, Band.NIGHT),
        ("2026-03-08T12:00", DAY + timedelta(days=1), Band.DAY),
    ],
)
def test_band_follows_the_wall_clock_of_the_house_RE_15(house, instant, day, band):
    now = datetime.fromisoformat(instant).replace(tzinfo=UTC)

    assert band_at(house, now) == (day, band)
    [current] = [row for row in cover(house, day, now=now) if row.now]
    assert (current.date, current.band) == (day, band)
    assert current.hours[0] in {7, 15, 23}
