"""The session of a guest on their own page: a new id on entering, 20 quiet minutes, an hour at most (SE-06)."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from intake.models import Request
from respite.htmx import go

SESSION = "mine"
IDLE = timedelta(minutes=20)
MOST = timedelta(minutes=60)
View = Callable[..., HttpResponse]


def open_for(session: SessionBase, asked: Request) -> None:
    """Let this session see one request, under a new session id."""
    now = timezone.now().timestamp()
    session.cycle_key()
    session[SESSION] = {"request": str(asked.pk), "code": _mark(asked), "since": now, "seen": now}


def who(session: SessionBase) -> Request | None:
    """Return the request this session may see, or None; looking at it starts the quiet minutes again."""
    kept = session.get(SESSION)
    if not kept:
        return None
    now = timezone.now().timestamp()
    fresh = now - kept["seen"] < IDLE.total_seconds() and now - kept["since"] < MOST.total_seconds()
    rows = Request.objects.with_standing().with_person().prefetch_related("house__settings")
    found = rows.filter(pk=kept["request"], key__destroyed_at=None).first() if fresh else None
    # A new code closes what the old one opened.
    if found is None or kept["code"] != _mark(found):
        close(session)
        return None
    session[SESSION] = {**kept, "seen": now}
    return found


def close(session: SessionBase) -> None:
    """End it: the session goes, and with it the cookie."""
    session.flush()


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


def _mark(asked: Request) -> str:
    """Return a short mark of the code in force, of which nothing can be learned."""
    return hashlib.sha256(asked.secret_hash.encode()).hexdigest()[:16]
