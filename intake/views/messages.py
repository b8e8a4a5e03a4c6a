"""Messages to one person: a template to their phone or mailbox, words on their page, and what did not arrive."""

from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intake import sending, writing
from intake.message_forms import SendForm, WordsForm
from intake.models import Request
from intake.views import conversation, refusal
from respite.access import office, person
from respite.forms import once
from respite.htmx import go
from respite.models import House, Person
from respite.templatetags.words import moment


@require_POST
@office("answer requests")
def send(request: HttpRequest, house: House, code: str) -> HttpResponse:
    me = person(request)
    asked, form = conversation.find(house, code, me), SendForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Choose what to say."), code="words")
        address = once(request, form, lambda: _send(request, asked, form, me))
    except ValidationError as refused:
        return conversation.again(request, house, code, refused)
    return go(request, address)


@require_http_methods(["GET", "HEAD", "POST"])
@office("answer requests")
def words(request: HttpRequest, house: House, code: str) -> HttpResponse:
    me = person(request)
    asked = conversation.find(house, code, me)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, asked, form)
    try:
        address = once(request, form, lambda: _write(asked, form, me))
    except ValidationError as refused:
        form.refuse(refused)
        return _page(request, asked, form, refusal.status(refused))
    said.success(request, _("%(name)s can read it on their page now.") % {"name": asked.name})
    return go(request, address)


@require_POST
@office("answer requests")
def settle(request: HttpRequest, house: House, code: str, delivery: UUID) -> HttpResponse:
    me = person(request)
    asked = conversation.find(house, code, me)
    try:
        sending.settle(get_object_or_404(asked.deliveries, pk=delivery), by=me)
    except ValidationError as refused:
        return conversation.again(request, house, code, refused)
    said.success(request, _("Settled. It bothers nobody any more."))
    return go(request, "desk:request", house.slug, code)


def _page(request: HttpRequest, asked: Request, form: WordsForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"asked": asked, "form": form, "messages_panel": writing.panel(asked)}
    return render(request, "intake/contact_words.html", context, status=status)


def _send(request: HttpRequest, asked: Request, form: SendForm, me: Person) -> str:
    facts = form.cleaned_data
    made = sending.send(asked, template=facts["template"], by=me, channel=facts["channel"])
    if not made:
        raise ValidationError(_("They did not say yes to this. Please choose a way they did."), code="contact")
    due = made[0].not_before
    sentence = _("It goes out %(when)s.") if due > timezone.now() else _("It is on its way.")
    said.success(request, sentence % {"when": moment(due, asked.house)})
    return asked.get_absolute_url()


def _write(asked: Request, form: WordsForm, me: Person) -> str:
    writing.write(asked, words=form.cleaned_data["words"], by=me)
    return reverse("desk:request", args=[asked.house.slug, asked.code])
