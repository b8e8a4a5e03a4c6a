"""The verbs of a stay: hold, confirm, arrive, move, swap, extend, shorten, leave, cancel, did not arrive, let go.

Each opens a transaction, locks the house, frees holds whose time is over, checks, writes named fields and history, and
tells who publishes. A refusal is a ValidationError with a sentence for the screen; its code tells the kind: "taken"
(lost a race), "lapsed", "limit" (the window rule), "state" (not a move from here), "nights", "paused" (no new offers
now), "cover" (too few people on).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again, locked
from respite.models import Bed, House, Person
from respite.nights import Nights
from respite.templatetags.words import day
from stays import bednights, beds, coverlimit, in_the_way, pausing, ready, window
from stays.changing import changing, end, on_paper
from stays.models import Guest, Guidelines, Stay, TurnRound
from stays.undoing import pictured

State = Stay.State

# From which states each verb may start; whatever is not here is refused (RE-06).
FROM: dict[str, set[str]] = {
    "confirm": {State.HELD},
    "let go": {State.HELD},
    "arrive": {State.EXPECTED},
    "did not arrive": {State.EXPECTED},
    "cancel": {State.HELD, State.EXPECTED},
    "move": {State.HELD, State.EXPECTED, State.HERE},
    "swap": {State.HELD, State.EXPECTED, State.HERE},
    "change nights": {State.HELD, State.EXPECTED, State.HERE},
    "leave": {State.HERE},
}


@contextmanager
def _at_work(stay: Stay, verb: str, *, by: Person | None, name: str) -> Iterator[tuple[House, Stay]]:
    """Lock the house and the stay, refuse a verb that may not start from its state, and keep what it can undo."""
    with changing(stay.house) as house:
        fresh = _locked(stay, verb)
        with pictured(house, by=by, verb=name, stays=[fresh]):
            yield house, fresh


@again
def hold(
    guest: Guest,
    *,
    house: House,
    nights: Nights,
    by: Person | None,
    hours: int | None = None,
    needs: Iterable[str] = (),
    bed: Bed | None = None,
    despite_limit: bool = False,
) -> Stay:
    """Hold a room of `house` for `guest` for `nights`, for `hours` from now by the database's clock, to the full hour.

    The bed is chosen by the needs; staff may name one. `despite_limit` is for nights agreed in a conversation beyond
    the window rule, and is recorded.
    """
    with changing(house) as fresh:
        _ours(fresh, guest)
        pausing.refuse_while_paused(fresh)
        _not_past(fresh, nights)
        answer = window.ask(guest, fresh, nights)
        if not (answer.fits or despite_limit):
            raise ValidationError(answer.words, code="limit")
        _free_of_lapsed(guest)
        coverlimit.refuse_beyond(fresh, nights)
        parts = _parts(fresh, nights, list(needs), bed, by)
        stay = Stay(house=fresh, guest=guest, state=State.HELD, needs=list(needs))
        stay.range = nights
        stay.hold_until = hours_from_now(fresh, hours or fresh.rules().hold_hours)
        stay.save(force_insert=True)
        bednights.allocate(stay, parts)
        history.record("held", stay, house=fresh, by=by, nights=_told(nights), despite_limit=not answer.fits)
        return stay


@again
def confirm(stay: Stay, *, by: Person | None) -> Stay:
    """Make a held room a promise. Refused with code "lapsed" when the hold is over by the database's clock.

    Neither a pause nor too few people on stands in its way: what was offered stays offered.
    """
    with changing(stay.house):
        stay = _locked(stay, "confirm")
        stay.state, stay.hold_until = State.EXPECTED, None
        stay.save(update_fields=["state", "hold_until"])
        history.record("confirmed", stay, house=stay.house, by=by)
        return stay


@again
def let_go(stay: Stay, *, by: Person | None) -> Stay:
    """Give a held room free again; nothing else about the guest changes."""
    with changing(stay.house):
        return end(_locked(stay, "let go"), State.LET_GO, by=by, verb="let go")


@again
def arrive(
    stay: Stay,
    *,
    by: Person,
    guidelines: Guidelines | None = None,
    word: str = "",
    at: datetime | None = None,
    from_paper: bool = False,
) -> Stay:
    """Welcome the guest, who was shown these guidelines or none yet. Coming late, their nights begin tonight."""
    with _at_work(stay, "arrive", by=by, name="arrived") as found:
        house, stay = found
        tonight = house.tonight(at)
        if tonight not in stay.range:
            sentence = _("The room is kept from %(first)s to %(last)s. Change the nights first, then welcome them.")
            raise ValidationError(sentence, params=_ends(stay.range), code="nights")
        if tonight > stay.arrives:
            bednights.keep_only(stay, Nights(tonight, stay.leaves))
        stay.state, stay.arrived_at = State.HERE, at or timezone.now()
        stay.save(update_fields=["state", "arrived_at", "nights"])
        bed = bednights.bed_on(stay, tonight)
        # Somebody sleeps there, so it is ready, whether anybody tapped or not.
        TurnRound.objects.open().filter(bed=bed).update(ready_at=stay.arrived_at, ready_by=by)
        history.record("arrived", stay, house=house, by=by, **on_paper(at, from_paper))
        if guidelines:
            _acknowledge(stay, guidelines, word, by)
        return stay


@again
def acknowledge(stay: Stay, *, guidelines: Guidelines, word: str, by: Person | None, language: str = "") -> Stay:
    """Record that the guest was shown this version of the guidelines, how they said yes, and in which language."""
    with locked(stay.house):
        stay = Stay.objects.select_for_update(of=("self",)).select_related("house").get(pk=stay.pk)
        _acknowledge(stay, guidelines, word, by, language)
        return stay


@again
def move(stay: Stay, *, to: Bed, by: Person, from_night: date | None = None, until_night: date | None = None) -> Stay:
    """Move the guest to another bed, from `from_night` on (else: all nights that are still to come).

    With `until_night`, the nights from then on stay where they are.
    """
    with _at_work(stay, "move", by=by, name="moved") as found:
        house, stay = found
        start, end = max(from_night or stay.arrives, stay.arrives), min(until_night or stay.leaves, stay.leaves)
        if stay.state == State.HERE:
            start = max(start, house.tonight())
        if start >= end:
            raise ValidationError(_("The stay is over by then."), code="nights")
        rest, was_in = Nights(start, end), bednights.bed_on(stay, start)
        if to.house_id != house.pk or to not in beds.free(house, rest, [stay.pk]):
            raise ValidationError(in_the_way.sentence(house, to, rest, by, [stay.pk]), code="taken")
        bednights.cut(stay, rest)
        bednights.allocate(stay, [beds.Part(to, rest)])
        if stay.state == State.HERE and start == house.tonight():
            TurnRound.objects.open().filter(bed=to).update(ready_at=timezone.now(), ready_by=by)
            _make_ready(house, was_in, stay, start)
        until = {"until_night": end.isoformat()} if end < stay.leaves else {}
        history.record("moved", stay, house=house, by=by, to=str(to), from_night=start.isoformat(), **until)
        return stay


@again
def swap(stay: Stay, *, other: Stay, by: Person, from_night: date | None = None) -> Stay:
    """Let two guests change rooms in one step, for the nights from `from_night` on.

    Only here is the exclusion constraint deferred, to the end of this transaction.
    """
    with changing(stay.house) as house:
        one, two = _locked(stay, "swap"), _locked(other, "swap")
        if one.pk == two.pk or two.house_id != house.pk:
            raise ValidationError(_("Choose another guest of this house to swap with."), code="state")
        start = max(from_night or house.tonight(), house.tonight())
        exchange = _exchange(house, one, two, start, by)
        with pictured(house, by=by, verb="swapped", stays=[one, two]):
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS bed_night_promised_once DEFERRED")
            for mine, bed, rest in exchange:
                bednights.cut(mine, rest)
                bednights.allocate(mine, [beds.Part(bed, rest)])
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS bed_night_promised_once IMMEDIATE")
        for mine, bed, _rest in exchange:
            history.record("swapped", mine, house=house, by=by, to=str(bed), from_night=start.isoformat())
        return one


@again
def extend(stay: Stay, *, leaves: date, by: Person, despite_limit: bool = False) -> Stay:
    """Add nights at the end: in the same bed when it is free, else with the fewest moves."""
    with _at_work(stay, "change nights", by=by, name="extended") as found:
        house, stay = found
        if leaves <= stay.leaves:
            raise ValidationError(_("Choose a later day of leaving to add nights."), code="nights")
        whole, more = Nights(stay.arrives, leaves), Nights(stay.leaves, leaves)
        answer = window.ask(stay.guest, house, whole, apart_from=stay.pk)
        if not (answer.fits or despite_limit):
            raise ValidationError(answer.words, code="limit")
        _within_cover(house, stay, more)
        last = bednights.bed_on(stay, stay.leaves - timedelta(days=1))
        parts = beds.choose(house, more, stay.needs, keep=last)
        if not parts:
            raise ValidationError(in_the_way.no_room(house, more), code="taken")
        stay.range = whole
        stay.save(update_fields=["nights"])
        bednights.allocate(stay, parts)
        history.record("extended", stay, house=house, by=by, nights=_told(whole), despite_limit=not answer.fits)
        return stay


@again
def shorten(stay: Stay, *, leaves: date, by: Person | None) -> Stay:
    """Drop nights at the end. Of a guest who is here, tonight stays."""
    with _at_work(stay, "change nights", by=by, name="shortened") as found:
        house, stay = found
        first_end = max(stay.arrives, house.tonight() if stay.state == State.HERE else stay.arrives)
        if not first_end < leaves < stay.leaves:
            raise ValidationError(_("Choose an earlier day of leaving that keeps at least one night."), code="nights")
        bednights.keep_only(stay, Nights(stay.arrives, leaves))
        stay.save(update_fields=["nights"])
        history.record("shortened", stay, house=house, by=by, nights=_told(stay.range))
        return stay


@again
def leave(stay: Stay, *, by: Person, at: datetime | None = None, from_paper: bool = False) -> Stay:
    """The guest goes home, early, on time or late; no reason is asked. The nights from tonight on become free."""
    with _at_work(stay, "leave", by=by, name="left") as found:
        house, stay = found
        tonight = house.tonight(at)
        slept = Nights(stay.arrives, tonight) if tonight > stay.arrives else None
        bed = bednights.bed_on(stay, min(tonight, stay.leaves - timedelta(days=1)))
        bednights.cut(stay, Nights(max(tonight, stay.arrives), max(stay.leaves, tonight + timedelta(days=1))))
        stay.range = slept.within(stay.range) or stay.range if slept else Nights.starting(stay.arrives, 1)
        stay.state, stay.left_at, stay.out_until = State.LEFT, at or timezone.now(), None
        stay.save(update_fields=["state", "left_at", "nights", "out_until"])
        _make_ready(house, bed, stay, tonight)
        history.record("left", stay, house=house, by=by, nights=_told(stay.range), **on_paper(at, from_paper))
        return stay


@again
def cancel(stay: Stay, *, by: Person | None, undoable: bool = True) -> Stay:
    """Plans changed before arriving; the nights become free. `by` is None when the guest said so themselves.

    Not `undoable` is what ends with something else: a request that is taken back, somebody who is erased.
    """
    with _at_work(stay, "cancel", by=by if undoable else None, name="cancelled") as found:
        _house, stay = found
        return end(stay, State.CANCELLED, by=by, verb="cancelled")


@again
def did_not_arrive(stay: Stay, *, by: Person) -> Stay:
    """The guest did not come this time. From the first of their nights on, never before."""
    with _at_work(stay, "did not arrive", by=by, name="did not arrive") as found:
        house, stay = found
        if house.tonight() < stay.arrives:
            sentence = _("They are expected on %(first)s. Until then, you can cancel the stay with them.")
            raise ValidationError(sentence, params=_ends(stay.range), code="nights")
        return end(stay, State.DID_NOT_ARRIVE, by=by, verb="did not arrive")


def _locked(stay: Stay, verb: str) -> Stay:
    """Read the stay again under its own lock and refuse a verb that may not start from its state."""
    rows = Stay.objects.select_for_update(of=("self",)).select_related("house__organization", "guest__key")
    fresh = rows.get(pk=stay.pk)
    if fresh.state in FROM[verb]:
        return fresh
    if fresh.state == State.LET_GO:
        raise ValidationError(_("The hold on this room is over, so we let it go."), code="lapsed")
    sentence = _("This stay is already marked as %(state)s.")
    raise ValidationError(sentence, params={"state": fresh.get_state_display()}, code="state")


def _make_ready(house: House, bed: Bed | None, stay: Stay, tonight: date) -> None:
    """Begin the turn-round of a room that was left, in a house that has one; the database's clock counts it."""
    minutes = house.rules().turn_round_minutes
    if minutes and bed:
        ready.begin(house, bed, stay, tonight=tonight, ready_by=hours_from_now(house, minutes / 60))


