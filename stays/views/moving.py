"""Moving and swapping: the form says what would change, then does it. From the board's tray or from the stay's page."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from respite.access import person
from respite.forms import once
from respite.htmx import go, page_or_part
from respite.models import Person
from respite.nights import Nights
from stays import booking, meanwhile, moving, undoing
from stays.forms import MoveForm
from stays.models import Stay
from stays.moving import Option
from stays.telling import public_words, rooms_words
from stays.views.confirming import sent, status_of, stay_url, verb_page

ASKED = {"from_night", "until_night", "to"}


@dataclass(frozen=True)
class Asking:
    """Who asks for which nights and which room: what was typed, or what stands in the address."""

    me: Person
    told: dict[str, str]
    swaps_only: bool = False
    back: str = ""

    def night(self, name: str, among: list[date]) -> date | None:
        """Return the night that was asked for, when it is one of `among`."""
        return next((night for night in among if night.isoformat() == self.told.get(name)), None)


@verb_page("move")
def move(request: HttpRequest, stay: Stay) -> HttpResponse:
    return _moving(request, stay, swaps_only=False)


@verb_page("swap")
def swap(request: HttpRequest, stay: Stay) -> HttpResponse:
    return _moving(request, stay, swaps_only=True)


def offer_move(stay: Stay, asking: Asking, said: QueryDict | None = None) -> dict[str, Any]:
    """Return what the move form shows: the form, each other room with its answer, and what the chosen one changes."""
    seen = meanwhile.mark(stay.house)  # before anything is read: what comes later is news
    starts = moving.starts(stay.house, stay)
    since = asking.night("from_night", starts) or (starts[0] if starts else None)
    until = asking.night("until_night", [night for night in starts if since and night > since])
    options = moving.options(stay.house, stay, since, until, asking.me) if since else []
    if asking.swaps_only:
        options = [option for option in options if option.value.startswith("swap")]
    chosen = _chosen(options, asking.told.get("to", ""))
    first = {
        "from_night": since and since.isoformat(),
        "until_night": until and until.isoformat(),
        "to": chosen.value if chosen else "",
        "back": asking.back,
        "seen": seen,
    }
    form = MoveForm(said, starts=starts, options=options, initial=first)
    shown = {
        "form": form,
        "options": options,
        "stay": stay,
        "name": stay.guest.name,
        "any_possible": any(option.possible for option in options),
        "company": moving.company(stay.house, stay, Nights(since, until or stay.leaves), asking.me) if since else [],
        "public": public_words(stay.house),
        "action": reverse(_address(asking), args=[stay.house.slug, stay.code]),
        "seen": seen,
    }
    if said is None and chosen and since:
        shown |= _asked(stay, chosen, since, until)
    return shown


def _address(asking: Asking) -> str:
    return "stays:stay-swap" if asking.swaps_only else "stays:stay-move"


def _chosen(options: list[Option], value: str) -> Option | None:
    """Return the room that was asked for, as a move or as a swap with who is there; also one that cannot be had."""
    return next((one for one in options if one.bed and value in {one.value, f"bed-{one.bed.pk}"}), None)


def _asked(stay: Stay, chosen: Option, since: date, until: date | None) -> dict[str, Any]:
    """Return what a page says about a room that stands in its address: what would change, or what is in the way."""
    if not chosen.possible:
        return {"clash": _("%(room)s: %(why)s.") % {"room": chosen.room, "why": chosen.words}}
    return _change(stay, chosen, since, until)


def _change(stay: Stay, chosen: Option, since: date, until: date | None) -> dict[str, Any]:
    """Return what says what would change, whom to tell, and what repeats that sentence when it is sent."""
    told = moving.to_tell([stay, *([chosen.other] if chosen.other else [])])
    return {"change": chosen.change, "tell": told, "token": _token(chosen, since, until)}


def _token(chosen: Option, since: date, until: date | None) -> str:
    """Return what repeats the sentence that was shown: only when it comes back is the verb carried out."""
    return ".".join([chosen.value, since.isoformat(), *([until.isoformat()] if until else [])])


def _moving(request: HttpRequest, stay: Stay, *, swaps_only: bool) -> HttpResponse:
    said = sent(request)
    asking = Asking(person(request), _told(request), swaps_only, request.POST.get("back", ""))
    shown = offer_move(stay, asking, said)
    shown |= {"room": rooms_words(stay), "way_back": stay_url(stay), "swaps_only": swaps_only, "ask": "?"}
    form, status = shown["form"], 200
    if said is not None and form.is_valid():
        picked = next(option for option in shown["options"] if option.value == form.cleaned_data["to"])
        since, until = form.cleaned_data["from_night"], form.cleaned_data.get("until_night")
        token = _token(picked, since, until)
        if form.cleaned_data["sure"] == token:
            refusal, where = _do(request, stay, picked, form)
            if refusal is None:
                return go(request, where)
            shown |= _refused(stay, asking, said, refusal)
            status = status_of(refusal)
        else:
            shown |= _change(stay, picked, since, until)
    elif said is not None:
        status = 409 if form.has_error("to", "invalid_choice") else 200
        chosen = _chosen(shown["options"], asking.told["to"])
        shown |= _asked(stay, chosen, stay.arrives, None) if chosen and not chosen.possible else {}
    return page_or_part(request, "stays/stay_move.html", shown, parts=("move",), status=status)


def _told(request: HttpRequest) -> dict[str, str]:
    """Return which nights and which room were asked for."""
    source = request.POST if request.method == "POST" else request.GET
    return {name: source.get(name, "") for name in ASKED}


def _do(request: HttpRequest, stay: Stay, chosen: Option, form: MoveForm) -> tuple[ValidationError | None, str]:
    by, said = person(request), form.cleaned_data
    made: list[str] = []

    def effect() -> str:
        meanwhile.check(stay.house, [stay, *([chosen.other] if chosen.other else [])], said["seen"])
        if chosen.other and chosen.value.startswith("swap"):
            booking.swap(stay, other=chosen.other, by=by, from_night=said["from_night"])
        elif chosen.bed:
            nights = {"from_night": said["from_night"], "until_night": said.get("until_night")}
            booking.move(stay, to=chosen.bed, by=by, **nights)
        change = undoing.of_stay(stay)
        made.append(str(change.pk) if change else "")
        return board_url(stay, said["back"]) if said["back"] else stay_url(stay)

    try:
        where = once(request, form, effect)
    except ValidationError as refusal:
        return refusal, ""
    messages.success(request, _("Saved. %(change)s") % {"change": chosen.change}, extra_tags="".join(made))
    return None, where


def _refused(stay: Stay, asking: Asking, said: QueryDict, refusal: ValidationError) -> dict[str, Any]:
    """Show the rooms as they are now, with the sentence; the choice that was made stays where it still can."""
    fresh = Stay.objects.with_guest().get(pk=stay.pk)
    fresh.house = stay.house
    again = said.copy()
    shown = offer_move(fresh, asking, again)
    again["seen"], again["sure"] = shown["seen"], ""  # they have been told now, and see first what would change
    shown["form"].is_valid()
    shown["form"].errors.pop("to", None)
    shown["form"].refuse(refusal)
    return shown


def board_url(stay: Stay, back: str) -> str:
    """Return the address of the board with the view somebody came from; anything else in `back` is dropped."""
    return reverse("stays:board", args=[stay.house.slug]) + view_of(back)


def view_of(back: str) -> str:
    """Return the part of an address that names a view of the board."""
    kept = {name: value for name, value in parse_qsl(back) if name in {"from", "nights"} and len(value) < 11}
    return f"?{urlencode(kept)}" if kept else ""
