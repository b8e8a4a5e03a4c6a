"""Who can take a shift: a call-out, a shift somebody wants taken, and two colleagues who change shifts.

Each answer is given once: the first one wins under the lock of the house, everybody later reads one plain sentence.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from respite import history
from respite.locks import again
from respite.models import House, Person
from respite.queueing import later
from stays import shifts, team
from stays.models import Band, Shift, ShiftAsk

State = ShiftAsk.State


@again
def call_out(house: House, *, on: date, band: str, by: Person) -> ShiftAsk:
    """Ask who can take a band that is short: everybody sees it, and the per-diem colleagues who are free get a mail.

    Refused with code "over" when the band is over, "cover" when nobody is missing, "state" when it is asked already.
    """
    with shifts.planning(house) as fresh:
        shifts.check_not_over(fresh, on, band)
        if shifts.missing(fresh, on, band) == 0:
            raise ValidationError(_("Enough people are on. There is nothing to ask for."), code="cover")
        if ShiftAsk.objects.open().filter(house=fresh, date=on, band=band, shift__isnull=True).exists():
            raise ValidationError(_("This is asked already. Everybody here can see it."), code="state")
        ask = ShiftAsk.objects.create(house=fresh, date=on, band=band, by=by)
        _write_to(ask, team.free(fresh, on, band))
        return ask


@again
def ask_for(shift: Shift, *, by: Person, to: Person | None = None, in_return: Shift | None = None) -> ShiftAsk:
    """Ask who takes this shift: one colleague, or all of them. With `in_return` it is a swap with that colleague.

    Refused with code "over" when one of the shifts is over, "state" when it is asked already or was changed since,
    "member" when the colleague does not work here then, and "twice" when somebody would be on twice.
    """
    with shifts.planning(shift.house) as house:
        mine = shifts.fresh_shift(shift)
        shifts.check_not_over(house, mine.date, mine.band)
        if ShiftAsk.objects.open().filter(shift=mine).exists():
            raise ValidationError(_("Somebody was asked to take this shift already."), code="state")
        if in_return is not None:
            to, in_return = in_return.person, shifts.fresh_shift(in_return)
            _check_swap(house, mine, in_return)
        elif to is not None:
            _check_can_take(house, to, mine.date, mine.band)
        ask = ShiftAsk.objects.create(
            house=house, date=mine.date, band=mine.band, shift=mine, in_return=in_return, to=to, by=by
        )
        free = team.free(house, mine.date, mine.band)
        _write_to(ask, [each for each in free if to is None and each.person.pk != mine.person_id])
        return ask


@again
def take(ask: ShiftAsk, *, by: Person) -> ShiftAsk:
    """Say yes: sign up for the gap, take the colleague's shift, or change the two shifts in one step.

    Refused with code "state" when somebody was faster or it was taken back, "over" when a shift is over, "member" when
    `by` does not work here then, "twice" when they are on already, "asked" when somebody else was asked.
    """
    bands = [ask.band, *([ask.in_return.band] if ask.in_return else [])]
    with shifts.planning(ask.house, *bands) as house:
        ask = _open(ask, by)
        _check_asked(ask, by)
        shifts.check_not_over(house, ask.date, ask.band)
        if ask.in_return is not None:
            _change_both(house, ask)
        else:
            _check_can_take(house, by, ask.date, ask.band)
            _take_over(house, ask, by)
        return _answer(ask, State.TAKEN, by, "took a shift")


@again
def decline(ask: ShiftAsk, *, by: Person) -> ShiftAsk:
    """Say "not this time" as the one colleague who was asked; refused with code "asked" for others."""
    with shifts.planning(ask.house):
        ask = _open(ask, by)
        if ask.to_id != by.pk:
            raise ValidationError(_("This question was not for you."), code="asked")
        return _answer(ask, State.DECLINED, by, "not this time")


@again
def take_back(ask: ShiftAsk, *, by: Person) -> ShiftAsk:
    """Ask no more. Refused with code "state" when it was answered meanwhile."""
    with shifts.planning(ask.house):
        return _answer(_open(ask, by), State.TAKEN_BACK, by, "ask taken back")


def _write_to(ask: ShiftAsk, people: list[team.Colleague]) -> None:
    """Queue a mail to each per-diem colleague, and write down that and how many were asked."""
    asked = [each.person.pk for each in people if each.per_diem]
    facts = {"on": ask.date.isoformat(), "band": ask.band, "mails": len(asked)}
    kind = "asked for cover" if ask.shift_id is None else "offered a swap" if ask.in_return_id else "asked to take"
    history.record(kind, ask, house=ask.house, by=ask.by, **facts)
    for person in asked:
        later("stays.call_out", ask_id=str(ask.pk), person_id=person, n=0)


def _open(ask: ShiftAsk, by: Person) -> ShiftAsk:
    """Return the ask as it stands and lock it, or say to `by` in one sentence what became of it."""
    rows = ShiftAsk.objects.select_for_update(of=("self",)).filter(pk=ask.pk)
    rows = rows.select_related("house__organization", "shift__person", "in_return__person", "by", "answered_by")
    found = rows.first()
    if found is None:
        raise ValidationError(_("This shift was changed a moment ago. Please look again."), code="state")
    if found.state == State.TAKEN and found.answered_by_id == by.pk:
        raise ValidationError(_("You said yes to it already."), code="state")
    if found.state == State.TAKEN:
        sentence = _("%(name)s has taken it already. Thank you.") % {"name": found.answered_by}
        raise ValidationError(sentence, code="state")
    if found.state != State.OPEN:
        raise ValidationError(_("This question is not open any more."), code="state")
    return found


def _check_asked(ask: ShiftAsk, by: Person) -> None:
    if ask.to_id not in {None, by.pk}:
        raise ValidationError(_("This question was for somebody else."), code="asked")
    if ask.shift is not None and ask.shift.person_id == by.pk:
        raise ValidationError(_("This is your own shift."), code="asked")


def _check_can_take(house: House, person: Person, on: date, band: str) -> None:
    team.check_works(house, person, on)
    if Shift.objects.filter(house=house, date=on, band=band, person=person).exists():
        raise ValidationError(_("%(name)s is on then already.") % {"name": person.name}, code="twice")


def _check_swap(house: House, mine: Shift, theirs: Shift) -> None:
    """Refuse a swap that could not be carried out."""
    if theirs.house_id != house.pk or theirs.person_id == mine.person_id:
        raise ValidationError(_("Choose a shift of a colleague in this house."), code="twice")
    shifts.check_not_over(house, theirs.date, theirs.band)
    _check_can_take(house, theirs.person, mine.date, mine.band)
    _check_can_take(house, mine.person, theirs.date, theirs.band)


def _take_over(house: House, ask: ShiftAsk, by: Person) -> None:
    if ask.shift is None:
        if shifts.missing(house, ask.date, ask.band) == 0:
            raise ValidationError(_("Enough people are on now. Thank you."), code="state")
        Shift.objects.create(house=house, date=ask.date, band=ask.band, person=by)
        return
    ask.shift.person = by
    ask.shift.save(update_fields=["person"])


def _change_both(house: House, ask: ShiftAsk) -> None:
    """Exchange the two shifts; both were locked and looked at again, because days may lie between offer and yes."""
    assert ask.shift is not None
    assert ask.in_return is not None
    for shift in sorted([ask.shift, ask.in_return], key=lambda row: row.pk):
        shifts.fresh_shift(shift)
    if ask.in_return.person_id != ask.to_id:
        raise ValidationError(_("This shift was changed a moment ago. Please look again."), code="state")
    _check_swap(house, ask.shift, ask.in_return)
    ask.shift.person, ask.in_return.person = ask.in_return.person, ask.shift.person
    ask.shift.save(update_fields=["person"])
    ask.in_return.save(update_fields=["person"])


def _answer(ask: ShiftAsk, state: ShiftAsk.State, by: Person, verb: str) -> ShiftAsk:
    if state == State.TAKEN and ask.shift is None and shifts.missing(ask.house, ask.date, ask.band):
        # Two are missing and one came: the question stays open for the next.
        history.record(verb, ask, house=ask.house, by=by, on=ask.date.isoformat(), band=Band(ask.band).value)
        return ask
    ask.state, ask.answered_by, ask.answered_at = state, by, timezone.now()
    ask.save(update_fields=["state", "answered_by", "answered_at"])
    history.record(verb, ask, house=ask.house, by=by, on=ask.date.isoformat(), band=Band(ask.band).value)
    return ask
