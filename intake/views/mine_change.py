"""Changing what somebody told us, on one page each; and asking again, which is one page for somebody we know."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from intake import before_asking, change_pages, changing, guest_page, guest_session, questions, saying, typed
from intake.ask_forms import AskForm
from intake.change_pages import CHANGES, Change
from intake.guest_session import guest_page as for_guest
from intake.mine_forms import LanguageForm
from intake.models import Request
from intake.nights_form import NightsForm
from intake.views.refusal import said_at
from respite.htmx import go
from stays.models import Closure

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@for_guest
def change(request: HttpRequest, asked: Request, key: str) -> HttpResponse:
    told = CHANGES.get(key)
    if told is None:
        raise Http404
    here = reverse("intake:mine-change", args=[key])
    form = _form(request, asked, told, here)
    if request.method == "POST" and form.is_valid():
        try:
            told.save(asked, form.answer())
        except ValidationError as refusal:
            return said_at(request, refusal, "intake:mine-request")
        typed.forget(request.session)
        messages.success(request, _("Saved. From now on this holds."))
        return go(request, "intake:mine-request")
    if request.method == "POST":
        typed.keep(request.session, here, request.POST)
        return go(request, here)
    context = {
        "house": asked.house,
        "form": form,
        "frame": told.page.template,
        "says": questions.says(told.page.questions, asked.house),
        "private": guest_session.is_shared(request.session),
        "reading": saying.reading(asked.house),
        "reporting": before_asking.reporting(asked.house),
        "holds_a_room": asked.standing in {Request.State.OFFERED, Request.State.COMING},  # type: ignore[attr-defined]
    }
    return render(request, "intake/mine_change.html", context)


def _form(request: HttpRequest, asked: Request, told: Change, here: str) -> AskForm:
    """Return the form with what was sent, or with what needs another look, or with what holds now."""
    sent: Any = request.POST if request.method == "POST" else typed.take(request.session, here)
    seen = told.page.form.seen(told.now(asked))
    return told.page.form(sent, house=asked.house, private=guest_session.is_shared(request.session), initial=seen)


@require_http_methods(GET_OR_POST)
@for_guest
def language(request: HttpRequest, asked: Request) -> HttpResponse:
    form = LanguageForm(request.POST if request.method == "POST" else None, initial={"language": asked.language})
    if request.method != "POST":
        return render(request, "intake/mine_language.html", {"house": asked.house, "form": form})
    if not form.is_valid():
        return go(request, "intake:mine-language")
    changing.speak(asked, language=form.cleaned_data["language"])
    with override(form.cleaned_data["language"]):
        messages.success(request, _("Saved. From now on this holds."))
        return go(request, "intake:mine-request")


@require_http_methods(GET_OR_POST)
@for_guest
def again(request: HttpRequest, asked: Request) -> HttpResponse:
    here = reverse("intake:mine-again")
    if not guest_page.head(asked)["ask_again"]:
        return go(request, "intake:mine-request")
    sent: Any = request.POST if request.method == "POST" else typed.take(request.session, here)
    private, seen = guest_session.is_shared(request.session), NightsForm.seen(change_pages.nights_ahead(asked))
    form = NightsForm(sent, house=asked.house, private=private, initial=seen)
    closed = _closed(asked)
    if request.method == "POST" and not closed:
        return _ask_again(request, asked, form, here)
    context = {
        "house": asked.house,
        "closed": closed,
        "form": form,
        "reach": asked.safe_contact.guest_lines(),
        "next": saying.expected(asked.safe_contact.ways, asked.house),
    }
    return render(request, "intake/mine_again.html", context)


def _ask_again(request: HttpRequest, asked: Request, form: NightsForm, here: str) -> HttpResponse:
    if not form.is_valid():
        typed.keep(request.session, here, request.POST)
        return go(request, here)
    try:
        change_pages.ask_again(asked, form.answer())
    except ValidationError as refusal:
        return said_at(request, refusal, "intake:mine-request")
    typed.forget(request.session)
    messages.success(request, _("We have your request. You do not have to tell it all again."))
    return go(request, "intake:mine-request")


def _closed(asked: Request) -> Closure | None:
    """Return why the whole house takes nobody tonight, if so."""
    house = asked.house
    return Closure.objects.filter(house=house, bed=None, ended_at=None, nights__contains=house.tonight()).first()
