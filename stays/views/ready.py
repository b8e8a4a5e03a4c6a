"""One tap: the room is ready. And one to take that back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from respite.access import office, person
from respite.htmx import go
from respite.models import House
from stays import ready
from stays.models import TurnRound


@require_POST
@office("run stays")
def room_ready(request: HttpRequest, house: House, turn_round: UUID) -> HttpResponse:
    return _tap(request, house, turn_round, ready.room_ready, _("Saved. %(room)s is ready."))


@require_POST
@office("run stays")
def not_ready(request: HttpRequest, house: House, turn_round: UUID) -> HttpResponse:
    return _tap(request, house, turn_round, ready.not_ready, _("Saved. %(room)s is still being made ready."))


def _tap(request: HttpRequest, house: House, pk: UUID, verb: Callable[..., TurnRound], done: str) -> HttpResponse:
    """Carry out a verb that a second tap cannot do twice, say what came of it, and lead back to today."""
    found = get_object_or_404(TurnRound.objects.filter(house=house).select_related("bed__room", "house"), pk=pk)
    try:
        verb(found, by=person(request))
        messages.success(request, done % {"room": found.bed})
    except ValidationError as refusal:
        messages.info(request, " ".join(refusal.messages))
    return go(request, "office-today", house.slug)
