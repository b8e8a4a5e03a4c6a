"""Who is next when a room is free, and the offer that a house may let happen by itself."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.utils import timezone

from intake import flow, listing, offering, pairing, proposing, tasks
from intake.contact import Contact
from intake.models import Conversation, Delivery, ListPlace, Offer
from respite.models import Entry, Feature
from tests import factories
from tests.intake.waiting import keeps, nights, waits
from tests.journeys.test_race import Crowd
from tests.moments import lapse

ONE_PM = "2043-11-24 19:10:00+00:00"  # a Tuesday to come, 1:10 pm in the house
TEXT = {"call": True, "text": True, "phone": "+17155550118"}


@pytest.fixture
def kept(house):
    """Juniper House keeps a list, and staff call who is next."""
    return keeps(house)


@pytest.fixture
def by_itself(house):
    """The next person we have talked with gets the offer by itself; it is 1:10 pm."""
    with time_machine.travel(ONE_PM, tick=False), patch.object(proposing.booking, "database_now", timezone.now):
        yield keeps(house, next_room="offer")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def fill(house, by, rooms=3, first=0, count=3):
    """Promise so many rooms to other guests."""
    span = factories.nights_from_tonight(house, count, later=first)
    return [factories.expected(house, by, nights=span) for _ in range(rooms)]


def told(house, **more):
    """Return who is next, as name, first night from tonight on, count of nights, and whether a room fits."""
    return [
        (row.place.request.name, (row.nights.arrives - house.tonight()).days, len(row.nights), row.bed_fits)
        for row in proposing.next_up(house, **more)
    ]


class TestNextUp:
    def test_nobody_on_the_list(self, kept):
        assert proposing.next_up(kept) == []

    def test_in_the_order_of_the_list_and_no_room_twice(self, kept, peer):
        fill(kept, peer, rooms=1)
        for name, ago in (("Luz", 1), ("Kim", 3), ("Ada", 2)):
            waits(kept, name=name, ago=ago, wishes=nights(kept))
        assert told(kept) == [("Kim", 0, 3, True), ("Ada", 0, 3, True)]

    def test_nobody_when_no_room_is_free_for_their_nights(self, kept, peer):
        fill(kept, peer)
        waits(kept, wishes=nights(kept))
        assert told(kept) == []

    def test_other_nights_than_those_before_them(self, kept, peer):
        fill(kept, peer, rooms=2, count=6)
        waits(kept, name="Luz", ago=2, wishes=nights(kept, first=0, count=3))
        waits(kept, name="Kim", ago=1, wishes=nights(kept, first=3, count=3))
        assert told(kept) == [("Luz", 0, 3, True), ("Kim", 3, 3, True)]

    def test_who_named_no_nights_hears_of_the_first_free_one(self, kept, peer):
        fill(kept, peer, count=2)
        waits(kept, name="Luz")
        waits(kept, name="Kim", wishes={"from": "", "nights": 4})
        assert told(kept) == [("Luz", 2, 1, True), ("Kim", 2, 4, True)]
        assert not any(row.named for row in proposing.next_up(kept))

    def test_a_first_night_that_is_over_counts_as_none(self, kept):
        waits(kept, wishes=nights(kept, first=-2, count=2))
        assert told(kept) == [("Luz", 0, 2, True)]
        assert not proposing.next_up(kept)[0].named

    def test_more_nights_than_the_house_has_are_cut_to_them(self, kept):
        waits(kept, wishes=nights(kept, count=12))
        assert told(kept) == [("Luz", 0, 7, True)]
        assert not proposing.next_up(kept)[0].named

    def test_wishes_of_another_shape_are_passed_over(self, kept):
        waits(kept, wishes={"from": "soon", "nights": "some", "needs": "quiet"})
        assert told(kept) == [("Luz", 0, 1, True)]

    def test_who_rests_is_left_out_until_their_day(self, kept):
        place = waits(kept, wishes=nights(kept))
        listing.not_now(place, rests_until=kept.local().date() + timedelta(days=1))
        assert told(kept) == []
        ListPlace.objects.update(rests_until=kept.local().date())
        assert told(kept) == [("Luz", 0, 3, True)]

    def test_who_has_an_open_offer_is_left_out_and_their_room_is_taken(self, kept, peer):
        fill(kept, peer, rooms=2)
        place = waits(kept, ago=1, wishes=nights(kept))
        waits(kept, name="Kim", wishes=nights(kept))
        offering.offer(place.request, nights=factories.nights_from_tonight(kept), by=peer)
        assert told(kept) == []

    def test_who_let_an_offer_go_is_passed_over_for_those_nights(self, kept, peer):
        fill(kept, peer, rooms=2)
        luz = waits(kept, ago=1, wishes=nights(kept))
        waits(kept, name="Kim", wishes=nights(kept))
        offer = offering.offer(luz.request, nights=factories.nights_from_tonight(kept), by=peer)
        lapse(offer.stay)
        assert told(kept) == [("Kim", 0, 3, True)]  # though nobody has written the lapse down yet

    @pytest.mark.parametrize("keep_place", [True, False])
    def test_who_said_no_or_not_now_is_passed_over_for_those_nights_only(self, kept, peer, keep_place):
        luz = waits(kept, wishes=nights(kept))
        offer = offering.offer(luz.request, nights=factories.nights_from_tonight(kept), by=peer)
        offering.decline(offer, keep_place=keep_place)
        assert told(kept) == []
        request = fresh(luz.request)
        request.wishes = nights(kept, first=5)
        request.save(update_fields=["wishes"])
        assert told(kept) == [("Luz", 5, 3, True)]

    def test_the_rule_of_the_house_leaves_out_who_was_here_lately(self, kept, peer):
        luz = waits(kept, peer, wishes=nights(kept, first=5, count=4), talked=True)
        factories.expected(kept, peer, guest=luz.request.guest, nights=factories.nights_from_tonight(kept, 4))
        assert told(kept) == []

    def test_nights_that_are_theirs_already_are_not_proposed(self, kept, peer):
        luz = waits(kept, peer, wishes=nights(kept, count=2), talked=True)
        factories.expected(kept, peer, guest=luz.request.guest, nights=factories.nights_from_tonight(kept, 2, later=1))
        assert told(kept) == []

    def test_a_room_without_what_is_needed_is_told_and_stays_free_for_the_next(self, kept, peer):
        span = factories.nights_from_tonight(kept)
        for room in ("Birch", "Cedar"):
            factories.expected(kept, peer, nights=span, bed=kept.beds.get(room__name=room))
        waits(kept, name="Luz", ago=1, wishes=nights(kept, needs=[Feature.STEP_FREE]))
        waits(kept, name="Kim", wishes=nights(kept))
        assert told(kept) == [("Luz", 0, 3, False), ("Kim", 0, 3, True)]

    def test_the_plainest_room_that_fits_is_taken_first(self, kept):
        waits(kept, name="Luz", ago=1, wishes=nights(kept))
        waits(kept, name="Kim", wishes=nights(kept, needs=[Feature.STEP_FREE]))
        assert told(kept) == [("Luz", 0, 3, True), ("Kim", 0, 3, True)]

    def test_the_price_does_not_grow_with_the_list(self, kept, peer, django_assert_num_queries):
        waits(kept, peer, wishes=nights(kept), talked=True)
        for name in ("Kim", "Ada", "Bo"):
            with django_assert_num_queries(6):
                proposing.next_up(kept)
            waits(kept, peer, name=name, wishes=nights(kept), talked=True)


class TestPairs:
    @pytest.fixture
    def two(self, kept, peer):
        luz, kim = (waits(kept, name=name, ago=ago, wishes=nights(kept)) for name, ago in (("Luz", 3), ("Kim", 1)))
        pairing.pair(luz.request, kim.request, by=peer)
        return luz, kim

    def test_have_a_room_each_for_the_same_nights(self, kept, two):
        assert told(kept) == [("Luz", 0, 3, True), ("Kim", 0, 3, True)]

    def test_with_one_room_wait_on_and_the_next_person_is_called(self, kept, two, peer):
        fill(kept, peer, rooms=2)
        waits(kept, name="Ada", wishes=nights(kept))
        assert told(kept) == [("Ada", 0, 3, True)]

    def test_wait_while_one_of_them_rests(self, kept, two):
        listing.not_now(two[0], rests_until=kept.local().date() + timedelta(days=1))
        assert told(kept) == []

    def test_of_whom_one_named_no_nights_hear_of_those_of_the_other(self, kept, peer):
        luz, kim = waits(kept, ago=1, wishes=nights(kept, first=2, count=2)), waits(kept, name="Kim")
        pairing.pair(luz.request, kim.request, by=peer)
        assert told(kept) == [("Luz", 2, 2, True), ("Kim", 2, 2, True)]
        assert not any(row.named for row in proposing.next_up(kept))

    def test_who_named_no_nights_hear_of_the_first_with_two_rooms(self, kept, peer):
        fill(kept, peer, rooms=2, count=2)
        luz, kim = waits(kept, ago=1), waits(kept, name="Kim")
        pairing.pair(luz.request, kim.request, by=peer)
        assert told(kept) == [("Luz", 2, 1, True), ("Kim", 2, 1, True)]


class TestOfferNext:
    def test_to_the_next_person_we_have_talked_with(self, by_itself, peer):
        waits(by_itself, name="Ada", ago=3, wishes=nights(by_itself, first=2))  # nobody has talked with Ada
        kim = waits(by_itself, peer, name="Kim", ago=2, wishes=nights(by_itself, first=2), talked=True)
        waits(by_itself, peer, name="Luz", ago=1, wishes=nights(by_itself, first=2), talked=True)
        (made,) = proposing.offer_next(by_itself)
        assert made.request == kim.request
        assert made.made_by is None
        assert made.stay.range == factories.nights_from_tonight(by_itself, later=2)
        assert Entry.objects.filter(subject=kim.request.pk).latest("pk").verb == "offered"
        assert fresh(kim.request).state == "offered"

    def test_tells_them_on_the_ways_they_allow(self, by_itself, peer):
        waits(by_itself, peer, wishes=nights(by_itself, first=2), talked=True, contact=Contact(**TEXT))
        (made,) = proposing.offer_next(by_itself)
        assert [(row.template, row.about) for row in Delivery.objects.all()] == [("offer", made.pk)]

    def test_only_where_the_house_says_so(self, by_itself, peer):
        keeps(by_itself, next_room="propose")
        waits(by_itself, peer, wishes=nights(by_itself, first=2), talked=True)
        assert proposing.offer_next(by_itself) == []

    @pytest.mark.parametrize(
        "why", ["not talked", "too long ago", "no nights", "waits for us", "no room", "no such room"]
    )
    def test_leaves_to_a_colleague_what_needs_one(self, by_itself, peer, why):
        wishes = {"from": "", "nights": 2} if why == "no nights" else nights(by_itself, first=2)
        needs = {"needs": [Feature.STEP_FREE]} if why == "no such room" else {}
        place = waits(by_itself, peer, wishes={**wishes, **needs}, talked=why != "not talked")
        if why == "too long ago":
            Conversation.objects.update(valid_until=by_itself.local().date() - timedelta(days=1))
        if why == "waits for us":
            flow.ask_again(place.request)
        if why == "no room":
            fill(by_itself, peer, first=2)
        if why == "no such room":
            span = factories.nights_from_tonight(by_itself, later=2)
            factories.expected(by_itself, peer, nights=span, bed=by_itself.beds.get(room__name="Birch"))
        assert proposing.offer_next(by_itself) == []
        assert not Offer.objects.exists()

    def test_not_for_tonight_when_the_time_to_answer_goes_past_arriving(self, by_itself, peer):
        waits(by_itself, peer, wishes=nights(by_itself), talked=True)
        assert proposing.offer_next(by_itself) == []  # six hours from 1:10 pm end after 5 pm
        keeps(by_itself, next_room="offer", hold_hours=2)
        assert len(proposing.offer_next(by_itself)) == 1

    @pytest.mark.parametrize(
        ("now", "windows", "until"),
        [
            (ONE_PM, (), "2043-11-25 02:00:00+00:00"),  # 8 pm: six hours from 1:10 pm
            (ONE_PM, ("evening",), "2043-11-25 05:00:00+00:00"),  # 11 pm: six hours from 5 pm
            ("2043-11-25 05:10:00+00:00", (), "2043-11-25 20:00:00+00:00"),  # at 11:10 pm: six hours from 8 am
        ],
    )
    def test_the_time_to_answer_begins_when_they_can_hear_of_it(self, house, peer, now, windows, until):
        with time_machine.travel(now, tick=False), patch.object(proposing.booking, "database_now", timezone.now):
            keeps(house, next_room="offer")
            contact = Contact(**TEXT, windows=windows)
            waits(house, peer, wishes=nights(house, first=3), talked=True, contact=contact)
            (made,) = proposing.offer_next(house)
            assert made.until.isoformat(sep=" ") == until

    def test_two_who_wait_together_both_have_one(self, by_itself, peer):
        luz, kim = (
            waits(by_itself, peer, name=name, ago=ago, wishes=nights(by_itself, first=2), talked=True)
            for name, ago in (("Luz", 2), ("Kim", 1))
        )
        pairing.pair(luz.request, kim.request, by=peer)
        waits(by_itself, peer, name="Ada", wishes=nights(by_itself, first=2), talked=True)
        assert {made.request for made in proposing.offer_next(by_itself)} == {luz.request, kim.request}

    def test_goes_on_to_the_next_when_one_says_no(self, by_itself, peer):
        fill(by_itself, peer, rooms=2, first=2)
        for name, ago in (("Luz", 2), ("Kim", 1)):
            waits(by_itself, peer, name=name, ago=ago, wishes=nights(by_itself, first=2), talked=True)
        (first,) = proposing.offer_next(by_itself)
        offering.decline(first)
        (second,) = proposing.offer_next(by_itself)
        assert [first.request.name, second.request.name] == ["Luz", "Kim"]
        offering.decline(second)
        assert proposing.offer_next(by_itself) == []

    def test_by_the_worker(self, by_itself, peer):
        waits(by_itself, peer, wishes=nights(by_itself, first=2), talked=True)
        tasks.room_opened(str(by_itself.pk))
        assert Offer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_offer_of_one_room(house, peer):
    """Whoever is second finds the room taken, round after round."""
    keeps(house, next_room="offer")
    fill(house, peer, rooms=2, first=2)
    crowd = Crowd(2)
    try:
        for n in range(5):
            for name in ("Luz", "Kim"):
                waits(house, peer, name=f"{name} {n}", wishes=nights(house, first=2), talked=True)
            answers = crowd.act(*[lambda: proposing.room_opened(house)] * 2)
            assert sorted(len(made) for made in answers) == [0, 1]
            (made,) = Offer.objects.open()
            offering.decline(made)
    finally:
        crowd.leave()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_offer_two_rooms_to_two_people(house, peer):
    """Neither of them loses a room to the other: whoever is second sees what the first did."""
    keeps(house, next_room="offer")
    fill(house, peer, rooms=1, first=2)
    crowd = Crowd(2)
    try:
        for n in range(5):
            for name in ("Luz", "Kim"):
                waits(house, peer, name=f"{name} {n}", wishes=nights(house, first=2), talked=True)
            crowd.act(*[lambda: proposing.room_opened(house)] * 2)
            made = list(Offer.objects.open())
            assert len({offer.request_id for offer in made}) == 2
            for offer in made:
                offering.decline(offer)
    finally:
        crowd.leave()
