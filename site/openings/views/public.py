"""The public reads: availability, feeds, and how others show them. One query each at most, no session."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus

from django.core.exceptions import TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openings import element, feeds, oembed, outlets, standing
from openings.outlets import Page
from openings.partners import answers
from openings.standing import Seen, Standing

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")
DESCRIBED = "public, max-age=3600, stale-while-revalidate=86400"
ONLY_AREA = "This address takes only area, once, written as in the records."
LONGEST_AREA = 80
Read = Callable[..., HttpResponse]


def read_only(view: Read) -> Read:
    """Let `view` be read, by anybody from anywhere, and say in one voice what cannot be done here."""

    @wraps(view)
    def door(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.method == "OPTIONS":
            return outlets.options(request)
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


def of_all(written: Callable[[tuple[Seen, ...], str], Page], *, somewhere: bool = False) -> Read:
    """Return the view that answers with what `written` makes of all published houses, or of those of one area.

    With `somewhere` an area without houses is not there: a feed names itself, and must not name itself as another.

    An area is a fact that stands; no question about room is ever taken, because it could single out a bed.
    """

    @read_only
    def view(request: HttpRequest) -> HttpResponse:
        try:
            asked = area_of(request)
        except ValueError:
            return outlets.problem(request, HTTPStatus.BAD_REQUEST, ONLY_AREA)
        now = timezone.now()
        rows = rows_of(asked, now)
        if somewhere and asked and not rows:
            return outlets.problem(request, HTTPStatus.NOT_FOUND)
        seen = tuple(row.seen(now) for row in rows)
        # Named as the house writes it, so that nothing of the question is repeated.
        page = written(seen, rows[0].area if asked and rows else "")
        return outlets.send(request, page, outlets.kept_for(seen, now))

    return view


def area_of(request: HttpRequest) -> str:
    """Return the area that is asked for, or nothing. Raises ValueError for any other question."""
    if not request.META.get("QUERY_STRING"):
        return ""
    try:
        query = dict(request.GET.lists())
    except TooManyFieldsSent as many:
        raise ValueError from many
    texts = query.pop("area", [])
    if query or len(texts) != 1 or not 0 < len(texts[0]) <= LONGEST_AREA:
        raise ValueError
    return texts[0].casefold()


def rows_of(area: str, now: datetime) -> list[Standing]:
    """Return what stands for all published houses, or for those of one area."""
    return [row for row in standing.of_all(now) if area in {"", row.area.casefold()}]


public_houses = of_all(outlets.many)
json_feed, atom = of_all(feeds.json_feed, somewhere=True), of_all(feeds.atom, somewhere=True)


@read_only
def houses(request: HttpRequest) -> HttpResponse:
    key = answers.key_of(request)
    if key is None:
        return public_houses(request)
    try:
        asked = area_of(request)
    except ValueError:
        return answers.private(outlets.problem(request, HTTPStatus.BAD_REQUEST, ONLY_AREA))
    return answers.many(request, key, lambda now: rows_of(asked, now))


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
