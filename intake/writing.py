"""Words on the person's own page, both ways. They stay there; a template tells a phone that there are some (CS-35)."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake import moves, sending
from intake.models import Delivery, Message, Request
from respite import history
from respite.locks import again
from respite.models import House, Person
from respite.templatetags.words import moment

MOST = 2000  # letters
AT_ONCE = timedelta(minutes=15)  # what we write in that time is told once
GOING = [Delivery.State.WAITING, Delivery.State.LEAVING, Delivery.State.HANDED, Delivery.State.DELIVERED]


@dataclass(frozen=True)
class Said:
    """One message as a page shows it. `ours` tells whose words they are; `told` how we told the person of them."""

    id: uuid.UUID
    ours: bool
    by: str
    at: datetime
    when: str
    words: str
    told: list[str]
    unread: bool


@again
def write(request: Request, *, words: str, by: Person | None = None) -> Message:
    """Write to the person (`by` a colleague), or from them to us. Ours is told to them on the ways they said yes to.

    Refused with code "words" for nothing or too much, "state" for a request that was taken back, and "contact" when we
    may not write to them.
    """
    said = words.strip()
    if not said:
        raise ValidationError(_("Write a few words first."), code="words")
    if len(said) > MOST:
        sentence = _("This is too long. Please keep to %(most)s letters.")
        raise ValidationError(sentence, params={"most": MOST}, code="words")
    with transaction.atomic():
        request = moves.locked(request)
        if request.state == Request.State.TAKEN_BACK:
            raise ValidationError(_("This request was taken back, so nobody reads here any more."), code="state")
        if by and not may_write(request):
            raise ValidationError(_("They did not say yes to messages. Please choose a way they did."), code="contact")
        message = Message(request=request, by=by)
        message.words = said
        message.save(force_insert=True)
        history.record("wrote to them" if by else "wrote to us", request, house=request.house, by=by)
        if by and not _told_just_now(request):
            sending.send(request, template="message", by=by, about=message.pk)
        return message


def may_write(request: Request) -> bool:
    """Say whether we may write on their page: they look there, can be reached somehow, or wrote to us there first."""
    contact = request.safe_contact
    return contact.page or bool(contact.channels) or request.messages.filter(by=None).exists()


def read(request: Request, *, by: Person) -> int:
    """Write down that somebody of the house read what the person wrote; return how many messages that were."""
    return request.messages.filter(by=None, read_at=None).update(read_at=timezone.now())


def unread(house: House, person: Person | None = None) -> set[uuid.UUID]:
    """Return the requests of `house` with words that nobody has read yet; without those closed to `person`."""
    rows = Message.objects.filter(request__house=house, by=None, read_at=None, request__key__destroyed_at=None)
    if person:
        rows = rows.filter(request__in=Request.objects.of_house(house).open_to(person))
    return set(rows.values_list("request", flat=True))


def thread(request: Request) -> list[Said]:
    """Return the messages of a request, newest first, each with how we told the person about it."""
    about: dict[uuid.UUID | None, list[str]] = {}
    for row in request.deliveries.filter(template="message", about__isnull=False).order_by("channel"):
        if words := sending.how_told(row, request.house):
            about.setdefault(row.about, []).append(words)
    return [_said(row, request, about.get(row.pk, [])) for row in request.messages.select_related("by")]


def panel(request: Request) -> dict[str, Any]:
    """Return what the page of a request shows of the messages: the thread, and whether we may write."""
    why_not = "" if may_write(request) else _("They did not say yes to messages on their page.")
    if request.state == Request.State.TAKEN_BACK:
        why_not = _("They took their request back, and read nothing here any more.")
    return {
        "thread": thread(request),
        "may_write": not why_not,
        "why_not": why_not,
        "tells": [way for way in sending.ways(request) if way.allowed and way.ready],
        "most": MOST,
        "key": uuid.uuid4(),
    }


def _told_just_now(request: Request) -> bool:
    """Say whether a message about our words is on its way, or went out a moment ago: one is enough for all of them."""
    since = timezone.now() - AT_ONCE
    rows = request.deliveries.filter(template="message", state__in=GOING, settled_at=None)
    return rows.exclude(made_at__lt=since, state__in=GOING[1:]).exists()


def _said(row: Message, request: Request, told: list[str]) -> Said:
    row.request = request  # its key opens the words, and is read already
    return Said(
        id=row.pk,
        ours=row.by_id is not None,
        by=row.by.name if row.by else str(request.name),
        at=row.at,
        when=moment(row.at, request.house),
        words=str(row.words),
        told=told,
        unread=row.by_id is None and row.read_at is None,
    )
