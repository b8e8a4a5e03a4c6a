"""What was decided for a day to come can be taken back; what holds stays."""

from datetime import timedelta

import pytest
from django.urls import reverse

from respite.deciding import decide
from respite.models import Entry, Setting


@pytest.fixture
def planned(house, lead):
    """The day from which the house will hold rooms for two hours."""
    day = house.tonight() + timedelta(days=7)
    decide(house, by=lead, holds_from=day, notice_hours=6)
    return day


def address(house):
    return reverse("stays:settings-planned", args=[house.slug])


def test_planned_setting_is_taken_back(house, lead, lead_desk, planned):
    lead_desk.post(address(house), {"planned": f"notice_hours.{planned.isoformat()}"})

    assert not Setting.objects.filter(house=house).exists()
    assert Entry.objects.filter(house=house, verb="took back a setting", by=lead).exists()


def test_setting_that_holds_is_not_taken_back(house, lead, lead_desk):
    decide(house, by=lead, notice_hours=6)

    answer = lead_desk.post(address(house), {"planned": f"notice_hours.{house.tonight().isoformat()}"}, follow=True)

    assert Setting.objects.filter(house=house).count() == 1
    assert "Nothing was changed." in answer.content.decode()


@pytest.mark.parametrize("said", ["", "x", "notice_hours.", "notice_hours.2026-99-99", ".."])
def test_nonsense_is_answered_kindly(house, lead_desk, planned, said):
    assert "Nothing was changed." in lead_desk.post(address(house), {"planned": said}, follow=True).content.decode()
    assert Setting.objects.filter(house=house).exists()


def test_peer_supporter_takes_nothing_back(house, desk, planned):
    assert desk.post(address(house), {"planned": f"notice_hours.{planned.isoformat()}"}).status_code == 403


def test_button_leads_back_to_the_page_it_stood_on(house, lead_desk, planned):
    page = reverse("openings:settings-notice", args=[house.slug])

    answer = lead_desk.post(
        address(house),
        {"planned": f"notice_hours.{planned.isoformat()}"},
        headers={"referer": f"http://testserver{page}"},
    )

    assert answer.headers["Location"] == page
