"""The same person asked twice: one page that says what a join does, and the way back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intake import joining
from intake.desk_forms import SureForm
from intake.models import Request
from intake.views import conversation, refusal
from respite.access import office, person
from respite.forms import Form, once
from respite.htmx import go
from respite.models import House
from stays.models import Guest

SHOW_OR_DO = require_http_methods(["GET", "HEAD", "POST"])


@SHOW_OR_DO
@office("answer requests")
def join(request: HttpRequest, house: House, code: str, other: str) -> HttpResponse:
    me = person(request)
    older, newer = joining.order(conversation.find(house, code, me), conversation.find(house, other, me))
    form = SureForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            address = once(request, form, lambda: joining.join(older, newer, by=me).get_absolute_url())
        except ValidationError as refused:
            form.refuse(refused)
            status = refusal.status(refused)
        else:
            messages.success(request, _("Put together. Both pages stay, and nobody was let in who was closed out."))
            return go(request, address)
    context = {
        "older": older,
        "newer": newer,
        "alike": joining.alike(older, newer),
        "may_join": joining.can_join(older, newer),
        "form": form,
        "back": reverse("desk:request", args=[house.slug, code]),
    }
    return render(request, "intake/request_join.html", context, status=status)


@require_POST
@office("answer requests")
def part(request: HttpRequest, house: House, code: str) -> HttpResponse:
    me = person(request)
    rows = Request.objects.of_house(house).open_to(me).with_person()
    older = get_object_or_404(rows, code=code, joined_to__isnull=False, key__destroyed_at=None)
    newer = older.joined_to
    assert newer
    words = _("Taken back. The two stand on their own again.")
    return _do(request, newer, lambda: joining.undo(older, by=me), words)


@SHOW_OR_DO
@office("answer requests")
def recognise(request: HttpRequest, house: House, code: str, guest: UUID) -> HttpResponse:
    me = person(request)
    asked = conversation.find(house, code, me)
    same = [row.pk for row in joining.suggestions(asked, to=me) if isinstance(row, Guest)]
    found = get_object_or_404(Guest.objects.filter(pk__in=same).select_related("key"), pk=guest)
    if request.method == "POST":
        words = _("Noted. What %(name)s says now about reaching them holds from now on.") % {"name": asked.name}
        return _do(request, asked, lambda: joining.recognise(asked, found, by=me), words)
    context = {"asked": asked, "guest": found, "alike": joining.alike(asked, found), "form": SureForm()}
    return render(request, "intake/request_recognise.html", context)


@require_POST
@office("answer requests")
def not_recognised(request: HttpRequest, house: House, code: str) -> HttpResponse:
    me = person(request)
    asked = conversation.find(house, code, me)
    words = _("Taken back. This request stands on its own again.")
    return _do(request, asked, lambda: joining.not_recognised(asked, by=me), words)


def _do(request: HttpRequest, asked: Request, verb: Callable[[], object], words: str) -> HttpResponse:
    """Carry out a verb once and lead to the request; a refusal stands on its page."""
    form: Form = SureForm(request.POST)
    page = asked.get_absolute_url()

    def effect() -> str:
        verb()
        return page

    try:
        form.full_clean()
        once(request, form, effect)
    except ValidationError as refused:
        return conversation.again(request, asked.house, asked.code, refused)
    messages.success(request, words)
    return go(request, page)
