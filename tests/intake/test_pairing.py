"""Two people who wait together: with both their own yes, and no longer than that holds."""

from datetime import timedelta

import pytest

from intake import flow, pairing
from intake.models import Consent
from respite.models import Entry
from tests import factories
from tests.intake.waiting import keeps, names, waits
from tests.moments import refused


@pytest.fixture
def two(house):
    """Luz and Kim are on the list of the house."""
    keeps(house)
    return waits(house, name="Luz", ago=2).request, waits(house, name="Kim", ago=1).request


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def yes(request):
    return list(Consent.objects.filter(request=request, purpose="together", withdrawn_at=None))


class TestPair:
    def test_each_has_a_receipt_of_their_own_yes(self, two, peer):
        luz, kim = two
        pairing.pair(luz, kim, by=peer)
        for request, other in (two, (kim, luz)):
            (receipt,) = yes(request)
            assert fresh(request).waits_with == other
            assert (receipt.heard_by, receipt.given_how) == (peer, "phone")
            assert receipt.until == request.places.get().until
            assert Entry.objects.filter(subject=request.pk).latest("pk").verb == "waits together"
        assert pairing.friend_of(fresh(luz)) == kim

    def test_without_a_place_on_the_list_it_holds_as_long_as_one_would(self, house, peer):
        one, other = factories.ask(house)[0], factories.ask(house, name="Kim")[0]
        pairing.pair(one, other, by=peer)
        assert yes(one)[0].until == house.local().date() + timedelta(days=30)

    def test_with_themselves_is_refused(self, two, peer):
        refused("state", pairing.pair, two[0], two[0], by=peer)
        assert not Consent.objects.filter(purpose="together").exists()

    def test_of_another_house_is_refused(self, two, harbor, peer):
        refused("state", pairing.pair, two[0], factories.ask(harbor)[0], by=peer)

    def test_of_three_is_refused(self, house, two, peer):
        luz, kim = two
        pairing.pair(luz, kim, by=peer)
        ada = waits(house, name="Ada").request
        refused("state", pairing.pair, ada, luz, by=peer)
        refused("state", pairing.pair, kim, ada, by=peer)

    def test_of_somebody_who_took_their_request_back_is_refused(self, two, peer):
        luz, kim = two
        flow.take_back(kim)
        refused("state", pairing.pair, luz, kim, by=peer)


class TestPart:
    def test_either_may_and_both_keep_their_place(self, house, two, peer):
        luz, kim = two
        pairing.pair(luz, kim, by=peer)
        pairing.part(fresh(kim))
        assert [fresh(luz).waits_with, fresh(kim).waits_with] == [None, None]
        assert [*yes(luz), *yes(kim)] == []
        withdrawn = Consent.objects.filter(purpose="together")
        assert {row.request_id: row.withdrawn_how for row in withdrawn} == {luz.pk: "end", kim.pk: "page"}
        assert names(house) == ["Luz", "Kim"]

    def test_of_somebody_alone_is_refused(self, two):
        refused("state", pairing.part, two[0])


class TestFriends:
    def test_a_yes_that_is_over_parts_them_at_once(self, house, two, peer):
        luz, kim = two
        pairing.pair(luz, kim, by=peer)
        Consent.objects.filter(request=luz, purpose="together").update(until=house.local().date() - timedelta(days=2))
        assert pairing.friend_of(fresh(luz)) is None
        assert pairing.friends([fresh(luz), fresh(kim)]) == {}

    def test_nobody_waits_with_somebody_erased(self, two, peer):
        luz, kim = two
        pairing.pair(luz, kim, by=peer)
        kim.key.destroy()
        assert pairing.friend_of(fresh(luz)) is None

    def test_of_people_who_wait_for_themselves_is_nothing(self, two, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert pairing.friends(two) == {}
        assert pairing.friend_of(two[0]) is None
