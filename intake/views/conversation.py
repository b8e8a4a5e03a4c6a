"""One request: how to reach the person, what they wrote, what we agreed and how it ended."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from intake import cards, desk, flow, joining, listing, moves, offering, sheet, writing
from intake.desk_forms import EndForm, OfferForm
from intake.models import Conversation, Request
from intake.views import refusal
from respite.access import office, person
from respite.forms import once
from respite.htmx import asked_part, go, page_or_part
from respite.models import House, Person

PARTS = ("offer-rooms",)
PLANNED = "planned rooms"  # of this session


@require_GET
@office("answer requests")
def show(request: HttpRequest, house: House, code: str) -> HttpResponse:
    me = person(request)
    newer = Request.objects.of_house(house).open_to(me).filter(joined__code=code).first()
    if newer:
        return go(request, newer.get_absolute_url())
    asked = find(house, code, me)
    if asked_part(request, (f"request-{code}",)):
        return _card(request, house, asked)
    for row in [asked, *joining.of(asked)]:
        flow.look(row, by=me)
    page = answer(request, house, asked)
    for row in [asked, *joining.of(asked)]:
        writing.read(row, by=me)
    return page


@require_POST
@office("answer requests")
def converse(request: HttpRequest, house: House, code: str) -> HttpResponse:
    me = person(request)
    asked = find(house, code, me)
    if "look" in request.POST:
        return answer(request, house, asked, EndForm.looking(request.POST, house=house, asked=asked, me=me))
    form = EndForm(request.POST, house=house, asked=asked, me=me)
    if not form.is_valid():
        return answer(request, house, asked, form)
    try:
        address = once(request, form, lambda: _end(asked, form, me))
    except ValidationError as refused:
        return refuse(request, house, code, form, refused)
    messages.success(request, _("Saved. %(name)s can read what we agreed.") % {"name": asked.name})
    return go(request, address)


@require_POST
@office("answer requests")
def offer(request: HttpRequest, house: House, code: str) -> HttpResponse:
    me = person(request)
    asked = find(house, code, me)
    if "look" in request.POST:
        return answer(request, house, asked, OfferForm.looking(request.POST, house=house, asked=asked, me=me))
    form = OfferForm(request.POST, house=house, asked=asked, me=me)
    if not form.is_valid():
        return answer(request, house, asked, form)
    try:
        address = once(request, form, lambda: _offer(asked, form, me, talked=False))
    except ValidationError as refused:
        return refuse(request, house, code, form, refused)
    messages.success(request, _("The room is held. %(name)s sees the offer at once.") % {"name": asked.name})
    return go(request, address)


def find(house: House, code: str, me: Person) -> Request:
    """Return the request of this house with this code, or answer 404; also when it is closed to `me`."""
    found: Request = get_object_or_404(desk.standing(house, me).with_person(), code=code)
    found.house = house  # with its settings read
    return found


def plan(request: HttpRequest, asked: Request, bed: int) -> None:
    """Remember in this session which room was chosen on the board for a request, until it is offered."""
    request.session[PLANNED] = {**request.session.get(PLANNED, {}), asked.code: bed}


def answer(request: HttpRequest, house: House, asked: Request, form: Any = None, status: int = 200) -> HttpResponse:
    """Answer with the page of a request, or with its list of rooms when htmx asks for that."""
    bed = request.session.get(PLANNED, {}).get(asked.code)
    context = sheet.of(asked, house, person(request), form, bed=bed) | {"refused": status == 409}
    # A part is found in its own file only; the fields of an offer are shared by two forms.
    template = "intake/offer_fields.html" if asked_part(request, PARTS) else "intake/request.html"
    return page_or_part(request, template, context, parts=PARTS, status=status)


def again(request: HttpRequest, house: House, code: str, refused: ValidationError) -> HttpResponse:
    """Answer a refused step with the page as it stands now and the sentence in its live line."""
    messages.error(request, " ".join(refused.messages))
    return answer(request, house, find(house, code, person(request)), status=refusal.status(refused))


def refuse(request: HttpRequest, house: House, code: str, form: Any, refused: ValidationError) -> HttpResponse:
    """Put a refused verb's sentence on the form; nothing typed is lost."""
    kind = getattr(refused, "code", None)
    form.limited = kind == "limit"
    form.free = form.lose() if kind == "taken" else []
    form.refuse(ValidationError(_("That night was taken a moment ago.")) if form.lost else refused)
    return answer(request, house, find(house, code, person(request)), form, status=refusal.status(refused))


def _card(request: HttpRequest, house: House, asked: Request) -> HttpResponse:
    """Answer with one card of the desk: opened in place, which is written down like the page, or closed again."""
    me = person(request)
    rows = cards.told(desk.grouped(house, me).filter(pk=asked.pk), house)
    card = cards.cards(rows, house)[0]
    if "closed" in request.GET:
        context = {"card": card, "asked": card.asked, "house": house, "me": me, "came_back": True}
        template = "intake/request_card.html"
    else:
        flow.look(asked, by=me)
        context = sheet.opened(card, house) | {"house": house, "me": me}
        template = "intake/request_opened.html"
    return page_or_part(request, template, context)


def _refuse_if_changed(asked: Request, form: OfferForm, me: Person) -> None:
    """Refuse (code "state") when a colleague did something with it while this page was open."""
    stood = form.cleaned_data["stood"]
    now = moves.locked(asked)
    if not stood or stood == sheet.stood(now):
        return
    if now.state == Request.State.TALKING and now.taken_by and now.taken_by_id != me.pk:
        words = _("%(who)s is talking with %(name)s now. What you wrote is still here.")
        raise ValidationError(words % {"name": now.name, "who": now.taken_by.name}, code="state")
    raise ValidationError(_("A colleague wrote something down a moment ago. Please look, then send it."), code="state")


def _end(asked: Request, form: EndForm, me: Person) -> str:
    _refuse_if_changed(asked, form, me)
    said = form.cleaned_data
    if form.offers:
        return _offer(asked, form, me, agreed=said["agreed"], guest=said["guest"])
    facts = {"agreed": said["agreed"], "guest": said["guest"], **form.tally()}
    flow.converse(asked, outcome=said["outcome"], by=me, **facts)
    if said["outcome"] == Conversation.Outcome.CALL_LIST:
        _wait_for_a_call(asked, form, me)
    return reverse("desk:request", args=[asked.house.slug, asked.code])


def _wait_for_a_call(asked: Request, form: EndForm, me: Person) -> None:
    """Put them on the list with their yes; who is on it already wishes it still."""
    place = listing.place_of(asked)
    if place:
        listing.still_wish(place, by=me)
        return
    said, kind = form.cleaned_data, asked.house.rules().list_mode
    listing.join(asked, kind=kind, by=me, need=said.get("list_need", False), how=said["list_how"])


def _offer(asked: Request, form: OfferForm, me: Person, **facts: Any) -> str:
    _refuse_if_changed(asked, form, me)
    offering.offer(asked, by=me, **form.facts(), **facts)
    return reverse("desk:request", args=[asked.house.slug, asked.code])
