"""Undo of a stay asks its request first: what went on without the stay is not turned back."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake import moves
from intake.models import Offer, Request
from stays.models import Stay

PROMISED = {Stay.State.EXPECTED, Stay.State.HERE}


def refuse_when_moved_on(stay: Stay, state: str) -> None:
    """Refuse (code "state") to bring back a stay that was over, once its request went on without it.

    They may have asked again, or taken it back; a stay that stood again then would be on no page of theirs.
    """
    if stay.state in PROMISED or state not in PROMISED:
        return
    made = Offer.objects.filter(stay=stay, answer=Offer.Answer.ACCEPTED).select_related("request").first()
    request = moves.locked(made.request) if made else None
    if request and request.state != Request.State.COMING:
        words = _(
            "The request of %(name)s went on since then: it is marked as “%(state)s” now. "
            "So this stay does not come back. You can make a new offer there."
        )
        raise ValidationError(words, params={"name": request.name, "state": request.get_state_display()}, code="state")
