"""How one message leaves: taken by one worker, wished at that moment, handed over once, and what became of it.

A worker takes a message in a committed step before it calls the gateway. One that dies in between leaves behind a
message nobody is sure of, never one that is sent twice (RE-10).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake import letters
from intake.contact import WINDOWS, Contact
from intake.models import Delivery, Request
from respite import gateways, history
from respite.gateways import Handed, Never, NotNow, Unsure
from respite.models import House
from respite.nights import ONE_DAY, at
from respite.queueing import later

logger = logging.getLogger(__name__)

Channel, State = Delivery.Channel, Delivery.State
ALL_DAY = (8, 21)  # for who named no part of the day; nothing ever goes out by itself outside of it
WAITS = [1, 2, 5, 10, 20, 40, 60]  # minutes between tries while a gateway is out of reach
ASK = [2, 10, 60]  # minutes after which we ask what became of a text
STALE = timedelta(hours=48)  # after which nobody understands it any more
GAVE_UP, TOO_LATE, NO_WISH, NOT_TRUE, UNDELIVERED = "gave_up", "late", "wish", "over", "undelivered"
# Verbs of history, as the person reads them too.
VERBS = {
    (Channel.TEXT, State.HANDED): "text sent",
    (Channel.TEXT, State.DELIVERED): "text sent",
    (Channel.TEXT, State.FAILED): "text not sent",
    (Channel.TEXT, State.UNSURE): "text not sure",
    (Channel.EMAIL, State.HANDED): "mail sent",
    (Channel.EMAIL, State.FAILED): "mail not sent",
    (Channel.EMAIL, State.UNSURE): "mail not sure",
}


@dataclass(frozen=True)
class Way:
    """A channel on which something can leave by itself, and whether the person said yes to it."""

    channel: Literal["text", "email"]
    label: str | Promise
    allowed: bool
    vague: bool
    address: str  # a number or an address of mail; empty without a yes
    ready: bool  # this installation has a gateway for it


@dataclass(frozen=True)
class Parcel:
    """What one worker took upon itself to hand over."""

    channel: str
    address: str
    letter: letters.Letter


def ways(contact: Contact) -> list[Way]:
    """Return every channel and whether these wishes say yes to it."""
    text = contact.phone if contact.text else ""
    mail = contact.address if contact.email else ""
    return [
        Way("text", _("Text"), bool(text), contact.vague, text, gateways.ready("text")),
        Way("email", _("E-mail"), bool(mail), contact.vague, mail, gateways.ready("email")),
    ]


def next_moment(contact: Contact, house: House, now: datetime) -> datetime:
    """Return the first moment from `now` on that lies in the person's own parts of the day, by the house's clock."""
    hours = sorted(WINDOWS[name] for name in contact.windows if name in WINDOWS) or [ALL_DAY]
    today = house.local(now).date()
    for day in (today, today + ONE_DAY):
        for begins, ends in hours:
            if now < at(day, time(ends), house.tz):
                return max(now, at(day, time(begins), house.tz))
    raise AssertionError("Tomorrow always has a part of the day to come.")


def reachable(pk: UUID) -> Request | None:
    """Read a request with all that a message needs; None when it was erased or taken back."""
    rows = Request.objects.select_related("house__organization", "key", "guest__key").filter(key__destroyed_at=None)
    found = rows.exclude(state=Request.State.TAKEN_BACK).filter(pk=pk).first()
    return None if found is None or (found.guest and found.guest.key.destroyed_at) else found


def leave(delivery_id: UUID | str) -> None:
    """Hand one message over, if it is still wished and still true. The worker calls it, any number of times."""
    parcel = _take(delivery_id)
    if parcel is None:
        return
    # No transaction is open here: a gateway may take its time.
    try:
        handed = _hand_over(parcel)
    except NotNow:
        _wait_longer(delivery_id)
    except Never as never:
        write(delivery_id, State.FAILED, never.why.value)
    except Unsure:
        write(delivery_id, State.UNSURE)
    else:
        state = {True: State.DELIVERED, False: State.FAILED, None: State.HANDED}[handed.delivered]
        write(delivery_id, state, UNDELIVERED if state == State.FAILED else "", handed.reference)


def ask_outcome(delivery_id: UUID | str, n: int) -> None:
    """Ask the gateway what became of a text, for the time `n`; after the last time it stays handed over."""
    row = Delivery.objects.filter(pk=delivery_id, state=State.HANDED, channel=Channel.TEXT).first()
    if row is None:
        return
    try:
        came = gateways.outcome(row.reference)
    except NotNow:
        came = "waiting"
    except Never as never:
        write(delivery_id, State.UNSURE, never.why.value)
        return
    if came == "delivered":
        write(delivery_id, State.DELIVERED)
    elif came == "failed":
        write(delivery_id, State.FAILED, UNDELIVERED)
    else:
        _ask_later(delivery_id, n + 1)


def write(delivery_id: UUID | str, state: Delivery.State, trouble: str = "", reference: str = "") -> bool:
    """Write down what became of a message, and tell history; return whether there was something to write.

    A worker that was believed dead may still come back with the truth, so a message nobody was sure of takes it.
    """
    with transaction.atomic():
        row = _ours(delivery_id)
        if row is None or row.state == state:
            return False
        before = row.state
        row.state, row.trouble, row.changed_at = state, trouble, timezone.now()
        row.reference = reference[:80] or row.reference
        row.save(update_fields=["state", "trouble", "reference", "changed_at"])
        if state == State.HANDED and row.channel == Channel.TEXT:
            _ask_later(delivery_id, 0)
    if (before, state) != (State.HANDED, State.DELIVERED):
        _tell(row)
    return True


@transaction.atomic
def _take(delivery_id: UUID | str) -> Parcel | None:
    """Claim a message that is due, and say what to hand over; None when it is not ours to send (any more)."""
    now = timezone.now()
    rows = Delivery.objects.select_for_update(of=("self",)).filter(pk=delivery_id, state=State.WAITING, settled_at=None)
    row = rows.filter(not_before__lte=now).first()
    if row is None:
        return None
    request, template = reachable(row.request_id), letters.TEMPLATES.get(row.template)
    way = next((one for one in ways(request.safe_contact) if one.channel == row.channel), None) if request else None
    if request is None or way is None or not way.allowed:
        _end(row, State.STOPPED, NO_WISH)
    elif template is None or not template.holds(request, row.about):
        _end(row, State.STOPPED, NOT_TRUE)
    elif row.made_at < now - STALE:
        _end(row, State.FAILED, TOO_LATE)
    elif (moment := next_moment(request.safe_contact, request.house, now)) > now:
        _again_at(row, moment)
    else:
        letter = template.text(request, row.channel, way.vague, row.about)
        row.vague, row.tries = way.vague, row.tries + 1
        _end(row, State.LEAVING)
        return Parcel(row.channel, way.address, letter)
    return None


def _hand_over(parcel: Parcel) -> Handed:
    if parcel.channel == Channel.TEXT:
        return gateways.text(parcel.address, parcel.letter.words)
    return gateways.mail(parcel.address, parcel.letter.subject, parcel.letter.words)


def _wait_longer(delivery_id: UUID | str) -> None:
    """Put a message back that could not leave now, with a longer wait each time; after the last one it failed."""
    with transaction.atomic():
        row = _ours(delivery_id)
        if row is None or row.settled_at:
            return
        if row.tries <= len(WAITS):
            _again_at(row, timezone.now() + timedelta(minutes=WAITS[row.tries - 1]))
            return
    write(delivery_id, State.FAILED, GAVE_UP)


def _again_at(row: Delivery, moment: datetime) -> None:
    row.not_before = moment
    _end(row, State.WAITING)
    later("intake.send", at=moment, delivery_id=str(row.pk))


def _end(row: Delivery, state: Delivery.State, trouble: str = "") -> None:
    row.state, row.trouble, row.changed_at = state, trouble, timezone.now()
    row.save(update_fields=["state", "trouble", "changed_at", "not_before", "vague", "tries"])


def _ask_later(delivery_id: UUID | str, n: int) -> None:
    if n < len(ASK):
        minutes = ASK[n] - (ASK[n - 1] if n else 0)
        moment = timezone.now() + timedelta(minutes=minutes)
        later("intake.outcome", at=moment, delivery_id=str(delivery_id), n=n)


def _ours(delivery_id: UUID | str) -> Delivery | None:
    """Lock a message that left our hands, or seemed to; one that was erased is not there any more."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("request__house__organization", "by")
    return rows.filter(pk=delivery_id, state__in=[State.LEAVING, State.UNSURE, State.HANDED]).first()


def _tell(row: Delivery) -> None:
    """Write a line of history. By itself: what became of a message is kept even while the house is busy."""
    verb = VERBS.get((Channel(row.channel), State(row.state)))
    if verb is None:
        return
    try:
        with transaction.atomic():
            history.record(verb, row.request, house=row.request.house, by=row.by, template=row.template)
    except DatabaseError:
        logger.warning("A line of history about a message is missing.", exc_info=True)
