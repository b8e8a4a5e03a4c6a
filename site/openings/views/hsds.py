"""The doors of the public directory: lists, records, description, profile, data guide and tables. No session."""

import re
from datetime import datetime
from functools import cache, lru_cache, wraps
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from openings import outlets, terms_of_use
from openings.hsds import asking, described, directory, lists, profile, tables, terms
from openings.hsds.asking import Unclear
from openings.hsds.directory import Directory
from openings.outlets import Page
from openings.views.public import DESCRIBED, Read, read_only, readable

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
UNCLEAR = "What was asked does not fit the description of this address."
PLAIN = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
SCHEMA = "application/schema+json"
WITHOUT_HOUSES = ("taxonomies", "taxonomy_terms")


def ours(view: Read) -> Read:
    """Refuse what does not fit the description of the directory."""

    @wraps(view)
    def door(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Unclear as unclear:
            return outlets.problem(request, HTTPStatus.BAD_REQUEST, UNCLEAR, {"errors": unclear.errors})
        except TooManyFieldsSent:
            return outlets.problem(request, HTTPStatus.BAD_REQUEST, UNCLEAR)

    return door


@ours
@readable
def about(request: HttpRequest) -> HttpResponse:
    names = {one.runs.name: None for one in directory.read(timezone.now())}
    return outlets.send(request, _about(tuple(names)), DESCRIBED)


@ours
@read_only
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    now, names = timezone.now(), asking.LISTS[kind]
    asked, sent = asking.question(request.GET, names), asking.given(request.GET, names)
    houses = _houses(kind, now)
    ahead = asked.modified_after is not None and asked.modified_after > now  # nothing has changed since a time to come
    found = lists.answer(kind, () if ahead else houses, asked)
    answer = outlets.send(request, found.page, _kept(kind, houses, now))
    if found.pages is not None:
        answer.headers["Link"] = f"{lists.links(kind, found.pages, asked, sent)}, {answer.headers['Link']}"
    return answer


@ours
@read_only
def record(request: HttpRequest, kind: str, id: str) -> HttpResponse:
    now = timezone.now()
    asked = asking.question(request.GET, asking.ITEMS[kind])
    if not UUID.fullmatch(id):
        return outlets.problem(request, HTTPStatus.NOT_FOUND)
    houses = _houses(kind, now)
    page = lists.record(kind, houses, id, asked)
    if page is None:
        return outlets.problem(request, HTTPStatus.NOT_FOUND)
    return outlets.send(request, page, _kept(kind, houses, now))


@ours
@readable
def openapi(request: HttpRequest) -> HttpResponse:
    return outlets.send(request, described.description(), DESCRIBED)


@ours
@readable
def patch(request: HttpRequest, name: str) -> HttpResponse:
    return _file(request, _patches().get(name))


@ours
@readable
def schema(request: HttpRequest, name: str) -> HttpResponse:
    return _file(request, _schemas().get(name))


@ours
@readable
def profile_page(request: HttpRequest) -> HttpResponse:
    return outlets.send(request, _profile_page(), DESCRIBED, PLAIN)


@ours
@readable
def data_guide(request: HttpRequest) -> HttpResponse:
    return outlets.send(request, _data_guide(), DESCRIBED, PLAIN)


@ours
@readable
def package(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    houses = directory.read(now)
    return outlets.send(request, tables.package(houses), _kept("services", houses, now))


@ours
@readable
def nothing(request: HttpRequest) -> HttpResponse:
    return outlets.problem(request, HTTPStatus.NOT_FOUND)


def _houses(kind: str, now: datetime) -> Directory:
    return () if kind in WITHOUT_HOUSES else directory.read(now)


def _kept(kind: str, houses: Directory, now: datetime) -> str:
    """Return how long an answer may be kept: with houses in it, never beyond the end of what one of them says."""
    return DESCRIBED if kind in WITHOUT_HOUSES else outlets.kept_for([one.seen for one in houses], now)


def _file(request: HttpRequest, page: Page | None) -> HttpResponse:
    if page is None:
        return outlets.problem(request, HTTPStatus.NOT_FOUND)
    return outlets.send(request, page, DESCRIBED)


@lru_cache(maxsize=8)
def _about(organizations: tuple[str, ...]) -> Page:
    facts = {
        "version": profile.VERSION,
        "profile": profile.address(),
        "openapi_url": f"{settings.BASE_URL}/hsds/v3/openapi.json",
        "description": described.ABOUT,
        "data_guide": f"{settings.BASE_URL}/hsds/data-guide/",
        "publisher": {"name": ", ".join(organizations) or settings.BASE_URL, "website": f"{settings.BASE_URL}/"},
    }
    return outlets.page(outlets.written(facts), outlets.JSON)


@cache
def _patches() -> dict[str, Page]:
    files = profile.patches() | {"openapi": described.patch()}
    return {name: outlets.page(outlets.written(one), outlets.JSON) for name, one in files.items()}


@cache
def _schemas() -> dict[str, Page]:
    files = {name: outlets.page(outlets.written(one), SCHEMA) for name, one in profile.schemas().items()}
    return files | {"openapi": described.description()}


@cache
def _profile_page() -> Page:
    facts = {"patches": sorted(_patches()), "schemas": sorted(_schemas()), "terms": terms.terms()}
    return _written("openings/hsds_profile.html", facts)


@cache
def _data_guide() -> Page:
    return _written("openings/hsds_data_guide.html", {"terms": terms.terms(), "asked": terms_of_use.TERMS})


def _written(template: str, facts: dict[str, object]) -> Page:
    with override("en"):
        return outlets.page(render_to_string(template, facts | {"site": settings.BASE_URL}).encode(), outlets.HTML)
