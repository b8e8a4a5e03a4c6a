"""Who may do what: one table, the question, and the one decorator that asks it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from respite.htmx import sign_in_first
from respite.models import House, Membership, Person, Role

TEAM = {Role.PEER, Role.LEAD, Role.OFFICE}
LEADS = {Role.LEAD, Role.OFFICE}
EVERYBODY = TEAM | {Role.EDITOR, Role.READER}

# The words of a permission, and the roles that have it. A view names the words; the same words hide the button.
MAY: dict[str, set[Role]] = {
    "see the office": EVERYBODY,
    "see the board": TEAM,
    "answer requests": TEAM,
    "reopen what is closed": LEADS,
    "run stays": TEAM,
    "keep connections": TEAM,
    "confirm the notice": TEAM,
    "close rooms": LEADS,
    "pause offers": TEAM,
    "keep the log": TEAM,
    "work shifts": TEAM,
    "plan shifts": LEADS,
    "change settings": LEADS,
    "see partners": LEADS,
    "keep partners": {Role.OFFICE},
    "edit pages": {Role.EDITOR, Role.OFFICE},
    "read reports": LEADS | {Role.READER},
}

View = Callable[..., HttpResponse]


def visitor_address(request: HttpRequest) -> str:
    """Return the address a request came from, as told by the last proxy that is ours (RESPITE_PROXIES of them).

    Only as many entries of X-Forwarded-For are believed as there are proxies of ours; the rest anybody can write.
    """
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXIES and len(told) >= settings.PROXIES:
        return told[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def roles_of(person: Person, house: House) -> set[Role]:
    """Return the roles `person` has in `house` today, directly or through the organization."""
    mine = Membership.objects.current(house.local().date()).filter(person=person, organization=house.organization_id)
    return {Role(role) for role, where in mine.values_list("role", "house") if where in (None, house.pk)}


def may(person: Person, permission: str, house: House) -> bool:
    """Say whether `person` may do this in `house`. Raises KeyError for words that are not in the table."""
    return bool(MAY[permission] & roles_of(person, house))


def person(request: HttpRequest) -> Person:
    """Return who is signed in; behind `office` somebody always is."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def office(permission: str) -> Callable[[View], View]:
    """Let a view of one house through for people who may; `house` arrives as a House.

    A stranger gets 404, a colleague without the right role 403, a visitor the sign-in page.
    """
    allowed = MAY[permission]

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, house: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            found = House.objects.select_related("organization").prefetch_related("settings").filter(slug=house).first()
            roles = roles_of(request.user, found) if found else set()
            if found is None or not roles:
                raise Http404
            if not allowed & roles:
                raise PermissionDenied
            request.house, request.roles = found, roles  # type: ignore[attr-defined]
            return view(request, found, *args, **kwargs)

        door.permission = permission  # type: ignore[attr-defined]
        return door

    return decorate