def _within_cover(house: House, stay: Stay, more: Nights) -> None:
    """Refuse nights for which too few people are on; not tonight of somebody who is here already."""
    first = house.tonight() + timedelta(days=1) if stay.state == State.HERE else more.arrives
    checked = more.within(Nights(first, max(more.leaves, first + timedelta(days=1))))
    if checked:
        coverlimit.refuse_beyond(house, checked, [stay.pk])


def _free_of_lapsed(guest: Guest) -> None:
    """Let go of the guest's own lapsed holds in other houses, which would stand in the way of this one."""
    lapsed = Stay.objects.filter(guest=guest).lapsed().select_related("house")
    for stay in lapsed.select_for_update(of=("self",), skip_locked=True):
        end(stay, State.LET_GO, by=None, verb="lapsed")
        # The other house is not locked here, so it is told on its own, once this is written.
        transaction.on_commit(partial(_settle, stay.house), robust=True)


def _settle(house: House) -> None:
    """Lock a house for a moment, only to tell who publishes what became free in it."""
    with changing(house):
        pass


def _parts(house: House, nights: Nights, needs: list[str], bed: Bed | None, by: Person | None) -> list[beds.Part]:
    """Return the beds for `nights`, or refuse with the sentence that names what is in the way."""
    if bed is not None:
        if bed.house_id != house.pk or bed not in beds.free(house, nights):
            raise ValidationError(in_the_way.sentence(house, bed, nights, by), code="taken")
        return [beds.Part(bed, nights)]
    parts = beds.choose(house, nights, needs)
    if not parts:
        raise ValidationError(in_the_way.no_room(house, nights), code="taken")
    return parts


