"""A house on the grid of hours: what is public changes at set times, and never dates a departure (INTEROP.md 5.4)."""

import threading
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from openings import grid, hours, outside, publishing, tasks, words
from openings.models import Grid, Notice
from respite import rules
from respite.deciding import decide
from respite.models import House
from stays import availability, booking, closing, pausing
from stays.models import Stay
from tests import factories
from tests.cast import live

DAY = datetime(2026, 11, 24, 12, tzinfo=UTC)  # 6 am in the house: the times of the grid are 8, 14 and 20
MINUTE = timedelta(minutes=1)
ONE = "/api/v1/availability/juniper-house"
FEEDS = ["/feeds/availability.json", "/feeds/availability.atom"]
OUTLETS = ["/api/v1/availability", ONE, "/embed/juniper-house/", *FEEDS]


@pytest.fixture
def clock():
    with time_machine.travel(DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def on_grid(house, lead, clock):
    decide(house, by=lead, publishing="coarse", max_nights=30, window_days=60)
    return House.objects.get(pk=house.pk)


def fill(house, by):
    return [factories.here(house, by, nights=factories.nights_from_tonight(house, 14)) for _bed in house.beds.all()]


def to(clock, house, hour, days=0):
    """Go to just after a time of the grid, and let the worker do its minute."""
    local = house.local(DAY).replace(hour=hour) + timedelta(days=days)
    clock.move_to(local.astimezone(UTC) + hours.SPREAD)
    tasks.tidy([House.objects.get(pk=house.pk)])


def said(house):
    return words.published(house).band


# The times.


def test_times_of_the_grid_lie_after_their_hours_and_differ_from_day_to_day(on_grid):
    slots = [hours.last(on_grid, DAY + timedelta(days=n, hours=12)) for n in range(60)]
    late = [slot.at - slot.hour for slot in slots]

    assert all(timedelta() <= one < hours.SPREAD for one in late)
    assert len(set(late)) > 50
    assert max(late) - min(late) > timedelta(minutes=25)


def test_times_of_the_grid_are_the_same_in_every_process_and_hold_after_one_another(on_grid):
    slot = hours.following(on_grid, DAY)

    assert slot == hours.following(House.objects.get(pk=on_grid.pk), DAY)
    assert hours.last(on_grid, slot.at) == slot
    assert hours.earlier(on_grid, slot, 0) == slot
    assert hours.earlier(on_grid, slot, 1) == hours.last(on_grid, slot.at - MINUTE)
    assert [hours.earlier(on_grid, slot, n).hour.astimezone(on_grid.tz).hour for n in range(4)] == [8, 20, 14, 8]


@pytest.mark.parametrize("day", [datetime(2026, 3, 8, 8, tzinfo=UTC), datetime(2026, 11, 1, 8, tzinfo=UTC)])
def test_times_of_the_grid_keep_to_the_clock_of_the_house_over_clock_changes(on_grid, lead, day):
    decide(on_grid, by=lead, holds_from=on_grid.tonight() + timedelta(days=1), notice_times="2, 14")

    found = [hours.following(on_grid, day + timedelta(hours=n)) for n in range(0, 72, 6)]

    assert all(slot.at - slot.hour < hours.SPREAD for slot in found)
    assert [slot.at for slot in found] == sorted(slot.at for slot in found)


@pytest.mark.parametrize("text", ["", "25", "8,8", "8;14", "-1", "1,2,3,4,5,6,7,8,9", "8,", "eight"])
def test_times_that_are_no_hours_are_refused(text):
    with pytest.raises(ValidationError, match="one to eight hours"):
        rules.check("notice_times", text)


@pytest.mark.parametrize("text", ["8", "8, 9, 10", "0, 17", "3, 20"])
def test_times_so_far_apart_that_no_word_could_hold_until_the_next_are_refused(text):
    with pytest.raises(ValidationError, match="at most 16 hours"):
        rules.check("notice_times", text)


@pytest.mark.parametrize("text", ["8, 16", "0, 16", "6, 14, 20", "23, 7"])
def test_word_confirmed_just_before_any_of_the_times_goes_out_then(on_grid, lead, peer, clock, text):
    decide(on_grid, by=lead, notice_times=text)
    on_grid = House.objects.get(pk=on_grid.pk)
    for hour in rules.hours_of(text):
        slot = hours.following(on_grid, DAY + timedelta(days=1, hours=hour))
        clock.move_to(slot.at - MINUTE)
        publishing.confirm(on_grid, by=peer)
        clock.move_to(slot.at)

        assert publishing.on_the_hour(on_grid) is not None, hour


# What goes out when.


def test_what_is_confirmed_waits_for_its_hour(on_grid, peer, clock):
    publishing.confirm(on_grid, by=peer)
    assert said(on_grid) == "unknown"

    to(clock, on_grid, 8)
    assert said(on_grid) == "full", "room that was seen at 6 has not stood for a whole step of the grid"

    publishing.confirm(on_grid, by=peer)
    to(clock, on_grid, 14)
    assert said(on_grid) == "open"
    told = words.published(on_grid)
    assert told.as_of == "Updated this afternoon at 2. Good until 10 pm. After that, please call."


def test_a_freed_bed_is_told_at_the_second_time_after_it_and_when_somebody_confirmed(on_grid, peer, clock):
    stays = fill(on_grid, peer)
    publishing.confirm(on_grid, by=peer)
    to(clock, on_grid, 8)
    clock.shift(timedelta(hours=2))
    booking.leave(stays[0], by=peer)
    publishing.confirm(on_grid, by=peer)

    found = [said(on_grid)]
    for hour in (14, 20):
        to(clock, on_grid, hour)
        found.append(str(said(on_grid)))

    assert found == ["full", "full", "open"]


def test_a_freed_bed_that_nobody_confirmed_stays_untold(on_grid, peer, clock):
    stays = fill(on_grid, peer)
    publishing.confirm(on_grid, by=peer)
    to(clock, on_grid, 8)
    booking.leave(stays[0], by=peer)

    to(clock, on_grid, 14)
    to(clock, on_grid, 20)

    assert said(on_grid) != "open"


def test_a_house_may_hold_back_for_one_time_only(on_grid, lead, peer, clock):
    decide(on_grid, by=lead, hold_back=1)
    stays = fill(on_grid, peer)
    booking.leave(stays[0], by=peer)
    publishing.confirm(on_grid, by=peer)

    to(clock, on_grid, 8)

    assert said(on_grid) == "open"


def test_a_house_that_filled_up_says_so_at_the_next_time(on_grid, peer, clock):
    publishing.confirm(on_grid, by=peer)
    to(clock, on_grid, 8)
    publishing.confirm(on_grid, by=peer)
    to(clock, on_grid, 14)
    fill(on_grid, peer)
    assert said(on_grid) == "open"

    to(clock, on_grid, 20)

    last = publishing.current(on_grid)
    assert (last.band, last.next_update) == ("full", DAY + timedelta(hours=26)), "the next time is 8 in the morning"


def test_a_word_said_in_the_moment_room_is_first_seen_is_not_older_than_the_room(house, lead, peer):
    decide(house, by=lead, publishing="coarse")
    Grid.objects.update(open_since=None)

    publishing.confirm(house, by=peer)

    row = grid.read(house)
    assert row.open_since <= row.said_at


def test_a_house_that_leaves_the_grid_names_no_next_time(on_grid, lead, peer, clock):
    publishing.confirm(on_grid, by=peer)
    to(clock, on_grid, 8)
    decide(on_grid, by=lead, publishing="live")

    publishing.refresh(on_grid)

    last = publishing.current(on_grid)
    assert (last.band, last.next_update) == ("open", None)


def test_full_by_hand_waits_and_please_call_goes_out_at_once(on_grid, peer, clock):
    publishing.say(on_grid, band="full", by=peer)
    before = said(on_grid)
    publishing.say(on_grid, band="call", by=peer)

    assert (before, said(on_grid)) == ("unknown", "call")


def test_full_by_hand_is_told_though_there_is_room(on_grid, peer, clock):
    grid.watch(on_grid, availability.tonight(on_grid), DAY - timedelta(days=3))
    publishing.say(on_grid, band="full", by=peer)

    to(clock, on_grid, 8)

    assert said(on_grid) == "full"


@pytest.mark.parametrize("what", ["pause", "close"])
def test_offers_that_stop_and_a_house_that_closes_are_told_at_once(what, on_grid, peer, lead, clock):
    stays = fill(on_grid, peer)
    publishing.confirm(on_grid, by=peer)
    to(clock, on_grid, 8)

    if what == "pause":
        pausing.pause(on_grid, reason="illness", by=lead)
    else:
        for stay in stays:
            booking.leave(stay, by=peer)
        closing.close(on_grid, nights=factories.nights_from_tonight(on_grid), reason="illness", by=lead)

    assert said(on_grid) == ("call" if what == "pause" else "paused")


def test_a_word_that_is_too_old_is_not_repeated_and_what_stands_runs_out(on_grid, peer, clock):
    fill(on_grid, peer)
    publishing.confirm(on_grid, by=peer)
    to(clock, on_grid, 8)
    to(clock, on_grid, 14)
    assert said(on_grid) == "full"

    to(clock, on_grid, 20)
    assert on_grid.notices.count() == 2
    clock.move_to(DAY + timedelta(hours=16, minutes=1))  # a minute past 10 pm

    assert said(on_grid) == "unknown"


def test_two_workers_at_one_time_write_one_notice(on_grid, peer, clock):
    publishing.confirm(on_grid, by=peer)
    to(clock, on_grid, 8)

    publishing.on_the_hour(on_grid)
    tasks.tidy([on_grid])

    assert on_grid.notices.count() == 1


def test_a_late_worker_publishes_the_time_that_has_come_and_never_an_older_one(on_grid, peer, clock):
    publishing.confirm(on_grid, by=peer)
    clock.move_to(DAY + timedelta(hours=10))  # 4 pm: 8 and 14 are over
    late = grid.late(on_grid, grid.read(on_grid), DAY + timedelta(hours=10))

    tasks.tidy([on_grid])

    assert late.hour == DAY + timedelta(hours=8)
    assert [row.told_at for row in Notice.objects.all()] == [DAY + timedelta(hours=8)]
    assert grid.late(on_grid, grid.read(on_grid), DAY + timedelta(hours=10)) is None


def test_a_house_without_the_grid_waits_for_nothing(house, peer):
    house = live(house)
    publishing.confirm(house, by=peer)

    assert publishing.on_the_hour(house) is None
    assert not Grid.objects.exists()
    assert said(house) == "open"


# Privacy.

STEP = timedelta(minutes=47)
ACTS = st.lists(
    st.sampled_from(["arrive", "arrive", "leave", "leave", "confirm", "confirm", "full", ""]), min_size=70, max_size=70
)


def act(house, what, by):
    """Do one thing as staff would, and say whether the board has room then."""
    here = list(Stay.objects.filter(house=house, state=Stay.State.HERE))
    if what == "arrive" and len(here) < 3:
        factories.here(house, by, nights=factories.nights_from_tonight(house, 14))
    elif what == "leave" and here:
        booking.leave(here[0], by=by)
    elif what == "confirm":
        publishing.confirm(house, by=by)
    elif what == "full":
        publishing.say(house, band="full", by=by)
    return Stay.objects.filter(house=house, state=Stay.State.HERE).count() < 3


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(acts=ACTS)
def test_public_bytes_change_at_times_of_the_grid_only_and_no_bed_shows_before_its_hold_back(house, lead, peer, acts):
    visitor, room_since, before, fed = Client(), None, None, None
    with transaction.atomic(), time_machine.travel(DAY, tick=False) as clock:
        decide(house, by=lead, publishing="coarse", max_nights=90, window_days=90)
        fresh = House.objects.get(pk=house.pk)
        for n, what in enumerate(acts):
            at = DAY + n * STEP
            clock.move_to(at)
            room = act(fresh, what, peer)
            room_since = (room_since or at) if room else None
            tasks.tidy([fresh])
            told, slot = visitor.get(ONE).json(), hours.last(fresh, at)
            feeds = [visitor.get(path).content for path in FEEDS]
            assert told != before or feeds == fed, "feeds change only when the answer does"
            if before and told != before:
                assert at - STEP < slot.at or told["status"] == "unknown", (what, told, before)
            if told["status"] == "open" and (not before or before["status"] != "open"):
                assert room_since <= hours.earlier(fresh, slot, 1).at
            before, fed = told, feeds
        transaction.set_rollback(True)


def test_two_histories_that_end_alike_are_byte_identical(house, lead, peer):
    answers = []
    for seed in (1, 2):
        random = Random(seed)
        with transaction.atomic(), time_machine.travel(DAY, tick=False) as clock:
            decide(house, by=lead, publishing="coarse", max_nights=90, window_days=90)
            fresh = House.objects.get(pk=house.pk)
            stays = fill(fresh, peer)
            for hour in (8, 14, 20):
                clock.move_to(DAY + timedelta(hours=hour - 7, minutes=random.randrange(50)))
                if seed == 2 and hour == 8:
                    booking.leave(stays[0], by=peer)  # one guest more went home, and another took the bed
                    factories.here(fresh, peer, nights=factories.nights_from_tonight(fresh, 5))
                publishing.confirm(fresh, by=[peer, lead][seed - 1])
                to(clock, fresh, hour)
            visitor = Client()
            told = [visitor.get(path) for path in OUTLETS]
            answers.append([(one.content, sorted(one.headers.items())) for one in told])
            transaction.set_rollback(True)

    assert answers[0] == answers[1]


@pytest.mark.parametrize("minutes", [4, 150, 420])
def test_please_call_by_hand_looks_like_stopped_offers(minutes, house, lead, peer):
    """Whoever watches learns of neither: not that somebody said it, nor that the board did (INTEROP.md 5.3)."""
    answers = []
    for by_hand in (True, False):
        with transaction.atomic(), time_machine.travel(DAY, tick=False) as clock:
            decide(house, by=lead, publishing="coarse")
            fresh = House.objects.get(pk=house.pk)
            publishing.confirm(fresh, by=peer)
            to(clock, fresh, 8)
            publishing.confirm(fresh, by=peer)
            to(clock, fresh, 14)
            clock.shift(timedelta(minutes=minutes))
            if by_hand:
                publishing.say(fresh, band="call", by=peer)
            else:
                pausing.pause(fresh, reason="illness", by=peer)
            visitor = Client()
            told = [visitor.get(path) for path in OUTLETS]
            answers.append([(one.content, sorted(one.headers.items())) for one in told])
            assert told[1].json()["status"] == "call"
            transaction.set_rollback(True)

    assert answers[0] == answers[1]


def test_please_call_by_hand_says_so_in_the_list_of_the_office(on_grid, peer, clock):
    publishing.say(on_grid, band="call", by=peer)

    assert [row.why for row in outside.past(on_grid)] == ["Joy said so today at 6 am."]


# When nobody does the work by the clock, or two do it at once.


@pytest.mark.django_db(transaction=True)
def test_two_workers_in_the_same_moment_write_one_notice(on_grid, peer, clock):
    publishing.confirm(on_grid, by=peer)
    clock.move_to(DAY + timedelta(hours=3))  # after 8 and its delay
    ready, wrong = threading.Barrier(2), []

    def work():
        try:
            fresh = House.objects.get(pk=on_grid.pk)
            ready.wait(5)
            publishing.on_the_hour(fresh)
        except Exception as trouble:
            wrong.append(trouble)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert wrong == []
    assert [row.told_at for row in Notice.objects.all()] == [DAY + timedelta(hours=2)]


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("style", "waits"), [("coarse", True), ("pooled", True), ("live", False)])
def test_today_says_that_set_hours_wait_while_no_worker_is_there(style, waits, house, lead, desk):
    decide(house, by=lead, publishing=style)

    page = desk.get(f"/office/{house.slug}/").content.decode()

    assert ("What goes out at set hours waits too." in page) is waits
