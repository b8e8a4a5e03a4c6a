"""Forty hands at once, a connection killed between two writes, and what the one table is worth without its guard.

After each of them every bed-night is promised once, every stay has all its nights, and whoever lost reads a sentence.
"""

import random
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.urls import reverse
from psycopg.errors import ExclusionViolation

from respite.models import Entry
from respite.nights import Nights
from stays import bednights, booking, undoing
from stays.models import Allocation, Change, Closure, Stay
from tests.cast import member, signed_in
from tests.factories import BedFactory, RoomFactory, expected, here, make_guest, nights_from_tonight
from tests.journeys.test_race import Crowd, losers, nobody_twice

CROWD = 40
ROUNDS = 5

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rooms(house):
    """Six rooms."""
    for name in ("Cedar", "Willow", "Aspen", "Maple", "Alder"):
        BedFactory(room=RoomFactory(house=house, name=name))
    return list(house.beds.all())


@pytest.fixture
def joy(house):
    return member(house, "peer", "Joy")


@pytest.fixture
def guests(house, rooms, joy):
    """Four guests in six rooms, each for five nights."""
    return [
        here(house, joy, make_guest(house.organization, f"Guest {n}"), nights_from_tonight(house, 5), bed=bed)
        for n, bed in enumerate(rooms[:4])
    ]


@pytest.fixture
def crowd():
    crowd = Crowd(CROWD)
    yield crowd
    crowd.leave()


def beds_of(stay):
    return [(row.bed_id, row.range) for row in Allocation.objects.filter(stay=stay).order_by("nights")]


def whole(stays):
    """Assert that each stay has exactly its nights, in one bed a night."""
    for stay in stays:
        kept = sorted(night for _bed, span in beds_of(stay) for night in span)
        assert kept == list(Stay.objects.get(pk=stay.pk).range)


def moves(house):
    return Entry.objects.filter(house=house, verb__in=["moved", "swapped"]).count()


def test_40_conflicting_moves_and_swaps_at_once_are_exactly_consistent_RE_01(house, rooms, guests, joy, crowd):
    luck = random.Random(24)

    def one():
        stay = luck.choice(guests)
        if luck.random() < 0.5:
            other = luck.choice([guest for guest in guests if guest != stay])
            return lambda: booking.swap(stay, other=other, by=joy)
        bed, late = luck.choice(rooms), luck.randrange(4)
        start = [*Nights.starting(house.tonight(), 5)][late]
        return lambda: booking.move(stay, to=bed, by=joy, from_night=start)

    for _ in range(ROUNDS):
        before = moves(house)

        answers = crowd.act(*(one() for _ in range(CROWD)))

        assert set(losers(answers)) <= {"taken", "state", "busy"}
        won = [answer for answer in answers if isinstance(answer, Stay)]
        assert won
        nobody_twice(house)
        whole(guests)
        written = moves(house) - before
        assert len(won) <= written <= 2 * len(won)  # a swap is a line for each of the two
    assert Change.objects.filter(house=house, verb__in=["moved", "swapped"]).count() <= moves(house)


def test_40_hands_that_swap_the_same_two_leave_them_where_the_number_of_swaps_says_RE_01(house, guests, joy, crowd):
    one, two, *_rest = guests
    first, second = beds_of(one)[0][0], beds_of(two)[0][0]

    answers = crowd.act(*[lambda: booking.swap(one, other=two, by=joy)] * CROWD)

    assert set(losers(answers)) <= {"busy"}
    swaps = sum(isinstance(answer, Stay) for answer in answers)
    there = [first, second] if swaps % 2 == 0 else [second, first]
    assert [bed for stay in (one, two) for bed, _span in beds_of(stay)] == there
    nobody_twice(house)
    whole(guests)


def test_three_who_swap_in_a_ring_at_once_keep_a_room_each_RE_01(house, guests, joy, crowd):
    one, two, three, _four = guests
    before = {bed for stay in (one, two, three) for bed, _span in beds_of(stay)}
    pairs = [(one, two), (two, three), (three, one)]

    answers = crowd.act(*(lambda pair=pairs[n % 3]: booking.swap(pair[0], other=pair[1], by=joy) for n in range(CROWD)))

    assert set(losers(answers)) <= {"busy"}
    assert {bed for stay in (one, two, three) for bed, _span in beds_of(stay)} == before
    nobody_twice(house)
    whole(guests)


