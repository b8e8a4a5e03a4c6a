"""The settings of the house at work: a page of dated rules."""

from datetime import timedelta

import pytest
from django.urls import reverse

from respite.models import House, Setting
from stays.settings_forms import WorkForm
from tests.cast import signed_in


def address(house):
    return reverse("stays:settings-work", args=[house.slug])


def sent(house, **changed):
    form = WorkForm(house=House.objects.get(pk=house.pk))
    return {name: form[name].value() for name in [*form.labels, "holds_from"]} | changed


def test_settings_of_work_hold_from_their_day(house, lead_desk):
    day = house.tonight() + timedelta(days=2)

    page = lead_desk.post(address(house), sent(house, turn_round_minutes=120, holds_from=day.isoformat()), follow=True)

    fresh = House.objects.get(pk=house.pk)
    assert (fresh.rules().turn_round_minutes, fresh.rules(day).turn_round_minutes) == (0, 120)
    assert "1 setting changes on" in page.content.decode()
    assert ": 120" in page.content.decode()


def test_settings_of_work_sent_unchanged_decide_nothing(house, lead_desk):
    page = lead_desk.post(address(house), sent(house), follow=True)

    assert "Nothing was changed." in page.content.decode()
    assert not Setting.objects.filter(house=house).exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("night_from", "3", "Write a whole number from 19 to 24."),
        ("turn_round_minutes", "soon", "Write a whole number from 0 to 1440."),
        ("arrive_until", "9", "Choose an hour after the first."),
    ],
)
def test_settings_of_work_say_kindly_what_does_not_fit(house, lead_desk, field, value, words):
    page = lead_desk.post(address(house), sent(house, welcome="Tea first.", **{field: value})).content.decode()

    assert words in page
    assert "Tea first." in page
    assert not Setting.objects.filter(house=house).exists()


def test_settings_of_work_are_for_leads(house, desk, stranger_desk, editor, lead_desk):
    assert desk.get(address(house)).status_code == 403
    assert signed_in(editor).get(address(house)).status_code == 403
    assert stranger_desk.get(address(house)).status_code == 404
    assert 'aria-current="page"' in lead_desk.get(address(house)).content.decode()
