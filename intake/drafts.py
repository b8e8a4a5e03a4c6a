"""The verbs of a draft: answers on the way, sealed under a key of their own that dies with them (CS-11).

The session holds only the draft's id. A draft ends when it is sent, thrown away or left, and after 30 idle minutes
(15 on a device that others use too). Once sent it keeps only the code, for the page that shows it, and how long it may.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from intake import flow
from intake.contact import Contact
from intake.models import Draft
from respite.models import House, Key

SESSION = "ask"
IDLE = timedelta(minutes=30)
IDLE_SHARED = timedelta(minutes=15)


def begin(session: SessionBase, house: House) -> Draft:
    """Start afresh, under a new session id so that nobody who knew the old one can read along."""
    sweep()
    end(session)
    with transaction.atomic():
        draft = Draft.objects.create(house=house, key=Key.make(house.organization))
    session.cycle_key()
    session[SESSION] = str(draft.pk)
    return draft


def find(session: SessionBase, house: House) -> Draft | None:
    """Return the live draft of this session for this house, or None."""
    known = session.get(SESSION)
    if not known:
        return None
    draft = Draft.objects.select_related("key", "house").filter(pk=uuid.UUID(known), house=house).first()
    return draft if draft and timezone.now() - draft.touched_at < idle(draft) else None


def is_private(draft: Draft) -> bool:
    """Say whether the browser should keep nothing it can help: others use the device, or they may (CS-12)."""
    return draft.answers.get("device", {}).get("shared") != "no"


def idle(draft: Draft) -> timedelta:
    """Return how long the draft lives without being touched."""
    return IDLE_SHARED if "device" in draft.answers and is_private(draft) else IDLE


def keep(draft: Draft, question: str, answer: dict[str, Any]) -> Draft:
    """Keep one answer beside the others; two tabs do not lose each other's."""
    with transaction.atomic():
        draft = _locked(draft)
        if "sent" not in draft.answers:
            draft.answers = {**draft.answers, question: answer}
            draft.touched_at = timezone.now()
            draft.save(update_fields=["answers", "touched_at"])
        return draft


def send(draft: Draft, *, name: str, contact: Contact, wishes: dict[str, Any], to_know: str) -> Draft:
    """Send the request, once: whoever comes second finds it sent (RE-05). The answers give way to the code."""
    with transaction.atomic():
        draft = _locked(draft)
        if "sent" in draft.answers:
            return draft
        asked, code = flow.receive(draft.house, name=name, contact=contact, wishes=wishes, to_know=to_know)
        device = {name: said for name, said in draft.answers.items() if name == "device"}
        draft.answers = device | {
            "sent": {
                "locator": code.locator,
                "words": code.words,
                "contact": {"channels": contact.channels},
                "by": asked.promised_by.isoformat(),
            }
        }
        draft.touched_at = timezone.now()
        draft.save(update_fields=["answers", "touched_at"])
        return draft


def promised_by(draft: Draft) -> datetime:
    """Return by when we said we would answer a draft that was sent."""
    by = parse_datetime(draft.answers["sent"]["by"])
    assert by
    return by


def end(session: SessionBase) -> None:
    """Throw the draft of this session away, with the key that opened it."""
    known = session.pop(SESSION, None)
    if known:
        Key.objects.filter(pk__in=Draft.objects.filter(pk=uuid.UUID(known)).values("key")).delete()


def left(request: HttpRequest) -> None:
    """End the draft of somebody who leaves; the way out calls this before it ends the session."""
    end(request.session)


def sweep(now: datetime | None = None) -> int:
    """Delete drafts that nobody touched for 30 minutes; return how many. The worker calls it, and every beginning."""
    old = Draft.objects.filter(touched_at__lt=(now or timezone.now()) - IDLE)
    keys = list(old.values_list("key", flat=True))
    Key.objects.filter(pk__in=keys).delete()
    return len(keys)


def _locked(draft: Draft) -> Draft:
    return Draft.objects.select_for_update(of=("self",)).select_related("key", "house__organization").get(pk=draft.pk)
