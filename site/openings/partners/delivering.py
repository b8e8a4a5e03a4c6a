"""How events leave: taken by one worker, sent beside each other, tried again with longer waits, and ended one day.

An event is taken in a committed step before anything is sent, so two workers never send it at the same time. A worker
that dies leaves it behind as "going out"; it is put back after a while and comes again with the same id.
"""

import logging
import random
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from openings.partners import events, posting, secrets
from openings.partners.events import ALONE, JOB
from openings.partners.posting import Said
from openings.partners.webhook_models import ABOUT_ROOM, Subscription, Webhook
from respite import history, vault
from respite.queueing import later

logger = logging.getLogger(__name__)
State, Why = Webhook.State, Subscription.Why
# Seconds until the next try, after the first, the second … (INTEROP.md 4.5); after the last one we stop.
WAITS = [5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600]
SILENT = timedelta(seconds=sum(WAITS))  # an address that took nothing for so long is stopped, whatever it was sent
JITTER = 0.2
AT_ONCE = 16  # addresses that are sent to beside each other; one that hangs holds up none of the others
ROUNDS = 20  # in one job: what is left then has its own
STUCK = timedelta(minutes=2)  # far longer than any sending: the worker that had it is gone
GONE = 410


@dataclass(frozen=True)
class Parcel:
    """What one worker took upon itself to send."""

    pk: UUID
    address: str
    body: bytes
    headers: dict[str, str]
    at: datetime


def deliver() -> int:
    """Send what is due, at most one event to an address at a time; return how many were sent."""
    count = 0
    for _round in range(ROUNDS):
        parcels = take()
        if not parcels:
            break
        # No transaction is open here, and the threads do not know the database.
        with ThreadPoolExecutor(max_workers=len(parcels)) as beside:
            leaving = {beside.submit(send, parcel): parcel for parcel in parcels}
            for said in as_completed(leaving):
                write(leaving[said].pk, said.result())
        count += len(parcels)
    return count


def send(parcel: Parcel) -> Said:
    """Send one parcel. What nobody foresaw is a trouble like any other, and keeps no other partner waiting."""
    try:
        return posting.post(parcel.address, parcel.body, parcel.headers, parcel.at)
    except Exception:
        logger.exception("News for a partner could not be sent.")
        return Said(trouble="broken")


@transaction.atomic
def take() -> list[Parcel]:
    """Claim the oldest due event of each address that is not being sent to, and return what to send.

    What has newer news of the same house by now, or is not true any more, is left out for good.
    """
    now = timezone.now()
    _leave_out_old(now)
    busy = Webhook.objects.filter(subscription=OuterRef("subscription"), state=State.LEAVING)
    due = Webhook.objects.due(now).filter(~Exists(busy)).order_by("subscription_id", "made_at", "pk")
    first = due.distinct("subscription_id").values_list("pk", flat=True)
    rows = Webhook.objects.select_for_update(of=("self",), skip_locked=True).select_related("subscription")
    parcels = []
    for row in rows.filter(pk__in=list(first)[:AT_ONCE], state=State.WAITING):
        row.state, row.tries, row.changed_at = State.LEAVING, row.tries + 1, now
        try:
            parcels.append(_parcel(row, now))
        except vault.Unreadable:  # an installation key was lost: no reason to keep others waiting
            row.state, row.trouble = State.GAVE_UP, "secret"
            _stop(row.subscription_id, Why.SECRET)
        row.save(update_fields=["state", "tries", "changed_at", "trouble"])
    return parcels


