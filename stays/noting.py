"""The verbs of notes on a stay: write one, change one's own within the hour, take one's own back.

The guest reads every note, unless it is staff-only: that needs a reason and a last day, and is counted (LN-53).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again
from respite.models import House, Person
from respite.templatetags.words import day
from stays.models import Note, Stay
from stays.recording import clean, recording

SLIP = timedelta(hours=1)  # within the hour a note is its writer's to change


@dataclass(frozen=True)
class Readers:
    """Who reads a note: the guest, or only staff, and then why and until which day."""

    staff_only: bool = False
    reason: str = ""
    until: date | None = None


GUEST = Readers()


@again
def write(
    stay: Stay,
    *,
    words: str,
    by: Person | None,
    readers: Readers = GUEST,
    at: datetime | None = None,
    from_paper: bool = False,
) -> Note:
    """Write a note on a stay that is agreed. `by` is None when the guest writes it on their own page.

    `at` is when it happened, for what was written on paper first. Refused with code "words" without any, "readers" for
    a staff-only note without a reason or beyond the house's last day for such notes.
    """
    with recording(stay) as (house, fresh):
        told = _readers(house, readers, by)
        note = Note(stay=fresh, by=by, at=at or timezone.now(), from_paper=from_paper)
        note.words = clean(words)
        note.staff_only, note.reason, note.until = told.staff_only, told.reason, told.until
        note.save(force_insert=True)
        facts = {"staff_only": note.staff_only, "reason": note.reason, "from_paper": from_paper}
        history.record("note written", fresh, house=house, by=by, **facts)
        return note


@again
def change(note: Note, *, words: str, by: Person, readers: Readers = GUEST) -> Note:
    """Change one's own note within the hour. What a guest wrote nobody here changes (code "state")."""
    with recording(note.stay) as (house, fresh):
        note = _own(note, fresh, by)
        told = _readers(house, readers, by)
        note.words, note.changed_at = clean(words), timezone.now()
        note.staff_only, note.reason, note.until = told.staff_only, told.reason, told.until
        note.save(update_fields=["words", "changed_at", "staff_only", "reason", "until"])
        history.record("note changed", fresh, house=house, by=by, staff_only=note.staff_only, reason=note.reason)
        return note


@again
def take_back(note: Note, *, by: Person | None) -> None:
    """Delete one's own note: staff within the hour, the guest whenever they like."""
    with recording(note.stay) as (house, fresh):
        _own(note, fresh, by).delete()
        history.record("note taken back", fresh, house=house, by=by)


def may_change(note: Note, person: Person | None) -> bool:
    """Say whether a note is still this person's to change or take back; None asks it for the guest."""
    if note.by_id is None or person is None:
        return note.by_id is None and person is None
    return note.by_id == person.pk and note.entered_at > timezone.now() - SLIP


def last_day(house: House) -> date:
    """Return the latest day on which a staff-only note that is written today may end; it is the usual one too."""
    return house.tonight() + timedelta(days=house.rules().staff_note_days)


def _own(note: Note, stay: Stay, by: Person | None) -> Note:
    found = Note.objects.select_for_update().filter(pk=note.pk, stay=stay).first()
    if found is None or not may_change(found, by):
        raise ValidationError(_("This note cannot be changed any more. You can write another one."), code="state")
    found.stay = stay
    return found


def _readers(house: House, readers: Readers, by: Person | None) -> Readers:
    """Check who is to read a note; what the guest wrote, they read."""
    if not readers.staff_only or by is None:
        return GUEST
    if readers.reason not in Note.Reason.values:
        raise ValidationError(_("Choose why they do not read it."), code="readers")
    until = readers.until or last_day(house)
    if not house.tonight() <= until <= last_day(house):
        sentence = _("Choose a day from today to %(day)s. Then the note goes by itself.")
        raise ValidationError(sentence, params={"day": day(last_day(house))}, code="readers")
    return Readers(True, readers.reason, until)
