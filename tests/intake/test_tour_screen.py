"""The screen of the tours: a time on the wall clock of the house, and called off with a word to who comes."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from intake import closing_to, touring
from intake.contact import Contact
from intake.models import Delivery, TourTime
from respite.models import Role
from tests import factories
from tests.cast import member, signed_in


def url(house, *args, name="tours"):
    return reverse(f"desk:{name}", args=[house.slug, *args])


def text(response):
    return " ".join(response.content.decode().split())


def day(house, later=2):
    return (house.local().date() + timedelta(days=later)).isoformat()


@pytest.fixture
def tour(house, peer):
    """Two can come and look the day after tomorrow."""
    return touring.offer_time(house, starts_at=timezone.now() + timedelta(days=2), places=2, by=peer)


class TestTours:
    def test_is_empty_kindly(self, house, desk):
        assert "No tour is planned." in text(desk.get(url(house)))

    def test_offers_a_time(self, house, desk, peer):
        answer = desk.post(url(house), {"day": day(house), "clock": "16:30", "places": "2"}, follow=True)
        assert "People can choose this tour from now on." in text(answer)
        tour = TourTime.objects.get()
        assert (tour.by, tour.places) == (peer, 2)
        assert house.local(tour.starts_at).strftime("%Y-%m-%d %H:%M") == f"{day(house)} 16:30"
        assert "2 places are left." in text(answer)

    @pytest.mark.parametrize("clock", ["4:30 pm", "4 PM", "16:00"])
    def test_a_time_is_read_as_people_write_it(self, house, desk, clock):
        desk.post(url(house), {"day": "5 December 2043", "clock": clock, "places": "1"})
        assert TourTime.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("day", "soon", "Write a day like"),
            ("clock", "tea time", "Write a time like"),
            ("places", "0", "Write a whole number"),
            ("places", "", "Please answer this"),
            ("day", "2020-01-01", "still to come"),
        ],
    )
    def test_what_cannot_be_read_is_said_kindly(self, house, desk, field, value, words):
        sent = {"day": day(house), "clock": "16:30", "places": "2"} | {field: value}
        assert words in text(desk.post(url(house), sent))
        assert not TourTime.objects.exists()

    def test_the_same_time_twice_is_refused(self, house, desk, tour):
        local = house.local(tour.starts_at).replace(second=0, microsecond=0)
        TourTime.objects.update(starts_at=local)
        sent = {"day": local.date().isoformat(), "clock": local.strftime("%H:%M"), "places": "1"}
        answer = desk.post(url(house), sent)
        assert answer.status_code == 409
        assert "There is a tour at that time already." in text(answer)

    def test_a_double_tap_offers_one(self, house, desk):
        key = "3c5d5d4e-8e6f-4a57-9a55-0d4a3f6f6d11"
        sent = {"day": day(house), "clock": "16:30", "places": "2", "sending": key}
        assert [desk.post(url(house), sent).status_code for _ in range(2)] == [303, 303]
        assert TourTime.objects.count() == 1

    def test_shows_who_comes_but_who_is_closed_to_whoever_looks(self, house, desk, peer, tour):
        luz = factories.ask(house)[0]
        kim = factories.ask(house, name="Kim", contact=Contact(call=True, phone="+17155550177"))[0]
        for request in (luz, kim):
            touring.book(request, tour)
        member(house, Role.PEER, "Noor")
        closing_to.close(kim, to=peer, by=peer)
        told = text(desk.get(url(house)))
        assert "Luz" in told
        assert "Kim" not in told
        assert "One person whom a colleague meets." in told
        assert "No place is left." in told

    def test_costs_the_same_for_one_and_for_three(self, house, desk, peer, django_assert_num_queries):
        def plan(n):
            tour = touring.offer_time(house, starts_at=timezone.now() + timedelta(days=n), places=2, by=peer)
            touring.book(factories.ask(house)[0], tour)

        for count in (1, 2):
            plan(count)
            desk.get(url(house))
            with django_assert_num_queries(11):
                desk.get(url(house))

    def test_is_for_the_team_of_the_house_only(self, house, tour, stranger_desk, editor):
        for address in (url(house), url(house, tour.pk, name="tour-call-off")):
            assert stranger_desk.get(address).status_code == 404
            assert signed_in(editor).get(address).status_code == 403

    @pytest.mark.parametrize(
        ("typed", "clock", "instant"),
        [
            ("2043-03-08", "02:30", datetime(2043, 3, 8, 8, 30, tzinfo=UTC)),
            ("2043-11-01", "01:30", datetime(2043, 11, 1, 6, 30, tzinfo=UTC)),
        ],
    )
    def test_over_both_changes_of_the_clock(self, house, peer, typed, clock, instant):
        with time_machine.travel("2043-01-10 12:00:00+00:00"):
            signed_in(peer).post(url(house), {"day": typed, "clock": clock, "places": "1"})
        assert TourTime.objects.get().starts_at == instant


class TestCallOff:
    def test_says_what_will_happen_and_does_it(self, house, desk, tour):
        touring.book(factories.ask(house, contact=Contact(text=True, phone="+17155550118"))[0], tour)
        address = url(house, tour.pk, name="tour-call-off")
        assert "One person wanted to come" in text(desk.get(address))
        assert not TourTime.objects.get().called_off_at
        answer = desk.post(address, follow=True)
        assert "Whoever wanted to come is told." in text(answer)
        assert Delivery.objects.get().template == "tour"

    def test_twice_is_refused_on_the_page_of_the_tours(self, house, desk, tour):
        address = url(house, tour.pk, name="tour-call-off")
        desk.post(address)
        answer = desk.post(address)
        assert answer.status_code == 409
        assert "called off already" in text(answer)

    def test_of_another_house_is_not_there(self, house, harbor, desk, stranger):
        other = touring.offer_time(harbor, starts_at=timezone.now() + timedelta(days=1), places=1, by=stranger)
        assert desk.get(url(house, other.pk, name="tour-call-off")).status_code == 404
