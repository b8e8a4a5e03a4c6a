"""What a guest may read of what was written at the house: their page, their copy and staff's markers all ask here."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from stays.models import Accommodation, Guest, LogEntry, Note, RecordWords, Stay


def notes(guest: Guest) -> list[Note]:
    """Return every note about the guest's stays, newest first; of a staff-only one only its reason and its end."""
    rows = Note.objects.filter(stay__guest=guest).select_related("stay__guest__key", "stay__house", "by")
    found = [row for row in rows if not (row.until and row.until < row.stay.house.tonight())]
    open_to_them = by_the_guest(found)
    for row in found:
        if row.pk not in open_to_them:
            row.words = ""
    return found


def by_the_guest(rows: Iterable[Note]) -> set[UUID]:
    """Return which of these notes the guest can read: the marker on staff screens asks the same."""
    return {row.pk for row in rows if not row.staff_only}


def hopes(stay: Stay) -> str:
    """Return what the guest hopes for, until the house's days after leaving are over: for them, and for us."""
    kept = timedelta(days=stay.house.rules().hopes_days)
    return "" if stay.left_at and stay.left_at < timezone.now() - kept else str(stay.hopes or "")


def log(guest: Guest) -> list[LogEntry]:
    """Return the log entries that name the guest and have not expired, newest first."""
    rows = LogEntry.objects.filter(guest=guest).with_all()
    return [row for row in rows if row.until >= row.house.tonight()]


def accommodations(guest: Guest) -> Iterable[Accommodation]:
    """Return what the guest asked for, with our answers, newest first."""
    rows = Accommodation.objects.filter(stay__guest=guest)
    return rows.select_related("stay__guest__key", "stay__house", "by", "answered_by")


def record_words(guest: Guest) -> Iterable[RecordWords]:
    """Return the extra parts of the guest's records."""
    return RecordWords.objects.filter(stay__guest=guest).select_related("part", "stay__guest__key", "stay__house", "by")


def stays(guest: Guest) -> Iterable[Stay]:
    """Return the guest's stays; what they hoped for only as long as that is kept."""
    for stay in Stay.objects.filter(guest=guest).select_related("guest__key", "house", "guidelines"):
        stay.hopes = hopes(stay)
        yield stay
