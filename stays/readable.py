"""What a guest may read of what was written at the house: their page, their copy and staff's markers all ask here."""

from collections.abc import Iterable

from stays.models import Accommodation, Guest, LogEntry, Note, RecordWords


def notes(guest: Guest) -> list[Note]:
    """Return every note about the guest's stays, newest first; of a staff-only one only its reason and its end."""
    rows = Note.objects.filter(stay__guest=guest).select_related("stay__guest__key", "stay__house", "by")
    found = [row for row in rows if not (row.until and row.until < row.stay.house.tonight())]
    for row in found:
        if row.staff_only:
            row.words = ""
    return found


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
