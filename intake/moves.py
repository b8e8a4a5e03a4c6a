"""Where a request may go from where, and the lock every verb takes before it asks (RE-06)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake.models import Request

State = Request.State
WAITING = {State.HEARD, State.TALKING}
BEFORE_AN_OFFER = {State.HEARD, State.TALKING, State.KNOWN, State.NOT_NOW, State.ELSEWHERE}
ENDED = {State.NOT_NOW, State.ELSEWHERE, State.TAKEN_BACK}


def locked(request: Request) -> Request:
    """Lock the row of `request` and read it afresh, with its house and keys."""
    rows = Request.objects.select_for_update(of=("self",)).select_related("house__organization", "key", "guest__key")
    return rows.get(pk=request.pk)


def refuse_unless(request: Request, states: set[State]) -> None:
    """Refuse (code "state") unless the request stands in one of `states`."""
    if request.state in states:
        return
    sentence = _("This request is already marked as %(state)s.")
    raise ValidationError(sentence, params={"state": request.get_state_display()}, code="state")
