"""Open rooms follow cover: two on tonight are four rooms, for booking and for the public alike."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from openings import publishing, words
from respite import changes
from respite.deciding import decide
from stays import availability, booking, coverlimit, shifts
from stays.availability import Facts, State
from stays.models import Shift, Stay
from tests.cast import member
from tests.factories import BedFactory, RoomFactory, expected, held, here, make_guest, nights_from_tonight
from tests.moments import lapse, refused

pytestmark = pytest.mark.live


@pytest.fixture
def covered(house, lead):
    """Each person on at night opens one room, for two weeks ahead."""
    decide(house, by=lead, rooms_per_person=1)
    return house


def on(house, *people, nights=1, later=0):
    """Sign people up for the night band."""
    first = house.tonight() + timedelta(days=later)
    for n in range(nights):
        for person in people:
            shifts.sign_up(house, person=person, on=first + timedelta(days=n), band="night", by=person)


def another(house, by, **more):
    return held(house, by, make_guest(house.organization, "Luz"), **more)


def test_allowed_is_people_times_rooms_on_nights_within_reach(covered, peer, lead):
    on(covered, peer, lead)
    tonight = covered.tonight()

    told = {n: coverlimit.allowed(covered, tonight + timedelta(days=n)) for n in (-1, 0, 1, 13, 14)}

    assert told == {-1: None, 0: 2, 1: 0, 13: 0, 14: None}


def test_allowed_is_none_in_a_house_whose_rooms_do_not_follow_cover(house, peer):
    on(house, peer)

    assert coverlimit.allowed(house, house.tonight()) is None


def test_allowed_counts_the_night_band_only(covered, peer):
    shifts.sign_up(covered, person=peer, on=covered.tonight(), band="evening", by=peer)

    assert coverlimit.allowed(covered, covered.tonight()) == 0


def test_hold_beyond_cover_is_refused_and_says_what_is_missing(covered, peer):
    on(covered, peer)
    here(covered, peer, nights=nights_from_tonight(covered, 1))

    sentence = refused("cover", another, covered, peer, nights=nights_from_tonight(covered, 1))

    assert sentence.endswith(
        ": 1 person is on at night. So 1 room can be in use, and it is. One more person on would open 1 more room."
    )
    assert Stay.objects.count() == 1


def test_hold_is_refused_for_the_first_night_that_is_short(covered, peer, lead):
    on(covered, peer, nights=2)

    sentence = refused("cover", held, covered, peer, nights=nights_from_tonight(covered, 3))

    assert "nobody is on at night yet. So no more rooms can be promised." in sentence


def test_hold_within_cover_and_beyond_the_planned_weeks_is_fine(covered, peer, lead):
    on(covered, peer, lead, nights=3)
    for guest in ("Rosa", "Luz"):
        held(covered, peer, make_guest(covered.organization, guest))

    assert another(covered, peer, nights=nights_from_tonight(covered, 3, later=14)).state == "held"


def test_two_each_are_four_rooms(house, peer, lead):
    for name in ("Aspen", "Maple"):
        BedFactory(room=RoomFactory(house=house, name=name))
    decide(house, by=lead, rooms_per_person=2)
    on(house, peer, lead)
    night = nights_from_tonight(house, 1)
    for n in range(4):
        held(house, peer, make_guest(house.organization, f"Guest {n}"), night)

    sentence = refused("cover", another, house, peer, nights=night)

    assert sentence.endswith(
        ": 2 people are on at night. So 4 rooms can be in use, and no more. One more person on would open 2 more rooms."
    )


def test_lapsed_hold_counts_no_more_RE_04(covered, peer):
    on(covered, peer, nights=3)
    lapse(held(covered, peer))

    assert another(covered, peer).state == "held"


def test_extending_beyond_cover_is_refused_and_changes_nothing(covered, peer):
    on(covered, peer, nights=3)
    stay = here(covered, peer)

    assert "nobody is on" in refused("cover", booking.extend, stay, leaves=stay.leaves + timedelta(days=1), by=peer)
    stay.refresh_from_db()
    assert len(stay.range) == 3


def test_extending_within_cover_does_not_count_the_guest_twice(covered, peer):
    on(covered, peer, nights=4)
    stay = here(covered, peer)

    assert len(booking.extend(stay, leaves=stay.leaves + timedelta(days=1), by=peer).range) == 4


def test_promise_that_was_made_stays_promised_when_somebody_signs_off(covered, peer, lead):
    on(covered, peer, lead, nights=3)
    stays = [held(covered, peer, make_guest(covered.organization, name)) for name in ("Rosa", "Luz")]

    Shift.objects.all().delete()

    guests = [booking.arrive(booking.confirm(stay, by=peer), by=peer) for stay in stays]
    assert [stay.state for stay in guests] == ["here", "here"]


def test_guest_past_their_last_night_counts_and_may_stay_tonight(covered, peer):
    on(covered, peer)
    stay = here(covered, peer, nights=nights_from_tonight(covered, 1))
    nights = (covered.tonight() - timedelta(days=2), covered.tonight())
    Stay.objects.filter(pk=stay.pk).update(nights=nights)
    stay.allocations.update(nights=nights)

    refused("cover", another, covered, peer, nights=nights_from_tonight(covered, 1))
    Shift.objects.all().delete()
    extended = booking.extend(stay, leaves=covered.tonight() + timedelta(days=1), by=peer)

    assert covered.tonight() in extended.range


# What the public learns.


@given(beds=st.integers(1, 30), data=st.data(), style=st.sampled_from(["live", "coarse", "count"]))
def test_band_is_open_exactly_when_a_bed_is_free_and_covered(beds, data, style):
    taken, covered = data.draw(st.integers(0, beds)), data.draw(st.integers(-2, 30))

    band = availability.band(Facts(beds, taken, 0, style, covered=covered))

    assert band.free == max(min(beds - taken, covered), 0)
    assert band.state == (State.OPEN if band.free else State.FULL)
    assert band.count is None or band.count == band.free


@given(beds=st.integers(0, 30), taken=st.integers(0, 30), style=st.sampled_from(["live", "coarse", "count"]))
def test_band_of_a_house_that_stopped_new_offers_is_call(beds, taken, style):
    band = availability.band(Facts(beds, taken, 0, style, stopped=True))

    assert (band.state, band.count) == (State.CALL, None)


def test_notice_obeys_cover_and_follows_when_somebody_signs_off(covered, peer, lead):
    on(covered, peer, lead)
    here(covered, peer, nights=nights_from_tonight(covered, 1))
    publishing.confirm(covered, by=peer)
    before = words.published(covered).band

    Shift.objects.filter(person=lead).delete()
    changes.tell(covered)

    assert (before, words.published(covered).band) == (State.OPEN, State.FULL)


def test_numbers_are_capped_by_cover(house, peer, lead):
    for name in ("Aspen", "Maple"):
        BedFactory(room=RoomFactory(house=house, name=name))
    decide(house, by=lead, rooms_per_person=2, publishing="count")
    on(house, peer)

    assert publishing.confirm(house, by=peer).count == 2


def test_facts_stay_one_query(covered, peer, django_assert_num_queries):
    on(covered, peer)
    here(covered, peer, nights=nights_from_tonight(covered, 1))

    with django_assert_num_queries(2):
        facts = availability.facts(covered)

    assert facts == Facts(beds=3, taken=1, covered=0)


def test_next_open_night_is_one_that_is_covered(covered, peer):
    on(covered, peer, later=3)

    assert availability.next_open(covered) == covered.tonight() + timedelta(days=3)


def test_today_says_how_many_rooms_tonights_cover_allows(covered, peer, desk):
    on(covered, peer)

    page = desk.get(covered.get_absolute_url()).text

    assert "So 1 room can be in use" in page


@pytest.mark.django_db(transaction=True)
def test_two_holds_at_once_for_the_last_covered_room_leave_one_RE_01(house, lead):
    decide(house, by=lead, rooms_per_person=1)
    peer = member(house, "peer", "Joy")
    on(house, peer, nights=3)
    guests = [make_guest(house.organization, f"Guest {n}") for n in range(8)]
    start = threading.Barrier(len(guests))

    def take(guest):
        start.wait(30)
        try:
            return booking.hold(guest, house=house, nights=nights_from_tonight(house), by=peer)
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    for _ in range(5):
        with ThreadPoolExecutor(len(guests)) as crowd:
            answers = list(crowd.map(take, guests))

        winners = [answer for answer in answers if isinstance(answer, Stay)]
        assert len(winners) == 1
        assert {answer.code for answer in answers if isinstance(answer, ValidationError)} == {"cover"}
        assert Stay.objects.promised().count() == 1
        booking.let_go(winners[0], by=peer)


def test_expected_guests_count_as_rooms_in_use(covered, peer):
    on(covered, peer, nights=3)
    expected(covered, peer)

    refused("cover", another, covered, peer)
