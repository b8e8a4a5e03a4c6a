"""The automatic choice of bed: what is needed, what others may need more, a tight fit, the fewest moves."""

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from respite.models import Bed, Feature, House, Room
from respite.nights import Nights
from stays import beds, closing
from tests.factories import BedFactory, HouseFactory, RoomFactory, expected, held, make_guest, nights_from_tonight
from tests.moments import lapse

MAY = date(2026, 5, 1)


def names(parts):
    return [(part.bed.room.name, len(part.nights)) for part in parts]


def room(house, name):
    return Bed.objects.get(house=house, room__name=name)


def test_choose_keeps_rooms_with_access_for_those_who_need_it(house):
    assert names(beds.choose(house, nights_from_tonight(house))) == [("Willow", 3)]


def test_choose_meets_a_wish_when_it_can(house):
    assert names(beds.choose(house, nights_from_tonight(house), [Feature.QUIET])) == [("Cedar", 3)]


def test_choose_never_gives_a_room_without_the_access_that_is_needed(house, peer):
    needs = [Feature.STEP_FREE]
    assert names(beds.choose(house, nights_from_tonight(house), needs)) == [("Birch", 3)]

    expected(house, peer, bed=room(house, "Birch"))

    assert beds.choose(house, nights_from_tonight(house), needs) == []


def test_choose_gives_another_room_when_a_comfort_is_taken(house, peer):
    expected(house, peer, bed=room(house, "Cedar"))

    assert names(beds.choose(house, nights_from_tonight(house), [Feature.QUIET])) == [("Willow", 3)]


@pytest.fixture
def plain(db):
    """A house with three rooms alike."""
    house = HouseFactory()
    for name in ("One", "Two", "Three"):
        BedFactory(room=RoomFactory(house=house, name=name))
    return house


def test_choose_fits_tightly_and_leaves_no_lone_nights(plain, peer):
    guest = make_guest(plain.organization)
    expected(plain, None, guest, nights_from_tonight(plain, 2, later=3), bed=room(plain, "Two"))

    assert names(beds.choose(plain, nights_from_tonight(plain, 3))) == [("Two", 3)]


def test_choose_takes_the_bed_the_guest_is_in(plain):
    keep = room(plain, "Three")

    assert names(beds.choose(plain, nights_from_tonight(plain), keep=keep)) == [("Three", 3)]


def test_choose_goes_by_parts_when_no_bed_is_free_for_all_nights(plain):
    for name, later in (("One", 2), ("Two", 1), ("Three", 0)):
        guest = make_guest(plain.organization)
        expected(plain, None, guest, nights_from_tonight(plain, 1, later=later), bed=room(plain, name))

    parts = beds.choose(plain, nights_from_tonight(plain, 3))

    assert names(parts) == [("One", 2), ("Three", 1)] or names(parts) == [("One", 2), ("Two", 1)]


def test_choose_stays_in_the_guests_bed_first_when_that_saves_a_move(plain):
    """Two goes further at once, but from One to Three is one move and by way of Two it would be two."""
    busy = {"One": (2, 2), "Two": (3, 1), "Three": (0, 2)}
    for name, (later, count) in busy.items():
        guest = make_guest(plain.organization)
        expected(plain, None, guest, nights_from_tonight(plain, count, later=later), bed=room(plain, name))

    parts = beds.choose(plain, nights_from_tonight(plain, 4), keep=room(plain, "One"))

    assert names(parts) == [("One", 2), ("Three", 2)]


def test_choose_is_empty_when_one_night_has_no_bed(plain):
    for _ in range(3):
        expected(plain, None, make_guest(plain.organization), nights_from_tonight(plain, 1, later=1))

    assert beds.choose(plain, nights_from_tonight(plain, 3)) == []


def test_choose_is_empty_in_a_house_without_beds(db):
    house = HouseFactory()

    assert beds.choose(house, nights_from_tonight(house)) == []


def test_free_leaves_out_what_is_closed_and_forgets_lapsed_holds(house, peer, lead):
    closing.close(house, nights=nights_from_tonight(house), reason="repair", by=lead, bed=room(house, "Birch"))
    stay = held(house, peer, bed=room(house, "Cedar"))
    assert [bed.room.name for bed in beds.free(house, nights_from_tonight(house))] == ["Willow"]

    lapse(stay)

    assert [bed.room.name for bed in beds.free(house, nights_from_tonight(house))] == ["Cedar", "Willow"]


def test_free_apart_from_a_stay_still_counts_closures(house, peer, lead):
    stay = held(house, peer, bed=room(house, "Cedar"))
    closing.close(house, nights=nights_from_tonight(house), reason="repair", by=lead, bed=room(house, "Birch"))

    free = beds.free(house, nights_from_tonight(house), apart_from=[stay.pk])

    assert [bed.room.name for bed in free] == ["Cedar", "Willow"]


def test_free_counts_the_night_of_leaving_as_free_RE_01(house, peer):
    expected(house, peer, bed=room(house, "Cedar"))

    after = beds.free(house, nights_from_tonight(house, 2, later=3))

    assert [bed.room.name for bed in after] == ["Birch", "Cedar", "Willow"]


# The pure part of the choice, against every possible way of going through the nights.


def rooms(features):
    """Return beds in memory, one for each set of features."""
    return [
        Bed(pk=n, house=House(), room=Room(name=f"Room {n}", features=list(mine))) for n, mine in enumerate(features)
    ]


def fewest(beds_busy, count, first):
    """Return the least number of moves through `count` nights, tried out in full; None when there is no way."""

    @cache
    def best(night, before):
        if night == count:
            return 0
        ways = [
            (bed != before) + rest
            for bed, busy in beds_busy
            if night not in busy and (rest := best(night + 1, bed)) is not None
        ]
        return min(ways, default=None)

    if first is not None:
        return best(0, first)
    ways = [best(0, bed) for bed, busy in beds_busy if 0 not in busy]
    return min((way for way in ways if way is not None), default=None)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.frozensets(st.integers(0, 6)), min_size=1, max_size=4),
    st.integers(1, 7),
    st.one_of(st.none(), st.integers(0, 3)),
)
def test_parts_are_the_fewest_moves_of_all(taken, count, in_bed):
    house_beds = rooms([[]] * len(taken))
    keep = house_beds[in_bed] if in_bed is not None and in_bed < len(taken) else None
    busy = {bed.pk: {MAY + timedelta(days=n) for n in nights} for bed, nights in zip(house_beds, taken, strict=True)}

    parts = beds._fewest_moves(house_beds, busy, Nights.starting(MAY, count), set(), keep)

    least = fewest(tuple(enumerate(taken)), count, keep.pk if keep else None)
    if least is None:
        assert parts == []
        return
    walked = [part.bed.pk for part in parts for _ in part.nights]
    assert [night for part in parts for night in part.nights] == list(Nights.starting(MAY, count))
    assert all(night not in busy[part.bed.pk] for part in parts for night in part.nights)
    steps = [keep.pk, *walked] if keep else walked
    assert sum(one != two for one, two in pairwise(steps)) == least
