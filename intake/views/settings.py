"""The settings of the intake: what holds now, what will hold from when, and the house's own questions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intake import asking_words
from intake.models import HouseQuestion
from intake.settings_forms import EndForm, QuestionForm, RulesForm
from intake.views import refusal
from respite import rule_forms
from respite.access import office, person
from respite.forms import once
from respite.htmx import go
from respite.models import House


@require_http_methods(["GET", "HEAD", "POST"])
@office("change settings")
def rules(request: HttpRequest, house: House) -> HttpResponse:
    if request.method != "POST":
        return _page(request, house, RulesForm(house=house))
    form = RulesForm(request.POST, house=house)
    if not form.is_valid():
        return _page(request, house, form)
    try:
        return rule_forms.save(request, form, reverse("desk:settings-requests", args=[house.slug]))
    except ValidationError as refused:
        form.refuse(refused)
        return _page(request, house, form, refusal.status(refused))


@require_http_methods(["GET", "HEAD", "POST"])
@office("change settings")
def question(request: HttpRequest, house: House, question: str = "") -> HttpResponse:
    old = _find(house, question) if question else None
    form = QuestionForm(request.POST if request.method == "POST" else None, house=house, old=old)
    if form.is_valid():
        try:
            address = once(request, form, lambda: _ask(request, house, form, old))
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _budget_words(house) or _("Saved."))
            return go(request, address)
    context = {"form": form, "old": old, "budget": _budget(house)}
    return render(request, "intake/settings_question.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office("change settings")
def end(request: HttpRequest, house: House, question: str) -> HttpResponse:
    old = _find(house, question)
    form = EndForm(request.POST if request.method == "POST" else None, house=house)
    if form.is_valid():
        try:
            address = once(request, form, lambda: _end(request, old, form))
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved. What was answered stays with those who answered."))
            return go(request, address)
    return render(request, "intake/settings_end.html", {"form": form, "old": old})


@require_POST
@office("change settings")
def move(request: HttpRequest, house: House, question: str) -> HttpResponse:
    try:
        asking_words.move_question(_find(house, question), earlier="earlier" in request.POST, by=person(request))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return go(request, "desk:settings-requests", house.slug)


def _page(request: HttpRequest, house: House, form: RulesForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "groups": form.groups(),
        "questions": asking_words.shown(house),
        "ended": asking_words.ended(house),
        "tonight": house.tonight(),
        "budget": _budget(house),
    }
    return render(request, "intake/settings_requests.html", context, status=status)


def _budget(house: House) -> dict[str, Any]:
    count = asking_words.answers_asked(house)
    return {"count": count, "most": asking_words.BUDGET, "over": count > asking_words.BUDGET}


def _budget_words(house: House) -> str:
    budget = _budget(house)
    words = _("Saved. A whole stay now takes %(count)d answers. More than %(most)d is a lot for a hard time.")
    return words % budget if budget["over"] else ""


def _find(house: House, question: str) -> HouseQuestion:
    return get_object_or_404(HouseQuestion, house=house, pk=question)


def _ask(request: HttpRequest, house: House, form: QuestionForm, old: HouseQuestion | None) -> str:
    asking_words.decide_question(house, by=person(request), instead_of=old, **form.facts())
    return reverse("desk:settings-requests", args=[house.slug])


def _end(request: HttpRequest, old: HouseQuestion, form: EndForm) -> str:
    asking_words.end_question(old, on=form.cleaned_data["on"], by=person(request))
    return reverse("desk:settings-requests", args=[old.house.slug])
