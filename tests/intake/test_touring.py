"""Tours: a moment is offered, chosen, called off; the last place goes to one person; both clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from intake import flow, touring
from intake.contact import Contact
from intake.models import Delivery, TourTime, TourVisit
from respite.models import Entry
from respite.nights import at
from tests import factories
from tests.journeys.test_race import Crowd, losers
from tests.moments import later, refused

TEXT = Contact(text=True, phone="+17155550118")


def soon(**more):
    return timezone.now() + timedelta(**(more or {"days": 2}))


@pytest.fixture
def tour(house, peer):
    """Two can come and look the day after tomorrow."""
    return touring.offer_time(house, starts_at=soon(), places=2, by=peer)


@pytest.fixture
def asked(house):
    """Luz asked for a conversation."""
    return factories.ask(house)[0]


class TestOfferTime:
    def test_is_open_at_once(self, house, tour):
        assert list(touring.open_times(house)) == [tour]

    def test_that_is_over_is_refused(self, house, peer):
        refused("state", touring.offer_time, house, starts_at=soon(hours=-1), places=1, by=peer)

    def test_at_the_time_of_another_is_refused(self, house, peer, tour):
        assert "already" in refused("state", touring.offer_time, house, starts_at=tour.starts_at, places=1, by=peer)
        touring.call_off(tour, by=peer)
        assert touring.offer_time(house, starts_at=tour.starts_at, places=1, by=peer)

    @pytest.mark.parametrize("places", [0, 21])
    def test_for_nobody_or_for_a_crowd_is_refused(self, house, peer, places):
        refused("state", touring.offer_time, house, starts_at=soon(), places=places, by=peer)


class TestCallOff:
    def test_tells_who_wanted_to_come(self, house, peer, tour):
        luz, kim = factories.ask(house, contact=TEXT)[0], factories.ask(house, name="Kim")[0]
        touring.book(luz, tour)
        touring.book(kim, tour)
        touring.call_off(tour, by=peer)
        assert list(touring.open_times(house)) == []
        assert [(row.request, row.template, row.about) for row in Delivery.objects.all()] == [(luz, "tour", tour.pk)]
        for request in (luz, kim):
            assert touring.visit_of(request) is None
            assert Entry.objects.filter(subject=request.pk).latest("pk").verb == "tour called off"

    def test_twice_or_too_late_is_refused(self, house, peer, tour):
        with later(days=3):
            refused("state", touring.call_off, tour, by=peer)
        touring.call_off(tour, by=peer)
        refused("state", touring.call_off, tour, by=peer)


class TestBook:
    def test_by_the_person_or_a_colleague(self, house, peer, tour, asked):
        visit = touring.book(asked, tour)
        assert touring.visit_of(asked) == visit
        assert visit.by is None
        assert touring.book(factories.ask(house)[0], tour, by=peer).by == peer

    def test_the_last_place_is_gone(self, house, peer, tour):
        for _ in range(2):
            touring.book(factories.ask(house)[0], tour)
        assert "choose another time" in refused("taken", touring.book, factories.ask(house)[0], tour)
        assert list(touring.open_times(house)) == []

    def test_one_tour_at_a_time(self, house, peer, tour, asked):
        other = touring.offer_time(house, starts_at=soon(days=3), places=1, by=peer)
        touring.book(asked, tour)
        refused("state", touring.book, asked, other)
        refused("state", touring.book, asked, tour)

    def test_of_another_house_is_refused(self, harbor, tour):
        refused("state", touring.book, factories.ask(harbor)[0], tour)

    def test_after_taking_the_request_back_is_refused(self, tour, asked):
        refused("state", touring.book, flow.take_back(asked), tour)

    def test_that_is_called_off_or_over_is_refused(self, peer, tour, asked):
        with later(days=3):
            refused("state", touring.book, asked, tour)
        touring.call_off(tour, by=peer)
        assert "called off" in refused("state", touring.book, asked, tour)


class TestCancel:
    def test_frees_the_place(self, house, peer, tour, asked):
        visit = touring.book(asked, tour)
        touring.cancel(visit)
        assert touring.visit_of(asked) is None
        assert touring.open_times(house).get().coming == 0
        assert touring.book(asked, tour)

    def test_twice_or_afterwards_is_refused(self, tour, asked):
        visit = touring.book(asked, tour)
        with later(days=3):
            refused("state", touring.cancel, visit)
        touring.cancel(visit)
        refused("state", touring.cancel, visit)


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        (date(2043, 3, 8), time(2, 30), datetime(2043, 3, 8, 8, 30, tzinfo=UTC)),  # skipped in spring: the hour after
        (date(2043, 3, 8), time(10), datetime(2043, 3, 8, 15, tzinfo=UTC)),
        (date(2043, 11, 1), time(1, 30), datetime(2043, 11, 1, 6, 30, tzinfo=UTC)),  # comes twice: the first
        (date(2043, 11, 1), time(10), datetime(2043, 11, 1, 16, tzinfo=UTC)),
    ],
)
def test_the_wall_clock_of_the_house_over_both_changes(house, peer, day, clock, instant):
    with time_machine.travel("2043-01-10 12:00:00+00:00"):
        tour = touring.offer_time(house, starts_at=at(day, clock, house.tz), places=1, by=peer)
    assert TourTime.objects.get(pk=tour.pk).starts_at == instant


@pytest.mark.django_db(transaction=True)
def test_two_places_and_eight_people_who_want_them_in_the_same_moment(house, peer):
    crowd = Crowd(8)
    try:
        for n in range(3):
            tour = touring.offer_time(house, starts_at=soon(days=n + 1), places=2, by=peer)
            people = [factories.ask(house, name=f"N{n}")[0] for n in range(8)]
            answers = crowd.act(*[lambda who=who, tour=tour: touring.book(who, tour) for who in people])
            assert losers(answers) == {"taken": 6}
            assert TourVisit.objects.filter(tour=tour, cancelled_at=None).count() == 2
    finally:
        crowd.leave()
