"""The bed board: the nights of a house, the tray for what was chosen on it, and what changed since it was opened."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from respite.access import office, person
from respite.htmx import page_or_part
from respite.models import Bed, Feature, House, Person
from respite.nights import Nights
from stays import board_view, closed, drawn, lastchange, lately
from stays.board_view import View, a_date
from stays.models import Stay
from stays.telling import rooms_words, span_words, standing
from stays.trail import STAY_PAGE, opened
from stays.views.confirming import may_start, stay_of
from stays.views.moving import ASKED, Asking, offer_move


@require_GET
@gzip_page  # the board of a large house is many small likes; Django pads it against BREACH
@office("see the board")
def board(request: HttpRequest, house: House) -> HttpResponse:
    view, me = board_view.asked(request.GET, house.tonight()), person(request)
    context: dict[str, Any] = {"query": view.query, "tray": None}
    if (code := request.GET.get("stay")) and _is_open(request, house, code, me):
        context |= _tray(request, house, code, me, view.query)
        opened(context["tray"].guest, by=me, why=STAY_PAGE)
    if not getattr(request, "htmx", None):
        context |= _shown(request, house, view, me)
    return page_or_part(request, "stays/board.html", context, parts=("tray",))


@require_GET
@gzip_page
@office("see the board")
def changes(request: HttpRequest, house: House) -> HttpResponse:
    """Answer an open board: nothing while it is as it was, else its parts as they are now."""
    view, me = board_view.asked(request.GET, house.tonight()), person(request)
    if request.GET.get("seen") == lately.state(house):
        return HttpResponse(status=204)
    return render(request, "stays/board_changes.html", _shown(request, house, view, me))


@require_GET
@office("see the board")
def plan(request: HttpRequest, house: House) -> HttpResponse:
    wanted, _dot, first = request.GET.get("at", "").partition(".")
    beds = Bed.objects.filter(house=house).select_related("room")
    bed = get_object_or_404(beds, pk=wanted) if wanted.isdecimal() and len(wanted) < 10 else None
    since = max(a_date(first) or house.tonight(), house.tonight())
    told = request.GET.get("nights", "")
    count = int(told) if told.isdecimal() and len(told) < 3 else 0
    nights = Nights.starting(since, count) if count else None
    context = {"bed": bed, "since": since, "room": str(bed) if bed else "", "count": count}
    context["span"] = span_words(nights) if nights else ""
    return render(request, "stays/stay_plan.html", context)


def _shown(request: HttpRequest, house: House, view: View, me: Person) -> dict[str, Any]:
    """Return everything about the nights of a view."""
    cells = drawn.read(house, view, me)
    shown = cells.board
    return {
        "board": shown,
        "view": view,
        "query": view.query,
        "seen": cells.seen,
        "head": cells.head,
        "body": cells.body,
        "foot": cells.foot,
        "paused": cells.news.paused,
        "last": lastchange.told(cells.news.change, shown, request.roles),  # type: ignore[attr-defined]
        "short_tonight": shown.now.people if shown.now and shown.now.short else "",
    }


def _is_open(request: HttpRequest, house: House, code: str, me: Person) -> bool:
    """Say in words, in place of the tray, that a stay is closed to whoever looks."""
    if not Stay.objects.of_house(house).filter(closed.to(me), code=code).exists():
        return True
    messages.info(request, _("You know this person, so their stay is not shown to you."))
    return False


def _tray(request: HttpRequest, house: House, code: str, me: Person, query: str) -> dict[str, Any]:
    stay = stay_of(house, code, me)
    tonight = house.tonight()
    context: dict[str, Any] = {
        "tray": stay,
        "name": stay.guest.name,
        "standing": standing(stay, house, tonight),
        "room": rooms_words(stay),
        "nights_words": span_words(stay.range),
        "needs": [label for value, label in Feature.choices if value in stay.needs],
        "may_arrive": may_start(stay, "arrive") and stay.arrives <= tonight,
        "may_change_nights": may_start(stay, "change nights"),
        "along": "along" in request.GET,
        "ask": f"?{query}&stay={stay.code}&",
    }
    if may_start(stay, "move"):
        told = {name: request.GET.get(name, "") for name in ASKED}
        context |= offer_move(stay, Asking(me, told, back=query))
    return context
