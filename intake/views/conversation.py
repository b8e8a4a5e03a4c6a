"""One request: how to reach the person, what they wrote, what we agreed and how it ended."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from intake import desk, flow, offering, sheet
from intake.desk_forms import EndForm, OfferForm
from intake.models import Request
from intake.views import refusal
from respite.access import office, person
from respite.forms import once
from respite.htmx import asked_part, go, page_or_part
from respite.models import House
from stays.trail import opened

PARTS = ("offer-rooms",)
TO_LOOK = "to look at the request"  # read by the guest in the list of who opened their page


@require_GET
@office("answer requests")
def show(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = find(house, code)
    if asked.guest:
        opened(asked.guest, by=person(request), why=TO_LOOK)
    return answer(request, house, asked)


@require_POST
@office("answer requests")
def converse(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = find(house, code)
    if "look" in request.POST:
        return answer(request, house, asked, EndForm.looking(request.POST, house=house, asked=asked))
    form = EndForm(request.POST, house=house, asked=asked)
    if not form.is_valid():
        return answer(request, house, asked, form)
    try:
        address = once(request, form, lambda: _end(request, asked, form))
    except ValidationError as refused:
        return refuse(request, house, code, form, refused)
    messages.success(request, _("Saved. %(name)s can read what we agreed.") % {"name": asked.name})
    return go(request, address)


@require_POST
@office("answer requests")
def offer(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = find(house, code)
    if "look" in request.POST:
        return answer(request, house, asked, OfferForm.looking(request.POST, house=house, asked=asked))
    form = OfferForm(request.POST, house=house, asked=asked)
    if not form.is_valid():
        return answer(request, house, asked, form)
    try:
        address = once(request, form, lambda: _offer(request, asked, form, talked=False))
    except ValidationError as refused:
        return refuse(request, house, code, form, refused)
    messages.success(request, _("The room is held. %(name)s sees the offer at once.") % {"name": asked.name})
    return go(request, address)


def find(house: House, code: str) -> Request:
    """Return the request of this house with this code, or answer 404."""
    return get_object_or_404(desk.standing(house).with_person(), code=code)


def answer(request: HttpRequest, house: House, asked: Request, form: Any = None, status: int = 200) -> HttpResponse:
    """Answer with the page of a request, or with its list of rooms when htmx asks for that."""
    context = sheet.of(asked, house, person(request), form) | {"refused": status == 409}
    # A part is found in its own file only; the fields of an offer are shared by two forms.
    template = "intake/offer_fields.html" if asked_part(request, PARTS) else "intake/request.html"
    return page_or_part(request, template, context, parts=PARTS, status=status)


def again(request: HttpRequest, house: House, code: str, refused: ValidationError) -> HttpResponse:
    """Answer a refused step with the page as it stands now and the sentence in its live line."""
    messages.error(request, " ".join(refused.messages))
    return answer(request, house, find(house, code), status=refusal.status(refused))


def refuse(request: HttpRequest, house: House, code: str, form: Any, refused: ValidationError) -> HttpResponse:
    """Put a refused verb's sentence on the form; nothing typed is lost."""
    form.refuse(refused)
    form.limited = getattr(refused, "code", None) == "limit"
    return answer(request, house, find(house, code), form, status=refusal.status(refused))


def _end(request: HttpRequest, asked: Request, form: EndForm) -> str:
    said = form.cleaned_data
    if form.offers:
        return _offer(request, asked, form, agreed=said["agreed"], guest=said["guest"])
    why = form.tally()
    flow.converse(
        asked,
        outcome=said["outcome"],
        by=person(request),
        agreed=said["agreed"],
        guest=said["guest"],
        reason=why["reason"],
        instead=why["instead"],
    )
    return reverse("desk:request", args=[asked.house.slug, asked.code])


def _offer(request: HttpRequest, asked: Request, form: OfferForm, **facts: Any) -> str:
    offering.offer(asked, by=person(request), **form.facts(), **facts)
    return reverse("desk:request", args=[asked.house.slug, asked.code])
