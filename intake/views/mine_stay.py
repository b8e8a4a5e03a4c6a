"""The guest's page about their stay: read it all, write a note, hopes, a wish, out until; take one's own note back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from intake import before_asking, guest_stay, saying, typed
from intake.guest_session import guest_page as for_guest
from intake.guest_stay import PAGES, WritePage
from intake.models import Request
from intake.views.refusal import said_at
from respite.forms import Form, once
from respite.htmx import go
from stays import noting, outing
from stays.models import Stay

PAGE = "intake:mine-stay"


@require_GET
@for_guest
def stay(request: HttpRequest, asked: Request) -> HttpResponse:
    found = guest_stay.stay_of(asked)
    if found is None:
        return go(request, "intake:mine-request")
    return render(request, "intake/mine_stay.html", guest_stay.of(asked, found))


@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def write(request: HttpRequest, asked: Request, what: str) -> HttpResponse:
    page, found = PAGES.get(what), guest_stay.stay_of(asked)
    if page is None:
        raise Http404
    if found is None or found.state not in page.states:
        return go(request, PAGE if found else "intake:mine-request")
    here = reverse("intake:mine-stay-write", args=[what])
    if request.method == "POST":
        return _save(request, found, page, here)
    kept = typed.take(request.session, here)
    form = page.form(kept, stay=found, initial=page.first(found))
    context = {
        "house": asked.house,
        "page": page,
        "form": form,
        "reading": saying.reading(found.house),
        "reporting": before_asking.reporting(found.house),
    }
    return render(request, "intake/mine_stay_write.html", context)


@require_POST
@for_guest
def take_back(request: HttpRequest, asked: Request, note: UUID) -> HttpResponse:
    found = guest_stay.open_note(asked, note)
    if found is None:
        raise Http404
    try:
        noting.take_back(found, by=None)
    except ValidationError as refusal:
        return said_at(request, refusal, PAGE)
    messages.success(request, _("Your note is gone."))
    return go(request, PAGE)


@require_POST
@for_guest
def back(request: HttpRequest, asked: Request) -> HttpResponse:
    found = guest_stay.stay_of(asked)
    try:
        if found:
            outing.back(found)
    except ValidationError as refusal:
        return said_at(request, refusal, PAGE)
    messages.success(request, _("We deleted the time."))
    return go(request, PAGE)


def _save(request: HttpRequest, stay: Stay, page: WritePage, here: str) -> HttpResponse:
    """Save it once; what needs another look comes back with what was typed."""
    form: Form = page.form(request.POST, stay=stay)

    def effect() -> str:
        page.save(stay, form)
        return reverse(PAGE)

    if not form.is_valid():
        typed.keep(request.session, here, request.POST)
        return go(request, here)
    try:
        where = once(request, form, effect)
    except ValidationError as refusal:
        typed.keep(request.session, here, request.POST)
        return said_at(request, refusal, here)
    typed.forget(request.session)
    messages.success(request, str(page.done))
    return go(request, where)
