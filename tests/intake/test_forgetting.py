"""What is forgotten by the calendar: requests that lead nowhere after 30 days, and nothing else (SE-61)."""

import pytest

from intake import forgetting, handing, listing
from intake.models import HandOver, Request
from respite.deciding import decide
from respite.models import Key
from tests.factories import HouseFactory, ask
from tests.moments import later


@pytest.fixture
def listed(house):
    decide(house, by=None, list_mode="list", list_days=60)
    return house


def test_request_that_led_nowhere_is_gone_after_the_houses_days_SE_61(house):
    decide(house, by=None, request_days=10)
    asked = ask(house)[0]
    with later(days=9):
        assert forgetting.forget_old(house) == 0
    with later(days=11):
        assert forgetting.forget_old(house) == 1

    assert not Request.objects.exists()
    assert Key.objects.get(pk=asked.key_id).wrapped is None


def test_somebody_who_waits_on_the_list_is_waited_with(listed):
    asked = ask(listed)[0]
    listing.join(asked, kind="list")
    with later(days=40):
        assert forgetting.forget_old(listed) == 0
    with later(days=61):
        assert forgetting.forget_old(listed) == 1


def test_copy_at_another_house_is_forgotten_with_the_request(house, peer):
    other = HouseFactory(organization=house.organization)
    decide(house, by=None, request_days=1)
    asked = ask(house)[0]
    handing.hand_over(asked, to=other, parts=["name", "contact"], by=peer, how="phone")
    far = HandOver.objects.get().far

    with later(days=2):
        forgetting.forget_old(house)

    assert not Request.objects.exists()
    assert Key.objects.get(pk=far.key_id).wrapped is None
