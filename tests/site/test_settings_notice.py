"""The settings of what the public reads."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from openings.settings_forms import NoticeForm
from respite.models import House


def address(house):
    return reverse("openings:settings-notice", args=[house.slug])


def sent(house, **changed):
    form = NoticeForm(house=House.objects.get(pk=house.pk))
    return {name: form[name].value() for name in [*form.labels, "holds_from"]} | changed


def test_settings_of_the_notice_hold_from_their_day(house, lead_desk):
    page = lead_desk.post(address(house), sent(house, publishing="live", notice_times="9, 17"), follow=True)

    rules = House.objects.get(pk=house.pk).rules()
    assert (rules.publishing, rules.notice_times, rules.hold_back) == ("live", "9, 17", 2)
    assert "2 settings change on" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("notice_times", "nine", "Write one to eight hours with a comma between them, such as 8, 14, 20."),
        ("notice_times", "", "Write one to eight hours with a comma between them, such as 8, 14, 20."),
        ("hold_back", "0", "Write a whole number from 1 to 4."),
        ("publishing", "count", "Numbers need a house with five beds or more."),
    ],
)
def test_settings_of_the_notice_say_kindly_what_does_not_fit(house, lead_desk, field, value, words):
    answer = lead_desk.post(address(house), sent(house, notice_hours="6") | {field: value})

    assert words in answer.content.decode()
    assert 'value="6"' in answer.content.decode()
    assert not House.objects.get(pk=house.pk).settings.exists()


def test_everything_that_does_not_fit_is_said_in_one_round_in_the_order_of_the_page(house, lead_desk):
    wrong = {"notice_times": "25, abc", "hold_back": "0", "notice_hours": "", "holds_from": "2020-01-01"}

    page = BeautifulSoup(lead_desk.post(address(house), sent(house) | wrong).content, "html.parser")

    listed = [(link["href"], link.get_text()) for link in page.select(".errors a")]
    names = ["notice_times", "hold_back", "notice_hours", "holds_from"]
    assert [href for href, _words in listed] == [f"#id_{name}" for name in names]
    assert listed[0][1] == "Write one to eight hours with a comma between them, such as 8, 14, 20."
    assert "This field is required." not in page.get_text()
    assert page.select_one("#id_notice_times")["value"] == "25, abc"
    fields = [field["id"] for field in page.select("main form input:not([type=hidden]):not([type=radio])")]
    assert fields == [f"id_{name}" for name in names]


def test_confidential_house_stays_with_the_phone_whatever_is_sent(house, lead_desk):
    House.objects.filter(pk=house.pk).update(confidential=True)

    page = lead_desk.get(address(house)).content.decode()
    lead_desk.post(address(house), sent(house, publishing="live"))

    assert "This house is confidential, so it tells only by phone." in page
    assert House.objects.get(pk=house.pk).style == "phone_only"


def test_only_leads_decide_what_the_public_reads(house, desk):
    assert desk.get(address(house)).status_code == 403
