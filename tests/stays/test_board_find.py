"""Find a room for these nights and needs: what fits in its order, why the others do not, the nearest nights."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respite.nights import Nights
from stays import beds, closing, finding
from tests.factories import BedFactory, RoomFactory, expected, here, make_guest, nights_from_tonight


def bed(house, name):
    return house.beds.get(room__name=name)


def find(house, count=3, needs=(), later=0, me=None):
    return finding.ask(house, nights_from_tonight(house, count, later=later), needs, me)


def url(house, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return reverse("stays:board-find", args=[house.slug]) + (f"?{query}" if query else "")


def test_rooms_that_fit_come_in_the_order_in_which_beds_are_chosen(house):
    BedFactory(room=RoomFactory(house=house, name="Rowan", features=["quiet", "desk"], position=9))
    nights = nights_from_tonight(house)

    fits = find(house, needs=["quiet", "desk"]).fits

    assert [one.room for one in fits] == ["Rowan", "Cedar", "Willow", "Birch"]
    assert fits[0].bed == beds.choose(house, nights, ["quiet", "desk"])[0].bed
    assert [one.lacks for one in fits[:2]] == ["", "desk"]


def test_room_without_an_access_feature_never_fits_and_says_so(house):
    answer = find(house, needs=["step_free"])

    assert [one.room for one in answer.fits] == ["Birch"]
    assert [(one.room, one.reason) for one in answer.others] == [
        ("Cedar", "does not have: no steps"),
        ("Willow", "does not have: no steps"),
    ]


def test_room_that_is_taken_names_who_is_in_the_way(house, peer, lead):
    here(house, peer, bed=bed(house, "Birch"))
    closing.close(house, nights=nights_from_tonight(house, 2), reason="repair", by=lead, bed=bed(house, "Cedar"))

    reasons = {one.room: one.reason for one in find(house).others}

    assert reasons["Birch"].startswith("not free: Rosa from today to ")
    assert reasons["Cedar"].startswith("closed from today to ")
    assert reasons["Cedar"].endswith(": repair")


def test_guest_closed_to_me_is_not_named(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"))
    stay.guest.closed_to.add(peer)

    (other,) = find(house, me=peer).others

    assert other.reason.startswith("not free: Guest from ")


def test_nearest_nights_that_would_work_are_told_when_nothing_fits(house, peer):
    for name, later in (("Birch", 1), ("Cedar", 1), ("Willow", 1)):
        nights = nights_from_tonight(house, 3, later=later)
        expected(house, peer, make_guest(house.organization, name), nights, bed=bed(house, name))

    answer = find(house, count=2)

    assert answer.fits == []
    first = house.tonight() + timedelta(days=4)
    assert (answer.nearest[0].nights, answer.nearest[0].room) == (Nights.starting(first, 2), "Cedar")
    assert answer.parts == ""
    assert all(near.nights.arrives >= house.tonight() for near in answer.nearest)


def test_one_room_after_the_other_is_told_when_that_would_do(house, peer):
    for name, later in (("Birch", 0), ("Cedar", 0), ("Willow", 2)):
        nights = nights_from_tonight(house, 2, later=later)
        expected(house, peer, make_guest(house.organization, name), nights, bed=bed(house, name))

    answer = find(house, count=4)

    assert answer.fits == []
    assert answer.parts.startswith("Willow until ")
    assert ", then " in answer.parts


def test_page_leads_from_each_room_to_plan_a_stay(house, desk):
    first = house.tonight() + timedelta(days=2)

    page = desk.get(url(house, first=first, nights=3, needs="quiet")).content.decode()

    assert f"{reverse('stays:stay-plan', args=[house.slug])}?at={bed(house, 'Cedar').pk}.{first}" in page
    assert "3 rooms fit" in page


def test_page_asks_first(house, desk):
    answer = desk.get(url(house))

    assert (answer.status_code, "answer" in answer.context) == (200, False)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"first": "2020-01-01", "nights": 3}, "first"),
        ({"first": "2999-01-01", "nights": 3}, "first"),
        ({"first": "soon", "nights": 3}, "first"),
        ({"first": "", "nights": 3}, "first"),
        ({"first": "2026-12-01", "nights": 0}, "nights"),
        ({"first": "2026-12-01", "nights": 999}, "nights"),
        ({"first": "2026-12-01", "nights": "x"}, "nights"),
        ({"first": "2026-12-01", "nights": 3, "needs": "sauna"}, "needs"),
    ],
)
def test_page_asks_again_for_what_makes_no_sense_and_keeps_what_was_typed(house, desk, asked, field):
    answer = desk.get(url(house, **asked))

    form = answer.context["form"]
    assert answer.status_code == 200
    assert form.has_error(field)
    assert form["nights"].value() == str(asked["nights"])


def test_page_costs_the_same_for_one_stay_and_three(house, peer, desk):
    asked = url(house, first=house.tonight(), nights=3)
    here(house, peer, bed=bed(house, "Birch"))
    desk.get(asked)
    with CaptureQueriesContext(connection) as one:
        desk.get(asked)
    for name in ("Cedar", "Willow"):
        expected(house, peer, make_guest(house.organization, name), nights_from_tonight(house, 1), bed=bed(house, name))
    with CaptureQueriesContext(connection) as three:
        desk.get(url(house, first=house.tonight() + timedelta(days=1), nights=3))

    assert len(one) == len(three)


def test_page_is_refused_to_an_editor_and_unknown_to_a_stranger(house, stranger_desk, client):
    assert stranger_desk.get(url(house)).status_code == 404
    assert client.get(url(house)).url.startswith("/account/login/")
