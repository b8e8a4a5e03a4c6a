"""The verbs of a closure: close a bed or the house for some nights, change its end, and open it again.

Nobody who has a room is closed out by surprise: each stay in the way is moved, agreed on with the guest, or kept on the
board as one without a room, in the same step as the closure (stays/touched.py, stays/makingway.py).
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again
from respite.models import Bed, House, Person
from respite.nights import Nights
from stays import makingway, touched
from stays.changing import changing
from stays.makingway import Answers
from stays.models import Allocation, Closure
from stays.touched import Plan
from stays.undoing import pictured


@again
def close(
    house: House, *, nights: Nights, reason: str, by: Person, bed: Bed | None = None, answers: Answers | None = None
) -> Closure:
    """Close one bed, or every bed of the house, for `nights`.

    `answers` say what happens with each stay and closure in the way. Without them it is refused (code "taken") while
    anything is there, with a sentence that names it; and when something changed since they were given (code "state").
    """
    with changing(house) as fresh:
        if nights.leaves <= fresh.tonight():
            raise ValidationError(_("Those nights are already over."), code="nights")
        plan = plan_of(fresh, nights, bed)
        found = touched.find(plan, by)
        chosen = makingway.check(found, answers)
        closure = Closure(house=fresh, bed=bed, reason=reason)
        closure.nights = DateRange(nights.arrives, nights.leaves)
        closure.full_clean(exclude=["nights"])
        stays, closures = makingway.pictured_stays(found, chosen), makingway.replaced(found, chosen)
        with pictured(fresh, by=by, verb="closed", stays=stays, closures=closures) as made:
            makingway.carry_out(fresh, found, chosen, by=by)
            closure.save(force_insert=True)
            made.append(closure)
            _take(plan, closure)
        history.record("closed", closure, house=fresh, by=by, bed=str(bed or ""), reason=reason)
        closure.refresh_from_db()
        return closure


@again
def change_end(closure: Closure, *, back: date, by: Person, answers: Answers | None = None) -> Closure:
    """Expect the end of a closure sooner or later than before: `back` is the first night of use.

    Sooner frees nights; later takes more of them, and asks about what is in the way as closing does.
    """
    with changing(closure.house) as house:
        closure = _locked(closure)
        old = closure.nights.upper
        if closure.ended_at or old <= house.tonight():
            raise ValidationError(_("It is already open again."), code="state")
        if back == old or back <= max(closure.nights.lower, house.tonight()):
            words = _("Choose another day. To open it for tonight, use “Open it again”.")
            raise ValidationError(words, code="nights")
        plan = plan_of(house, Nights(old, max(back, old + date.resolution)), closure.bed, but=closure)
        found = touched.find(plan, by) if back > old else []
        chosen = makingway.check(found, answers)
        stays, closures = makingway.pictured_stays(found, chosen), makingway.replaced(found, chosen)
        with pictured(house, by=by, verb="closure changed", stays=stays, closures=[closure, *closures]):
            makingway.carry_out(house, found, chosen, by=by)
            closure.nights = DateRange(closure.nights.lower, back)
            closure.save(update_fields=["nights"])
            if back > old:
                _take(plan, closure)
            else:
                _end_at(closure, back)
        history.record("closure changed", closure, house=house, by=by, back=back.isoformat())
        return closure


@again
def reopen(closure: Closure, *, by: Person, from_night: date | None = None) -> Closure:
    """Open the bed or the house again, from tonight or from `from_night` on; earlier nights stay on record."""
    with changing(closure.house) as house:
        closure = _locked(closure)
        start = max(from_night or house.tonight(), closure.nights.lower)
        if closure.ended_at or start >= closure.nights.upper:
            raise ValidationError(_("It is already open again."), code="state")
        with pictured(house, by=by, verb="opened again", closures=[closure]):
            _end_at(closure, start)
            closure.ended_at = timezone.now()
            closure.save(update_fields=["ended_at"])
        history.record("opened again", closure, house=house, by=by, from_night=start.isoformat())
        return closure


def plan_of(house: House, nights: Nights, bed: Bed | None, but: Closure | None = None) -> Plan:
    """Return what is to be closed, or refuse another house's bed; without a bed it is the whole house."""
    chosen = [bed] if bed else list(house.beds.select_related("room"))
    if any(one.house_id != house.pk for one in chosen):
        raise ValidationError(_("That bed is not in this house."), code="state")
    return Plan(house, nights, chosen, but)


def _take(plan: Plan, closure: Closure) -> None:
    """Write the bed-nights of a closure: all of the plan that no other closure keeps."""
    spans = makingway.left_over(plan)
    if not any(spans.values()):
        raise ValidationError(_("All of this is closed already. Nothing was changed."), code="taken")
    for bed, runs in spans.items():
        for run in runs:
            before = closure.allocations.filter(bed=bed, nights__endswith=run.arrives).first()
            row = before or Allocation(bed=bed, house=plan.house, closure=closure)
            row.range = Nights(before.nights.lower if before else run.arrives, run.leaves)
            row.save()


def _end_at(closure: Closure, night: date) -> None:
    """Free every bed-night of a closure from `night` on."""
    for row in closure.allocations.filter(nights__endswith__gt=night):
        if night > row.nights.lower:
            row.range = Nights(row.nights.lower, night)
            row.save(update_fields=["nights"])
        else:
            row.delete()


def _locked(closure: Closure) -> Closure:
    return Closure.objects.select_for_update(of=("self",)).select_related("bed__room", "house").get(pk=closure.pk)
