"""Somebody else asks: the house's text, one tap that counts, and never a request."""

import pytest
import time_machine

from intake import enquiring
from intake.models import Enquiry, Request
from respite import deciding
from tests.cast import signed_in
from tests.intake.asking import url


@pytest.mark.parametrize("who", ["family", "provider", "other"])
def test_enquiry_says_what_to_tell_them(who, house, desk):
    text = desk.get(url("enquiry", house), {"who": who}).text

    assert "Please ask them to call us" in text


@pytest.mark.parametrize(("who", "setting"), [("family", "family_words"), ("provider", "provider_words")])
def test_enquiry_says_the_houses_own_words(who, setting, house, lead, desk):
    deciding.decide(house, by=lead, **{setting: "We are glad you called."})

    text = desk.get(url("enquiry", house), {"who": who}).text

    assert "We are glad you called." in text
    assert "Please ask them to call us" not in text


def test_enquiry_without_a_kind_asks_who_it_is(house, desk):
    response = desk.get(url("enquiry", house), {"who": "<script>"})

    assert "Count it" not in response.text
    assert [str(kind["label"]) for kind in response.context["kinds"]] == [
        "Family or a friend",
        "A provider",
        "Somebody else",
    ]


def test_enquiry_counts_once_and_never_makes_a_request(house, desk):
    with time_machine.travel("2043-11-24 19:10:00+00:00", tick=False):
        desk = signed_in(desk_person(house))
        page = desk.get(url("enquiry", house), {"who": "family"})
        said = {"who": "family", "sending": page.context["form"]["sending"].value()}

        first, second = desk.post(url("enquiry", house), said), desk.post(url("enquiry", house), said)

    assert (first.status_code, second.status_code) == (303, 303)
    assert [(row.who, row.on.isoformat(), row.hour) for row in Enquiry.objects.all()] == [("family", "2043-11-24", 13)]
    assert not Request.objects.exists()


def test_enquiry_takes_the_last_count_back_once(house, desk):
    enquiring.count(house, who="other")
    desk.post(url("enquiry", house), {"who": "family"})

    page = desk.get(url("enquiry", house)).text
    desk.post(url("enquiry-take-back", house))
    desk.post(url("enquiry-take-back", house))

    assert "Take the last count back" in page
    assert [row.who for row in Enquiry.objects.all()] == ["other"]
    assert "Take the last count back" not in desk.get(url("enquiry", house)).text


def test_enquiry_of_another_colleague_is_not_taken_back(house, desk, lead_desk):
    desk.post(url("enquiry", house), {"who": "family"})

    lead_desk.post(url("enquiry-take-back", house))

    assert Enquiry.objects.count() == 1


def test_enquiry_with_bad_input_counts_nothing(house, desk):
    assert desk.post(url("enquiry", house), {"who": "a neighbour"}).status_code == 303
    assert not Enquiry.objects.exists()


def test_enquiries_of_this_month_are_told_small_and_of_this_house_only(house, harbor, desk):
    enquiring.count(house, who="family")
    enquiring.count(house, who="family")
    enquiring.count(harbor, who="provider")
    Enquiry.objects.filter(pk=enquiring.count(house, who="other").pk).update(on="2020-01-05")

    assert enquiring.this_month(house) == {"family": 2, "provider": 0, "other": 0}
    assert "Family or a friend" in desk.get(url("enquiry", house)).text


def test_enquiry_leads_to_a_request_only_where_the_house_takes_them(house, lead, desk):
    before = desk.get(url("enquiry", house)).text
    deciding.decide(house, by=lead, others_ask="with_yes")

    assert "Write down a request" not in before
    assert "Write down a request" in desk.get(url("enquiry", house)).text


@pytest.mark.parametrize("name", ["enquiry", "enquiry-take-back"])
def test_enquiry_is_not_there_for_a_stranger_and_refuses_an_editor(name, house, stranger_desk, editor):
    assert stranger_desk.post(url(name, house), {"who": "family"}).status_code == 404
    assert signed_in(editor).post(url(name, house), {"who": "family"}).status_code == 403
    assert not Enquiry.objects.exists()


def desk_person(house):
    return house.memberships.get(role="peer").person