def test_40_hands_that_undo_one_change_undo_it_once(house, rooms, guests, joy, crowd):
    stay, before = guests[0], beds_of(guests[0])
    booking.move(stay, to=rooms[5], by=joy)
    change = undoing.last(house)

    answers = crowd.act(*[lambda: undoing.undo(change, by=joy)] * CROWD)

    assert sum(isinstance(answer, Change) for answer in answers) == 1
    assert set(losers(answers)) <= {"state", "busy"}
    assert beds_of(stay) == before


def test_move_and_swap_and_arrival_of_the_same_guest_at_once_have_one_order_RE_01(house, rooms, guests, joy, crowd):
    ben = expected(house, joy, make_guest(house.organization, "Ben"), nights_from_tonight(house, 5), bed=rooms[4])
    verbs = [
        lambda: booking.arrive(ben, by=joy),
        lambda: booking.swap(ben, other=guests[0], by=joy),
        lambda: booking.move(ben, to=rooms[5], by=joy),
        lambda: booking.move(guests[1], to=rooms[5], by=joy),
    ]

    answers = crowd.act(*(verbs[n % 4] for n in range(CROWD)))

    assert set(losers(answers)) <= {"taken", "state", "busy"}
    assert sum(isinstance(one, Stay) for one in answers[0::4]) == 1
    assert Stay.objects.get(pk=ben.pk).state == "here"
    nobody_twice(house)
    whole([*guests, ben])


# The database goes away in the middle.


@contextmanager
def killed_between_the_writes(monkeypatch, at=2):
    """Let another connection end ours when a verb has written its first half and is about to write the second.

    That is the moment before it gives out bed-nights for the `at`-th time.
    """
    write, count = bednights.allocate, Counter()

    def second_write_dies(stay, parts):
        count["writes"] += 1
        if count["writes"] == at:
            end_from_elsewhere(connection.connection.info.backend_pid)
        return write(stay, parts)

    with monkeypatch.context() as patch:
        patch.setattr(bednights, "allocate", second_write_dies)
        yield count
    connection.close()


def end_from_elsewhere(pid):
    """End a server process as a restart does, from a connection of its own."""

    def end():
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connections["default"].close()

    ending = threading.Thread(target=end)
    ending.start()
    ending.join()


def test_connection_killed_in_the_middle_of_a_swap_leaves_nothing_half_done(house, guests, joy, monkeypatch):
    one, two, *_rest = guests
    before, lines = (beds_of(one), beds_of(two)), moves(house)

    with killed_between_the_writes(monkeypatch) as count, pytest.raises(OperationalError):
        booking.swap(one, other=two, by=joy)

    assert count["writes"] == 2
    assert ((beds_of(one), beds_of(two)), moves(house)) == (before, lines)
    assert not Change.objects.filter(verb="swapped").exists()
    booking.swap(one, other=two, by=joy)
    assert (beds_of(one)[0][0], beds_of(two)[0][0]) == (before[1][0][0], before[0][0][0])
    nobody_twice(house)
    whole(guests)


def test_page_says_so_in_words_and_the_same_page_sent_again_does_it_once(house, rooms, joy, monkeypatch):
    """A closure that moves a guest, killed when the guest's old nights are cut and the new ones are not written."""
    stay = here(house, joy, make_guest(house.organization, "Rosa"), nights_from_tonight(house, 5), bed=rooms[0])
    before, first = beds_of(stay), house.tonight()
    browser, url = signed_in(member(house, "lead", "Ana")), reverse("stays:closure-new", args=[house.slug])
    browser.raise_request_exception = False
    said = {"bed": str(rooms[0].pk), "reason": "repair", "sending": "0f0f0f0f-1111-4222-8333-444444444444"}
    said |= {"first": first.isoformat(), "back": (first + timedelta(days=2)).isoformat()}
    said["seen"] = browser.post(url, said).context["form"].fingerprint
    said[f"choice-{stay.pk}"] = f"move-{rooms[1].pk}"

    with killed_between_the_writes(monkeypatch, at=1) as count:
        broken = browser.post(url, said)

    assert (count["writes"], broken.status_code) == (1, 503)
    assert (beds_of(stay), Closure.objects.count()) == (before, 0)
    assert [browser.post(url, said).status_code for _ in range(2)] == [303, 303]
    assert [bed for bed, _span in beds_of(stay)] == [rooms[1].pk, rooms[0].pk]
    assert Closure.objects.count() == 1
    nobody_twice(house)
    whole([stay])


# The one-table rule.


