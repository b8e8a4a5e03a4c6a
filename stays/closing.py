"""The verbs of a closure: close a bed or the house for some nights, and open it again."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again
from respite.models import Bed, House, Person
from respite.nights import Nights
from respite.templatetags.words import short_day
from stays.changing import changing
from stays.models import Allocation, Closure
from stays.undoing import pictured


@again
def close(house: House, *, nights: Nights, reason: str, by: Person, bed: Bed | None = None) -> Closure:
    """Close one bed, or every bed of the house, for `nights`.

    Refused while a stay or another closure is in the way, with a sentence that names it.
    """
    with changing(house) as fresh:
        if nights.leaves <= fresh.tonight():
            raise ValidationError(_("Those nights are already over."), code="nights")
        chosen = [bed] if bed else list(fresh.beds.select_related("room"))
        if any(one.house_id != fresh.pk for one in chosen):
            raise ValidationError(_("That bed is not in this house."), code="state")
        rows = Allocation.objects.of_house(fresh).touching(nights).holding().filter(bed__in=chosen).with_all()
        if in_the_way := list(rows):
            raise ValidationError([ValidationError(_sentence(row), code="taken") for row in in_the_way])
        closure = Closure(house=fresh, bed=bed, reason=reason)
        closure.nights = (nights.arrives, nights.leaves)
        closure.full_clean(exclude=["nights"])
        with pictured(fresh, by=by, verb="closed") as made:
            closure.save(force_insert=True)
            made.append(closure)
            for one in chosen:
                row = Allocation(bed=one, house=fresh, closure=closure)
                row.range = nights
                row.save(force_insert=True)
        history.record("closed", closure, house=fresh, by=by, bed=str(bed or ""), reason=reason)
        closure.refresh_from_db()
        return closure


@again
def reopen(closure: Closure, *, by: Person, from_night: date | None = None) -> Closure:
    """Open the bed or the house again, from tonight or from `from_night` on; earlier nights stay on record."""
    with changing(closure.house) as house:
        closure = Closure.objects.select_for_update(of=("self",)).get(pk=closure.pk)
        start = max(from_night or house.tonight(), closure.nights.lower)
        if closure.ended_at or start >= closure.nights.upper:
            raise ValidationError(_("It is already open again."), code="state")
        with pictured(house, by=by, verb="opened again", closures=[closure]):
            for row in closure.allocations.all():
                if start > row.nights.lower:
                    row.range = Nights(row.nights.lower, start)
                    row.save(update_fields=["nights"])
                else:
                    row.delete()
            closure.ended_at = timezone.now()
            closure.save(update_fields=["ended_at"])
        history.record("opened again", closure, house=house, by=by, from_night=start.isoformat())
        return closure


def _sentence(row: Allocation) -> str:
    who = row.who()
    first, back = short_day(row.nights.lower), short_day(row.nights.upper)
    words = _("%(room)s: %(who)s, from %(first)s to %(back)s.")
    return str(words) % {"room": row.bed.room.name, "who": who, "first": first, "back": back}
