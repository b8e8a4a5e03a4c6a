"""Asking for a conversation: one question a page, all answers on the server, no script needed."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from intake import before_asking, drafts, house_forms, questions, saving, saying
from intake.ask_forms import AskForm
from intake.models import Draft
from intake.questionnaire import Questionnaire
from intake.questions import MATCH, MORE, Page
from intake.views.ask_doors import GET_OR_POST, at_house, takes_requests, with_draft, writing
from respite.htmx import go
from respite.models import House


@require_http_methods(GET_OR_POST)
@at_house
@takes_requests
def ask(request: HttpRequest, house: House) -> HttpResponse:
    asks = Questionnaire(house)
    if request.method == "POST":
        drafts.begin(request.session, house, asks.marks())
        return go(request, "intake:ask-question", house.slug, asks.keys[0])
    context = {"house": house, "over": "over" in request.GET, "pages": len(asks.pages), **before_asking.of(house)}
    return render(request, "intake/ask_start.html", context)


@require_GET
@at_house
@takes_requests
@with_draft
@writing
def go_on(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    page = Questionnaire(house).next_for(draft.answers)
    return go(request, _address(house, page) if page else reverse("intake:ask-check", args=[house.slug]))


@require_http_methods(GET_OR_POST)
@at_house
@takes_requests
@with_draft
@writing
def question(request: HttpRequest, house: House, draft: Draft, step: str) -> HttpResponse:
    asks = Questionnaire(house)
    page = asks.find(step)
    if page is None and step == MORE:
        return _not_asked_any_more(request, draft)
    if page is None:
        raise Http404
    if request.method == "POST":
        return _answered(request, draft, asks, page)
    return render(request, page.template, _shown(request, draft, asks, page))


def _shown(request: HttpRequest, draft: Draft, asks: Questionnaire, page: Page) -> dict[str, object]:
    """Return what one page of questions shows."""
    house, answers = draft.house, draft.answers
    before, _after = asks.around(page)
    changed = asks.has_changed(page, answers)
    return {
        "house": house,
        "page": page,
        "says": questions.says(asks.asks(page), house),
        "form": _form(request, draft, asks, page),
        "mark": asks.mark(page),
        "number": asks.pages.index(page) + 1,
        "of": len(asks.pages),
        "before": before,
        "changing": "change" in request.GET,
        "changed": changed,
        "former": asks.former(answers) if changed else [],
        "private": drafts.is_private(draft),
        "reading": saying.reading(house),
        "reporting": before_asking.reporting(house),
        "hours": house.rules().draft_hours,
    }


def _form(request: HttpRequest, draft: Draft, asks: Questionnaire, page: Page) -> AskForm:
    """Return the form with what was kept; or with what could not be taken, and once with what to look at (CS-24)."""
    private = drafts.is_private(draft)
    typed = drafts.typed(draft, page.key)
    if typed is None:
        return asks.form(page, private=private, initial=page.form.seen(draft.answers.get(page.key, {})))
    words, seen = typed
    if seen:
        many = {"windows"}
        initial = {name: said if name in many else said[-1] for name, said in words.items() if said}
        return asks.form(page, private=private, initial=initial)
    if request.method == "GET":
        drafts.typed_was_seen(draft, page.key)
    return asks.form(page, MultiValueDict(words), private=private)


def _answered(request: HttpRequest, draft: Draft, asks: Questionnaire, page: Page) -> HttpResponse:
    """Keep the answer and lead on. What cannot be taken is kept as it was typed, and the same page shows it again."""
    house, change = draft.house, "change" in request.GET
    later = request.POST.get("then") == "save"
    shown = draft.answers.get("marks", {}).get(page.key, "")
    form = asks.form(page, request.POST, private=True)
    if request.POST.get("mark", shown) != asks.mark(page):
        # It was filled in while the house asked something else: nothing of it is taken before they saw the change.
        drafts.keep(draft, page.key, house_forms.unread(request.POST), mark=shown)
        to = _address(house, page, change=change)
    elif not form.is_valid():
        drafts.keep_typed(draft, page.key, _typed(form), seen=later)
        to = _address(house, page, change=change)
    elif isinstance(form, house_forms.MatchForm) and not form.fits:
        drafts.not_a_match(draft, _typed(form))
        return go(request, "intake:ask-other-ways", house.slug)
    else:
        answer = asks.with_former(page, form.answer(), draft.answers)
        drafts.keep(draft, page.key, answer, mark=asks.mark(page), session=request.session)
        to = _after(asks, page, change=change)
    return _put_aside(request, draft) if later else go(request, to)


def _not_asked_any_more(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The house took its last own question away: what was written there is shown once more before sending."""
    if request.method == "POST":
        drafts.keep(draft, MORE, house_forms.unread(request.POST))
    return go(request, "intake:ask-check", draft.house.slug)


