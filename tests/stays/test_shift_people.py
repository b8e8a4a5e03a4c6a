"""Who comes when called: a lead says so, once each person, and a call-out writes to them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respite.models import Entry, Membership, Role
from stays import team
from tests.browsing import Visitor
from tests.cast import signed_in
from tests.factories import MembershipFactory
from tests.moments import refused


@pytest.fixture
def bo(house):
    """Bo, who works in the house."""
    return MembershipFactory(house=house, person__name="Bo")


@pytest.fixture
def address(house):
    """The page."""
    return reverse("stays:shift-people", args=[house.slug])


def visit(person, address):
    visitor = Visitor()
    visitor.client = signed_in(person)
    visitor.go(address)
    return visitor


def test_lead_says_who_comes_when_called_and_takes_it_back(house, lead, bo):
    page = visit(lead, reverse("stays:shifts", args=[house.slug])).follow("Who comes when called")

    page.send("Comes when called : Bo")

    assert "Saved. Bo comes when called." in page.text
    first = team.of_house(house, house.local().date())[0]
    assert (first.name, first.per_diem) == ("Bo", True)
    page.send("Works planned shifts : Bo")
    assert "Saved. Bo works planned shifts." in page.text
    bo.refresh_from_db()
    assert not bo.per_diem


def test_said_twice_is_written_once(house, lead, bo):
    for _n in range(2):
        team.call(bo, called=True, by=lead)

    [line] = Entry.objects.filter(verb="comes when called")
    assert (line.by, line.house, line.facts) == (lead, house, {"person": bo.person_id})


def test_somebody_who_has_left_is_refused(house, lead, bo):
    Membership.objects.filter(pk=bo.pk).update(ends=house.local().date())

    assert refused("member", team.call, bo, called=True, by=lead) == "Bo does not work in this house on that day."


def test_somebody_who_is_gone_is_refused(house, lead, bo):
    Membership.objects.filter(pk=bo.pk).delete()

    assert refused("member", team.call, bo, called=True, by=lead) == "They do not work in this house any more."


def test_page_lists_who_works_in_this_house_only(house, harbor, lead, bo, address):
    MembershipFactory(house=harbor, person__name="Kim")
    MembershipFactory(house=None, organization=house.organization, role=Role.OFFICE, person__name="Sol")

    page = visit(lead, address)

    assert [row.get_text() for row in page.soup.select(".questions b")] == ["Ana", "Bo"]


def test_page_is_for_leads_of_the_house(house, peer, stranger, bo, address):
    there = reverse("stays:shift-person", args=[house.slug, bo.pk])

    assert (signed_in(peer).get(address).status_code, signed_in(peer).post(there).status_code) == (403, 403)
    assert signed_in(stranger).get(address).status_code == 404


def test_person_of_another_house_is_not_there(house, harbor, lead):
    kim = MembershipFactory(house=harbor, person__name="Kim")

    answer = signed_in(lead).post(reverse("stays:shift-person", args=[house.slug, kim.pk]), {"called": "1"})

    assert answer.status_code == 404


def test_page_costs_the_same_with_one_person_and_with_three(house, lead, address):
    browser = signed_in(lead)
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for n in range(2):
        MembershipFactory(house=house, person__name=f"Colleague {n}")
    with CaptureQueriesContext(connection) as three:
        browser.get(address)

    assert len(one) == len(three)
