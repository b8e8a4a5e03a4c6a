"""What goes out: the bytes of each public answer, their validators, and how long they may be kept.

An answer is a pure function of what stands published, whether it still holds and what day it is, so its bytes are kept
in memory and a 304 renders nothing. Whoever asks gets no cookie, no session and no echo of what they sent.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from openings import words
from openings.hsds import directory
from openings.standing import Seen
from respite.middleware import NOTHING
from stays.availability import State

ENGLISH = "en"
NAME = "Peer respite availability"
METHODS = "GET, HEAD, OPTIONS"
KEYED = "/api/v1/availability"
JSON, PROBLEM, HTML = "application/json", "application/problem+json", "text/html; charset=utf-8"
# The social-care code of HL7's capacity extension (INTEROP.md 3); of "unknown" nothing is said.
SDOHCC = {
    State.OPEN: "capacity",
    State.FULL: "no-capacity",
    State.WAITLIST: "waitlist",
    State.CALL: "additional-assessment-required",
    State.PAUSED: "no-capacity",
}
NOTICE = gettext_noop("Not a reservation. Please call before travelling.")
DETAILS = {
    HTTPStatus.BAD_REQUEST: "This address takes no parameters.",
    HTTPStatus.NOT_FOUND: "There is nothing published at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address can only be read.",
    HTTPStatus.TOO_MANY_REQUESTS: "Please ask less often. Keep each answer as long as it says, and send its ETag.",
    HTTPStatus.NOT_IMPLEMENTED: "We answer in the formats json and xml.",
    HTTPStatus.SERVICE_UNAVAILABLE: "We cannot read this right now. Please try again soon, or call the house.",
}
# Where an address is described for programs (RFC 8631). Feeds, oEmbed and cards follow standards of their own.
DESCRIBED_AT = {
    "/api/": "/api/v1/openapi.json",
    "/hsds/": "/hsds/v3/openapi.json",
    "/exports/": "/hsds/v3/openapi.json",
}
ALONE = "default-src 'none'; frame-ancestors 'none'"
# The card must be frameable anywhere. Its font is ours, and comes last so that the rest reads as partners know it.
FRAMED = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors *; font-src 'self'"
)


class Page(NamedTuple):
    """The bytes of an answer, what they are, and the validator that tells them apart from all others."""

    body: bytes
    kind: str
    etag: str


def page(body: bytes, kind: str) -> Page:
    """Return `body` with its strong validator."""
    return Page(body, kind, quote_etag(hashlib.sha256(body).hexdigest()[:32]))


def availability(seen: Seen) -> dict[str, Any]:
    """Return the availability object of one house (INTEROP.md 6). Facts that do not exist are left out."""
    row, site = seen.row, settings.BASE_URL
    with override(ENGLISH):
        told = words.told(seen)
    answer: dict[str, Any] = {
        "id": str(row.house),
        "slug": row.slug,
        "name": row.name,
        "status": str(told.band),
        "label": in_languages(lambda: words.told(seen).words),
        "sdohcc": SDOHCC.get(told.band),
        "as_of": told.at and told.at.isoformat(),
        "as_of_label": in_languages(lambda: words.lasting(seen)),
        "valid_until": told.until and told.until.isoformat(),
        "next_update_expected": row.next_update.astimezone(row.tz).isoformat() if row.next_update else None,
        "precision": told.precision,
        "beds": {"available": told.count, "maximum": told.maximum} if told.precision == "count" else None,
        "region": {"name": row.area, "status": str(told.region), "houses": told.houses} if told.region else None,
        "contact": {"phone": row.phone, "hours": row.phone_hours, "call_first": True},
        "area": {"name": row.area, "address_withheld": True},
        "links": {
            "html": f"{site}/houses/{row.slug}/",
            "embed": f"{site}/embed/{row.slug}/",
            "hsds": directory.address_of(row),
            "oembed": oembed_address(row.slug),
        },
        "notice": NOTICE,
        "notice_label": in_languages(lambda: _(NOTICE)),
    }
    return {
        name: value for name, value in answer.items() if value is not None or name not in {"sdohcc", "beds", "region"}
    }


def in_languages(say: Callable[[], str]) -> dict[str, str]:
    """Return what `say` says in English, and in each other language that has a translation of it."""
    found = {}
    for code in dict.fromkeys([ENGLISH, *dict(settings.LANGUAGES)]):
        with override(code):
            found[code] = say()
    return {code: words for code, words in found.items() if code == ENGLISH or words not in {"", found[ENGLISH]}}


def question(name: str) -> str:
    """Return the question that a card or a link answers; others show it, so it is in English."""
    with override(ENGLISH):
        return _("Is there room at %(house)s?") % {"house": name}


def oembed_address(slug: str, kind: str = "json") -> str:
    """Return where the card of a house is described for sites that turn a link into a card (oEmbed)."""
    query = {"url": f"{settings.BASE_URL}/houses/{slug}/", "format": kind}
    return f"{settings.BASE_URL}/oembed?{urlencode(query)}"


def oembed_links(slug: str) -> dict[str, str]:
    """Return where the card of a house is described, by type: what a page says so that others find it."""
    return {
        "application/json+oembed": oembed_address(slug),
        "text/xml+oembed": oembed_address(slug, "xml"),
    }


def within(address: str, area: str) -> str:
    """Return an address of ours, for the houses of an area if there is one."""
    return f"{settings.BASE_URL}{address}?{urlencode({'area': area})}" if area else f"{settings.BASE_URL}{address}"


@lru_cache(maxsize=1024)
def one(seen: Seen) -> Page:
    """Return the answer about one house."""
    return page(written(availability(seen)), JSON)


@lru_cache(maxsize=64)
def many(houses: tuple[Seen, ...], area: str = "") -> Page:
    """Return the answer about all published houses, or those of an area."""
    return page(written({"availability": [availability(seen) for seen in houses]}), JSON)


def written(facts: dict[str, Any]) -> bytes:
    """Return `facts` as JSON, the same bytes for the same facts."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def send(request: HttpRequest, page: Page, cache: str, policy: str = ALONE) -> HttpResponse:
    """Answer with `page`: 304 when the asker has these very bytes, else 200; HEAD gets the same without the body."""
    known = {etag.removeprefix("W/") for etag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))}
    same = page.etag in known or "*" in known
    answer = bare(304) if same else _whole(request, page.body, 200, page.kind)
    answer.headers["ETag"] = page.etag
    answer.headers["Cache-Control"] = cache
    return public(request, answer, policy)


