"""Every address under /office/ names a permission and asks it: found by walking all addresses, so none is forgotten."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, include, path
from django.urls.resolvers import RoutePattern

from respite.access import MAY
from respite.models import Role
from tests.cast import member, signed_in
from tests.factories import MembershipFactory

# Where somebody lands who has just signed in: it shows each person their own houses. And the switch that hides names:
# it shows nothing, and changes only the session of who presses it (tests/a11y/test_hidden_names.py).
OPEN_TO_ALL_STAFF = {"office", "office-hide-names"}
DULL = ["juniper-house", "BCDFGH", "1", "2026-05-04", "00000000-0000-4000-8000-000000000000"]


def doors(patterns=None, route="", converters=None):
    """Yield (name, address, view) of everything under /office/, with dull values in the address."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = {**(converters or {}), **getattr(pattern.pattern, "converters", {})}
        address = route + str(pattern.pattern)
        if not (address.startswith("office/") or "office/".startswith(address)):
            continue
        if not isinstance(pattern, URLPattern):
            yield from doors(pattern.url_patterns, address, here)
        elif address.startswith("office/"):
            assert isinstance(pattern.pattern, RoutePattern), f"{address}: write it as a path, so that this can walk it"
            yield pattern.name, "/" + filled(address, here), pattern.callback


def filled(address, converters):
    for name, converter in converters.items():
        value = next(value for value in DULL if converter_takes(converter, value))
        for written in (f"<{name}>", *(f"<{kind}:{name}>" for kind in ("slug", "str", "int", "uuid", "date", "path"))):
            address = address.replace(written, value)
    assert "<" not in address, f"{address}: no dull value fits"
    return address


def converter_takes(converter, value):
    if not re.fullmatch(converter.regex, value):
        return False
    try:
        converter.to_python(value)
    except ValueError:
        return False
    return True


def knock(browser, address):
    return {method: getattr(browser, method)(address).status_code for method in ("get", "post")}


def test_every_door_of_the_office_names_a_permission_SE_29():
    found = {
        address: getattr(view, "permission", None) for name, address, view in doors() if name not in OPEN_TO_ALL_STAFF
    }

    assert "/office/juniper-house/" in found
    assert {address: permission for address, permission in found.items() if permission not in MAY} == {}


def wrong(who, browser, allowed, must):
    """Return the doors that answer somebody outside `allowed`, or never with one of `must`."""
    answers = {address: knock(browser, address) for name, address, _ in doors() if name not in OPEN_TO_ALL_STAFF}
    assert answers
    return {
        (who, address): codes
        for address, codes in answers.items()
        if not set(codes.values()) <= allowed | {405} or not set(codes.values()) & must
    }


def test_every_door_leads_a_visitor_to_the_sign_in_page_SE_29(house):
    assert wrong("visitor", Client(), {302, 303}, {302, 303}) == {}


def test_every_door_is_404_for_somebody_of_another_organization_SE_29(house, stranger_desk):
    assert wrong("stranger", stranger_desk, {404}, {404}) == {}


def test_every_door_is_404_for_somebody_whose_time_here_is_over_SE_29(house):
    person = MembershipFactory(house=house, role=Role.LEAD, ends=house.local().date()).person

    assert wrong("former colleague", signed_in(person), {404}, {404}) == {}


@pytest.mark.parametrize("role", [Role.PEER, Role.EDITOR, Role.READER])
def test_every_door_is_403_for_a_colleague_without_its_permission_SE_29(house, role):
    browser = signed_in(member(house, role, "Sky"))
    closed = {
        address: knock(browser, address)
        for name, address, view in doors()
        if name not in OPEN_TO_ALL_STAFF and role not in MAY[view.permission]
    }

    assert {address: codes for address, codes in closed.items() if not set(codes.values()) <= {403, 405}} == {}
    assert all(403 in codes.values() for codes in closed.values())
    if role != Role.PEER:
        assert closed, "an editor or a report reader sees no guests"


def test_every_door_of_the_office_is_closed_without_the_second_factor_SE_10(house, peer, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = Client()
    browser.force_login(peer, backend=settings.AUTHENTICATION_BACKENDS[0])

    assert wrong("password only", browser, {302, 303}, {302, 303}) == {}


def test_walk_finds_a_door_without_a_lock():
    """To trust the walk: a view that forgets its permission is found."""
    forgotten = path("<slug:house>/rooms/<int:n>/", lambda request, house, n: HttpResponse("in"), name="forgotten")
    office = path("office/", include([forgotten]))

    [(name, address, view)] = doors([office, path("officers/", lambda request: HttpResponse("in"))])

    assert (name, address, hasattr(view, "permission")) == ("forgotten", "/office/juniper-house/rooms/1/", False)