def _exchange(house: House, one: Stay, two: Stay, start: date, by: Person) -> list[tuple[Stay, Bed, Nights]]:
    """Return who goes where for which nights when two guests swap, or refuse with what is in the way."""
    if start >= min(one.leaves, two.leaves):
        raise ValidationError(_("The stay is over by then."), code="nights")
    first, second = bednights.bed_on(one, start), bednights.bed_on(two, start)
    if first is None or second is None:
        raise ValidationError(_("One of them has no room yet. Choose a room for them first."), code="state")
    if first == second:
        raise ValidationError(_("They have the same room, one after the other."), code="state")
    both = [one.pk, two.pk]
    exchange = [
        (mine, bed, Nights(max(start, mine.arrives), mine.leaves)) for mine, bed in ((one, second), (two, first))
    ]
    for _mine, bed, rest in exchange:
        if bed not in beds.free(house, rest, both):
            raise ValidationError(in_the_way.sentence(house, bed, rest, by, both), code="taken")
    return exchange


def _acknowledge(stay: Stay, guidelines: Guidelines, word: str, by: Person | None, language: str = "") -> None:
    if guidelines.house_id != stay.house_id or word not in Stay.Word.values:
        raise ValidationError(_("Choose how the guidelines were shared."), code="state")
    stay.guidelines, stay.acknowledged_by, stay.acknowledged_at = guidelines, word, timezone.now()
    stay.acknowledged_in = language
    stay.save(update_fields=["guidelines", "acknowledged_by", "acknowledged_at", "acknowledged_in"])
    history.record("guidelines shared", stay, house=stay.house, by=by, version=guidelines.version, how=word)


def _ours(house: House, guest: Guest) -> None:
    if guest.organization_id != house.organization_id:
        raise ValidationError(_("This guest is not known here."), code="state")


def _not_past(house: House, nights: Nights) -> None:
    if nights.arrives < house.tonight():
        raise ValidationError(_("The first night is already over. Choose tonight or later."), code="nights")


def hours_from_now(house: House, hours: float) -> datetime:
    """Return the instant `hours` from now by the database's clock, and on to the next full hour of the house.

    Never less than `hours`: people are told "until 6 pm", not minutes. Under an hour nothing is added.
    """
    local = (database_now() + timedelta(hours=hours)).astimezone(house.tz)
    full = local.replace(minute=0, second=0, microsecond=0)
    return local if hours < 1 or local == full else (full.astimezone(UTC) + timedelta(hours=1))


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


def _told(nights: Nights) -> list[str]:
    return [nights.arrives.isoformat(), nights.leaves.isoformat()]


def _ends(nights: Nights) -> dict[str, str]:
    last = nights.leaves - timedelta(days=1)
    return {"first": day(nights.arrives), "last": day(last)}
