"""Erasing everything one person told us, with a receipt (SE-62): rows go, keys are destroyed, only counts stay.

What stays is that somebody asked, how talks ended and how many nights were slept: rows without a readable word, whose
keys are gone, in copies and backups too. Nothing of a person who is here is erased; it is, once they have left.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake import belonging, joining, moves, taking_back
from intake.models import (
    Consent,
    ContactTry,
    Conversation,
    Delivery,
    HandOver,
    ListPlace,
    Looked,
    Message,
    Offer,
    Request,
    TourVisit,
)
from respite import codes, history, vault
from respite.locks import again
from respite.models import House, Key, Person
from stays import booking, connecting, nightly
from stays.changing import changing
from stays.models import (
    Accommodation,
    Connection,
    Guest,
    LogEntry,
    Note,
    Opened,
    RecordWords,
    Stay,
    Wish,
)

State = Request.State
TO_COME = [Stay.State.HELD, Stay.State.EXPECTED]
GONE: tuple[type[models.Model], ...] = (
    Message, Delivery, Consent, ListPlace, TourVisit, HandOver, Looked, ContactTry,
)  # fmt: skip


@dataclass(frozen=True)
class Receipt:
    """What was erased, by kind and number, never by word. `keep_theirs`: houses that know the person by themselves."""

    number: str
    at: datetime
    what: dict[str, int]
    keep_theirs: list[House]


@again
def erase(request: Request, *, by: Person | None = None) -> Receipt:
    """Erase what the person told us, in every request that is theirs, and who they are to us; return the receipt.

    What is still to come is called off first: an offer, a stay, a tour, a place on the list, calls, another house's
    copy. Refused (code "state") while they are here. `by` is the colleague they asked; None on their own page.
    """
    with ExitStack() as doors:
        for house in _houses(request):
            doors.enter_context(changing(house))
        guest = belonging.guest_of(moves.locked(request))
        rows = [moves.locked(row) for row in sorted(belonging.requests_of(request), key=lambda row: row.pk)]
        if guest and Stay.objects.filter(guest=guest).here().exists():
            raise _not_while_here(by)
        number, counts = f"{codes.address_code(4)}-{codes.address_code(4)}", _counted(rows, guest)
        receipt = Receipt(number, timezone.now(), counts, keep_theirs=_call_off(rows, by))
        _part_from_guesses(request, guest, by)
        if guest:
            _end_stays(guest, rows, by)
        rows = [moves.locked(row) for row in rows]  # as they stand once all that is called off
        for row in rows:
            history.record("erased", row, house=row.house, by=by, receipt=receipt.number)
        _silence(rows, guest)
        stayed = Q(pk__in=Stay.objects.filter(guest=guest).values("house")) if guest else Q()
        nightly.forget(House.objects.filter(Q(pk__in={row.house_id for row in rows}) | stayed))
        return receipt


def is_here(request: Request) -> bool:
    """Say whether the person is here now: then nothing is erased yet."""
    guest = belonging.guest_of(request)
    return bool(guest) and Stay.objects.filter(guest=guest).here().exists()


def _not_while_here(by: Person | None) -> ValidationError:
    if by:
        return ValidationError(_("They are here now. It can be erased once they have left."), code="state")
    return ValidationError(_("You are our guest now. You can erase it here once you have left."), code="state")


def _houses(request: Request) -> list[House]:
    """Return the houses in which something of this person is still to come, in the order of their locks."""
    rows = belonging.requests_of(request)
    stays = Stay.objects.filter(guest=belonging.guest_of(request), state__in=TO_COME)
    wanted = Q(pk__in=rows.values("house")) | Q(pk__in=stays.values("house"))
    return list(House.objects.filter(wanted).order_by("pk"))


def _counted(rows: list[Request], guest: Guest | None) -> dict[str, int]:
    """Return how many of each kind are about to be erased."""
    counts = {
        "requests": len(rows),
        "conversations": Conversation.objects.filter(request__in=rows).count(),
        "messages": Message.objects.filter(request__in=rows).count(),
        "consents": Consent.objects.filter(request__in=rows).count(),
        "calls": Connection.objects.filter(guest=guest).count() if guest else 0,
        "stays": Stay.objects.filter(guest=guest, state=Stay.State.LEFT).count() if guest else 0,
    }
    return {kind: count for kind, count in counts.items() if count}


def _call_off(rows: list[Request], by: Person | None) -> list[House]:
    """End what waits and is not a bed-night; return the houses that know the person by themselves."""
    return [house for row in rows for house in taking_back.call_off(row, by=by)]


def _part_from_guesses(request: Request, guest: Guest | None, by: Person | None) -> None:
    """Let what was only believed to belong together stand on its own: it is erased by whoever it belongs to."""
    if guest:
        for each in belonging.guesses(guest):
            joining.not_recognised(each, by=by)
    elif request.guest_id:
        joining.not_recognised(request, by=by)


def _end_stays(guest: Guest, rows: list[Request], by: Person | None) -> None:
    """Give the rooms free that are held or promised, and end the calls after earlier stays."""
    for stay in Stay.objects.filter(guest=guest, state__in=TO_COME).select_related("house"):
        booking.cancel(stay, by=by, undoable=False)
    now = timezone.now()
    pending = Offer.objects.filter(request__in=rows).filter(
        Q(answer="") | Q(answer=Offer.Answer.ACCEPTED, stay__state=Stay.State.CANCELLED)
    )
    pending.update(answer=Offer.Answer.TAKEN_BACK, answered_at=now)
    planned = Connection.objects.filter(guest=guest, state=Connection.State.PLANNED)
    while first := planned.first():
        connecting.end(first, by=by)


def _silence(rows: list[Request], guest: Guest | None) -> None:
    """Delete what nobody counts, empty what is counted, and destroy the keys."""
    for model in GONE:
        model._default_manager.filter(request__in=rows).delete()
    HandOver.objects.filter(far__in=rows).update(far=None)
    keys = {row.key_id for row in rows} | ({guest.key_id} if guest else set())
    if guest:
        Opened.objects.filter(guest=guest).delete()
        LogEntry.objects.filter(guest=guest).delete()
        for written in (Note, Accommodation, RecordWords):
            written._default_manager.filter(stay__guest=guest).delete()
        _empty(Stay.objects.filter(guest=guest), out_until=None)
        guest.closed_to.clear()
        _empty(Guest.objects.filter(pk=guest.pk), phone_print=None, mail_print=None)
        _empty(Wish.objects.filter(stay__guest=guest))
        _empty(Conversation.objects.filter(guest=guest))
        _empty(Offer.objects.filter(stay__guest=guest))
        _close_requests([row for row in rows if row.guest_id])
    for key in Key.objects.filter(pk__in=keys):
        key.destroy()
    for row in rows:
        if not row.guest_id:
            row.delete()


def _close_requests(rows: Iterable[Request]) -> None:
    """Leave of each request that there was one, where it ended, and nothing that leads to the person."""
    for row in rows:
        slept = row.offers.filter(answer=Offer.Answer.ACCEPTED, stay__state=Stay.State.LEFT).exists()
        if row.state not in moves.ENDED and not slept:
            # An offer that was just taken back leads here, too.
            row.state, row.ended_at = State.TAKEN_BACK, timezone.now()
        row.locator, row.secret_hash, row.taken_by = None, "", None
        row.phone_print = row.mail_print = row.joined_to = row.waits_with = None
        row.closed_to.clear()
        row.save(
            update_fields=[
                "state", "ended_at", "locator", "secret_hash", "taken_by", "phone_print", "mail_print",
                "joined_to", "waits_with",
            ]
        )  # fmt: skip
        _empty(Request.objects.filter(pk=row.pk))


def _empty(rows: models.QuerySet[Any], **more: Any) -> None:
    """Overwrite every sealed column of `rows`: an older copy of the key would find nothing here either."""
    sealed = [field.attname for field in rows.model._meta.concrete_fields if isinstance(field, vault.SealedField)]
    rows.update(**{name: vault.Sealed(b"") for name in sealed}, **more)
