"""Which answer a refused verb gets: 409 when somebody else was first, else the same page; guests are led on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from respite.htmx import go

FIRST_COME = {"taken", "lapsed", "busy", "state", "paused", "cover"}


def status(refusal: ValidationError) -> int:
    """Return 409 for a refusal that comes from what others did meanwhile, 200 for one about what was written."""
    return 409 if getattr(refusal, "code", None) in FIRST_COME else 200


def said_at(request: HttpRequest, refusal: ValidationError, to: str, *args: Any) -> HttpResponse:
    """Lead a guest to the page as it stands now, which says the refusal once: Back never asks to send it again."""
    messages.error(request, " ".join(refusal.messages))
    return go(request, to, *args)
