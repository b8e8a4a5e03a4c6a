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
from openings.grid import AT_ONCE
from openings.views import today
from respite.access import office
from respite.htmx import asked_part, go
from respite.models import House
from stays import availability
from stays.availability import State

BY_PHONE = "phone_only"
HERE = "openings:notice"
FRAMING: Any = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}  # the card as other sites frame it


@require_http_methods(["GET", "HEAD", "POST"])
@office("confirm the notice")
@csp_override(FRAMING)
def notice(request: HttpRequest, house: House) -> HttpResponse:
    return _say(request, house) if request.method == "POST" else _page(request, house)


def _page(request: HttpRequest, house: House, status: int = 200) -> HttpResponse:
    card = cards.card(house)
    context = {
        "card": card | {"action": f"{card['action']}?from=outside"},
        "may_close": card["band"] != State.PAUSED and house.style != BY_PHONE and not house.in_pool,
        "outside": outside.read(house),
        "past": outside.past(house),
    }
    return render(request, "openings/outside.html", context, status=status)


def _say(request: HttpRequest, house: House) -> HttpResponse:
    way = request.POST.get("say", "")
    if way not in publishing.BY_HAND and not way.startswith(said.BOARD):
        raise BadRequest
    status, before = 200, words.published(house)
    try:
        _publish(request, house, way)
        told = words.published(house)
        same = before.valid and (before.band, before.count) == (told.band, told.count)
        sentence = said.published(told.words, again=house.local() if same else None)
        if house.in_pool:
            sentence = poolsaid.coming(poolsaid.ahead(house, availability.tonight(house)))
        elif house.style == publishing.GRID and told.band not in AT_ONCE:
            sentence = gridsaid.coming(gridsaid.ahead(house, availability.tonight(house)))
    except ValidationError as refusal:
        sentence, status = refusal.messages[0], 409
    if asked_part(request, ("notice",)):
        context = {"card": cards.card(house), "live": sentence}
        return render(request, "openings/notice_card.html", context, status=status)
    messages.info(request, sentence)
    came = _came(request)
    if status == 409:
        return _page(request, house, status) if came == HERE else today.page(request, house, status)
    return go(request, came, house.slug)


def _publish(request: HttpRequest, house: House, way: str) -> None:
    if way in publishing.BY_HAND:
        publishing.say(house, band=way, by=request.user)  # type: ignore[arg-type]
    else:
        publishing.confirm(house, by=request.user, shown=way)  # type: ignore[arg-type]


def _came(request: HttpRequest) -> str:
    """Return the page the notice was confirmed on: Today, the start of a shift, or what the public sees."""
    return {"shift": "office-shift", "outside": HERE}.get(request.GET.get("from", ""), "office-today")
