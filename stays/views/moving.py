"""Moving and swapping: the form says what would change, then does it. From the board's tray or from the stay's page."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from respite.htmx import go, page_or_part
from respite.models import Person
from stays import booking, moving
from stays.forms import MoveForm
from stays.models import Stay
from stays.moving import Option
from stays.telling import public_words, rooms_words
from stays.views.confirming import carry_out, sent, status_of, stay_url, verb_page


@verb_page("move")
def move(request: HttpRequest, stay: Stay) -> HttpResponse:
    return _moving(request, stay, swaps_only=False)


@verb_page("swap")
def swap(request: HttpRequest, stay: Stay) -> HttpResponse:
    return _moving(request, stay, swaps_only=True)


def offer_move(
    stay: Stay, said: Any = None, *, swaps_only: bool = False, back: str = "", start: str = ""
) -> dict[str, Any]:
    """Return what the move form shows: the form, each other room with its answer, and what the chosen one changes."""
    starts = moving.starts(stay.house, stay)
    told = said.get("from_night", "") if said is not None else start
    since = next((night for night in starts if night.isoformat() == told), starts[0] if starts else None)
    options = moving.options(stay.house, stay, since) if since else []
    if swaps_only:
        options = [option for option in options if option.value.startswith("swap")]
    first = {"from_night": since and since.isoformat(), "back": back}
    form = MoveForm(said, starts=starts, options=options, initial=first)
    return {
        "form": form,
        "options": options,
        "stay": stay,
        "name": stay.guest.name,
        "any_possible": any(option.possible for option in options),
        "public": public_words(stay.house),
        "action": reverse("stays:stay-swap" if swaps_only else "stays:stay-move", args=[stay.house.slug, stay.code]),
    }


def _moving(request: HttpRequest, stay: Stay, *, swaps_only: bool) -> HttpResponse:
    shown = offer_move(stay, sent(request), swaps_only=swaps_only, start=request.GET.get("from_night", ""))
    shown |= {"room": rooms_words(stay), "way_back": stay_url(stay), "swaps_only": swaps_only}
    form, status = shown["form"], 200
    if request.method == "POST" and form.is_valid():
        chosen = next(option for option in shown["options"] if option.value == form.cleaned_data["to"])
        token = f"{chosen.value}.{form.cleaned_data['from_night'].isoformat()}"
        if form.cleaned_data["sure"] == token:
            refusal, where = _do(request, stay, chosen, form)
            if refusal is None:
                return go(request, where)
            status = _refuse(request, shown, stay, refusal, swaps_only)
        else:
            shown |= {"change": chosen.change, "token": token}
    elif request.method == "POST":
        status = 409 if form.has_error("to", "invalid_choice") else 200
    if getattr(request, "htmx", None):
        status = 200  # htmx shows nothing of an answer with another status
    return page_or_part(request, "stays/stay_move.html", shown, parts=("move",), status=status)


def _do(request: HttpRequest, stay: Stay, chosen: Option, form: MoveForm) -> tuple[ValidationError | None, str]:
    by, since, back = request.user, form.cleaned_data["from_night"], form.cleaned_data["back"]
    assert isinstance(by, Person)

    def effect() -> str:
        if chosen.value.startswith("swap"):
            assert chosen.other
            booking.swap(stay, other=chosen.other, by=by, from_night=since)
        else:
            assert chosen.bed
            booking.move(stay, to=chosen.bed, by=by, from_night=since)
        return board_url(stay, back) if back else stay_url(stay)

    return carry_out(request, form, effect, _("Saved. %(change)s") % {"change": chosen.change})


def _refuse(request: HttpRequest, shown: dict[str, Any], stay: Stay, refusal: ValidationError, swaps_only: bool) -> int:
    """Show the rooms as they are now, with the sentence; the choice that was made stays where it still can."""
    shown |= offer_move(stay, sent(request), swaps_only=swaps_only)
    shown["form"].is_valid()
    shown["form"].errors.pop("to", None)
    shown["form"].refuse(refusal)
    return status_of(refusal)


def board_url(stay: Stay, back: str) -> str:
    """Return the address of the board with the view somebody came from; anything else in `back` is dropped."""
    kept = {name: value for name, value in parse_qsl(back) if name in {"from", "nights"} and len(value) < 11}
    query = f"?{urlencode(kept)}" if kept else ""
    return reverse("stays:board", args=[stay.house.slug]) + query
