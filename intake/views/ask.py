"""Asking for a conversation: one question a page, all answers on the server, no script needed."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from intake import drafts, questions, saying
from intake.ask_forms import AskForm
from intake.models import Draft
from intake.questions import QUESTIONS, Question
from respite.htmx import go
from respite.models import House
from stays.models import Closure

View = Callable[..., HttpResponse]
GET_OR_POST = ["GET", "HEAD", "POST"]


def at_house(view: View) -> View:
    """Find the house; where one asks by phone only, or it is closed for a while, say so with the phone number."""

    @wraps(view)
    def door(request: HttpRequest, house: str, **kwargs: str) -> HttpResponse:
        houses = House.objects.published().select_related("organization").prefetch_related("settings")
        found = get_object_or_404(houses, slug=house)
        request.house = found  # type: ignore[attr-defined]
        closed = Closure.objects.filter(house=found, bed=None, ended_at=None, nights__contains=found.tonight()).first()
        if found.style == "phone_only" or closed:
            return render(request, "intake/ask_by_phone.html", {"house": found, "closed": closed})
        return view(request, found, **kwargs)

    return door


def with_draft(view: View) -> View:
    """Let a page through that has live answers behind it; else lead to the neutral start (CS-06)."""

    @wraps(view)
    def door(request: HttpRequest, house: House, **kwargs: str) -> HttpResponse:
        draft = drafts.find(request.session, house)
        if draft is None:
            return go(request, "intake:ask", house.slug)
        return view(request, house, draft, **kwargs)

    return door


@require_http_methods(GET_OR_POST)
@at_house
def ask(request: HttpRequest, house: House) -> HttpResponse:
    if request.method == "POST":
        drafts.begin(request.session, house)
        return go(request, "intake:ask-question", house.slug, QUESTIONS[0].key)
    rules = house.rules()
    context = {"house": house, "rules": rules, "call_back": saying.call_back(house), "kept": saying.kept(house)}
    return render(request, "intake/ask_start.html", context)


@require_http_methods(GET_OR_POST)
@at_house
@with_draft
def question(request: HttpRequest, house: House, draft: Draft, step: str) -> HttpResponse:
    asked = questions.find(step)
    if asked is None:
        raise Http404
    if "sent" in draft.answers:
        return go(request, "intake:ask", house.slug)
    typed = request.POST if request.method == "POST" else None
    seen = asked.form.seen(draft.answers.get(step, {}))
    form = asked.form(typed, house=house, private=drafts.is_private(draft), initial=seen)
    if form.is_valid():
        return _answered(request, draft, asked, form.answer())
    return render(request, asked.template, _shown(request, draft, asked, form))


def _shown(request: HttpRequest, draft: Draft, asked: Question, form: AskForm) -> dict[str, object]:
    """Return what the page of one question shows."""
    house = draft.house
    before, _after = questions.around(asked.key)
    return {
        "house": house,
        "question": asked,
        "says": asked.says(house),
        "form": form,
        "number": questions.KEYS.index(asked.key) + 1,
        "of": len(QUESTIONS),
        "before": before,
        "changing": "change" in request.GET,
        "private": drafts.is_private(draft),
        "reading": saying.reading(house),
        "reporting": house.rules().reporting,
    }


def _answered(request: HttpRequest, draft: Draft, asked: Question, answer: dict[str, object]) -> HttpResponse:
    """Keep the answer and lead on; somebody under 18 is led to other ways, and nothing they said is kept."""
    house = draft.house.slug
    if asked.key == "age" and answer["adult"] == "no":
        drafts.end(request.session)
        return go(request, "intake:ask-other-ways", house)
    drafts.keep(draft, asked.key, answer)
    _before, after = questions.around(asked.key)
    if "change" in request.GET or after is None:
        return go(request, "intake:ask-check", house)
    return go(request, "intake:ask-question", house, after)


@require_http_methods(GET_OR_POST)
@at_house
@with_draft
def check(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    if "sent" in draft.answers:
        return go(request, "intake:ask-sent", house.slug)
    answers = draft.answers
    missing = questions.first_open(answers)
    if missing:
        return go(request, "intake:ask-question", house.slug, missing.key)
    contact = questions.contact(answers)
    if request.method == "POST":
        to_know = answers.get("to-know", {}).get("to_know", "")
        name = answers["name"]["name"]
        drafts.send(draft, name=name, contact=contact, wishes=questions.wishes(answers), to_know=to_know)
        return go(request, "intake:ask-sent", house.slug)
    context = {
        "house": house,
        "rows": _rows(answers, house),
        "next": saying.expected(contact.channels, house),
        "kept": saying.kept(house),
    }
    return render(request, "intake/ask_check.html", context)


def _rows(answers: questions.Answers, house: House) -> list[dict[str, object]]:
    """Return each question with its answer in words and the way to change it, which leads back here."""
    return [
        {
            "label": row.label,
            "value": row.read(answers),
            "url": reverse("intake:ask-question", args=[house.slug, row.key]) + "?change",
        }
        for row in QUESTIONS
    ]


@require_POST
@at_house
def throw_away(request: HttpRequest, house: House) -> HttpResponse:
    drafts.end(request.session)
    return go(request, "intake:ask-gone", house.slug)


@require_GET
@at_house
def gone(request: HttpRequest, house: House) -> HttpResponse:
    return render(request, "intake/ask_gone.html", {"house": house})


@require_GET
@at_house
def other_ways(request: HttpRequest, house: House) -> HttpResponse:
    return render(request, "intake/ask_other_ways.html", {"house": house})


@require_GET
@at_house
@with_draft
def sent(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    return _with_code(request, draft, "intake/ask_sent.html")


@require_GET
@at_house
@with_draft
def card(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    return _with_code(request, draft, "intake/ask_card.html")


def _with_code(request: HttpRequest, draft: Draft, template: str) -> HttpResponse:
    """Show the code of a request that this session just sent."""
    told = draft.answers.get("sent")
    if told is None:
        return go(request, "intake:ask", draft.house.slug)
    channels, by = told["contact"]["channels"], drafts.promised_by(draft)
    promise = saying.promise(channels, by, draft.house)
    return render(request, template, {"house": draft.house, "code": told, "promise": promise, "ways": channels})