def kept_for(houses: Sequence[Seen], now: datetime) -> str:
    """Return how long an answer may be kept: its age can never pass the end of a notice in it, however it is used."""
    left = min(360, left_of(houses, now))
    fresh = min(60, left)
    rest = left - fresh
    return f"public, max-age={fresh}, stale-while-revalidate={min(60, rest)}, stale-if-error={min(300, rest)}"


def left_of(houses: Sequence[Seen], now: datetime) -> int:
    """Return the seconds until the first notice among `houses` ends; a day where none of them holds."""
    ends = [seen.row.valid_until for seen in houses if seen.holds and seen.row.valid_until]
    return int((min(ends) - now).total_seconds()) if ends else 86400


def options(request: HttpRequest) -> HttpResponse:
    """Answer what may be asked here."""
    answer = bare(204)
    answer.headers["Allow"] = METHODS
    answer.headers["Access-Control-Allow-Methods"] = METHODS
    answer.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    answer.headers["Access-Control-Max-Age"] = "86400"
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return public(request, answer)


def problem(
    request: HttpRequest, status: HTTPStatus, detail: str = "", more: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer that something is not as asked (RFC 9457), in fixed words that repeat nothing of the question."""
    facts = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail or DETAILS[status]}
    return refused(request, written(facts | (more or {})), status, PROBLEM)


def refused(request: HttpRequest, body: bytes, status: HTTPStatus, kind: str, policy: str = ALONE) -> HttpResponse:
    """Answer with an error that nobody keeps."""
    answer = _whole(request, body, status.value, kind)
    answer.headers["Cache-Control"] = "no-store"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = METHODS
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = "30"
    return public(request, answer, policy)


def public(request: HttpRequest, answer: HttpResponse, policy: str = ALONE) -> HttpResponse:
    """Put on every public answer: anybody may read it, nobody indexes or archives it."""
    headers = answer.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    # Where a key is read, a cache may not hand somebody with a key what it kept of somebody without one.
    keyed = request.path_info.startswith(KEYED)
    headers["Vary"] = "Accept, Accept-Encoding, Authorization" if keyed else "Accept, Accept-Encoding"
    headers["X-Robots-Tag"] = "noindex, noarchive"
    described = next((at for start, at in DESCRIBED_AT.items() if request.path_info.startswith(start)), None)
    if described:
        headers["Link"] = f'<{settings.BASE_URL}{described}>; rel="service-desc"'
    headers["Permissions-Policy"] = NOTHING
    headers["Content-Security-Policy"] = policy
    answer.xframe_options_exempt = policy == FRAMED
    if policy != FRAMED:
        headers["X-Frame-Options"] = "DENY"
    return answer


def bare(status: int) -> HttpResponse:
    """Return an answer that has no body, and therefore no type."""
    answer = HttpResponse(status=status)
    del answer.headers["Content-Type"]
    return answer


def _whole(request: HttpRequest, body: bytes, status: int, kind: str) -> HttpResponse:
    answer = HttpResponse(b"" if request.method == "HEAD" else body, status=status, content_type=kind)
    answer.headers["Content-Length"] = str(len(body))
    return answer
