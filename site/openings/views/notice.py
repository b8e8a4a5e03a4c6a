"""One tap in the office: what the public page says is still true, or the house is full, or please call."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from openings import gridsaid, publishing, said, words
from openings.views import today
from respite.access import office
from respite.htmx import asked_part, go
from respite.models import House
from stays import availability
from stays.availability import State


@require_POST
@office("confirm the notice")
def notice(request: HttpRequest, house: House) -> HttpResponse:
    way = request.POST.get("say", "")
    if way not in publishing.BY_HAND and not way.startswith(said.BOARD):
        raise BadRequest
    status, before = 200, words.published(house)
    try:
        _publish(request, house, way)
        told = words.published(house)
        same = before.valid and (before.band, before.count) == (told.band, told.count)
        sentence = said.published(told.words, again=house.local() if same else None)
        if house.style == publishing.GRID and told.band != State.CALL:
            sentence = gridsaid.coming(gridsaid.ahead(house, availability.tonight(house)))
    except ValidationError as refusal:
        sentence, status = refusal.messages[0], 409
    if asked_part(request, ("notice",)):
        context = {"card": publishing.card(house), "live": sentence}
        return render(request, "openings/notice_card.html", context, status=status)
    messages.info(request, sentence)
    return today.page(request, house, status) if status == 409 else go(request, _came(request), house.slug)


def _publish(request: HttpRequest, house: House, way: str) -> None:
    if way in publishing.BY_HAND:
        publishing.say(house, band=way, by=request.user)  # type: ignore[arg-type]
    else:
        publishing.confirm(house, by=request.user, shown=way)  # type: ignore[arg-type]


def _came(request: HttpRequest) -> str:
    """Return the page the notice was confirmed on: Today, or the start of a shift."""
    return "office-shift" if request.GET.get("from") == "shift" else "office-today"
