"""What every request passes through: quiet headers, no page without a way out, and the second factor of staff."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.csp import CSP

from respite import hiding
from respite.htmx import go, sign_in_first

Next = Callable[[HttpRequest], HttpResponse]

STAFF = ("/office/", "/cms/")
NOTHING = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
)


def quiet_headers(get_response: Next) -> Next:
    """Keep pages out of caches, and the CMS's looser policy in the CMS.

    Other people's logs get no referrer: all pages say "same-origin", leaving says "no-referrer". A page with a form
    cannot say "no-referrer" itself, for then browsers send the form with the origin "null", and it is refused.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", NOTHING)
        if request.path.startswith("/cms/"):
            response._csp_config = settings.CMS_CSP  # type: ignore[attr-defined]
            # A preview is drawn as the public page would be, and comes with that page's policy: nobody could frame it.
            del response.headers[CSP.HEADER_ENFORCE]
        if response.get("Content-Type", "").startswith("text/html"):
            # With no-store alone browsers still keep a page for Back; the leaving view deletes the cookie too (F1).
            response.headers.setdefault("Cache-Control", "no-store")
        if "public" in response.get("Cache-Control", "") and is_somebodys(request, response):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def is_somebodys(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether an answer set or read a session, or sets a cookie: then no cache that others use keeps it (SE-53)."""
    session = getattr(request, "session", None)
    return bool(response.cookies) or (session is not None and (session.accessed or session.modified))


def hidden_names(get_response: Next) -> Next:
    """Put initials for the names of guests on every office page, while this browser hides them (respite/hiding.py)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/office/") or not request.session.get(hiding.KEY):
            return get_response(request)
        request.META.pop("HTTP_ACCEPT_ENCODING", None)  # a page that was packed could not be looked through
        with hiding.noting() as names:
            response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.content = hiding.page(response.content.decode(response.charset), names).encode(response.charset)
        return response

    return middleware


def no_empty_page(get_response: Next) -> Next:
    """Put the way out where Django answers with nothing: a form's address that somebody only opened (CS-01)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content or not request.accepts("text/html"):
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return middleware


def second_factor(get_response: Next) -> Next:
    """Demand a second factor of this session and this person before any staff page (SE-10).

    Somebody who has none yet is led to set one up; a session that went round it ends.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.SECOND_FACTOR_REQUIRED or not request.path.startswith(STAFF):
            return get_response(request)
        if not request.user.is_authenticated or has_second_factor(request):
            return get_response(request)
        if not Authenticator.objects.filter(user=request.user).exists():
            return go(request, "mfa_activate_totp")
        logout(request)
        return sign_in_first(request)

    return middleware


def has_second_factor(request: HttpRequest) -> bool:
    """Say whether this session was opened with a second factor of the person signed in."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)
