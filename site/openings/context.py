"""What the frame of every office page knows: the places of this house, and what waits in them."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from intake.models import Request
from respite import access
from respite.context import respite
from respite.models import House, Person, Role, Room
from stays import closed
from stays.models import Connection


class Place(NamedTuple):
    """One place of the office: its address, its mark, who may go there, and its short word on a phone."""

    label: Promise
    url: str
    mark: str
    permission: str
    tab: Promise | str = ""
    also: tuple[str, ...] = ()  # pages of its own subject at other addresses


COUNTED = ("waiting", "late", "due", "room_count")
ANY_HOUSE, ANY_PERSON, ANY_DAY = House(pk=UUID(int=0)), Person(pk=-987_654_321), date.min
PLACES = (
    Place(_("Today"), "office-today", "today", "see the board", _("Today")),
    Place(_("Board"), "stays:board", "board", "see the board", _("Board")),
    Place(_("Requests"), "desk:requests", "requests", "answer requests", _("Requests")),
    Place(_("Stays"), "stays:stays", "stays", "run stays"),
    Place(_("Connections"), "connections:connections", "connections", "keep connections"),
    Place(_("House log"), "stays:log", "log", "keep the log", _("Log"), ("stays:incidents", "stays:calls")),
    Place(_("Shifts"), "stays:shifts", "shifts", "work shifts", also=("office-shift",)),
    Place(_("Guidelines"), "stays:guidelines", "guidelines", "see the office"),
    Place(_("Settings"), "desk:settings-requests", "settings", "change settings", also=("stays:rooms",)),
)


SETTINGS = {
    "desk:settings-requests": _("Asking and offers"),
    "stays:settings-work": _("The house at work"),
    "openings:settings-notice": _("What the public reads"),
    "openings:partners": _("Partners"),
    "stays:rooms": _("Rooms"),
    "stays:word-list": _("Words"),
    "stays:record-parts": _("Extra record parts"),
}


def office(request: HttpRequest) -> dict[str, Any]:
    """Add the places of the house to what every frame knows; on pages without a house there is nothing to add."""
    house: House | None = getattr(request, "house", None)
    if house is None:
        return {}
    counts: Any = SimpleLazyObject(lambda: _counts(house, access.person(request)))
    return {
        "respite": respite(request)["respite"]
        | {
            "nav": SimpleLazyObject(lambda: _places(request, house, counts)),
            "house_line": SimpleLazyObject(lambda: _line(counts["room_count"])),
            "settings_tabs": SimpleLazyObject(lambda: _settings_tabs(request, house)),
        }
    }


def _places(request: HttpRequest, house: House, counts: dict[str, int]) -> list[dict[str, Any]]:
    roles: set[Role] = getattr(request, "roles", set())
    shown = []
    for place in PLACES:
        address = _address(place.url, house)
        if address and access.MAY[place.permission] & roles:
            also = [_address(name, house) for name in place.also]
            shown.append(place._asdict() | {"url": address, "also": also} | _waiting(place, counts))
    under = [(_root(address), row["url"]) for row in shown for address in (row["url"], *row["also"]) if address]
    here = max((pair for pair in under if request.path.startswith(pair[0])), key=lambda pair: len(pair[0]), default="")
    return [row | {"current": bool(here) and row["url"] == here[1]} for row in shown]


def _root(url: str) -> str:
    """Return what the addresses of a place begin with: all settings are one place."""
    return url.partition("/settings/")[0] + "/settings/" if "/settings/" in url else url


def _settings_tabs(request: HttpRequest, house: House) -> list[dict[str, Any]]:
    """Return the pages of the settings that are there, with the one that is open."""
    found = [(_address(name, house), label) for name, label in SETTINGS.items()]
    return [
        {"url": url, "label": label, "count": None, "current": request.path.startswith(url)}
        for url, label in found
        if url
    ]


def _address(name: str, house: House) -> str:
    try:
        return reverse(name, args=[house.slug])
    except NoReverseMatch:  # a place that is not built yet is not listed
        return ""


def _waiting(place: Place, counts: dict[str, int]) -> dict[str, Any]:
    if place.mark == "requests":
        return {"count": counts["waiting"], "late": counts["late"] > 0}
    return {"count": counts["due"], "late": False} if place.mark == "connections" else {}


def _counts(house: House, person: Person) -> dict[str, int]:
    """Count what waits in the places of `house` for `person`, by one query; what is closed to them is not counted."""
    sql, asked = _counting()
    values: dict[Any, Any] = {ANY_HOUSE.pk: house.pk, ANY_PERSON.pk: person.pk, ANY_DAY: house.local().date()}
    with connection.cursor() as cursor:
        cursor.execute(sql, [values.get(value, value) for value in asked])
        return dict(zip(COUNTED, cursor.fetchone(), strict=True))


@cache
def _counting() -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of the counts with stand-ins for house, person and day among its values.

    Every page of the office asks it, and to write it anew takes the ORM ten times as long as the database needs for it.
    Whatever else depends on the clock is asked of the database (Now).
    """
    house, person = ANY_HOUSE, ANY_PERSON
    waiting = Request.objects.of_house(house).filter(key__destroyed_at__isnull=True).open_to(person).waiting()
    counted = {
        "waiting": _number(waiting),
        "late": _number(waiting.filter(promised_by__lt=Now())),
        "due": _number(Connection.objects.filter(house=house).exclude(closed.to(person)).due(ANY_DAY)),
        "room_count": _number(Room.objects.in_use().filter(house=house)),
    }
    rows = House.objects.filter(pk=house.pk).order_by().annotate(**counted).values_list(*COUNTED)
    sql, asked = rows.query.sql_with_params()
    return sql, asked


def _number(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("house").annotate(n=Count("pk")).values("n")), 0)


def _line(rooms: int) -> str:
    return ngettext("%d room", "%d rooms", rooms) % rooms