@transaction.atomic
def write(pk: UUID, said: Said) -> None:
    """Write down what came of a sending, and decide what is next."""
    now = timezone.now()
    row = Webhook.objects.select_for_update(of=("self",)).filter(pk=pk, state=State.LEAVING).first()
    if row is None:  # taken away meanwhile, with its address or its house
        return
    row.answer, row.trouble, row.changed_at = said.status, said.trouble, now
    if said.taken:
        row.state = State.DONE
        Subscription.objects.filter(pk=row.subscription_id, failing_since__isnull=False).update(failing_since=None)
    elif said.status == GONE:
        row.state = State.GAVE_UP
        _stop(row.subscription_id, Why.GONE)
    else:
        _try_later(row, said, now)
    row.save(update_fields=["answer", "trouble", "changed_at", "state", "next_at"])


def put_back() -> int:
    """Put back what a dead worker had in its hands; return how many."""
    gone = Webhook.objects.filter(state=State.LEAVING, changed_at__lt=timezone.now() - STUCK)
    return gone.update(state=State.WAITING, next_at=timezone.now())


def wait_after(tries: int, asked: int = 0) -> timedelta:
    """Return how long to wait after so many tries: the schedule with some jitter, and never less than was asked."""
    seconds = WAITS[tries - 1] * random.uniform(1, 1 + JITTER)  # noqa: S311 - jitter, not a secret
    return timedelta(seconds=max(seconds, asked))


def _leave_out_old(now: datetime) -> None:
    newer = Webhook.objects.filter(
        subscription=OuterRef("subscription"), house=OuterRef("house"), made_at__gt=OuterRef("made_at")
    )
    old = Webhook.objects.filter(Exists(newer.filter(event__in=ABOUT_ROOM)), state=State.WAITING, event__in=ABOUT_ROOM)
    old.update(state=State.NEWER, changed_at=now)
    waiting = Webhook.objects.filter(state=State.WAITING)
    events.untrue(waiting, now).update(state=State.NEWER, changed_at=now)


def _try_later(row: Webhook, said: Said, now: datetime) -> None:
    """Try again after a longer wait; stop for good after the last one, or when nothing was taken for as long."""
    failing = Subscription.objects.select_for_update(of=("self",), no_key=True).get(pk=row.subscription_id)
    tried = Webhook.objects.filter(subscription=failing, tries__gt=0).exclude(state=State.DONE)
    if failing.failing_since is None or not (row.tries > 1 or tried.exclude(pk=row.pk).exists()):
        # For the first time; or all that failed before was taken away meanwhile, and proves nothing any more.
        failing.failing_since = now
        failing.save(update_fields=["failing_since"])
    if row.tries > len(WAITS) or now - failing.failing_since >= SILENT:
        row.state = State.GAVE_UP
        _stop(row.subscription_id, Why.SILENT)
    elif _has_newer(row):
        row.state = State.NEWER
    else:
        row.state, row.next_at = State.WAITING, now + wait_after(row.tries, said.wait)
        if row.next_at - now < timedelta(minutes=1):  # what waits longer is found by the minute
            later(JOB, at=row.next_at, once=f"webhook {row.pk}", alone=ALONE, timestamp=0)


def _stop(pk: UUID, why: Subscription.Why) -> None:
    """Send nothing there any more until somebody of the office says so; its first page tells them."""
    rows = Subscription.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("partner__organization").get(pk=pk)
    if row.off_at is None:
        row.off_at, row.off_why = timezone.now(), why
        row.save(update_fields=["off_at", "off_why"])
        history.record("stopped sending to a partner", row.partner, why=why.value, host=row.host)


def _has_newer(row: Webhook) -> bool:
    """Say whether there is newer news of the same house for the same address: nobody needs the old then."""
    if row.event not in ABOUT_ROOM:
        return False
    same = Webhook.objects.filter(subscription=row.subscription_id, house=row.house_id, event__in=ABOUT_ROOM)
    return same.filter(made_at__gt=row.made_at).exists()


def _parcel(row: Webhook, now: datetime) -> Parcel:
    opened = secrets.in_use(row.subscription, now)
    sent = posting.headers(row.body, message_id=row.message_id, secrets=opened, at=now)
    return Parcel(row.pk, row.subscription.address, row.body.encode(), sent, now)