def _typed(form: AskForm) -> dict[str, list[str]]:
    """Return what stood in the fields of the form, and nothing else that was sent."""
    assert isinstance(form.data, MultiValueDict)
    return {name: said for name, said in form.data.lists() if name in form.fields and name != "sending"}


def _after(asks: Questionnaire, page: Page, *, change: bool) -> str:
    """Return where an answer leads: to the next page, or back to all answers when one of them was changed."""
    _before, after = asks.around(page)
    if change or after is None:
        return reverse("intake:ask-check", args=[asks.house.slug])
    return reverse("intake:ask-question", args=[asks.house.slug, after])


def _address(house: House, page: Page, *, change: bool = False) -> str:
    address = reverse("intake:ask-question", args=[house.slug, page.key])
    return f"{address}?change" if change else address


@require_http_methods(GET_OR_POST)
@at_house
@takes_requests
@with_draft
@writing
def check(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    asks, answers = Questionnaire(house), draft.answers
    missing = asks.first_open(answers)
    if missing:
        return go(request, _address(house, missing, change=missing.key in answers))
    outdated = asks.outdated(answers)
    if outdated:
        page, typed = outdated
        drafts.keep_typed(draft, page.key, typed)
        return go(request, _address(house, page, change=True))
    if request.method == "POST":
        return _send(request, draft, asks)
    context = {
        "house": house,
        "last": asks.keys[-1],
        "rows": _rows(asks, answers),
        "former": asks.former(answers),
        "next": saying.expected(questions.contact(answers).ways, house),
        "kept": saying.kept(house),
        "hours": house.rules().draft_hours,
    }
    return render(request, "intake/ask_check.html", context)


def _send(request: HttpRequest, draft: Draft, asks: Questionnaire) -> HttpResponse:
    answers = draft.answers
    drafts.send(
        draft,
        name=answers["name"]["name"],
        contact=questions.contact(answers),
        wishes=questions.wishes(answers),
        to_know=answers.get("to-know", {}).get("to_know", ""),
        answers=asks.own_answers(answers),
        language=get_language() or "en",
    )
    return go(request, "intake:ask-sent", draft.house.slug)


def _rows(asks: Questionnaire, answers: questions.Answers) -> list[dict[str, object]]:
    """Return each question with its answer in words and the way to change it, which leads back here."""
    house = asks.house
    return [
        {"label": row.label, "value": row.read(answers), "url": _address(house, page, change=True)}
        for page, row in asks.rows(answers)
    ]


@require_POST
@at_house
@with_draft
@writing
def save(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    return _put_aside(request, draft)


def _put_aside(request: HttpRequest, draft: Draft) -> HttpResponse:
    try:
        saving.put_aside(request.session, draft)
    except ValidationError:  # another tab sent it meanwhile
        return go(request, "intake:ask-sent", draft.house.slug)
    return go(request, "intake:ask-saved", draft.house.slug)


@require_POST
@at_house
def throw_away(request: HttpRequest, house: House) -> HttpResponse:
    drafts.end(request.session, saved_too=True)
    return go(request, "intake:ask-gone", house.slug)


@require_GET
@at_house
def gone(request: HttpRequest, house: House) -> HttpResponse:
    return render(request, "intake/ask_gone.html", {"house": house})


@require_GET
@at_house
def other_ways(request: HttpRequest, house: House) -> HttpResponse:
    draft = drafts.find(request.session, house)
    said = _not_matched(draft) if draft else None
    near = House.objects.published().exclude(pk=house.pk).filter(organization=house.organization).order_by("area")
    url = reverse("intake:ask-question", args=[house.slug, MATCH])
    context = {
        "house": house,
        "against": [{"label": asked, "value": answer, "url": url} for asked, answer in said.against] if said else [],
        "young": said is not None and not said.old_enough,
        "saved_until": draft.saved_until if draft else None,
        "houses": near[:4],
    }
    return render(request, "intake/ask_other_ways.html", context)


def _not_matched(draft: Draft) -> house_forms.MatchForm | None:
    """Return the answers that led here; None where none of them was kept."""
    typed = drafts.typed(draft, MATCH)
    if typed is None:
        return None
    asks = Questionnaire(draft.house)
    page = asks.find(MATCH)
    form = asks.form(page, MultiValueDict(typed[0]), private=True) if page else None
    return form if isinstance(form, house_forms.MatchForm) and form.is_valid() else None
