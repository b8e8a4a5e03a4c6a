"""Undo: two pictures of what a verb touched, before and after, and the way back (docs/decisions/0014)."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again
from respite.models import House, Person
from respite.nights import Nights
from stays.changing import changing
from stays.models import Allocation, Change, Closure, Connection, Stay, TurnRound, Wish

Picture = dict[str, Any]
OFFERED = timedelta(hours=12)  # a slip is noticed within a shift
Asker = Callable[[Stay, str], object]
_askers: list[Asker] = []
INSTANTS = ("arrived_at", "left_at", "hold_until")  # not "out until": a guest's own word is in no history


def ask_first(asker: Asker) -> Asker:
    """Have `asker` called with each stay and the state it would have again; it may refuse. Twice does nothing more."""
    if asker not in _askers:
        _askers.append(asker)
    return asker


@contextmanager
def pictured(
    house: House, *, by: Person | None, verb: str, stays: Iterable[Stay] = (), closures: Iterable[Closure] = ()
) -> Iterator[list[Closure]]:
    """Keep what the verb inside does to these stays and closures, so that it can be undone.

    Inside the transaction of the verb, under the house lock; a closure made inside is added to the list it is given.
    What guests and the clock do is not ours to undo: without `by` nothing is kept.
    """
    stays, closures = list(stays), list(closures)
    before = picture(stays, closures)
    yield closures
    after = picture(stays, closures)
    if by and before != after:
        Change.objects.create(house=house, by=by, verb=verb, before=before, after=after)


def picture(stays: Iterable[Stay], closures: Iterable[Closure] = ()) -> Picture:
    """Return how these stays and closures stand in the database now: states, nights, beds and instants, no words."""
    ids, closed = [stay.pk for stay in stays], [closure.pk for closure in closures]
    beds: dict[object, list[list[Any]]] = {}
    rows = Allocation.objects.filter(stay__in=ids) | Allocation.objects.filter(closure__in=closed)
    for row in rows.order_by("nights", "bed"):
        beds.setdefault(row.stay_id or row.closure_id, []).append([row.bed_id, *_iso(row.range)])
    return {
        "stays": {
            str(row.pk): {
                "state": row.state,
                "nights": _iso(row.range),
                "beds": beds.get(row.pk, []),
                **{name: _text(getattr(row, name)) for name in INSTANTS},
            }
            for row in Stay.objects.filter(pk__in=ids).order_by("pk")
        },
        "closures": {
            str(row.pk): {
                "nights": [row.nights.lower.isoformat(), row.nights.upper.isoformat()],
                "ended_at": _text(row.ended_at),
                "beds": beds.get(row.pk, []),
            }
            for row in Closure.objects.filter(pk__in=closed).order_by("pk")
        },
    }


def last(house: House) -> Change | None:
    """Return the newest change of the house when it can still be undone by its age, else None."""
    newest = Change.objects.filter(house=house).select_related("by").order_by("-at").first()
    if newest is None or newest.undone_at or newest.at < timezone.now() - OFFERED:
        return None
    return newest


def of_stay(stay: Stay) -> Change | None:
    """Return the newest change of a stay when it can still be undone by its age, else None."""
    lately = Change.objects.filter(house=stay.house_id, at__gt=timezone.now() - OFFERED)
    rows = lately.filter(before__stays__has_key=str(stay.pk)).select_related("by")
    newest = rows.order_by("-at").first()
    if newest is None or newest.undone_at or newest.at < timezone.now() - OFFERED:
        return None
    return newest


@again
def undo(change: Change, *, by: Person) -> Change:
    """Put everything back as it was before the change, in one step.

    Refused (code "state") when it is undone already, too old, or anything of it was changed since, and when a request
    went on without its stay; (code "taken") when a bed of before is somebody else's now.
    """
    with changing(change.house) as house:
        change = Change.objects.select_for_update(of=("self",)).select_related("house").get(pk=change.pk)
        if change.undone_at:
            raise ValidationError(_("This was undone already."), code="state")
        if change.at < timezone.now() - OFFERED:
            raise ValidationError(_("This is too long ago to undo. Please change it by hand."), code="state")
        stays = list(Stay.objects.select_for_update(of=("self",)).filter(pk__in=change.after["stays"]).order_by("pk"))
        closures = list(
            Closure.objects.select_for_update(of=("self",)).filter(pk__in=change.after["closures"]).order_by("pk")
        )
        if Stay.objects.filter(pk__in=[stay.pk for stay in stays], guest__key__destroyed_at__isnull=False).exists():
            raise ValidationError(_("What this guest told us was erased. Nothing comes back."), code="state")
        if picture(stays, closures) != change.after:
            raise ValidationError(
                _("Something of this was changed since. Please look at the board and change it by hand."), code="state"
            )
        _ask(change, stays)
        _put_back(house, change, stays, closures)
        change.undone_at, change.undone_by = timezone.now(), by
        change.save(update_fields=["undone_at", "undone_by"])
        for stay in stays:
            facts = {"what": change.verb, "nights": change.before["stays"][str(stay.pk)]["nights"], "state": stay.state}
            history.record("undone", stay, house=house, by=by, **facts)
        for closure in closures:
            history.record("undone", closure, house=house, by=by, what=change.verb)
        return change


def _ask(change: Change, stays: Iterable[Stay]) -> None:
    for stay in stays:
        for asker in _askers:
            asker(stay, change.before["stays"][str(stay.pk)]["state"])


def _put_back(house: House, change: Change, stays: list[Stay], closures: list[Closure]) -> None:
    """Write the picture of before. Bed-nights are looked at once all of them are written."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS bed_night_promised_once, stay_in_one_bed_a_night DEFERRED")
    Allocation.objects.filter(stay__in=stays).delete()
    Allocation.objects.filter(closure__in=closures).delete()
    for stay in stays:
        _put_back_stay(house, stay, change.before["stays"][str(stay.pk)])
    for closure in closures:
        was = change.before["closures"].get(str(closure.pk))
        # A closure that was made by the change is history now: it stays on record as ended, with no night.
        closure.ended_at = _instant(was["ended_at"]) if was else timezone.now()
        if was:
            closure.nights = DateRange(*(_day(told) for told in was["nights"]))
        closure.save(update_fields=["ended_at", "nights"])
        _allocate(house, was["beds"] if was else [], closure=closure)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS bed_night_promised_once, stay_in_one_bed_a_night IMMEDIATE")


