"""Deciding a setting: from a date on, within its bounds, on record, and told to those who publish."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from respite import changes, history
from respite.deciding import decide
from respite.models import Entry, House, Setting


@pytest.fixture
def told(monkeypatch):
    """What a publisher saw of the rules each time it was told."""
    seen = []
    monkeypatch.setattr(changes, "_listeners", [lambda house: seen.append(house.rules().max_nights)])
    return seen


def test_decide_holds_from_tonight(house, lead):
    decide(house, by=lead, max_nights=10)

    assert house.rules().max_nights == 10
    assert house.rules(house.tonight() - timedelta(days=1)).max_nights == 7


def test_decide_for_later_changes_nothing_yet(house, lead):
    later = house.tonight() + timedelta(days=9)

    decide(house, by=lead, holds_from=later, max_nights=10)

    assert house.rules().max_nights == 7
    assert house.rules(later).max_nights == 10


def test_decide_keeps_what_held_before(house, lead):
    tonight = house.tonight()

    decide(house, by=lead, holds_from=tonight - timedelta(days=9), max_nights=10)
    decide(house, by=lead, max_nights=5)

    assert [house.rules(tonight - timedelta(days=n)).max_nights for n in (10, 9, 1, 0)] == [7, 10, 10, 5]
    assert Setting.objects.count() == 2


def test_decide_twice_for_one_day_keeps_the_later_word_and_both_entries(house, lead):
    decide(house, by=lead, max_nights=10)
    decide(house, by=lead, max_nights=5)

    assert house.rules().max_nights == 5
    assert Setting.objects.count() == 1
    assert [entry.facts["settings"] for entry in history.about(house)] == [["max_nights"], ["max_nights"]]


def test_decide_is_on_record_with_who_and_from_when(house, lead):
    decide(house, by=lead, max_nights=10, window_days=60)

    entry = Entry.objects.get(verb="decided")
    assert (entry.by, entry.house, entry.facts) == (
        lead,
        house,
        {"holds_from": house.tonight().isoformat(), "settings": ["max_nights", "window_days"]},
    )


def test_decide_writes_nothing_when_one_value_may_not_stand(house, lead):
    with pytest.raises(ValidationError):
        decide(house, by=lead, max_nights=10, window_days=0)

    assert not Setting.objects.exists()
    assert not Entry.objects.exists()


def test_decide_tells_who_publishes_under_the_new_rules(house, lead, told):
    decide(house, by=lead, max_nights=10)

    assert told == [10]


def test_decide_is_seen_by_a_house_read_with_its_settings(house, lead):
    read = House.objects.prefetch_related("settings").get(pk=house.pk)
    assert read.rules().max_nights == 7

    decide(read, by=lead, max_nights=10)

    assert read.rules().max_nights == 10


def test_decide_concerns_one_house_only(house, harbor, lead):
    decide(house, by=lead, max_nights=10)

    assert harbor.rules().max_nights == 7


def test_style_of_a_confidential_house_is_by_phone_only(house, lead):
    decide(house, by=lead, publishing="count")
    assert house.style == "count"

    house.confidential = True

    assert house.style == "phone_only"
