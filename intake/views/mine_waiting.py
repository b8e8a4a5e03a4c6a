"""What somebody decides while they wait: the call list, a tour, and whether another house may ring them."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from intake import guest_waiting, guest_words, handing, listing, touring, typed
from intake.guest_session import guest_page as for_guest
from intake.mine_forms import HouseForm
from intake.models import Consent, HandOver, ListPlace, Request, TourTime
from intake.views.refusal import said_at
from respite.htmx import go
from respite.models import House
from respite.templatetags.words import day

Say = Callable[[HttpRequest, Request], str]


@require_POST
@for_guest
def call_list(request: HttpRequest, asked: Request) -> HttpResponse:
    wanted = LIST.get(request.POST.get("wish", ""))
    try:
        words = wanted(request, asked) if wanted else ""
    except ValidationError as refusal:
        return said_at(request, refusal, "intake:mine-request")
    if words:
        messages.success(request, words)
    return go(request, "intake:mine-request")


def _join(request: HttpRequest, asked: Request) -> str:
    if listing.place_of(asked) is None:  # the second of two taps finds it done
        listing.join(asked, kind=asked.house.rules().list_mode, need="need" in request.POST)
    return _("You are on the call list. We call you if a room opens.")


def _leave(request: HttpRequest, asked: Request) -> str:
    place = listing.place_of(asked)
    if place:
        listing.leave(place)
    return _("You are off the call list. You can come back any day.")


def _not_now(request: HttpRequest, asked: Request) -> str:
    place = _place(asked)
    until = guest_waiting.rests_until(place)
    if place.rests_until != until:
        listing.not_now(place, rests_until=until)
    return _("You keep your place. We do not call before %(day)s.") % {"day": day(until)}


def _still(request: HttpRequest, asked: Request) -> str:
    place = _place(asked)
    if place.asked_still_at:
        place = listing.still_wish(place)
    return _("You keep your place until %(day)s.") % {"day": day(place.until)}


def _place(asked: Request) -> ListPlace:
    place = listing.place_of(asked)
    if place is None:
        raise ValidationError(_("This place on the list is over. You can ask for a new one any day."), code="state")
    return place


LIST: dict[str, Say] = {"join": _join, "leave": _leave, "not-now": _not_now, "still": _still}


@require_POST
@for_guest
def tour(request: HttpRequest, asked: Request) -> HttpResponse:
    chosen, visit = request.POST.get("tour", ""), touring.visit_of(asked)
    try:
        if chosen and not (visit and str(visit.tour_id) == chosen):
            touring.book(asked, _tour(asked, chosen))
            messages.success(request, _("You have a time to look at the house. Call us for the way there."))
        elif not chosen and "cancel" not in request.POST:
            messages.error(request, _("Choose one of the times."))
        elif visit and not chosen:
            touring.cancel(visit)
            messages.success(request, _("The tour is called off. You can choose another time."))
    except ValidationError as refusal:
        return said_at(request, refusal, "intake:mine-request")
    return go(request, "intake:mine-request")


def _tour(asked: Request, chosen: str) -> TourTime:
    try:
        return TourTime.objects.get(pk=UUID(chosen), house=asked.house)
    except (ValueError, TourTime.DoesNotExist):
        raise ValidationError(_("Choose one of the times."), code="choice") from None


@require_GET
@for_guest
def houses(request: HttpRequest, asked: Request) -> HttpResponse:
    asked_already = {made.to_id for made in handing.of_request(asked) if made.state in OPEN}
    choices = [choice.house for choice in handing.houses_to_ask(asked.house) if choice.house.pk not in asked_already]
    rows = [{"slug": house.slug, "name": guest_words.house_name(house, asked), "area": house.area} for house in choices]
    context = {"house": asked.house, "rows": rows, "may_ask": _may_ask(asked)}
    return render(request, "intake/mine_houses.html", context)


OPEN = {HandOver.State.ASKED, HandOver.State.TAKEN}


@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def other_house(request: HttpRequest, asked: Request, slug: str) -> HttpResponse:
    other = get_object_or_404(House.objects.published().exclude(pk=asked.house_id), slug=slug)
    here = reverse("intake:mine-house", args=[slug])
    if not _may_ask(asked):
        return go(request, "intake:mine-houses")
    sent = request.POST if request.method == "POST" else typed.take(request.session, here)
    form = HouseForm(sent)
    if request.method == "POST":
        return _ask_house(request, asked, other, form)
    values = {"name": guest_words.house_name(other, asked), "until": day(other.local().date() + handing.YES_HOLDS)}
    return render(request, "intake/mine_house.html", {"house": asked.house, "form": form, "area": other.area, **values})


def _ask_house(request: HttpRequest, asked: Request, other: House, form: HouseForm) -> HttpResponse:
    here = reverse("intake:mine-house", args=[other.slug])
    if not form.is_valid():
        typed.keep(request.session, here, request.POST)
        return go(request, here)
    try:
        handing.hand_over(asked, to=other, parts=form.cleaned_data["parts"], by=None, how=Consent.How.PAGE)
    except ValidationError as refusal:
        typed.keep(request.session, here, request.POST)
        return said_at(request, refusal, here if getattr(refusal, "code", "") == "parts" else "intake:mine-request")
    typed.forget(request.session)
    name = {"house": guest_words.house_name(other, asked)}
    messages.success(request, _("We asked %(house)s. You see their answer on this page.") % name)
    return go(request, "intake:mine-request")


@require_POST
@for_guest
def house_back(request: HttpRequest, asked: Request, slug: str) -> HttpResponse:
    made = asked.hand_overs.filter(to__slug=slug, state__in=OPEN).first()
    try:
        if made:
            handing.withdraw(made)
    except ValidationError as refusal:
        return said_at(request, refusal, "intake:mine-request")
    return go(request, "intake:mine-request")


def _may_ask(asked: Request) -> bool:
    """Say whether another house can be asked to ring: somebody has to be able to ring them."""
    return asked.standing in guest_waiting.MAY_HAND_OVER and bool(asked.safe_contact.channels)  # type: ignore[attr-defined]
