"""Clock changes, midnight, New Year, another zone: no night is lost, doubled or moved (RE-15)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from django.urls import reverse
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openings import publishing, words
from respite import history
from respite.deciding import decide
from respite.models import House
from respite.nights import ONE_DAY, Nights, at, tonight
from stays import beds, booking, closing, coverlimit, ready, undoing, zones
from stays.availability import State
from stays.models import Allocation, Stay
from tests.factories import expected, held, here, make_guest
from tests.moments import refused

pytestmark = pytest.mark.live
HOUR = timedelta(hours=1)
ZONES = st.sampled_from(sorted(available_timezones()))
SPAN = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2033, 1, 1, tzinfo=UTC))
MOMENTS = st.integers(0, (SPAN[1] - SPAN[0]) // timedelta(minutes=1)).map(lambda n: SPAN[0] + n * timedelta(minutes=1))
CHANGING = ["America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Asia/Gaza"]


def edges(name):
    """Return every instant between 2024 and 2032 at which the clock of a zone changes, to the minute."""
    zone, found, moment = ZoneInfo(name), [], SPAN[0]
    while moment < SPAN[1]:
        if offset(moment, zone) != offset(moment + ONE_DAY, zone):
            found.append(_edge(moment, moment + ONE_DAY, zone))
        moment += ONE_DAY
    return found


def _edge(low, high, zone):
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if offset(low, zone) != offset(middle, zone) else (middle, high)
    return high


def offset(moment, zone):
    return moment.astimezone(zone).utcoffset()


@settings(max_examples=300, deadline=None)
@given(name=ZONES, start=MOMENTS, hour=st.integers(0, 12))
def test_tonight_goes_on_by_one_night_a_calendar_day_in_every_zone_RE_15(name, start, hour):
    zone = ZoneInfo(name)
    moments = [start + n * HOUR for n in range(49)]

    nights = [tonight(moment, zone, hour) for moment in moments]

    local = [moment.astimezone(zone) for moment in moments]
    assert all(0 <= (then.date() - night).days <= 1 for night, then in zip(nights, local, strict=True))
    assert all((there.date() == night) == (there.hour >= hour) for night, there in zip(nights, local, strict=True))
    steps = {(two - one).days for one, two in pairwise(nights)}
    assert steps <= {0, 1}
    assert (nights[-1] - nights[0]).days in {1, 2, 3}


@pytest.mark.parametrize("name", CHANGING)
def test_tonight_at_every_clock_change_until_2032_jumps_never_back_and_never_by_two_RE_15(name):
    zone, changes = ZoneInfo(name), edges(name)

    for edge in changes:
        nights = [tonight(edge + n * timedelta(minutes=20), zone, 5) for n in range(-108, 109)]
        assert {(two - one).days for one, two in pairwise(nights)} == {0, 1}
        assert (nights[-1] - nights[0]).days in {2, 3, 4}
    assert changes or name == "Pacific/Apia"


def test_every_zone_with_clock_changes_keeps_one_night_a_day_RE_15():
    """Walk each change of each zone, hour by hour: "tonight" moves on by one for each calendar day, and never back."""
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        starts = [datetime(year, month, 1, tzinfo=UTC) for year in range(2024, 2033) for month in range(1, 13)]
        for one, two in pairwise(starts):
            if offset(one, zone) == offset(two, zone):
                continue
            edge = _edge(one, two, zone)
            nights = [tonight(edge + n * HOUR, zone, 5) for n in range(-30, 31)]
            days = [(edge + n * HOUR).astimezone(zone).date() for n in range(-30, 31)]
            jumps = {(later - earlier).days for earlier, later in pairwise(nights)}
            assert jumps <= {0, 1}, (name, edge)
            assert all(0 <= (day - night).days <= 1 for day, night in zip(days, nights, strict=True)), (name, edge)


@given(first=st.dates(date(2024, 1, 1), date(2032, 11, 30)), count=st.integers(1, 30), name=ZONES)
def test_nights_are_the_difference_of_dates_whatever_the_clock_does_RE_15(first, count, name):
    zone, nights = ZoneInfo(name), Nights.starting(first, count)

    assert len(nights) == (nights.leaves - nights.arrives).days == len(set(nights)) == count
    noons = [at(night, time(12), zone) for night in nights]
    assert [tonight(noon, zone, 5) for noon in noons] == list(nights)
    assert all(22 * HOUR <= two - one <= 26 * HOUR for one, two in pairwise(noons))


@settings(max_examples=200, deadline=None)
@given(name=ZONES, now=MOMENTS, hours=st.integers(1, 72))
def test_hold_is_never_shorter_than_promised_and_ends_on_a_full_hour_in_every_zone_RE_15(name, now, hours):
    house = House(zone=name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(booking, "database_now", lambda: now)
        until = booking.hours_from_now(house, hours)

    assert now + hours * HOUR <= until <= now + (hours + 1) * HOUR
    assume(offset(until, house.tz) == offset(until - HOUR, house.tz))
    assert house.local(until).minute == 0


@pytest.mark.parametrize(
    ("now", "told"),
    [
        # An ordinary evening: 8 pm and six hours are 2 am.
        (datetime(2027, 3, 8, 2, tzinfo=UTC), (2, 0)),
        # Six hours over the spring change (23-hour day): 10 pm and six real hours are 5 am by the new clock.
        (datetime(2027, 3, 14, 4, tzinfo=UTC), (5, 0)),
        # Six hours over the autumn change (25-hour day): 10 pm and six real hours are 3 am by the new clock.
        (datetime(2026, 11, 1, 3, tzinfo=UTC), (3, 0)),
    ],
)
def test_hold_over_a_clock_change_is_six_real_hours_RE_15(now, told, monkeypatch):
    monkeypatch.setattr(booking, "database_now", lambda: now)
    house = House(zone="America/Chicago")

    until = booking.hours_from_now(house, 6)

    assert until - now == 6 * HOUR
    assert (house.local(until).hour, house.local(until).minute) == told


@pytest.mark.parametrize("moment", ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2027-03-14T08:30:00Z"])
def test_arriving_in_a_doubled_or_skipped_hour_is_one_night_RE_15(house, peer, moment):
    with time_machine.travel(moment, tick=False):
        stay = here(house, peer, nights=Nights.starting(house.tonight(), 3))
        night = house.tonight()
    with time_machine.travel(datetime.fromisoformat(moment) + timedelta(days=2, hours=6), tick=False):
        booking.leave(stay, by=peer)

    stay.refresh_from_db()
    assert stay.range == Nights.starting(night, 3)
    assert night == date.fromisoformat(moment[:10]) - ONE_DAY


def test_midnight_changes_nothing_and_the_turnover_hour_does(house, peer):
    nights = {}
    for hour, minute in ((23, 59), (0, 0), (4, 59), (5, 0)):
        day = date(2027, 1, 5) if hour == 23 else date(2027, 1, 6)
        with time_machine.travel(at(day, time(hour, minute), house.tz), tick=False):
            nights[hour, minute] = house.tonight()

    assert [night.day for night in nights.values()] == [5, 5, 5, 6]


def test_stay_over_new_year_keeps_every_night_and_the_window_RE_15(house, peer):
    with time_machine.travel(at(date(2026, 12, 29), time(15), house.tz), tick=False):
        stay = here(house, peer, nights=Nights(date(2026, 12, 29), date(2027, 1, 2)))
        booking.extend(stay, leaves=date(2027, 1, 4), by=peer)
        refused("limit", booking.extend, stay, leaves=date(2027, 1, 6), by=peer)
    with time_machine.travel(at(date(2027, 1, 1), time(0, 30), house.tz), tick=False):
        in_the_night = house.tonight()
        (other, *_more) = beds.free(house, Nights(date(2026, 12, 31), date(2027, 1, 4)))
        booking.move(stay, to=other, by=peer)
    with time_machine.travel(at(date(2027, 1, 4), time(10), house.tz), tick=False):
        stay = booking.leave(stay, by=peer)

    assert in_the_night == date(2026, 12, 31)
    assert stay.range == Nights(date(2026, 12, 29), date(2027, 1, 4))
    spans = [row.range for row in stay.bed_nights()]
    assert spans == [Nights(date(2026, 12, 29), date(2026, 12, 31)), Nights(date(2026, 12, 31), date(2027, 1, 4))]


# The rules of a zone change, or the house does.


def test_stay_over_a_change_of_the_zones_own_rules_keeps_its_dates_RE_15(house, peer):
    """Morocco leaves and takes up its clock around Ramadan; the dates of a stay over it are what they were."""
    House.objects.filter(pk=house.pk).update(zone="Africa/Casablanca")
    moving = House.objects.get(pk=house.pk)
    (edge, *_rest) = [edge for edge in edges("Africa/Casablanca") if edge.year == 2027]
    with time_machine.travel(edge - timedelta(days=2), tick=False):
        stay = here(moving, peer, nights=Nights.starting(moving.tonight(), 4))
        first = moving.tonight()
    seen = []
    for n in range(5):
        with time_machine.travel(edge + timedelta(days=n - 2, hours=1), tick=False):
            seen.append(moving.tonight())

    assert seen == [first + n * ONE_DAY for n in range(5)]
    assert list(stay.range) == seen[:4]


TIMES = {"noon": datetime(2027, 6, 1, 17, tzinfo=UTC), "night": datetime(2027, 6, 2, 9, 30, tzinfo=UTC)}


@pytest.mark.parametrize("when", TIMES)
@pytest.mark.parametrize("zone", ["America/New_York", "America/Los_Angeles", "Pacific/Auckland", "Pacific/Honolulu"])
def test_house_whose_zone_changes_moves_no_night(house, lead, zone, when):
    with time_machine.travel(TIMES[when], tick=False):
        first = house.tonight()
        stay = here(house, lead, nights=Nights.starting(first, 4))
        promise = held(house, lead, make_guest(house.organization, "Ben"), Nights.starting(first + 9 * ONE_DAY, 3))
        publishing.confirm(house, by=lead)
        before = list(Allocation.objects.order_by("pk").values_list("bed", "nights", "stay"))
        until = (promise.hold_until, stay.arrived_at, publishing.current(house).valid_until)

        zones.change(house, zone=zone, by=lead)

        stay.refresh_from_db()
        promise.refresh_from_db()
        assert list(Allocation.objects.order_by("pk").values_list("bed", "nights", "stay")) == before
        assert (promise.hold_until, stay.arrived_at, publishing.current(house).valid_until) == until
        assert stay.range == Nights.starting(first, 4)
        fresh = House.objects.get(pk=house.pk)
        assert abs((fresh.tonight() - first).days) <= 1
        assert booking.leave(Stay.objects.get(pk=stay.pk), by=lead).state == "left"
    assert history.about(house)[0].facts == {"before": "America/Chicago", "after": zone}


@given(name=ZONES, other=ZONES, now=MOMENTS)
def test_another_zone_moves_tonight_by_one_at_most_but_over_the_date_line(name, other, now):
    with time_machine.travel(now, tick=False):
        told = zones.meaning(House(zone=name, turnover_hour=5), other)

    assert told.moves in {-2, -1, 0, 1, 2}
    assert abs(told.moves) <= 1 or abs(offset(now, ZoneInfo(name)) - offset(now, ZoneInfo(other))) > 20 * HOUR


def test_zone_that_is_none_or_the_same_is_refused(house, lead):
    with pytest.raises(Exception, match="not the name of a time zone"):
        zones.change(house, zone="Mars/Olympus", by=lead)
    assert "already" in refused("state", zones.change, house, zone="America/Chicago", by=lead)


def test_page_of_the_clock_says_what_it_means_before_it_saves(house, lead_desk, desk):
    url = reverse("stays:zone", args=[house.slug])

    first = lead_desk.post(url, {"zone": "America/Los_Angeles", "seen": ""})
    second = lead_desk.post(url, {"zone": "America/Los_Angeles", "seen": "America/Los_Angeles"})

    assert first.status_code == 200
    assert "Nothing is saved yet." in first.text
    assert "It is " in first.text
    assert (second.status_code, House.objects.get().zone) == (303, "America/Los_Angeles")
    assert desk.get(url).status_code == 403


# The worker was dead for a day.


def test_everything_ends_by_reading_alone_when_no_worker_was_up_for_a_day(house, peer, lead):
    decide(house, by=lead, turn_round_minutes=60)
    start = booking.database_now()
    publishing.confirm(house, by=peer)
    hold = held(house, peer, make_guest(house.organization, "Ben"), Nights.starting(house.tonight() + 5 * ONE_DAY, 2))
    Stay.objects.filter(pk=hold.pk).update(hold_until=start - HOUR)
    booking.leave(here(house, peer, bed=house.beds.get(room__name="Birch")), by=peer)

    closing.close(
        house, nights=Nights.starting(house.tonight(), 1), reason="repair", by=lead,
        bed=house.beds.get(room__name="Cedar"),
    )  # fmt: skip

    with time_machine.travel(start + ONE_DAY):
        assert words.published(house).band == State.UNKNOWN
        assert words.published(house).words == "Please call to ask"
        assert Stay.objects.held().count() == 0
        free = [str(bed) for bed in beds.free(house, Nights.starting(house.tonight(), 1))]
        assert free == ["Birch", "Cedar", "Willow"]
        assert [str(line.turn_round.bed) for line in ready.lines(house)] == ["Birch"]
    assert beds.free(house, Nights.starting(house.tonight() + 5 * ONE_DAY, 2)) == list(house.beds.all())


def test_cover_limit_follows_the_night_and_not_midnight(house, peer):
    decide(house, by=peer, rooms_per_person=1, holds_from=date(2027, 1, 1))
    with time_machine.travel(at(date(2027, 1, 6), time(2), house.tz), tick=False):
        found = coverlimit.allowed(House.objects.get(), date(2027, 1, 5))

    assert found == 0


def test_undo_over_midnight_puts_the_same_nights_back(house, peer):
    with time_machine.travel(at(date(2027, 1, 5), time(23, 30), house.tz), tick=False):
        stay = expected(house, peer, nights=Nights(date(2027, 1, 5), date(2027, 1, 8)))
        booking.arrive(stay, by=peer)
    with time_machine.travel(at(date(2027, 1, 6), time(0, 30), house.tz), tick=False):
        undoing.undo(undoing.of_stay(stay), by=peer)

    stay.refresh_from_db()
    assert (stay.state, stay.range) == ("expected", Nights(date(2027, 1, 5), date(2027, 1, 8)))
