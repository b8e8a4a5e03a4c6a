"""What was chosen for each stay and closure in the way is carried out: all of it, or nothing. House locked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from respite import history
from respite.models import Bed, House, Person
from respite.nights import ONE_DAY, Nights
from respite.templatetags.words import short_day
from stays import bednights, beds
from stays.changing import end
from stays.models import Allocation, Closure, Stay
from stays.touched import Choice, Plan, Touched, fingerprint

State = Stay.State


@dataclass(frozen=True)
class Answers:
    """What somebody chose, by the key of what is in the way, and with whom they agreed on it.

    `seen` stands for what they saw then; when something else is in the way by now, they have to look again.
    """

    choices: Mapping[str, str] = field(default_factory=dict)
    agreed: Collection[str] = ()
    seen: str = ""


def check(found: Sequence[Touched], answers: Answers | None) -> dict[str, Choice]:
    """Return the choice for each thing in the way, or refuse: nothing is decided for a guest by itself."""
    if answers is None:
        if found:
            rows = [(one, row) for one in found for row in one.rows]
            raise ValidationError([ValidationError(_in_the_way(one, row), code="taken") for one, row in rows])
        return {}
    if answers.seen and answers.seen != fingerprint(found):
        raise ValidationError(_("Something changed since this page was made. Please look again."), code="state")
    chosen = {}
    for one in found:
        choice = next((each for each in one.choices if each.value == answers.choices.get(one.key)), None)
        if choice is None:
            raise ValidationError(_("Please choose what happens here: %(what)s") % {"what": one.title}, code="taken")
        if choice.yes and one.key not in answers.agreed:
            words = _("Please talk with %(name)s first, then say here that you agreed.") % {"name": one.name}
            raise ValidationError(words, code="agree")
        chosen[one.key] = choice
    return chosen


def pictured_stays(found: Sequence[Touched], chosen: Mapping[str, Choice]) -> list[Stay]:
    """Return the stays that undo can put back: all but the offers that are let go."""
    return [one.stay for one in found if one.stay and chosen[one.key].value != "let_go"]


def replaced(found: Sequence[Touched], chosen: Mapping[str, Choice]) -> list[Closure]:
    """Return the closures that give way."""
    return [one.closure for one in found if one.closure and chosen[one.key].value == "replace"]


def carry_out(house: House, found: Sequence[Touched], chosen: Mapping[str, Choice], *, by: Person) -> None:
    """Do what was chosen, in the order of the rooms."""
    ids = [one.stay.pk for one in found if one.stay]
    fresh = {stay.pk: stay for stay in _locked(ids)}
    for one in found:
        choice = chosen[one.key]
        if one.closure and choice.value == "replace":
            _give_way(house, one.closure, one.spans, by)
        elif one.stay:
            _settle(house, fresh[one.stay.pk], one.spans, choice, by)


def left_over(plan: Plan) -> dict[Bed, list[Nights]]:
    """Return the nights of each bed that can be closed now: those that no other closure keeps."""
    busy = {bed.pk: set[date]() for bed in plan.beds}
    rows = Allocation.objects.of_house(plan.house).touching(plan.nights).filter(bed__in=plan.beds)
    for row in rows.filter(closure__isnull=False):
        busy[row.bed_id].update(row.range)
    return {bed: list(_runs([night for night in plan.nights if night not in busy[bed.pk]])) for bed in plan.beds}


def _runs(nights: Sequence[date]) -> Sequence[Nights]:
    """Join nights that follow each other."""
    runs: list[Nights] = []
    for night in nights:
        if runs and runs[-1].leaves == night:
            runs[-1] = Nights(runs[-1].arrives, night + ONE_DAY)
        else:
            runs.append(Nights.starting(night, 1))
    return runs


def _locked(ids: Sequence[UUID]) -> list[Stay]:
    rows = Stay.objects.select_for_update(of=("self",)).select_related("house__organization", "guest__key")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def _settle(house: House, stay: Stay, spans: Sequence[Nights], choice: Choice, by: Person) -> None:
    first, last = min(span.arrives for span in spans), max(span.leaves for span in spans)
    if choice.bed:
        _move(house, stay, spans, choice.bed, by)
    elif choice.value == "end":
        _keep(house, stay, Nights(stay.arrives, first), by)
    elif choice.value == "later":
        _keep(house, stay, Nights(last, stay.leaves), by)
    elif choice.value == "look":
        for span in spans:
            bednights.cut(stay, span)
        history.record("without a room", stay, house=house, by=by, nights=[first.isoformat(), last.isoformat()])
    elif choice.value == "cancel":
        end(stay, State.CANCELLED, by=by, verb="cancelled")
    else:
        end(stay, State.LET_GO, by=by, verb="let go")


def _move(house: House, stay: Stay, spans: Sequence[Nights], bed: Bed, by: Person) -> None:
    for span in spans:
        bednights.cut(stay, span)
        bednights.allocate(stay, [beds.Part(bed, span)])
    history.record("moved", stay, house=house, by=by, to=str(bed), from_night=spans[0].arrives.isoformat())


def _keep(house: House, stay: Stay, nights: Nights, by: Person) -> None:
    bednights.keep_only(stay, nights)
    stay.save(update_fields=["nights"])
    told = [nights.arrives.isoformat(), nights.leaves.isoformat()]
    history.record("shortened", stay, house=house, by=by, nights=told)


def _give_way(house: House, closure: Closure, spans: Sequence[Nights], by: Person) -> None:
    """Let an older closure end where the new one begins; without a night left it is over."""
    first = min(span.arrives for span in spans)
    for row in closure.allocations.filter(nights__endswith__gt=first):
        if row.nights.lower < first:
            row.range = Nights(row.nights.lower, first)
            row.save(update_fields=["nights"])
        else:
            row.delete()
    closure.ended_at = timezone.now()
    closure.save(update_fields=["ended_at"])
    history.record("opened again", closure, house=house, by=by, from_night=first.isoformat())


def _in_the_way(one: Touched, row: Allocation) -> str:
    first, back = short_day(row.nights.lower), short_day(row.nights.upper)
    words = _("%(room)s: %(who)s, from %(first)s to %(back)s.")
    return words % {"room": row.bed.room.name, "who": one.name, "first": first, "back": back}
