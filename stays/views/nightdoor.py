"""The night door: five words in, the newest night sheet out, also while the database is away (docs/decisions/0015).

No session, no sign-in, no query: pages are drawn without the frame that asks for them. The code comes by POST only and
is in no address; a link carries it behind the #, which no server sees (SE-05).
"""

import hashlib
import hmac
import time
from collections import deque
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from respite import phones, vault
from respite.access import visitor_address
from stays import nightkeep
from stays.nightly import LANGUAGE

WITHIN = 600  # seconds
FROM_ONE, FROM_ALL = 10, 300  # wrong codes in that time, in each process
LONGEST = 200  # signs of a code, however it is written
_wrong: dict[bytes, deque[float]] = {}
_lock = Lock()


# Nothing is changed by sending a code, so there is nothing to forge; and no cookie stays behind.
@csrf_exempt
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Ask for the words; behind the right ones stands the sheet."""
    if request.method == "GET":
        return _answer("stays/night/door.html", {})
    found = _asked(request)
    if isinstance(found, HttpResponse):
        return found
    return _answer("stays/night/kept.html", {"kept": found, "code": request.POST["code"]})


@csrf_exempt
@sensitive_post_parameters("code")
@require_POST
def paper(request: HttpRequest) -> HttpResponse:
    """Give the PDF of the sheet, under a name that tells nothing."""
    found = _asked(request)
    if isinstance(found, HttpResponse):
        return found
    answer = HttpResponse(found.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="sheet.pdf"'
    return _quiet(answer)


def _asked(request: HttpRequest) -> nightkeep.Kept | HttpResponse:
    """Return the sheet behind the code that was sent, or the one page that answers every other code."""
    who = _print(request)
    if _too_many(who):
        return _answer("stays/night/door.html", {"wait": True}, 429)
    found = nightkeep.find(request.POST.get("code", "")[:LONGEST])
    if found is None:
        _count(who)
        return _answer("stays/night/door.html", {"wrong": True})
    return found


def _answer(template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    # The frame's own context would ask the database; what is named here stands in for it, as on the pages for bad days.
    frame = {"languages": [], "written_in": "", "demo": settings.DEMO}
    with override(LANGUAGE):
        page = render_to_string(template, {"respite": frame, "numbers": phones.of_all(), **context})
    return _quiet(HttpResponse(page, status=status))


def _quiet(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "no-referrer" if answer["Content-Type"] == "application/pdf" else "same-origin"
    return answer


def _print(request: HttpRequest) -> bytes:
    """Return what tells one visitor from another here, and is no address."""
    return hmac.digest(vault.purpose_key("night door"), visitor_address(request).encode(), hashlib.sha256)


def _too_many(who: bytes) -> bool:
    """Say whether too many wrong codes came from this address, or from all of them together."""
    with _lock:
        _forget_old()
        return len(_wrong.get(who, ())) >= FROM_ONE or sum(map(len, _wrong.values())) >= FROM_ALL


def _count(who: bytes) -> None:
    with _lock:
        _wrong.setdefault(who, deque()).append(time.monotonic())


def _forget_old() -> None:
    since = time.monotonic() - WITHIN
    for who, times in list(_wrong.items()):
        while times and times[0] < since:
            times.popleft()
        if not times:
            del _wrong[who]
