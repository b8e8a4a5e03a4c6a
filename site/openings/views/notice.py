"""What the public sees, and the one tap that changes it: still true, the house is full, please call, closed."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods

from openings import cards, gridsaid, outside, poolsaid, publishing, said, words
from openings.views import today
from respite.access import office, person
from respite.htmx import asked_part, go
from respite.models import House
from stays import availability
from stays.availability import State

BY_PHONE = "phone_only"
HERE, SHIFT = "openings:notice", "office-shift"
FRAMING: Any = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}  # the card as other sites frame it


@require_http_methods(["GET", "HEAD", "POST"])
@office("confirm the notice")
@csp_override(FRAMING)
def notice(request: HttpRequest, house: House) -> HttpResponse:
    return _say(request, house) if request.method == "POST" else _page(request, house)


def _page(request: HttpRequest, house: House, status: int = 200) -> HttpResponse:
    return render(request, "openings/outside.html", _context(house), status=status)


def _context(house: House) -> dict[str, Any]:
    card = cards.card(house)
    return {
        "card": card | {"action": f"{card['action']}?from=outside"},
        "may_close": card["band"] != State.PAUSED and house.style != BY_PHONE and not house.in_pool,
        "outside": outside.read(house),
        "past": outside.past(house),
        "by_phone": house.style == BY_PHONE and not house.in_pool,
    }


def _say(request: HttpRequest, house: House) -> HttpResponse:
    way = request.POST.get("say", "")
    if way not in publishing.BY_HAND and not way.startswith(said.BOARD):
        raise BadRequest
    status = 200
    try:
        sentence = _publish(request, house, way)
    except ValidationError as refusal:
        sentence, status = refusal.messages[0], 409
    came = _came(request)
    if asked_part(request, ("notice",)):
        return _part(request, house, came, sentence, status)
    messages.info(request, sentence)
    if status == 409:
        return _page(request, house, status) if came == HERE else today.page(request, house, status)
    return go(request, came, house.slug)


def _part(request: HttpRequest, house: House, came: str, sentence: str, status: int) -> HttpResponse:
    """Answer htmx with the card, leading where it led before, and with whatever else of its page tells the word."""
    context: dict[str, Any] = {"card": cards.card(house), "live": sentence}
    if came == HERE:
        context = _context(house) | {"live": sentence, "oob": True}
    elif came == SHIFT:
        context["card"] |= {"action": f"{context['card']['action']}?from=shift"}
    return render(request, "openings/notice_card.html", context, status=status)


def _publish(request: HttpRequest, house: House, way: str) -> str:
    """Say the word, and return the sentence about it: what is out now, or when it goes out."""
    me, before = person(request), words.published(house)
    if way in publishing.BY_HAND:
        notice = publishing.say(house, band=way, by=me)
    else:
        notice = publishing.confirm(house, by=me, shown=way)
    if notice is None:
        return _coming(house)
    told = words.published(house)
    same = before.valid and (before.band, before.count) == (told.band, told.count)
    return said.published(told.words, again=house.local() if same else None)


def _coming(house: House) -> str:
    board = availability.tonight(house)
    if house.in_pool:
        return poolsaid.coming(poolsaid.ahead(house, board))
    return gridsaid.answer(gridsaid.ahead(house, board, publishing.current(house)))


def _came(request: HttpRequest) -> str:
    """Return the page the notice was confirmed on: Today, the start of a shift, or what the public sees."""
    return {"shift": SHIFT, "outside": HERE}.get(request.GET.get("from", ""), "office-today")
