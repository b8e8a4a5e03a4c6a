"""No new offers from this moment: the verbs of a pause. Whoever is here, expected or was offered a room keeps it.

The public reads "please call" at once, whatever style the house publishes in, and never why (INTEROP.md 5.3).
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again
from respite.models import House, Person
from stays.changing import changing
from stays.models import Pause


@again
def pause(house: House, *, reason: str, by: Person, look_again_on: date | None = None) -> Pause:
    """Stop new offers now. Refused (code "state") when the house is paused already."""
    with changing(house) as fresh:
        if Pause.objects.open().filter(house=fresh).exists():
            raise ValidationError(_("New offers are stopped already."), code="state")
        if look_again_on and look_again_on < fresh.local().date():
            raise ValidationError({"look_again_on": _("Choose today or a later day, or leave it empty.")})
        made = Pause(house=fresh, reason=reason, by=by, look_again_on=look_again_on)
        made.full_clean(exclude=["house", "by"])
        made.save(force_insert=True)
        history.record("paused", made, house=fresh, by=by, reason=reason)
        return made


@again
def start_again(house: House, *, by: Person) -> Pause:
    """Let offers be made again. The public page says "please call" until somebody confirms what the board says."""
    with changing(house) as fresh:
        found = Pause.objects.open().select_for_update(of=("self",)).filter(house=fresh).first()
        if found is None:
            raise ValidationError(_("New offers are already possible again."), code="state")
        found.ended_at, found.ended_by = timezone.now(), by
        found.save(update_fields=["ended_at", "ended_by"])
        history.record("started again", found, house=fresh, by=by)
        return found


def current(house: House) -> Pause | None:
    """Return the pause that holds now, or None."""
    return Pause.objects.open().filter(house=house).select_related("by").first()


def refuse_while_paused(house: House) -> None:
    """Refuse a new promise (code "paused") while new offers are stopped. Needs the house locked."""
    found = current(house)
    if found:
        words = _("This house makes no new offers just now: %(why)s. Offers that were made stay open.")
        raise ValidationError(words, params={"why": found.get_reason_display()}, code="paused")
