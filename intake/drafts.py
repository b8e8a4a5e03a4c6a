"""The verbs of a draft: answers on the way, sealed under a key of their own that dies with them (CS-11).

The session holds only the draft's id. A draft ends when it is sent, thrown away or left, and after 30 idle minutes
(15 on a device that others use too); one that somebody asked us to save lives on until its time (intake/saving.py).
Once sent it keeps only the code, for the page that shows it, and how long it may.

Besides the answers by page there are: "marks" of the house's questions as they were shown, "typed", what stands on a
page that could not be taken, until it can, and "counted", the count that a house was not a match.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from intake import flow
from intake.contact import Contact
from intake.models import Draft, NotMatched
from respite.models import House, Key

SESSION = "ask"
SHARED = "others"  # in the session: others use this device, too, or they may
IDLE = timedelta(minutes=30)
IDLE_SHARED = timedelta(minutes=15)
MATCH = "match"  # the page on who may stay
MOST_TYPED = 20_000  # letters of one field that are shown again


def begin(session: SessionBase, house: House, marks: dict[str, str] | None = None) -> Draft:
    """Start afresh, under a new session id so that nobody who knew the old one can read along."""
    sweep()
    end(session)
    with transaction.atomic():
        draft = Draft(house=house, key=Key.make(house.organization))
        draft.answers = {"marks": marks} if marks else {}
        draft.save(force_insert=True)
    open_for(session, draft)
    return draft


def open_for(session: SessionBase, draft: Draft) -> None:
    """Let this session write on, under a new session id."""
    session.cycle_key()
    session[SESSION] = str(draft.pk)
    _remember_device(session, draft)


def find(session: SessionBase, house: House) -> Draft | None:
    """Return the live draft of this session for this house, or None."""
    known = session.get(SESSION)
    if not known:
        return None
    draft = Draft.objects.select_related("key").filter(pk=uuid.UUID(known), house=house).first()
    if draft is None or timezone.now() - draft.touched_at >= idle(draft):
        return None
    draft.house = house
    return draft


def is_private(draft: Draft) -> bool:
    """Say whether the browser should keep nothing it can help: others use the device, or they may (CS-12)."""
    return draft.answers.get("device", {}).get("shared") != "no"


def is_shared(session: SessionBase) -> bool:
    """Say whether this session was told that others use the device, or may; its pages then end in half the time."""
    return bool(session.get(SHARED))


def idle(draft: Draft) -> timedelta:
    """Return how long the draft lives without being touched."""
    return IDLE_SHARED if "device" in draft.answers and is_private(draft) else IDLE


def keep(
    draft: Draft, page: str, answer: dict[str, Any], *, mark: str = "", session: SessionBase | None = None
) -> Draft:
    """Keep the answers of one page beside the others; two tabs do not lose each other's."""
    with transaction.atomic():
        draft = _locked(draft)
        if "sent" not in draft.answers:
            typed = {key: words for key, words in draft.answers.get("typed", {}).items() if key != page}
            marks = draft.answers.get("marks", {}) | {page: mark}
            answers = {key: said for key, said in draft.answers.items() if (key, page) != ("counted", MATCH)}
            if "counted" in draft.answers and page == MATCH:  # they set a slip right: the house is a match after all
                NotMatched.objects.filter(pk=draft.answers["counted"]).delete()
            draft.answers = {**answers, page: answer, "marks": marks, "typed": typed}
            _touch(draft)
    if session is not None:
        _remember_device(session, draft)
    return draft


def keep_typed(draft: Draft, page: str, typed: dict[str, list[str]], *, seen: bool = False) -> None:
    """Keep what stands on a page that could not be taken, so that the page can show it with what to look at (CS-24).

    `seen` says that there is nothing to look at: the words only come back.
    """
    words = {name: [one[:MOST_TYPED] for one in said] for name, said in typed.items()}
    with transaction.atomic():
        draft = _locked(draft)
        if "sent" not in draft.answers:
            others = draft.answers.get("typed", {})
            draft.answers = {**draft.answers, "typed": {**others, page: {"words": words, "seen": seen}}}
            _touch(draft)


def typed(draft: Draft, page: str) -> tuple[dict[str, list[str]], bool] | None:
    """Return what stands on a page and was not taken, and whether what to look at was shown already; else None."""
    kept = draft.answers.get("typed", {}).get(page)
    return (kept["words"], kept["seen"]) if kept else None


