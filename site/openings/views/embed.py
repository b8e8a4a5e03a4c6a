"""The card that directories frame: server-made, without cookies, and true without JavaScript."""

from functools import lru_cache
from http import HTTPStatus

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from openings import outlets, standing, words
from openings.outlets import FRAMED, HTML, Page
from openings.standing import Seen
from openings.views.public import SLUG


def embed(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return outlets.options(request)
    if request.method not in {"GET", "HEAD"}:
        return outlets.problem(request, HTTPStatus.METHOD_NOT_ALLOWED)
    now = timezone.now()
    try:
        row = standing.of_slug(slug, now) if SLUG.fullmatch(slug) else None
    except (OperationalError, InterfaceError):
        return outlets.refused(request, plain(), HTTPStatus.SERVICE_UNAVAILABLE, HTML, FRAMED)
    if row is None:
        return outlets.refused(request, plain(), HTTPStatus.NOT_FOUND, HTML, FRAMED)
    seen = row.seen(now)
    return outlets.send(request, card(seen), outlets.kept_for([seen], now), FRAMED)


@lru_cache(maxsize=512)
def card(seen: Seen) -> Page:
    """Return the card of one house, and with it, hidden, the words it turns to when its time is over.

    It names no day by how far away it is, so the same card is true on every day that it may be read on.
    """
    row = seen.row
    with override("en"):
        later = row.seen(row.valid_until) if seen.holds and row.valid_until else None
        context = {
            "house": row,
            "told": words.told(seen),
            "as_of": words.lasting(seen),
            "after": words.told(later) if later else None,
            "after_as_of": words.lasting(later) if later else "",
            "ends_at": row.valid_until if later else None,
            "page": f"{settings.BASE_URL}/houses/{row.slug}/",
            "oembed": outlets.oembed_links(row.slug),
        }
        return outlets.page(render_to_string("openings/embed.html", context).encode(), HTML)


def plain() -> bytes:
    """Return the card for a house that is not here, or that we cannot read now."""
    with override("en"):
        return render_to_string("openings/embed.html", {"words": words.sentence("call")}).encode()
