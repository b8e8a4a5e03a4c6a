"""Someone is on the phone or at the door; a new code; a request taken back by word of mouth."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import flow, listing, others, receipts, taking_back
from intake.desk_forms import SureForm
from intake.entry_forms import EntryForm
from intake.flow import Code
from intake.models import Consent, Request
from intake.views import conversation
from respite.access import office, person
from respite.forms import once
from respite.htmx import go
from respite.models import House, Person

SHOW_OR_DO = require_http_methods(["GET", "HEAD", "POST"])


@SHOW_OR_DO
@office("answer requests")
def new(request: HttpRequest, house: House) -> HttpResponse:
    form = EntryForm(_sent(request), house=house, initial=EntryForm.planned(request.GET))
    if request.method != "POST" or not form.is_valid():
        return _entry(request, house, form)
    shown: list[tuple[Request, Code]] = []
    try:
        address = once(request, form, lambda: _receive(house, form, person(request), shown))
    except ValidationError as refused:
        form.refuse(refused)
        return _entry(request, house, form, status=409)
    if shown and form.cleaned_data["bed"]:
        conversation.plan(request, shown[0][0], form.cleaned_data["bed"])
    return _code(request, shown, address)


@SHOW_OR_DO
@office("answer requests")
def new_code(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked, form = conversation.find(house, code, person(request)), SureForm(_sent(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "intake/request_new_code.html", {"asked": asked, "form": form})
    shown: list[tuple[Request, Code]] = []
    try:
        address = once(request, form, lambda: _renew(request, asked, shown))
    except ValidationError as refused:
        return conversation.again(request, house, code, refused)
    return _code(request, shown, address)


@SHOW_OR_DO
@office("answer requests")
def take_back(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked, form = conversation.find(house, code, person(request)), SureForm(_sent(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "intake/request_take_back.html", {"asked": asked, "form": form})
    try:
        address = once(request, form, lambda: _take_back(request, asked))
    except ValidationError as refused:
        return conversation.again(request, house, code, refused)
    messages.success(request, _("%(name)s took it back. Nothing is held for them any more.") % {"name": asked.name})
    return go(request, address)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _entry(request: HttpRequest, house: House, form: EntryForm, status: int = 200) -> HttpResponse:
    """Show the page; the words of a yes stand on it, so that they can be read out."""
    context: dict[str, Any] = {"form": form}
    if "for_them" in form.fields:
        context["yes"] = receipts.words(Consent.Purpose.THIRD_PARTY, house, until=others.yes_until(house))
    return render(request, "intake/request_new.html", context, status=status)


def _receive(house: House, form: EntryForm, me: Person, shown: list[tuple[Request, Code]]) -> str:
    said = form.cleaned_data
    if said.get("for_them"):
        made = others.ask_for(house, yes=said["own_yes"], how=said["yes_how"], by=me, **form.told())
    else:
        made = flow.receive(house, by=me, **form.told())
    if said.get("on_list"):
        listing.join(made[0], kind=house.rules().list_mode, by=me, how=said["source"])
    shown.append(made)
    return reverse("desk:request", args=[house.slug, made[0].code])


def _renew(request: HttpRequest, asked: Request, shown: list[tuple[Request, Code]]) -> str:
    shown.append((asked, flow.new_code(asked, by=person(request))))
    return reverse("desk:request", args=[asked.house.slug, asked.code])


def _take_back(request: HttpRequest, asked: Request) -> str:
    taking_back.take_back(asked, by=person(request))
    return reverse("desk:request", args=[asked.house.slug, asked.code])


def _code(request: HttpRequest, shown: list[tuple[Request, Code]], address: str) -> HttpResponse:
    """Show the code, this once: only its hash is kept, so the same form sent again leads on without it (SE-02)."""
    if not shown:
        return go(request, address)
    asked, code = shown[0]
    answer = render(request, "intake/request_code.html", {"asked": asked, "code": code, "next": address})
    answer["Cache-Control"] = "no-store"
    return answer
