"""Someone is on the phone or at the door; a new code; a request taken back by word of mouth."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import flow
from intake.desk_forms import EntryForm, SureForm
from intake.flow import Code
from intake.models import Request
from intake.views import conversation
from respite.access import office, person
from respite.forms import once
from respite.htmx import go
from respite.models import House

SHOW_OR_DO = require_http_methods(["GET", "HEAD", "POST"])


@SHOW_OR_DO
@office("answer requests")
def new(request: HttpRequest, house: House) -> HttpResponse:
    form = EntryForm(_sent(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "intake/request_new.html", {"form": form})
    shown: list[tuple[Request, Code]] = []
    try:
        address = once(request, form, lambda: _receive(request, house, form, shown))
    except ValidationError as refused:
        form.refuse(refused)
        return render(request, "intake/request_new.html", {"form": form}, status=409)
    return _code(request, shown, address)


@SHOW_OR_DO
@office("answer requests")
def new_code(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked, form = conversation.find(house, code), SureForm(_sent(request))
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
    asked, form = conversation.find(house, code), SureForm(_sent(request))
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


def _receive(request: HttpRequest, house: House, form: EntryForm, shown: list[tuple[Request, Code]]) -> str:
    said = form.cleaned_data
    made = flow.receive(
        house,
        name=said["name"],
        contact=form.contact(),
        wishes=form.wishes(),
        to_know=said["to_know"],
        source=said["source"],
        by=person(request),
    )
    shown.append(made)
    return reverse("desk:request", args=[house.slug, made[0].code])


def _renew(request: HttpRequest, asked: Request, shown: list[tuple[Request, Code]]) -> str:
    shown.append((asked, flow.new_code(asked, by=person(request))))
    return reverse("desk:request", args=[asked.house.slug, asked.code])


def _take_back(request: HttpRequest, asked: Request) -> str:
    flow.take_back(asked, by=person(request))
    return reverse("desk:request", args=[asked.house.slug, asked.code])


def _code(request: HttpRequest, shown: list[tuple[Request, Code]], address: str) -> HttpResponse:
    """Show the code, this once: only its hash is kept, so the same form sent again leads on without it (SE-02)."""
    if not shown:
        return go(request, address)
    asked, code = shown[0]
    answer = render(request, "intake/request_code.html", {"asked": asked, "code": code, "next": address})
    answer["Cache-Control"] = "no-store"
    return answer
