"""One tap in the office: what the public page says is still true, or the house is full, or please call."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openings import publishing, words
from respite.access import office
from respite.htmx import asked_part, go
from respite.models import House

WAYS = {"true", *publishing.BY_HAND}


@require_POST
@office("confirm the notice")
def notice(request: HttpRequest, house: House) -> HttpResponse:
    way = request.POST.get("say", "")
    if way not in WAYS:
        raise BadRequest
    try:
        _publish(request, house, way)
        sentence = _("The public page says: %(words)s") % {"words": words.published(house).words}
    except ValidationError as refusal:
        sentence = refusal.messages[0]
    if asked_part(request, ("notice",)):
        context = {"card": publishing.card(house), "live": sentence}
        return render(request, "openings/notice_card.html", context)
    messages.info(request, sentence)
    return go(request, "office-today", house.slug)


def _publish(request: HttpRequest, house: House, way: str) -> None:
    if way == "true":
        publishing.confirm(house, by=request.user)  # type: ignore[arg-type]
    else:
        publishing.say(house, band=way, by=request.user)  # type: ignore[arg-type]
