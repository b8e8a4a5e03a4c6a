"""The public reads: availability, feeds, and how others show them. One query each at most, no session."""

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openings import element, feeds, oembed, outlets, standing
from openings.outlets import Page
from openings.partners import answers
from openings.standing import Seen

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")
DESCRIBED = "public, max-age=3600, stale-while-revalidate=86400"
Read = Callable[..., HttpResponse]


def read_only(view: Read) -> Read:
    """Let `view` be read, by anybody from anywhere, and say in one voice what cannot be done here."""

    @wraps(view)
    def door(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.method == "OPTIONS":
            return outlets.options()
        if request.method not in {"GET", "HEAD"}:
            return outlets.problem(request, HTTPStatus.METHOD_NOT_ALLOWED)
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            return outlets.problem(request, HTTPStatus.SERVICE_UNAVAILABLE)

    return door


def readable(view: Read) -> Read:
    """Let `view` be read as it stands: whoever asks for more than that with parameters is told so."""

    @wraps(view)
    def plain(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.META.get("QUERY_STRING"):
            return outlets.problem(request, HTTPStatus.BAD_REQUEST)
        return view(request, *args, **kwargs)

    return read_only(plain)


def of_all(written: Callable[[tuple[Seen, ...]], Page]) -> Read:
    """Return the view that answers with what `written` makes of all published houses."""

    @readable
    def view(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        seen = tuple(row.seen(now) for row in standing.of_all(now))
        return outlets.send(request, written(seen), outlets.kept_for(seen, now))

    return view


public_houses, json_feed, atom = of_all(outlets.many), of_all(feeds.json_feed), of_all(feeds.atom)


@readable
def houses(request: HttpRequest) -> HttpResponse:
    key = answers.key_of(request)
    return public_houses(request) if key is None else answers.many(request, key)


@readable
def house(request: HttpRequest, slug: str) -> HttpResponse:
    key = answers.key_of(request)
    if key is not None:
        return answers.one(request, key, lambda now: standing.of_slug(slug, now) if SLUG.fullmatch(slug) else None)
    now = timezone.now()
    row = standing.of_slug(slug, now) if SLUG.fullmatch(slug) else None
    if row is None:
        return outlets.problem(request, HTTPStatus.NOT_FOUND)
    seen = row.seen(now)
    return outlets.send(request, outlets.one(seen), outlets.kept_for([seen], now))


@readable
def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    return outlets.problem(request, HTTPStatus.NOT_FOUND)


@read_only
def card_of(request: HttpRequest) -> HttpResponse:
    """Answer oEmbed: 501 for other formats, 404 for what is not published here, never 401 (it would say there is)."""
    try:
        address, kind, *box = oembed.asked(request)
    except oembed.Unclear as unclear:
        return outlets.problem(request, HTTPStatus.BAD_REQUEST, str(unclear))
    if kind not in {"json", "xml"}:
        return outlets.problem(request, HTTPStatus.NOT_IMPLEMENTED)
    now, slug = timezone.now(), oembed.slug_of(address)
    row = standing.of_slug(slug, now) if slug else None
    if row is None:
        return outlets.problem(request, HTTPStatus.NOT_FOUND)
    seen = [row.seen(now)]
    page = oembed.card(row.slug, row.name, kind, (box[0], box[1]), outlets.left_of(seen, now))
    return outlets.send(request, page, outlets.kept_for(seen, now))


@readable
def script(request: HttpRequest) -> HttpResponse:
    return outlets.send(request, element.script(), element.FOR_GOOD)
