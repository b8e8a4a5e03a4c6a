"""What directories need to show houses: every form, live, with what to copy and what to keep to; and a console."""

import json
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.text import slugify
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from openings import console, element, feeds, oembed, outlets, standing, terms_of_use
from openings.hsds import directory
from openings.hsds.directory import Directory
from openings.standing import Seen

# The page frames our own card; nothing else about its policy differs.
FRAMES_OUR_CARD = cast("dict[str, list[str]]", settings.SECURE_CSP) | {"frame-src": [CSP.SELF]}


@csp_override(FRAMES_OUR_CARD)
@require_safe
def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    listed = directory.read(timezone.now())
    houses = [one.seen for one in listed]
    shown = next((seen for seen in houses if seen.row.slug == slug), None) if slug else next(iter(houses), None)
    if slug and shown is None:
        raise Http404
    return render(request, "openings/for_directories.html", _around(listed) | (_forms(shown) if shown else {}))


@csp_override(FRAMES_OUR_CARD)
@require_safe
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all houses of an area together."""
    listed = directory.read(timezone.now())
    here = [one.seen for one in listed if _slug(one.seen) == slug]
    if not here:
        raise Http404
    return render(request, "openings/for_directories.html", _around(listed) | _together(here))


@require_safe
def try_it(request: HttpRequest) -> HttpResponse:
    """Ask one of our public addresses and show all of the answer as text."""
    rows = standing.of_all(timezone.now())
    form = console.TryForm(request.GET or None, initial={"address": "/api/v1/availability", "method": "GET"})
    tried = console.ask(request, **form.cleaned_data) if form.is_bound and form.is_valid() else None
    examples = console.examples(rows[0].slug, rows[0].area) if rows else []
    return render(request, "openings/try_it.html", {"form": form, "tried": tried, "examples": examples})


def _around(listed: Directory) -> dict[str, Any]:
    """Return what the page says whichever house or area it shows."""
    houses = [one.seen for one in listed]
    # Whom partners ask: the organization, by its own phone or that of its first house.
    whom = {one.runs.name: one.runs.phone or one.seen.row.phone for one in reversed(listed)}
    return {
        "houses": houses,
        "areas": _areas(houses),
        "script": _script(),
        "asked": terms_of_use.said(),
        "whom": dict(sorted(whom.items())),
    }


def _slug(seen: Seen) -> str:
    """Return the area of a house as it stands in an address."""
    return slugify(seen.row.area) or "area"


def _areas(houses: list[Seen]) -> dict[str, str]:
    """Return each area with its part of the address, by name."""
    return dict(sorted((_slug(seen), seen.row.area) for seen in houses))


def _script() -> dict[str, str]:
    return {"path": element.PATH, "integrity": element.integrity()}


def _together(here: list[Seen]) -> dict[str, Any]:
    """Return the forms of all houses of an area, and what to copy for them."""
    name = here[0].row.area
    facts = {"availability": [outlets.availability(seen) for seen in here]}
    return _live(here, facts) | {
        "area": name,
        "area_slug": _slug(here[0]),
        "rows": 12,
        "list": outlets.within("/api/v1/availability", name),
        "feeds": [outlets.within(feeds.JSON_PATH, name), outlets.within(feeds.ATOM_PATH, name)],
        "hsds": f"{settings.BASE_URL}/hsds/v3/services?{urlencode({'area': name, 'full': 'true'})}",
    }


def _forms(seen: Seen) -> dict[str, Any]:
    """Return each form of a house and what to copy for it."""
    row, site = seen.row, settings.BASE_URL
    return _live([seen], outlets.availability(seen)) | {
        "house": row,
        "link": f"{site}/houses/{row.slug}/",
        "json": f"{site}/api/v1/availability/{row.slug}",
        "list": f"{site}/api/v1/availability",
        "feeds": [f"{site}{feeds.JSON_PATH}", f"{site}{feeds.ATOM_PATH}"],
        "hsds": f"{site}/hsds/v3/",
    }


def _live(here: list[Seen], facts: dict[str, Any]) -> dict[str, Any]:
    """Return what both show live, and the snippets that show it elsewhere."""
    rows = [seen.row for seen in here]
    return {
        "here": rows,
        "size": (oembed.WIDTH, oembed.HEIGHT),
        "card": "\n".join(oembed.frame(row.slug, row.name) for row in rows),
        "custom": element.snippets(rows),
        "facts": json.dumps(facts, ensure_ascii=False, indent=2),
        "described": [f"{settings.BASE_URL}{path}" for path in ("/api/v1/openapi.json", "/hsds/v3/openapi.json")],
        "items": [feeds.item(seen) for seen in here],
    }
