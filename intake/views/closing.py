"""A person is closed to a colleague who knows them: "I know this person", a named colleague, and open again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intake import closing_to
from intake.desk_forms import CloseToForm, SureForm
from intake.views import conversation, refusal
from respite.access import office, person
from respite.forms import once
from respite.htmx import go
from respite.models import House

SHOW_OR_DO = require_http_methods(["GET", "HEAD", "POST"])


@SHOW_OR_DO
@office("answer requests")
def know(request: HttpRequest, house: House, code: str) -> HttpResponse:
    me = person(request)
    asked = conversation.find(house, code, me)
    form, status = SureForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            once(request, form, lambda: closing_to.close(asked, to=me, by=me).get_absolute_url())
        except ValidationError as refused:
            form.refuse(refused)
            status = refusal.status(refused)
        else:
            messages.success(request, _("You stepped back. A colleague goes on, and you see nothing of it any more."))
            return go(request, "desk:requests", house.slug)
    return render(request, "intake/request_know.html", {"asked": asked, "form": form}, status=status)


@SHOW_OR_DO
@office("answer requests")
def close_to(request: HttpRequest, house: House, code: str) -> HttpResponse:
    me = person(request)
    asked = conversation.find(house, code, me)
    form, status = CloseToForm(request.POST if request.method == "POST" else None, asked=asked, me=me), 200
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            address = once(request, form, lambda: closing_to.close(asked, to=to, by=me).get_absolute_url())
        except ValidationError as refused:
            form.refuse(refused)
            status = refusal.status(refused)
        else:
            messages.success(request, _("Closed to %(who)s, and it stays so.") % {"who": to.name})
            return go(request, address)
    return render(request, "intake/request_close_to.html", {"asked": asked, "form": form}, status=status)


@require_POST
@office("reopen what is closed")
def reopen(request: HttpRequest, house: House, code: str, who: int) -> HttpResponse:
    me = person(request)
    asked = conversation.find(house, code, me)
    to = get_object_or_404(closing_to.closed_to(asked), pk=who)
    form = SureForm(request.POST)
    try:
        form.full_clean()
        address = once(request, form, lambda: closing_to.reopen(asked, to=to, by=me).get_absolute_url())
    except ValidationError as refused:
        return conversation.again(request, house, code, refused)
    messages.success(request, _("%(who)s can open it again.") % {"who": to.name})
    return go(request, address)