def _put_back_stay(house: House, stay: Stay, was: Picture) -> None:
    if stay.state == Stay.State.LEFT and was["state"] == Stay.State.HERE:
        # What was promised on leaving is not promised any more; the room is theirs again.
        Connection.objects.filter(stay=stay, state=Connection.State.PLANNED).delete()
        Wish.objects.filter(stay=stay).delete()
        TurnRound.objects.open().filter(stay=stay).delete()
    if stay.state == Stay.State.HERE and was["state"] == Stay.State.EXPECTED:
        # Nobody slept there: what their arrival made ready is to be made ready again.
        closed = TurnRound.objects.filter(house=house, ready_at=stay.arrived_at)
        again = closed.exclude(bed__in=TurnRound.objects.open().filter(house=house).values("bed"))
        again.update(ready_at=None, ready_by=None)
    if stay.state == was["state"] == Stay.State.HERE:
        TurnRound.objects.open().filter(stay=stay).delete()  # of the room they left and are back in
    stay.state = was["state"]
    stay.range = Nights(*(_day(told) for told in was["nights"]))
    for name in INSTANTS:
        setattr(stay, name, _instant(was[name]))
    stay.out_until = stay.out_until if stay.state == Stay.State.HERE else None
    if stay.state == Stay.State.EXPECTED:
        stay.lock_box, stay.key_out_at, stay.key_back_at = "", None, None  # nobody has the key who is not here
    stay.save(update_fields=["state", "nights", "out_until", "lock_box", "key_out_at", "key_back_at", *INSTANTS])
    _allocate(house, was["beds"], stay=stay)


def _allocate(house: House, beds: list[list[Any]], **whose: Stay | Closure) -> None:
    for bed, first, end in beds:
        row = Allocation(bed_id=bed, house=house, **whose)
        row.range = Nights(_day(first), _day(end))
        row.save(force_insert=True)


def _iso(nights: Nights) -> list[str]:
    return [nights.arrives.isoformat(), nights.leaves.isoformat()]


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _instant(told: str | None) -> datetime | None:
    return parse_datetime(told) if told else None


def _day(told: str) -> date:
    found = parse_date(told)
    assert found
    return found
