"""Where a request may go from where, and the lock every verb takes before it asks (RE-06)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake.models import Request

State = Request.State
# From each state to each other that a verb may lead to. The database refuses every other move (migration 0004).
TABLE: dict[State, set[State]] = {
    State.HEARD: {State.TALKING, State.KNOWN, State.NOT_NOW, State.ELSEWHERE, State.TAKEN_BACK},
    State.TALKING: {State.HEARD, State.KNOWN, State.NOT_NOW, State.ELSEWHERE, State.TAKEN_BACK},
    State.KNOWN: {State.HEARD, State.TALKING, State.OFFERED, State.NOT_NOW, State.ELSEWHERE, State.TAKEN_BACK},
    State.OFFERED: {State.KNOWN, State.COMING, State.TAKEN_BACK},
    State.COMING: {State.KNOWN, State.HEARD, State.TAKEN_BACK},
    State.NOT_NOW: {State.HEARD, State.TALKING, State.KNOWN, State.OFFERED, State.ELSEWHERE, State.TAKEN_BACK},
    State.ELSEWHERE: {State.HEARD, State.KNOWN, State.OFFERED, State.NOT_NOW, State.TAKEN_BACK},
    State.TAKEN_BACK: {State.HEARD},
}
WAITING = {State.HEARD, State.TALKING}
BEFORE_AN_OFFER = {State.HEARD, State.TALKING, State.KNOWN, State.NOT_NOW, State.ELSEWHERE}
ENDED = {State.NOT_NOW, State.ELSEWHERE, State.TAKEN_BACK}


def locked(request: Request) -> Request:
    """Lock the row of `request` and read it afresh, with its house and keys.

    In two steps: a row that waited for its lock is read again, but not the rows joined to it, so that a guest made
    meanwhile would be missed, and made twice.
    """
    Request.objects.select_for_update(of=("self",)).values("pk").get(pk=request.pk)
    return Request.objects.select_related("house__organization", "key", "guest__key").get(pk=request.pk)


def refuse_unless(request: Request, states: set[State]) -> None:
    """Refuse (code "state") unless the request stands in one of `states`."""
    if request.state in states:
        return
    sentence = _("This request is already marked as %(state)s.")
    raise ValidationError(sentence, params={"state": request.get_state_display()}, code="state")
