"""Out until: a time a guest gives by their own wish. Nobody asks for it, and it is in no history (LN-51)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite.locks import again
from stays.models import Stay
from stays.recording import recording

HERE = {Stay.State.HERE}


@again
def out_until(stay: Stay, *, until: datetime) -> Stay:
    """Keep until when the guest is out, at their own word. Refused (code "time") for a time that is over or far off.

    Who wrote it down is nobody's business, so there is no `by`, and no line of history.
    """
    with recording(stay, HERE) as (house, fresh):
        if until <= timezone.now():
            raise ValidationError(_("Choose a time that is still to come."), code="time")
        if house.local(until).date() > fresh.leaves:
            raise ValidationError(_("Choose a time before the last day of the stay."), code="time")
        fresh.out_until = until
        fresh.save(update_fields=["out_until"])
        return fresh


@again
def back(stay: Stay) -> Stay:
    """Forget the time: they are back, or they would rather not say. Twice does no harm."""
    with recording(stay, HERE) as (_house, fresh):
        fresh.out_until = None
        fresh.save(update_fields=["out_until"])
        return fresh
