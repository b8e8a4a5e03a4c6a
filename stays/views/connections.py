"""Promises after a stay: what is due, and the one tap that says how it went."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from respite.access import office, person
from respite.htmx import asked_part, go, page_or_part
from respite.models import House, Person
from stays import connecting, promised
from stays.models import Connection
from stays.trail import CONNECTIONS, all_opened

PARTS = ("connections-list",)
TABS = {"due": gettext_lazy("Due"), "later": gettext_lazy("Later"), "ended": gettext_lazy("Ended")}


@require_GET
@office("keep connections")
def connections(request: HttpRequest, house: House) -> HttpResponse:
    tab = request.GET.get("tab", "due")
    return _page(request, house, tab if tab in TABS else "due")


@require_POST
@office("keep connections")
def kept(request: HttpRequest, house: House, code: str) -> HttpResponse:
    return _mark(request, house, code, connecting.keep, _("Saved. You talked with %(name)s."))


@require_POST
@office("keep connections")
def no_answer(request: HttpRequest, house: House, code: str) -> HttpResponse:
    return _mark(request, house, code, connecting.no_answer, "")


@require_POST
@office("keep connections")
def not_today(request: HttpRequest, house: House, code: str) -> HttpResponse:
    return _mark(request, house, code, connecting.not_today, _("%(name)s comes up again tomorrow."))


@require_http_methods(["GET", "HEAD", "POST"])
@office("keep connections")
def end(request: HttpRequest, house: House, code: str) -> HttpResponse:
    row = _find(house, code, person(request))
    if request.method != "POST":
        return render(request, "stays/connection_end.html", {"row": row})
    return _mark(request, house, code, connecting.end, _("%(name)s gets no more calls. The number for them is erased."))


def _find(house: House, code: str, me: Person) -> Connection:
    return get_object_or_404(promised.of_house(house, me), code=code)


def _mark(request: HttpRequest, house: House, code: str, verb: Callable[..., Connection], said: str) -> HttpResponse:
    """Carry out one verb and say so; a refusal comes back as a sentence on the page as it stands now."""
    row = _find(house, code, person(request))
    name = row.guest.name
    try:
        done = verb(row, by=person(request))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return _page(request, house, "due", status=409 if refused.code == "state" else 200, refused=True)
    messages.success(request, (said or _tried(done)) % {"name": name})
    return (
        _page(request, house, "due")
        if asked_part(request, PARTS)
        else go(request, "connections:connections", house.slug)
    )


def _rows(house: House, tab: str, me: Person) -> Iterable[Connection]:
    if tab == "later":
        return promised.later(house, me)
    return promised.over(house, me) if tab == "ended" else []


def _tried(row: Connection) -> str:
    """Say what follows from a call that nobody answered."""
    if row.state == Connection.State.PLANNED:
        return _("Noted: no answer. %(name)s comes up again tomorrow.")
    return _("Noted: no answer. That was the last try, so we let %(name)s be.")


def _page(request: HttpRequest, house: House, tab: str, status: int = 200, *, refused: bool = False) -> HttpResponse:
    address = reverse("connections:connections", args=[house.slug])
    me = person(request)
    groups = promised.due(house, me) if tab == "due" else []
    rows = list(_rows(house, tab, me))
    if tab != "ended":  # what has ended shows no number
        shown = [*rows, *(row for group in groups for row in group.rows)]
        all_opened((row.guest for row in shown), by=me, why=CONNECTIONS)
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": [
            {"url": address if name == "due" else f"{address}?tab={name}", "label": label, "current": name == tab}
            for name, label in TABS.items()
        ],
        "groups": groups,
        "rows": rows,
        "today": house.local().date(),
        "refused": refused,
    }
    return page_or_part(request, "stays/connections.html", context, parts=PARTS, status=status)
