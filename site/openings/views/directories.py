"""What directories need to show a house: every form of it, live, with what to copy and what to keep to."""

import json
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from openings import element, feeds, oembed, outlets, standing
from openings.standing import Seen

# The page frames our own card; nothing else about its policy differs.
FRAMES_OUR_CARD = cast("dict[str, list[str]]", settings.SECURE_CSP) | {"frame-src": [CSP.SELF]}


@csp_override(FRAMES_OUR_CARD)
@require_safe
def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    now = timezone.now()
    houses = [row.seen(now) for row in standing.of_all(now)]
    shown = next((seen for seen in houses if seen.row.slug == slug), None) if slug else next(iter(houses), None)
    if slug and shown is None:
        raise Http404
    return render(request, "openings/for_directories.html", {"houses": houses, **(_forms(shown) if shown else {})})


def _forms(seen: Seen) -> dict[str, Any]:
    """Return each form of a house and what to copy for it."""
    row, site = seen.row, settings.BASE_URL
    facts = outlets.availability(seen)
    return {
        "house": row,
        "card": oembed.snippet(row.slug, row.name),
        "size": (oembed.WIDTH, oembed.HEIGHT),
        "script": {"path": element.PATH, "integrity": element.integrity()},
        "custom": element.snippet(row.slug, row.name),
        "link": f"{site}/houses/{row.slug}/",
        "json": f"{site}/api/v1/availability/{row.slug}",
        "facts": json.dumps(facts, ensure_ascii=False, indent=2),
        "list": f"{site}/api/v1/availability",
        "described": f"{site}/api/v1/openapi.json",
        "hsds": f"{site}/hsds/v3/",
        "item": feeds.item(seen),
        "feeds": [f"{site}{feeds.JSON_PATH}", f"{site}{feeds.ATOM_PATH}"],
        "oembed": f"{site}/oembed",
    }
