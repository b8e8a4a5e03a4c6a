"""All houses of an organization on one page: each with its own tonight, at the price of one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from respite.models import Role
from stays import booking
from tests.cast import member, signed_in
from tests.factories import BedFactory, HouseFactory, MembershipFactory, RoomFactory, expected, here, make_guest


def another(house, name, **more):
    found = HouseFactory(name=name, slug=name.lower(), organization=house.organization, **more)
    BedFactory(room=RoomFactory(house=found, name=f"Room of {name}"))
    return found


def url(house):
    return reverse("stays:board-houses", args=[house.slug])


@pytest.fixture
def office(house):
    """Marta, who leads the organization."""
    return member(house, Role.OFFICE, "Marta")


def test_each_house_stands_with_its_own_rooms_and_its_own_tonight(house, office, peer):
    # Of two zones a day apart, one is always a night ahead of the other.
    east = another(house, "East", zone="Pacific/Kiritimati")
    another(house, "West", zone="Pacific/Pago_Pago")
    stay = here(house, peer)

    answer = signed_in(office).get(url(house))

    shown = {one["board"].house.name: one["board"] for one in answer.context["houses"]}
    assert list(shown) == ["East", "Juniper House", "West"]
    assert shown["East"].tonight > shown["West"].tonight
    assert {row.name for row in shown["East"].rows} == {"Room of East"}
    page = answer.content.decode()
    assert f'href="{reverse("stays:board", args=[east.slug])}?' in page
    assert f'href="{reverse("stays:board", args=[house.slug])}?' in page
    assert f"stay={stay.code}#tray" in page


def test_houses_where_somebody_has_no_role_are_not_shown(house, peer, desk, harbor):
    another(house, "Other")

    assert [one["board"].house for one in desk.get(url(house)).context["houses"]] == [house]
    assert "Other" not in desk.get(url(house)).content.decode()


def test_role_that_is_over_or_shows_no_board_opens_no_house(house, peer, desk):
    over, reader = another(house, "Over"), another(house, "Reader")
    MembershipFactory(person=peer, house=over, ends=timezone.now().date() - timedelta(days=2))
    MembershipFactory(person=peer, house=None, organization=house.organization, role=Role.READER)

    shown = [one["board"].house for one in desk.get(url(house)).context["houses"]]

    assert (shown, reader in shown) == ([house], False)


def test_what_needs_a_look_is_told_for_each_house(house, office, peer):
    other = another(house, "Other")
    expected(other, office, make_guest(house.organization, "Luz"))
    expected(house, peer)

    page = signed_in(office).get(url(house)).content.decode()

    assert "<b>Luz</b> Room of Other, arrives today, 3 nights" in " ".join(page.split())


def test_all_houses_cost_the_same_for_one_house_and_four(house, office, peer):
    browser = signed_in(office)
    here(house, peer)
    browser.get(url(house))
    with CaptureQueriesContext(connection) as one:
        browser.get(url(house))
    for name in ("East", "North", "West"):
        other = another(house, name)
        booking.arrive(expected(other, office, make_guest(house.organization, name)), by=office)
    with CaptureQueriesContext(connection) as four:
        browser.get(url(house))

    assert len(one) == len(four)
    assert len(four) <= 14


def test_all_houses_take_the_view_of_the_board(house, desk):
    view = desk.get(url(house) + "?from=2026-12-05&nights=21").context["view"]

    assert (view.nights.arrives, view.count) == (date(2026, 12, 5), 21)


def test_all_houses_are_not_there_for_a_stranger_nor_for_an_editor(house, editor, stranger_desk):
    assert stranger_desk.get(url(house)).status_code == 404
    assert signed_in(editor).get(url(house)).status_code == 403
