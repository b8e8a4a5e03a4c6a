"""The house log: what the next shift must know about the house. An entry that names a guest is theirs too."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from respite import history
from respite.locks import again, locked
from respite.models import House, Person
from stays import closed, naming, trail
from stays.models import Guest, LogEntry, Stay
from stays.models.log import LogQuerySet

LONGEST = 2000  # characters of one entry: a hand-over is short
RECENT = timedelta(days=7)  # a hand-over reaches back so far at most
SLIP = timedelta(hours=1)  # within the hour an entry can be put another way, as a note can


@again
def write(
    house: House,
    *,
    words: str,
    by: Person,
    guest: Guest | None = None,
    due_on: date | None = None,
    at: datetime | None = None,
    from_paper: bool = False,
) -> LogEntry:
    """Write an entry. With `guest` it names them: sealed under their key, read by them too, and gone sooner.

    Refused with code "words" when it says nothing, "guest" for somebody of another organization, "time" for later.
    """
    words = _said(words)
    if guest is not None and guest.organization_id != house.organization_id:
        raise ValidationError(_("Choose somebody who is here or expected."), code="guest")
    if at is not None and at > timezone.now():
        raise ValidationError(_("This time is still to come."), code="time")
    with locked(house):
        entry = LogEntry(house=house, guest=guest, by=by, due_on=due_on, from_paper=from_paper)
        entry.at, entry.words, entry.until = at or timezone.now(), words, _until(house, guest, at)
        entry.save(force_insert=True)
        history.record("log", entry, house=house, by=by, names=guest is not None, until=entry.until.isoformat())
        return entry


@again
def change(entry: LogEntry, *, words: str, guest: Guest | None, due_on: date | None, by: Person) -> LogEntry:
    """Say it in other words, or say whom it names: the key, the reader and the end follow. Refused as in `write`.

    Also with code "state" after an hour, and "guest" when it would be taken from a guest whose name it still tells.
    """
    words = _said(words)
    with locked(entry.house):
        found = _found(entry)
        if not may_change(found):
            raise ValidationError(_("This entry cannot be changed any more. You can write another one."), code="state")
        if guest is not None and guest.organization_id != found.house.organization_id:
            raise ValidationError(_("Choose somebody who is here or expected."), code="guest")
        if (guest.pk if guest else None) != found.guest_id:
            _not_taken_from(found.guest, words)
            found.guest, found.until = guest, _until(found.house, guest, found.at)
        found.words, found.due_on = words, due_on
        found.save(update_fields=["guest", "until", "words", "due_on"])
        history.record("log changed", found, house=found.house, by=by, names=guest is not None)
        return found


def may_change(entry: LogEntry) -> bool:
    """Say whether it is still time to put an entry another way; done and not done can be said at any time."""
    return entry.entered_at > timezone.now() - SLIP


def done(entry: LogEntry, *, by: Person) -> LogEntry:
    """What was to do is done; once more does nothing more. Refused with code "state" when there is nothing to do."""
    return _mark(entry, by, done=True)


def not_done(entry: LogEntry, *, by: Person) -> LogEntry:
    """The way back from a tap too many."""
    return _mark(entry, by, done=False)


def sweep(house: House) -> int:
    """Forget what has expired, and what named somebody who is erased; return how many entries."""
    rows = LogEntry.objects.of_house(house)
    gone = rows.filter(until__lt=house.tonight()) | rows.filter(guest__key__destroyed_at__isnull=False)
    return gone.delete()[0]


def of_house(house: House, me: Person) -> LogQuerySet:
    """Return the log as `me` reads it, newest first: what has expired or names somebody closed to them is not there."""
    rows = LogEntry.objects.of_house(house).in_force(house.tonight()).exclude(closed.to(me))
    return rows.filter(Q(guest__isnull=True) | Q(guest__key__destroyed_at__isnull=True)).with_all()


def to_do(house: House, me: Person) -> LogQuerySet:
    """Return what is still to do, the first due day first."""
    return of_house(house, me).filter(due_on__isnull=False, done_at__isnull=True).order_by("due_on", "at")


def at_hand(house: House, me: Person, instant: datetime) -> LogQuerySet:
    """Return what is still to do, then what was done after an instant."""
    rows = of_house(house, me).filter(Q(done_at__isnull=True) | Q(done_at__gt=instant), due_on__isnull=False)
    return rows.order_by(F("done_at").desc(nulls_first=True), "due_on", "at")


def since(house: House, me: Person, instant: datetime) -> LogQuerySet:
    """Return what was written after an instant, and never from more than a week ago."""
    return of_house(house, me).filter(entered_at__gt=max(instant, timezone.now() - RECENT))


def read(entries: list[LogEntry], *, by: Person) -> list[LogEntry]:
    """Write down that `by` read the entries that name a guest (SE-32), and return them all."""
    trail.all_opened((entry.guest for entry in entries if entry.guest), by=by, why=trail.HOUSE_LOG)
    return entries


def can_be_named(house: House, me: Person) -> list[Stay]:
    """Return the stays whose guests an entry may name: here, or expected in the next days; nobody closed to `me`."""
    soon = house.tonight() + timedelta(days=3)
    rows = Stay.objects.of_house(house).filter(state__in=[Stay.State.HERE, Stay.State.EXPECTED]).exclude(closed.to(me))
    rows = rows.filter(guest__key__destroyed_at__isnull=True).filter(nights__startswith__lte=soon)
    return list(rows.select_related("guest__key").order_by("state", "nights", "code"))


def _said(words: str) -> str:
    words = words.strip()
    if not words:
        raise ValidationError(_("Write a word or two."), code="words")
    if len(words) > LONGEST:
        sentence = _("This is long. Please keep it under %(most)d letters.") % {"most": LONGEST}
        raise ValidationError(sentence, code="words")
    return words


def _until(house: House, guest: Guest | None, at: datetime | None) -> date:
    rules = house.rules()
    return house.tonight(at) + timedelta(days=rules.log_guest_days if guest else rules.log_days)


def _found(entry: LogEntry) -> LogEntry:
    """Return an entry as it stands now, locked; its house is locked before it."""
    found = LogEntry.objects.select_for_update(of=("self",)).with_all().filter(pk=entry.pk).first()
    if found is None:
        raise ValidationError(_("This entry is not there any more."), code="state")
    return found


def _not_taken_from(guest: Guest | None, words: str) -> None:
    """Refuse to take an entry from a guest whom it still names: what names them they can read, and erase."""
    if guest is not None and naming.tells(words, guest):
        sentence = _("This still names %(name)s, so they can read it. Please say it without the name first.")
        raise ValidationError(sentence % {"name": guest.name}, code="guest")


@again
def _mark(entry: LogEntry, by: Person, *, done: bool) -> LogEntry:
    with locked(entry.house):
        found = _found(entry)
        if found.due_on is None:
            raise ValidationError(_("There is nothing to do about this entry."), code="state")
        if done == (found.done_at is not None):
            return found
        found.done_at, found.done_by = (timezone.now(), by) if done else (None, None)
        found.save(update_fields=["done_at", "done_by"])
        history.record("log done" if done else "log not done", found, house=found.house, by=by)
        return found