def typed_was_seen(draft: Draft, page: str) -> None:
    """What to look at was shown: the summary comes once, the words stay until the page is answered."""
    with transaction.atomic():
        draft = _locked(draft)
        others = draft.answers.get("typed", {})
        if page in others:
            draft.answers = {**draft.answers, "typed": {**others, page: {**others[page], "seen": True}}}
            draft.save(update_fields=["answers"])


def send(
    draft: Draft,
    *,
    name: str,
    contact: Contact,
    wishes: dict[str, Any],
    to_know: str,
    answers: dict[str, dict[str, str]] | None = None,
    language: str = "en",
) -> Draft:
    """Send the request, once: whoever comes second finds it sent (RE-05). The answers give way to the code.

    `answers` are those to the house's own questions. A code under which the draft was saved opens nothing any more.
    """
    with transaction.atomic():
        draft = _locked(draft)
        if "sent" in draft.answers:
            return draft
        asked, code = flow.receive(
            draft.house,
            name=name,
            contact=contact,
            wishes=wishes,
            to_know=to_know,
            answers=answers,
            language=language,
        )
        device = {key: said for key, said in draft.answers.items() if key == "device"}
        draft.answers = device | {
            "sent": {
                "locator": code.locator,
                "words": code.words,
                "ways": contact.ways,
                "by": asked.promised_by.isoformat(),
            }
        }
        draft.locator, draft.secret_hash, draft.saved_until = None, "", None
        _touch(draft, "locator", "secret_hash", "saved_until")
        return draft


def promised_by(draft: Draft) -> datetime:
    """Return by when we said we would answer a draft that was sent."""
    by = parse_datetime(draft.answers["sent"]["by"])
    assert by
    return by


def not_a_match(draft: Draft, typed: dict[str, list[str]]) -> None:
    """The house is not a match: count it without any identity, once (CS-25).

    What was written stays for as long as any draft, so that a slip of the finger can be set right. The page on who may
    stay counts as open until then, so nothing can be sent.
    """
    house, now = draft.house, draft.house.local()
    with transaction.atomic():
        draft = _locked(draft)
        if "sent" in draft.answers:
            return
        counted = draft.answers.get("counted")
        if counted is None:
            # What they were looking for was not asked yet; the page they come to names our phone first.
            kinds = {"need": NotMatched.Need.OTHER, "reason": NotMatched.Reason.NOT_A_MATCH}
            row = NotMatched.objects.create(
                house=house, on=now.date(), hour=now.hour, instead=NotMatched.Instead.LINE, **kinds
            )
            counted = row.pk
        answers = {key: said for key, said in draft.answers.items() if key != MATCH}
        told = {**answers.get("typed", {}), MATCH: {"words": typed, "seen": True}}
        draft.answers = {**answers, "typed": told, "counted": counted}
        _touch(draft)


def end(session: SessionBase, *, saved_too: bool = False) -> None:
    """Throw the draft of this session away, with the key that opened it.

    One that was saved for later is only let go of: its code opens it again. Unless `saved_too`.
    """
    known = session.pop(SESSION, None)
    if known:
        rows = Draft.objects.filter(pk=uuid.UUID(known))
        rows = rows if saved_too else rows.exclude(saved_until__gt=timezone.now())
        Key.objects.filter(pk__in=rows.values("key")).delete()


def left(request: HttpRequest) -> None:
    """End the draft of somebody who leaves; the way out calls this before it ends the session."""
    end(request.session)


def sweep(now: datetime | None = None) -> int:
    """Delete drafts that nobody touched for 30 minutes and that are not saved for later; return how many.

    The worker calls it, and every beginning.
    """
    at = now or timezone.now()
    old = Draft.objects.filter(Q(saved_until=None) | Q(saved_until__lte=at), touched_at__lt=at - IDLE)
    keys = list(old.values_list("key", flat=True))
    Key.objects.filter(pk__in=keys).delete()
    return len(keys)


def _remember_device(session: SessionBase, draft: Draft) -> None:
    """Let the pages behind the code know, too, whether others use this device; unknown is left unsaid."""
    if "device" in draft.answers:
        session[SHARED] = is_private(draft)


def _touch(draft: Draft, *fields: str) -> None:
    draft.touched_at = timezone.now()
    draft.save(update_fields=["answers", "touched_at", *fields])


def _locked(draft: Draft) -> Draft:
    rows = Draft.objects.select_for_update(of=("self",)).select_related("key", "house__organization")
    return rows.get(pk=draft.pk)
