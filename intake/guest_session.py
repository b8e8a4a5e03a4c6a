"""The session of a guest on their own page: a new id on entering, 20 quiet minutes, an hour at most (SE-06).

On a device that others use too it is half of that.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from intake.models import Request
from respite.htmx import go

SESSION = "mine"
IDLE = timedelta(minutes=20)
MOST = timedelta(minutes=60)
View = Callable[..., HttpResponse]


def open_for(session: SessionBase, asked: Request, *, shared: bool = False) -> None:
    """Let this session see one request, under a new session id; `shared` when others use the device, too."""
    now = timezone.now().timestamp()
    session.cycle_key()
    session[SESSION] = {"request": str(asked.pk), "code": _mark(asked), "since": now, "seen": now, "shared": shared}


def who(session: SessionBase) -> Request | None:
    """Return the request this session may see, or None; looking at it starts the quiet minutes again."""
    kept = session.get(SESSION)
    if not kept:
        return None
    now = timezone.now()
    rows = Request.objects.with_standing().with_person().prefetch_related("house__settings")
    found = rows.filter(pk=kept["request"], key__destroyed_at=None).first() if _is_open(kept, now) else None
    # A new code closes what the old one opened.
    if found is None or kept["code"] != _mark(found):
        close(session)
        return None
    session[SESSION] = {**kept, "seen": now.timestamp()}
    return found


def is_shared(session: SessionBase) -> bool:
    """Say whether others use this device: then the browser is asked to keep nothing that is typed (CS-12)."""
    return bool(session.get(SESSION, {}).get("shared"))


def closes_at(session: SessionBase) -> tuple[datetime, datetime]:
    """Return until when the page stays open without a click, and at the most (AX-10)."""
    kept = session[SESSION]
    quiet, longest = _spans(kept)
    since, seen = (datetime.fromtimestamp(kept[name], UTC) for name in ("since", "seen"))
    return min(seen + quiet, since + longest), since + longest


def close(session: SessionBase) -> None:
    """End it: the session goes, and with it the cookie."""
    session.flush()


def sweep() -> int:
    """Delete sessions that are over, with what was typed there and never sent; return how many (CS-11).

    Those of guests end after their quiet minutes, not only when the cookie would; the worker calls it.
    """
    now = timezone.now()
    count = Session.objects.filter(expire_date__lte=now).delete()[0]
    for row in Session.objects.iterator():
        kept = row.get_decoded().get(SESSION)
        if kept and not _is_open(kept, now):
            # Unless it was used at this very moment: then its data are no longer these.
            count += Session.objects.filter(pk=row.pk, session_data=row.session_data).delete()[0]
    return count


def guest_page(view: View) -> View:
    """Let somebody through who entered their code; the view gets their request. Else lead to where codes are typed."""

    @wraps(view)
    def door(request: HttpRequest, **kwargs: str) -> HttpResponse:
        asked = who(request.session)
        if asked is None:
            return go(request, "mine")
        request.house = asked.house  # type: ignore[attr-defined]
        return view(request, asked, **kwargs)

    return door


def _is_open(kept: dict[str, Any], now: datetime) -> bool:
    quiet, longest = _spans(kept)
    seen, since = (timedelta(seconds=now.timestamp() - kept[name]) for name in ("seen", "since"))
    return seen < quiet and since < longest


def _spans(kept: dict[str, Any]) -> tuple[timedelta, timedelta]:
    return (IDLE / 2, MOST / 2) if kept.get("shared") else (IDLE, MOST)


def _mark(asked: Request) -> str:
    """Return a short mark of the code in force, of which nothing can be learned."""
    return hashlib.sha256(asked.secret_hash.encode()).hexdigest()[:16]