def two_promises(house, joy):
    """Promise one bed-night twice, past every verb; return whether the database let it through."""
    first = Allocation.objects.filter(house=house, stay__isnull=False).first()
    second = expected(house, joy, make_guest(house.organization, "Second"), nights_from_tonight(house, 2, later=30))
    try:
        with transaction.atomic():
            Allocation.objects.filter(stay=second).update(bed=first.bed, nights=first.nights)
    except IntegrityError as refusal:
        return not isinstance(refusal.__cause__, ExclusionViolation)
    return True


def test_without_its_exclusion_constraint_the_table_takes_a_second_promise_RE_01(house, guests, joy):
    """The one-table rule: it is this constraint that refuses. Whoever removes it makes this test fail."""
    assert two_promises(house, joy) is False

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE stays_allocation DROP CONSTRAINT bed_night_promised_once")
        assert two_promises(house, joy) is True
        transaction.set_rollback(True)

    assert two_promises(house, joy) is False
    nobody_twice(house)


def insert_past_the_lock(house, bed, stays):
    """Write a bed-night for each of these stays at once, without any lock; return the kinds of answers."""
    crowd = Crowd(len(stays))

    def take(stay):
        row = Allocation(bed=bed, house=house, stay=stay)
        row.range = nights_from_tonight(house, 5)
        row.save(force_insert=True)
        return "written"

    try:
        answers = crowd.act(*(lambda stay=stay: take(stay) for stay in stays))
    finally:
        crowd.leave()
    return Counter(answer if answer == "written" else type(answer.__cause__).__name__ for answer in answers)


def without_beds(house, joy, count):
    """Return stays that have no bed yet."""
    made = []
    for n in range(count):
        nights = nights_from_tonight(house, 5, later=40 + 6 * n)
        made.append(expected(house, joy, make_guest(house.organization, f"Waiting {n}"), nights))
    Allocation.objects.filter(stay__in=made).delete()
    return made


def test_past_every_lock_the_constraint_alone_lets_one_win_RE_01_RE_03(house, rooms, joy):
    for _ in range(ROUNDS):
        stays = without_beds(house, joy, 8)

        answers = insert_past_the_lock(house, rooms[5], stays)

        assert answers["written"] == 1, answers
        assert set(answers) <= {"written", "ExclusionViolation", "DeadlockDetected"}
        Allocation.objects.all().delete()
        for stay in stays:
            booking.cancel(stay, by=joy)


def test_past_every_lock_and_without_the_constraint_several_would_win_RE_01(house, rooms, joy):
    stays = without_beds(house, joy, 8)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'bed_night_promised_once'")
        (guard,) = cursor.fetchone()
        cursor.execute("ALTER TABLE stays_allocation DROP CONSTRAINT bed_night_promised_once")
    try:
        answers = insert_past_the_lock(house, rooms[5], stays)
    finally:
        Allocation.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE stays_allocation ADD CONSTRAINT bed_night_promised_once {guard}")

    assert answers == {"written": 8}


def test_second_writer_waits_for_the_first_and_is_then_refused_RE_01(house, rooms, joy):
    one, two = without_beds(house, joy, 2)
    began, answer = threading.Event(), []

    def second():
        try:
            began.set()
            insert(house, rooms[5], two)
            answer.append("written")
        except IntegrityError as refusal:
            answer.append(type(refusal.__cause__).__name__)
        finally:
            connection.close()

    writer = threading.Thread(target=second)
    with transaction.atomic():
        insert(house, rooms[5], one)
        writer.start()
        assert began.wait(10)
        writer.join(0.5)
        waited = writer.is_alive() and not answer
    writer.join(10)

    assert waited
    assert answer == ["ExclusionViolation"]


def insert(house, bed, stay):
    row = Allocation(bed=bed, house=house, stay=stay)
    row.range = nights_from_tonight(house, 5)
    row.save(force_insert=True)


def test_nights_that_only_touch_are_both_fine_RE_01(house, rooms, joy):
    first = nights_from_tonight(house, 3)
    one = expected(house, joy, make_guest(house.organization, "Rosa"), first, bed=rooms[0])
    second = nights_from_tonight(house, 3, later=3)
    two = expected(house, joy, make_guest(house.organization, "Luz"), second, bed=rooms[0])

    assert beds_of(one)[0][1].leaves == beds_of(two)[0][1].arrives
    with pytest.raises(ValidationError):
        booking.extend(one, leaves=one.leaves, by=joy)
