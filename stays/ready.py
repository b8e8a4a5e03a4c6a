"""Rooms being made ready: begun when a guest leaves, ended by one tap or when somebody arrives, never by the clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respite import history
from respite.locks import again
from respite.models import Bed, House, Person
from respite.templatetags.words import clock, moment
from stays.changing import changing
from stays.models import Allocation, Stay, TurnRound

SHOWN_AFTER = timedelta(hours=2)  # a tap too early is noticed soon; so long it can be taken back


@dataclass(frozen=True)
class Line:
    """One room on the list: what is said about it, and whether it is ready."""

    turn_round: TurnRound
    words: str
    ready: bool = False
    late: bool = False


def begin(house: House, bed: Bed, stay: Stay, *, tonight: date, ready_by: datetime) -> None:
    """Begin the turn-round of a room that was left. Nothing begins when the next guest is already in it.

    Needs the house locked.
    """
    sleeps = Allocation.objects.filter(bed=bed, nights__contains=tonight, stay__state=Stay.State.HERE)
    if sleeps.exclude(stay=stay).exists():
        return
    facts = {"house": house, "stay": stay, "expected_at": ready_by}
    TurnRound.objects.get_or_create(bed=bed, ready_at=None, defaults=facts)


@again
def room_ready(turn_round: TurnRound, *, by: Person) -> TurnRound:
    """The room is made and can be had. Refused (code "state") when somebody said so before."""
    with changing(turn_round.house) as house:
        found = _locked(turn_round)
        if found.ready_at:
            raise ValidationError(gettext_lazy("Somebody already said that this room is ready."), code="state")
        found.ready_at, found.ready_by = timezone.now(), by
        found.save(update_fields=["ready_at", "ready_by"])
        history.record("room ready", found, house=house, by=by, room=str(found.bed))
        return found


@again
def not_ready(turn_round: TurnRound, *, by: Person) -> TurnRound:
    """Take a tap back. Refused (code "state") when somebody sleeps there, or the room is being made ready anew."""
    with changing(turn_round.house) as house:
        found = _locked(turn_round)
        if found.ready_at is None:
            raise ValidationError(gettext_lazy("This room is still being made ready."), code="state")
        tonight = house.tonight()
        sleeps = Allocation.objects.filter(bed=found.bed, nights__contains=tonight, stay__state=Stay.State.HERE)
        if sleeps.exists() or TurnRound.objects.open().filter(bed=found.bed).exists():
            raise ValidationError(gettext_lazy("This room is in use again. Nothing was changed."), code="state")
        found.ready_at = found.ready_by = None
        found.save(update_fields=["ready_at", "ready_by"])
        history.record("room not ready", found, house=house, by=by, room=str(found.bed))
        return found


def lines(house: House) -> list[Line]:
    """Return the rooms that are being made ready, the late ones first, then those that were ready a moment ago."""
    lately = Q(ready_at__gt=timezone.now() - SHOWN_AFTER, ready_by__isnull=False)
    rows = TurnRound.objects.filter(Q(ready_at__isnull=True) | lately, house=house, bed__out_since__isnull=True)
    past = ExpressionWrapper(Q(ready_at__isnull=True, expected_at__lte=Now()), output_field=BooleanField())
    rows = rows.annotate(past=past).select_related("bed__room", "ready_by").order_by("expected_at")
    sleeps = _slept_in(house) if rows else set()
    found = [_line(house, row) for row in rows if row.ready_at is None or row.bed_id not in sleeps]
    return sorted(found, key=lambda line: (line.ready, not line.late))


def _slept_in(house: House) -> set[int]:
    """Return the ids of the beds in which somebody sleeps tonight."""
    rows = Allocation.objects.of_house(house).filter(nights__contains=house.tonight(), stay__state=Stay.State.HERE)
    return set(rows.values_list("bed", flat=True))


def _line(house: House, row: TurnRound) -> Line:
    if row.ready_at:
        values = {"room": row.bed, "name": row.ready_by, "time": clock(row.ready_at, house)}
        return Line(row, _("%(room)s is ready. %(name)s said so at %(time)s.") % values, ready=True)
    values = {"room": row.bed, "when": moment(row.expected_at, house), "time": clock(row.expected_at, house)}
    if row.past:  # type: ignore[attr-defined]
        return Line(row, _("%(room)s was to be ready %(when)s.") % values, late=True)
    if house.local(row.expected_at).date() == house.local().date():
        return Line(row, _("%(room)s is being made ready, by %(time)s.") % values)
    return Line(row, _("%(room)s is being made ready, by %(time)s tomorrow.") % values)


def _locked(turn_round: TurnRound) -> TurnRound:
    rows = TurnRound.objects.select_for_update(of=("self",)).select_related("bed__room", "house")
    return rows.get(pk=turn_round.pk)
