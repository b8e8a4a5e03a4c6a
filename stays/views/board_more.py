"""Beside the board: find a room, all houses of an organization, undo the last change."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from respite.access import office, person
from respite.htmx import go
from respite.models import House, Person
from respite.nights import Nights
from stays import board as bed_board
from stays import board_view, drawing, finding, lastchange, undoing
from stays.board_forms import FindForm, UndoForm
from stays.houses import where_board
from stays.models import Change
from stays.views.confirming import carry_out, status_of, stay_of, stay_url
from stays.views.moving import view_of


@require_GET
@office("see the board")
def find(request: HttpRequest, house: House) -> HttpResponse:
    tonight = house.tonight()
    first = {"first": tonight, "nights": 3}
    form = FindForm(request.GET if "first" in request.GET else None, tonight=tonight, initial=first)
    context: dict[str, Any] = {"form": form, "tonight": tonight}
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        nights = Nights.starting(said["first"], said["nights"])
        context |= {"answer": finding.ask(house, nights, said["needs"], person(request)), "nights": nights}
    return render(request, "stays/board_find.html", context)


@require_GET
@gzip_page
@office("see the board")
def houses(request: HttpRequest, house: House) -> HttpResponse:
    """Show every house of the organization whose board this person may see, each with its own tonight."""
    view, me = board_view.asked(request.GET, house.tonight()), person(request)
    boards = bed_board.read_all(where_board(me, house.organization), view.nights, me)
    shown = [
        {
            "board": one,
            "head": drawing.head(one),
            "body": drawing.body(one, view.query, at=reverse("stays:board", args=[one.house.slug])),
            "foot": drawing.foot(one),
        }
        for one in boards
    ]
    return render(request, "stays/board_houses.html", {"houses": shown, "view": view})


@require_POST
@office("run stays")
def undo(request: HttpRequest, house: House) -> HttpResponse:
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise Http404
    change = get_object_or_404(Change.objects.select_related("by"), pk=form.cleaned_data["change"], house=house)
    me = person(request)
    stays = lastchange.touched(change, me)
    if any(stay.closed_out for stay in stays):  # type: ignore[attr-defined]
        raise Http404
    if not lastchange.may_undo(change, request.roles):  # type: ignore[attr-defined]
        raise PermissionDenied
    back = _back(house, form, me)

    def effect() -> str:
        undoing.undo(change, by=me)
        return back

    refusal, where = carry_out(request, form, effect, _("Undone. Everything stands as it was before."))
    if refusal is None:
        return go(request, where)
    form.refuse(refusal)
    rooms = {bed.pk: str(bed) for bed in house.beds.select_related("room")}
    context = {"form": form, "what": lastchange.sentence(change, house, stays, rooms), "back_url": back}
    return render(request, "stays/undo.html", context, status=status_of(refusal))


def _back(house: House, form: UndoForm, me: Person) -> str:
    """Return where somebody came from: the page of a stay, or the board with its view."""
    if form.cleaned_data["stay"]:
        return stay_url(stay_of(house, form.cleaned_data["stay"], me))
    return reverse("stays:board", args=[house.slug]) + view_of(form.cleaned_data["back"])
