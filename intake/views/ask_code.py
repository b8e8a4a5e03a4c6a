"""The code that was just given out: after sending, or for answers saved for later. Shown to this session alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from intake import drafts, saving, saying
from intake.models import Draft
from intake.views.ask_doors import at_house, with_draft
from respite import qr
from respite.htmx import go
from respite.models import House
from respite.templatetags.words import until


@require_GET
@at_house
@with_draft
def sent(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    if "sent" not in draft.answers:
        return go(request, "intake:ask", house.slug)
    ways = draft.answers["sent"]["ways"]
    promise = saying.promise(ways, drafts.promised_by(draft), house)
    return _shown(request, draft, "intake/ask_sent.html", promise=promise, ways=ways)


@require_GET
@at_house
@with_draft
def saved(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    if "saved" not in draft.answers:
        return go(request, "intake:ask", house.slug)
    return _shown(request, draft, "intake/ask_saved.html", until=until(saving.kept_until(draft), house))


@require_GET
@at_house
@with_draft
def card(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    return _shown(request, draft, "intake/ask_card.html")


@require_GET
@at_house
@with_draft
def large(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    return _shown(request, draft, "intake/ask_large.html")


@require_GET
@at_house
@with_draft
def say(request: HttpRequest, house: House, draft: Draft) -> HttpResponse:
    if "sent" not in draft.answers:  # nobody answers the phone about answers that were never sent
        return go(request, "intake:ask", house.slug)
    return _shown(request, draft, "intake/ask_say.html")


def _shown(request: HttpRequest, draft: Draft, template: str, **more: object) -> HttpResponse:
    """Show a code in one of its shapes; without one, lead to the start."""
    house, answers = draft.house, draft.answers
    told = answers.get("sent") or answers.get("saved")
    if told is None:
        return go(request, "intake:ask", house.slug)
    # The code stands behind the #, which no browser sends: no log on the way ever holds it (SE-05).
    address = request.build_absolute_uri(f"{reverse('mine')}#{'-'.join([told['locator'], *told['words']])}")
    context = {
        "house": house,
        "code": told,
        "qr": qr.drawn(address),
        "private": drafts.is_private(draft),
        "back": reverse("intake:ask-sent" if "sent" in answers else "intake:ask-saved", args=[house.slug]),
        **more,
    }
    return render(request, template, context)
