"""The verbs of what comes after a stay: a wish becomes connections; they are kept, tried, or end."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.models import Person
from stays.models import Connection, Stay, Wish

FEW = 3
LONGEST = timedelta(days=366)
FIRST_CALL = 2  # days after leaving, when the guest names no day


def wish(
    stay: Stay,
    *,
    choice: str,
    by: Person | None,
    contact: Mapping[str, Any] | None = None,
    when: str = "",
    first: date | None = None,
    until: date | None = None,
) -> Wish:
    """Write down what the guest wants after leaving and plan the calls; a new wish replaces the old one.

    `first` is the day of the first call and `until` the last day of contact; both default to what the house usually
    does. `by` is None when the guest said so on their own page.
    """
    with transaction.atomic():
        stay = Stay.objects.select_for_update(of=("self",)).select_related("house", "guest__key").get(pk=stay.pk)
        today = stay.house.local().date()
        if first and first < today:
            raise ValidationError(_("The first call cannot be on a day that is over."), code="nights")
        start = first or max(stay.leaves, today) + timedelta(days=FIRST_CALL)
        count = {Wish.Choice.NONE: 0, Wish.Choice.ONE: 1, Wish.Choice.FEW: FEW}.get(choice)  # type: ignore[call-overload]
        if count is None:
            raise ValidationError(_("Choose no contact, one call, or a few calls."), code="choice")
        last = None if not count else until or start + timedelta(days=7 + 14 * (count - 1))
        if last and last < start:
            raise ValidationError(_("The last day of contact has to come after the first call."), code="nights")
        if last and last > today + LONGEST:
            raise ValidationError(_("Contact after a stay ends within a year."), code="nights")
        stay.connections.filter(state=Connection.State.PLANNED).delete()
        made, _new = Wish.objects.update_or_create(stay=stay, defaults={"choice": choice, "until": last})
        made.contact, made.when = (dict(contact or {}), when) if count else ({}, "")  # no calls need no number
        made.save(update_fields=["contact", "when"])
        _plan(stay, start, last, count)
        history.record("wish", stay, house=stay.house, by=by, choice=choice)
        return made


def _plan(stay: Stay, start: date, last: date | None, count: int) -> None:
    """Spread `count` calls evenly from `start` to `last`."""
    if last is None:
        return
    step = (last - start).days // count
    for n in range(count):
        due = start + timedelta(days=step * n)
        Connection.objects.create(
            guest=stay.guest, stay=stay, house=stay.house, number=n + 1, of=count, due_on=due, ends_on=last
        )


def keep(connection: Connection, *, by: Person) -> Connection:
    """We talked: the connection is kept."""
    with transaction.atomic():
        connection = _planned(connection)
        connection.state, connection.kept_at, connection.kept_by = Connection.State.KEPT, timezone.now(), by
        connection.save(update_fields=["state", "kept_at", "kept_by"])
        history.record("connection kept", connection, house=connection.house, by=by)
        _forget_when_over(connection.stay)
        return connection


def no_answer(connection: Connection, *, by: Person) -> Connection:
    """Nobody answered: it comes up again tomorrow, and after the house's number of tries it rests as not reached."""
    with transaction.atomic():
        connection = _planned(connection)
        _refuse_before_its_day(connection)
        connection.tries += 1
        tomorrow = connection.house.local().date() + timedelta(days=1)
        most = connection.house.rules().connection_tries
        if connection.tries >= most or tomorrow > connection.ends_on:
            connection.state = Connection.State.NOT_REACHED
        else:
            connection.due_on = tomorrow
        connection.save(update_fields=["tries", "due_on", "state"])
        history.record("no answer", connection, house=connection.house, by=by, tries=connection.tries)
        _forget_when_over(connection.stay)
        return connection


def not_today(connection: Connection, *, by: Person) -> Connection:
    """Put it off until tomorrow, as long as the guest's last day allows."""
    with transaction.atomic():
        connection = _planned(connection)
        _refuse_before_its_day(connection)
        tomorrow = connection.house.local().date() + timedelta(days=1)
        if tomorrow > connection.ends_on:
            raise ValidationError(_("Their last day of contact is today. Call today, or let it rest."), code="nights")
        connection.due_on = tomorrow
        connection.save(update_fields=["due_on"])
        history.record("put off", connection, house=connection.house, by=by)
        return connection


def end(connection: Connection, *, by: Person | None) -> Connection:
    """The guest wants no more contact: this and every later connection of the stay ends now."""
    with transaction.atomic():
        connection = _planned(connection)
        rest = connection.stay.connections.filter(state=Connection.State.PLANNED)
        rest.update(state=Connection.State.ENDED)
        connection.state = Connection.State.ENDED
        history.record("ended by the guest", connection, house=connection.house, by=by)
        _forget_when_over(connection.stay)
        return connection


def end_by_themselves(on: date) -> int:
    """Let connections rest whose last day is over, and forget their numbers; return how many."""
    over = Connection.objects.filter(state=Connection.State.PLANNED, ends_on__lt=on).select_related("stay")
    stays = {row.stay_id: row.stay for row in over}
    count = over.update(state=Connection.State.NOT_REACHED)
    for stay in stays.values():
        _forget_when_over(stay)
    return count


def _refuse_before_its_day(connection: Connection) -> None:
    """Refuse what is said of a call that is not due yet: most often the second tap on one button."""
    if connection.due_on > connection.house.local().date():
        raise ValidationError(_("This call is already put off to another day."), code="state")


def _planned(connection: Connection) -> Connection:
    rows = Connection.objects.select_for_update(of=("self",)).select_related("house", "stay__guest__key", "guest__key")
    fresh = rows.get(pk=connection.pk)
    if fresh.state != Connection.State.PLANNED:
        sentence = _("This is already marked as %(state)s.")
        raise ValidationError(sentence, params={"state": fresh.get_state_display()}, code="state")
    return fresh


def _forget_when_over(stay: Stay) -> None:
    """Erase the number the guest gave for these calls once the last of them is over."""
    if stay.connections.filter(state=Connection.State.PLANNED).exists():
        return
    # What was sealed with a destroyed key is forgotten already.
    readable = Wish.objects.filter(stay=stay, stay__guest__key__destroyed_at__isnull=True)
    found = readable.select_related("stay__guest__key").first()
    if found:
        found.contact, found.when = {}, ""
        found.save(update_fields=["contact", "when"])
