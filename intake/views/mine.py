"""The guest's own page: opened by a code, sent by POST only; no account, no script needed."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from intake import answering, entering, flow, guest_page
from intake.guest_session import close as close_session
from intake.guest_session import guest_page as for_guest
from intake.guest_session import open_for
from intake.mine_forms import CodeForm
from intake.models import Request
from respite.access import visitor_address
from respite.htmx import go


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asked = entering.enter(form.cleaned_data["code"], visitor_address(request))
        except entering.TooMany:
            return render(request, "429.html", status=429)
        if asked:
            open_for(request.session, asked)
            return go(request, "intake:mine-request")
        form.add_error("code", _("That did not open a page. Check the words, or call us for a new code."))
        return render(request, "intake/mine.html", {"form": form}, status=404)
    return render(request, "intake/mine.html", {"form": form})


@require_GET
@for_guest
def request_page(request: HttpRequest, asked: Request) -> HttpResponse:
    return _page(request, asked)


@require_POST
@for_guest
def answer(request: HttpRequest, asked: Request, code: str) -> HttpResponse:
    offer = get_object_or_404(asked.offers.select_related("stay__house", "request__house"), stay__code=code)
    try:
        answering.answer(offer, request.POST.get("answer", ""))
    except ValidationError as refusal:
        return _refused(request, asked, refusal)
    return go(request, "intake:mine-request")


@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def take_back(request: HttpRequest, asked: Request) -> HttpResponse:
    if asked.state == Request.State.TAKEN_BACK:
        return go(request, "intake:mine-request")
    if request.method != "POST":
        return render(request, "intake/mine_take_back.html", guest_page.of(asked))
    try:
        flow.take_back(asked)
    except ValidationError as refusal:
        return _refused(request, asked, refusal)
    return go(request, "intake:mine-request")


@require_POST
@for_guest
def end_calls(request: HttpRequest, asked: Request) -> HttpResponse:
    answering.end_calls(asked)
    return go(request, "intake:mine-request")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    close_session(request.session)
    return go(request, "mine")


def _page(request: HttpRequest, asked: Request, refused: str = "", status: int = 200) -> HttpResponse:
    return render(request, "intake/mine_request.html", {**guest_page.of(asked), "refused": refused}, status=status)


def _refused(request: HttpRequest, asked: Request, refusal: ValidationError) -> HttpResponse:
    """Show the page as it stands now, with the sentence of the refusal on top."""
    fresh = Request.objects.with_standing().with_person().get(pk=asked.pk)
    return _page(request, fresh, " ".join(refusal.messages), status=409)
