"""The receipts: everything somebody said yes to, and taking it back with one tap."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import consenting
from intake.guest_session import guest_page as for_guest
from intake.models import Request
from intake.views.refusal import said_at
from respite.htmx import go

PAGES = {"": "intake:mine-request", "all": "intake:mine-consents"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def consents(request: HttpRequest, asked: Request) -> HttpResponse:
    if request.method == "POST":
        return _take_back(request, asked)
    context = {
        "house": asked.house,
        "receipts": consenting.receipts_of(asked),
        "ways": consenting.ways(asked.safe_contact),
        "page": "all",
    }
    return render(request, "intake/mine_consents.html", context)


def _take_back(request: HttpRequest, asked: Request) -> HttpResponse:
    """Take a receipt, or a way to reach them, back; and lead to the page the button was on."""
    to = PAGES.get(request.POST.get("page", ""), "intake:mine-request")
    try:
        if "way" in request.POST:
            consenting.withdraw_way(asked, request.POST["way"])
        else:
            rows = asked.consents.select_related("request")
            consenting.withdraw(get_object_or_404(rows, pk=_id(request.POST.get("consent", ""))))
    except ValidationError as refusal:
        return said_at(request, refusal, to)
    messages.success(request, _("You took it back. From now on it does not hold."))
    return go(request, to)


def _id(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        raise Http404 from None
