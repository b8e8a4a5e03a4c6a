"""The bed board: the nights of a house, and the tray for what was chosen on it."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from respite.access import office, person
from respite.htmx import page_or_part
from respite.models import Bed, Feature, House, Person
from respite.nights import ONE_DAY, Nights
from respite.templatetags.words import day
from stays import board as bed_board
from stays import closed, drawing
from stays.board import Board
from stays.models import Stay
from stays.telling import rooms_words, span_words, standing
from stays.trail import STAY_PAGE, opened
from stays.views.confirming import may_start, stay_of
from stays.views.moving import offer_move

USUAL, LONG = 14, 35
FAR = timedelta(days=3660)


@require_GET
@gzip_page  # the board of a large house is many small likes; Django pads it against BREACH
@office("see the board")
def board(request: HttpRequest, house: House) -> HttpResponse:
    view = _view(request, house)
    context: dict[str, Any] = {"query": _query(view), "tray": None}
    me = person(request)
    if (code := request.GET.get("stay")) and _is_open(request, house, code, me):
        context |= _tray(house, code, me, context["query"])
        opened(context["tray"].guest, by=me, why=STAY_PAGE)
    if not getattr(request, "htmx", None):
        context |= _shown(bed_board.read(house, view, me), context["query"])
    return page_or_part(request, "stays/board.html", context, parts=("tray",))


@require_GET
@office("see the board")
def plan(request: HttpRequest, house: House) -> HttpResponse:
    wanted, _dot, first = request.GET.get("at", "").partition(".")
    beds = Bed.objects.filter(house=house).select_related("room")
    bed = get_object_or_404(beds, pk=wanted) if wanted.isdecimal() and len(wanted) < 10 else None
    since = _date(first) or house.tonight()
    context = {"bed": bed, "since": max(since, house.tonight()), "room": bed.room.name if bed else ""}
    return render(request, "stays/stay_plan.html", context)


def _view(request: HttpRequest, house: House) -> Nights:
    """Return the asked nights; without a good answer, from yesterday on."""
    tonight = house.tonight()
    count = LONG if request.GET.get("nights") == str(LONG) else USUAL
    first = _date(request.GET.get("from", ""))
    if first is None or abs(first - tonight) > FAR:
        first = tonight - ONE_DAY
    return Nights.starting(first, count)


def _date(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _query(view: Nights) -> str:
    return f"from={view.arrives.isoformat()}&nights={len(view)}"


def _shown(shown: Board, query: str) -> dict[str, Any]:
    view, count = shown.view, len(shown.view)
    step = timedelta(days=count)
    return {
        "board": shown,
        "head": drawing.head(shown),
        "body": drawing.body(shown, query),
        "foot": drawing.foot(shown),
        "count": count,
        "other": LONG if count == USUAL else USUAL,
        "span": _("%(first)s to %(last)s") % {"first": day(view.arrives), "last": day(view.leaves - ONE_DAY)},
        "earlier": (view.arrives - step).isoformat(),
        "later": view.leaves.isoformat(),
        "short_tonight": next((night.people for night in shown.nights if night.tonight and night.short), ""),
    }


def _is_open(request: HttpRequest, house: House, code: str, me: Person) -> bool:
    """Say in words, in place of the tray, that a stay is closed to whoever looks."""
    if not Stay.objects.of_house(house).filter(closed.to(me), code=code).exists():
        return True
    messages.info(request, _("You know this person, so their stay is not shown to you."))
    return False


def _tray(house: House, code: str, me: Person, query: str) -> dict[str, Any]:
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
    }
    if may_start(stay, "move"):
        context |= offer_move(stay, back=query)
    return context
