"""The front door of the ground floor: the way out, health, errors, and where the office begins."""

import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST, require_safe

from respite import access, hiding, languages, leaving, phones, public_role, serving
from respite.htmx import go, sign_in_first
from respite.models import House, Role


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """End the session and lead to the neutral page, leaving as little as can be behind (CS-02, CS-05, CS-09)."""
    try:
        if hasattr(request, "session"):  # the public process has none
            leaving.tell(request)
            request.session.flush()
    except (DatabaseError, InterfaceError):  # the way out works without it; the cookie goes, the session ages away
        request.session = SessionStore()
    answer = HttpResponseRedirect(settings.LEAVE_URL, status=303)
    answer.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
    answer.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    answer["Clear-Site-Data"] = '"cookies", "storage"'
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """Lead to the first house of the person signed in, or list their houses when there are more."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    mine = House.objects.visible_to(request.user).annotate(room_count=Count("rooms", distinct=True)).order_by("name")
    roles = {house: access.roles_of(request.user, house) for house in mine}  # each by the date of its own zone
    houses = [house for house in mine if roles[house] & access.TEAM]
    if not houses and any(Role.EDITOR in here for here in roles.values()):
        return go(request, "wagtailadmin_home")
    if len(houses) == 1:
        return go(request, "office-today", houses[0].slug)
    reader = any(Role.READER in here for here in roles.values())
    return render(request, "respite/houses.html", {"houses": houses, "reader": reader})


@require_POST
def hide_names(request: HttpRequest) -> HttpResponse:
    """Hide the names of guests on this browser's office pages, or show them again; then go on where they were."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if not request.session.pop(hiding.KEY, False):
        request.session[hiding.KEY] = True
    before = urlsplit(request.headers.get("Referer", ""))
    ours = before.netloc == request.get_host() and before.path.startswith("/office/")
    return go(request, before._replace(scheme="", netloc="").geturl() if ours else "office")


def cms_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead a visitor from the CMS to our sign-in, and refuse somebody signed in who may not write pages (SE-11).

    Wagtail sends both of them here; sent on to the sign-in, the second would come back for ever.
    """
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    back = request.GET.get("next", "")
    return go(request, back if back.startswith("/") else "wagtailadmin_home")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer while the process is up."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say which parts work: database, migrations, worker. 503 when one does not; no details for the public (RE-24).

    The public process goes on without a worker, for what it tells runs out by itself; it is not ready with a role of
    the database that could read guests (SE-54).
    """
    parts = {"database": _database(), "migrations": False, "worker": False}
    if parts["database"]:
        parts["migrations"] = _migrated()
        parts["worker"] = _worker()
        phones.remember()  # whoever asks whether we are well also keeps the numbers for a bad day fresh
    if settings.PUBLIC:
        parts["role"] = parts["database"] and not public_role.more_than_public()
    ready = all(well for name, well in parts.items() if name != "worker" or not settings.PUBLIC)
    words = {name: "ok" if well else "down" for name, well in parts.items()}
    return JsonResponse({"status": "ok" if ready else "down", **words}, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def _worker() -> bool:
    try:
        return serving.worker_alive()
    except DatabaseError:  # its table comes with the migrations
        return False


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def server_error(request: HttpRequest) -> HttpResponse:
    """Say in plain words that something broke; when it is the database, 503 with the phone numbers (RE-12)."""
    kind = sys.exc_info()[0] or Exception
    down = issubclass(kind, OperationalError | InterfaceError)
    # It may have broken before the language was looked at, so it is read from the address again.
    with override(languages.of_address(request.path_info)):
        numbers = phones.of_page(split_domain_port(request.META.get("HTTP_HOST", ""))[0], request.path_info)
        frame: dict[str, Any] = {"languages": languages.elsewhere(request), "written_in": languages.written_in()}
        frame["organization"] = numbers.organization  # its name and its own numbers, as on any other page
        office = request.path_info.startswith("/office/")  # staff have a sheet that needs no database
        context = {"numbers": numbers, "leave_url": "/leave/", "respite": frame, "night": office}
        answer = render(None, "503.html" if down else "500.html", context, status=503 if down else 500)
    if down:
        answer["Retry-After"] = "30"
    answer["Cache-Control"] = "no-store"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say kindly that the page was open for too long; the visible words can be sent again from Back."""
    return render(request, "403_csrf.html", status=403)
