"""Who may do what: the whole table, and the door that asks it (SE-29)."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from respite.access import MAY, may, office, roles_of, visitor_address
from respite.models import House, Membership, Role
from tests.cast import signed_in
from tests.factories import HouseFactory, MembershipFactory, PersonFactory
from tests.moments import later

WHOLE = {Role.OFFICE, Role.EDITOR, Role.READER}
TABLE = {
    #                      peer lead office editor reader
    "see the office":     "yes  yes  yes    yes    yes",
    "see the board":      "yes  yes  yes    no     no ",
    "answer requests":    "yes  yes  yes    no     no ",
    "run stays":          "yes  yes  yes    no     no ",
    "keep connections":   "yes  yes  yes    no     no ",
    "confirm the notice": "yes  yes  yes    no     no ",
    "close rooms":        "no   yes  yes    no     no ",
    "pause offers":       "yes  yes  yes    no     no ",
    "keep the log":       "yes  yes  yes    no     no ",
    "work shifts":        "yes  yes  yes    no     no ",
    "plan shifts":        "no   yes  yes    no     no ",
    "change settings":    "no   yes  yes    no     no ",
    "see partners":       "no   yes  yes    no     no ",
    "keep partners":      "no   no   yes    no     no ",
    "edit pages":         "no   no   yes    yes    no ",
    "read reports":       "no   yes  yes    no     yes",
    "reopen what is closed": "no yes yes    no     no",
}  # fmt: skip


def member(house, role, **more):
    where = None if role in WHOLE else house
    return MembershipFactory(house=where, organization=house.organization, role=role, **more).person


def knock(person, house, permission="see the board"):
    """Return what a door with this permission answers to somebody."""
    request = RequestFactory().get(f"/office/{house.slug}/")
    request.user = person
    view = office(permission)(lambda request, house: HttpResponse(f"in {house.name}"))
    try:
        return view(request, house=house.slug).status_code
    except Http404:
        return 404
    except PermissionDenied:
        return 403


def test_table_is_whole():
    assert set(TABLE) == set(MAY)


@pytest.mark.parametrize("permission", sorted(TABLE))
@pytest.mark.parametrize("role", list(Role))
def test_role_may_exactly_what_the_table_says_SE_29(house, role, permission):
    person = member(house, role)
    said = TABLE[permission].split()[list(Role).index(role)] == "yes"

    assert may(person, permission, house) is said
    assert knock(person, house, permission) == (200 if said else 403)


@pytest.mark.parametrize("role", list(Role))
def test_role_counts_nowhere_in_another_organization_SE_29(house, harbor, role):
    person = member(harbor, role)

    assert roles_of(person, house) == set()
    for permission in MAY:
        assert not may(person, permission, house)
        assert knock(person, house, permission) == 404


@pytest.mark.parametrize("role", list(Role))
def test_role_in_one_house_counts_in_a_sister_house_only_when_it_is_the_organizations_SE_29(house, role):
    sister = HouseFactory(organization=house.organization)
    person = member(house, role)

    assert roles_of(person, sister) == ({role} if role in WHOLE else set())
    assert knock(person, sister, "see the office") == (200 if role in WHOLE else 404)


def test_roles_add_up(house):
    person = member(house, Role.PEER)
    MembershipFactory(person=person, house=None, organization=house.organization, role=Role.READER)

    assert roles_of(person, house) == {Role.PEER, Role.READER}
    assert may(person, "read reports", house)


@pytest.mark.parametrize(
    ("starts", "ends", "now"),
    [(-9, None, True), (0, None, True), (1, None, False), (-9, 1, True), (-9, 0, False), (-9, -1, False)],
)
def test_membership_holds_from_its_first_day_up_to_its_end_SE_29(house, starts, ends, now):
    today = house.local().date()
    person = member(
        house,
        Role.LEAD,
        starts=today + timedelta(days=starts),
        ends=None if ends is None else today + timedelta(days=ends),
    )

    assert (roles_of(person, house) == {Role.LEAD}) is now
    assert list(House.objects.visible_to(person)) == ([house] if now else [])
    assert knock(person, house) == (200 if now else 404)


@pytest.mark.parametrize("hour", [0, 6, 12, 18, 23])
def test_membership_turns_with_the_day_of_the_house_and_not_of_greenwich_SE_29(house, hour):
    """In the evening in Chicago it is tomorrow in Greenwich already; list and door agree at every hour."""
    noon = house.local().replace(hour=12, minute=0)
    leaving = member(house, Role.LEAD, ends=noon.date() + timedelta(days=1))
    coming = member(house, Role.LEAD, starts=noon.date() + timedelta(days=1))

    with later(seconds=(noon.replace(hour=hour) - timezone.now()).total_seconds()):
        assert [roles_of(person, house) for person in (leaving, coming)] == [{Role.LEAD}, set()]
        assert [list(House.objects.visible_to(person)) for person in (leaving, coming)] == [[house], []]


def test_visible_to_on_a_day_asks_for_that_day(house):
    person = member(house, Role.PEER, starts=date(2026, 5, 1), ends=date(2026, 6, 1))

    assert [
        House.objects.visible_to(person, day).exists()
        for day in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1))
    ] == [False, True, True, False]


def test_visible_to_shows_each_house_once_and_in_one_query(house, harbor, django_assert_num_queries):
    sister = HouseFactory(organization=house.organization, name="Lighthouse")
    person = member(house, Role.PEER)
    for role in (Role.OFFICE, Role.READER):
        MembershipFactory(person=person, house=None, organization=house.organization, role=role)

    with django_assert_num_queries(1):
        houses = list(House.objects.visible_to(person))

    assert houses == [house, sister]


def test_visitor_is_led_to_the_sign_in_page_and_back(house, client):
    request = RequestFactory().get("/office/juniper-house/board/?night=2")
    request.user = AnonymousUser()

    answer = office("see the board")(lambda request, house: HttpResponse("in"))(request, house="juniper-house")

    assert answer.status_code == 303
    assert answer["Location"] == "/account/login/?next=%2Foffice%2Fjuniper-house%2Fboard%2F%3Fnight%3D2"


def test_house_that_is_not_there_is_404_like_another_organizations_SE_29(house, peer):
    assert knock(peer, House(slug="nowhere")) == 404


def test_door_hands_over_the_house_and_the_roles(house, lead):
    seen = {}
    request = RequestFactory().get("/")
    request.user = lead

    def view(request, house, code):
        seen.update(house=house, asked=request.house, roles=request.roles, code=code)
        return HttpResponse()

    office("run stays")(view)(request, house="juniper-house", code="BCDFGH")

    assert seen == {"house": house, "asked": house, "roles": {Role.LEAD}, "code": "BCDFGH"}


def test_permission_that_is_not_in_the_table_cannot_be_written(house, lead):
    with pytest.raises(KeyError):
        office("do as they like")
    with pytest.raises(KeyError):
        may(lead, "do as they like", house)


def test_somebody_who_was_switched_off_is_a_visitor_SE_29(house, peer):
    browser = signed_in(peer)
    assert browser.get("/office/").status_code in {200, 303}
    peer.is_active = False
    peer.save()

    assert browser.get("/office/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize(("role", "whole"), [(Role.PEER, True), (Role.LEAD, True), (Role.OFFICE, False)])
def test_role_stands_where_it_belongs(house, role, whole):
    row = Membership(
        person=PersonFactory(),
        organization=house.organization,
        house=None if whole else house,
        role=role,
        starts=date(2026, 1, 1),
    )

    with pytest.raises(ValidationError, match="belong to a house"):
        row.full_clean()


def test_membership_in_a_house_of_another_organization_opens_nothing_SE_29(house, harbor):
    person = MembershipFactory(house=house, organization=harbor.organization, role=Role.LEAD).person

    assert roles_of(person, house) == roles_of(person, harbor) == set()
    assert list(House.objects.visible_to(person)) == []


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [(0, "203.0.113.9", "10.0.0.1"), (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"), (1, "", "10.0.0.1")],
)
def test_address_of_a_visitor_believes_only_our_proxies_SE_04(rf, settings, proxies, told, address):
    settings.PROXIES = proxies

    request = rf.get("/mine/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=told)

    assert visitor_address(request) == address
