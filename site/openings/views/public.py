"""The public reads: availability of all houses, of one, and the description of both. One query each, no session."""

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openings import outlets, standing

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


@readable
def houses(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    seen = tuple(row.seen(now) for row in standing.of_all(now))
    return outlets.send(request, outlets.many(seen), outlets.kept_for(seen, now))


@readable
def house(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    row = standing.of_slug(slug, now) if SLUG.fullmatch(slug) else None
    if row is None:
        return outlets.problem(request, HTTPStatus.NOT_FOUND)
    seen = row.seen(now)
    return outlets.send(request, outlets.one(seen), outlets.kept_for([seen], now))


@readable
def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    return outlets.problem(request, HTTPStatus.NOT_FOUND)
