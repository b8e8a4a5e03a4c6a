"""The guest's own page: opened by a code, sent by POST only; no account, no script needed."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from intake import answering, entering, guest_page, guest_session, saving, taking_back
from intake.guest_session import guest_page as for_guest
from intake.mine_forms import CodeForm
from intake.models import Draft, Request
from intake.views.refusal import said_at
from respite.access import visitor_address
from respite.htmx import go
from respite.templatetags.words import clock


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asked = entering.enter(form.cleaned_data["code"], visitor_address(request))
        except entering.TooMany:
            return render(request, "429.html", status=429)
        if isinstance(asked, Draft):  # answers somebody saved for later
            saving.come_back(request.session, asked)
            return go(request, "intake:ask-on", asked.house.slug)
        if asked:
            guest_session.open_for(request.session, asked, shared=form.cleaned_data["shared"])
            return _to_their_page(request, asked)
        form.add_error("code", _("That did not open a page. Check the words, or call us for a new code."))
        return render(request, "intake/mine.html", {"form": form}, status=404)
    return render(request, "intake/mine.html", {"form": form})


def _to_their_page(request: HttpRequest, asked: Request) -> HttpResponse:
    """Lead to the page in the language that was asked for; who entered in another one stays in that."""
    language = getattr(request, "LANGUAGE_CODE", "")
    with override(asked.language if language in {"", "en"} else language):
        return go(request, "intake:mine-request")


@require_GET
@for_guest
def request_page(request: HttpRequest, asked: Request) -> HttpResponse:
    quiet, latest = guest_session.closes_at(request.session)
    closes = {"quiet": clock(quiet, asked.house), "latest": clock(latest, asked.house)}
    return render(request, "intake/mine_request.html", {**guest_page.of(asked), "closes": closes})


@require_POST
@for_guest
def answer(request: HttpRequest, asked: Request, code: str) -> HttpResponse:
    offer = get_object_or_404(asked.offers.select_related("stay__house", "request__house"), stay__code=code)
    try:
        answering.answer(offer, request.POST.get("answer", ""))
    except ValidationError as refusal:
        return said_at(request, refusal, "intake:mine-request")
    return go(request, "intake:mine-request")


@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def take_back(request: HttpRequest, asked: Request) -> HttpResponse:
    if asked.state == Request.State.TAKEN_BACK:
        return go(request, "intake:mine-request")
    if request.method != "POST":
        return render(request, "intake/mine_take_back.html", guest_page.head(asked))
    try:
        taking_back.take_back(asked)
    except ValidationError as refusal:
        return said_at(request, refusal, "intake:mine-request")
    return go(request, "intake:mine-request")


@require_POST
@for_guest
def end_calls(request: HttpRequest, asked: Request) -> HttpResponse:
    answering.end_calls(asked)
    return go(request, "intake:mine-request")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    guest_session.close(request.session)
    return go(request, "mine")
