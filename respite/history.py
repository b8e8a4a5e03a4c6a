"""The one door through which history is written."""

from typing import Any, Protocol
from uuid import UUID

from respite.models import Entry, House, Organization, Person


class Subject(Protocol):
    """Something history can be about: it has an unguessable id."""

    pk: UUID


def record(verb: str, subject: Subject, *, house: House | None = None, by: Person | None = None, **facts: Any) -> Entry:
    """Write one line of history, inside the caller's transaction, and return it.

    `by` is the person acting, or None for the guest, the clock or the public. `facts` hold no personal words.
    """
    return Entry.objects.create(
        organization=_organization(subject, house),
        house=house,
        by=by,
        verb=verb,
        subject_kind=type(subject).__name__.lower(),
        subject=subject.pk,
        facts=facts,
    )


def about(subject: Subject) -> list[Entry]:
    """Return the history of one subject, newest first."""
    return list(Entry.objects.filter(subject=subject.pk).select_related("by").order_by("-pk"))


def newest(house: House) -> int:
    """Return the number of the newest line about `house`, 0 before the first; it grows with every change."""
    return Entry.objects.filter(house=house).order_by("-pk").values_list("pk", flat=True).first() or 0


def _organization(subject: Subject, house: House | None) -> Organization:
    if house is not None:
        return house.organization
    if isinstance(subject, Organization):
        return subject
    return subject.organization  # type: ignore[attr-defined]
