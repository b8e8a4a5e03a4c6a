"""The person changes what they told us: what to call them, nights, what would make it work, their language.

How to reach them is changed by `flow.say_contact`. Each change is a line of history that says what kind of thing it
was, and never the words.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from intake import belonging, moves
from intake.models import Request
from respite import history
from respite.locks import again
from respite.models import Person


@again
def call_me(request: Request, *, name: str, by: Person | None = None) -> Request:
    """Use another name from now on, on the request and on who they are to us."""
    with transaction.atomic():
        request = moves.locked(request)
        if not name.strip():
            raise ValidationError(_("Write a name we can use. Any name will do."), code="name")
        request.name = name.strip()
        request.save(update_fields=["name"])
        guest = belonging.guest_of(request)
        if guest:
            guest.name = request.name
            guest.save(update_fields=["name"])
        history.record("name said", request, house=request.house, by=by)
        return request


@again
def wish(request: Request, *, wishes: Mapping[str, Any], by: Person | None = None) -> Request:
    """Change what they wish for: the parts named in `wishes`, like the nights in mind; the others stay.

    A room that is held or agreed stays as it is: that is changed by talking.
    """
    with transaction.atomic():
        request = moves.locked(request)
        request.wishes = {**request.wishes, **wishes}
        request.save(update_fields=["wishes"])
        verb = "nights said" if set(wishes) <= {"from", "nights"} else "wishes said"
        history.record(verb, request, house=request.house, by=by)
        return request


@again
def let_know(request: Request, *, to_know: str, by: Person | None = None) -> Request:
    """Change what would make a stay work, on the request and on who they are to us."""
    with transaction.atomic():
        request = moves.locked(request)
        request.to_know = to_know
        request.save(update_fields=["to_know"])
        guest = belonging.guest_of(request)
        if guest:
            guest.to_know = to_know
            guest.save(update_fields=["to_know"])
        history.record("to know said", request, house=request.house, by=by)
        return request


@again
def speak(request: Request, *, language: str, by: Person | None = None) -> Request:
    """Choose the language of the page and of what we send. Refused (code "choice") for one we do not have."""
    if language not in dict(settings.LANGUAGES):
        raise ValidationError(_("Choose one of these languages."), code="choice")
    with transaction.atomic():
        request = moves.locked(request)
        request.language = language
        request.save(update_fields=["language"])
        history.record("language said", request, house=request.house, by=by)
        return request
