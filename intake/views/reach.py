"""How to reach somebody, asked again at each contact; a tour they choose; a professional's word, where a house asks."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intake import flow, others, touring
from intake.desk_forms import ChoiceForm, SureForm, YesForm
from intake.entry_forms import ContactForm
from intake.models import Request
from intake.views import conversation
from respite.access import office, person
from respite.forms import Form, once
from respite.htmx import go
from respite.models import House


@require_http_methods(["GET", "HEAD", "POST"])
@office("answer requests")
def contact(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = conversation.find(house, code, person(request))
    sent = request.POST if request.method == "POST" else None
    form = ContactForm(sent, initial=ContactForm.seen(asked.safe_contact))
    if sent is None or not form.is_valid():
        return render(request, "intake/request_contact.html", {"asked": asked, "form": form})
    said = form.contact()
    words = _("Saved. From now on only this holds for %(name)s.")
    return _do(request, asked, form, lambda: flow.say_contact(asked, contact=said, by=person(request)), words)


@require_POST
@office("answer requests")
def still_right(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = conversation.find(house, code, person(request))
    words = _("Noted: still right. %(name)s said so today.")
    return _do(request, asked, SureForm(request.POST), lambda: flow.still_right(asked, by=person(request)), words)


@require_POST
@office("answer requests")
def tour(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked, form = conversation.find(house, code, person(request)), ChoiceForm(request.POST)
    if not form.is_valid():
        return conversation.again(request, house, code, ValidationError(_("Choose a time for the tour.")))
    chosen = get_object_or_404(house.tour_times, pk=form.cleaned_data["which"])
    words = _("%(name)s comes to look at the house.")
    return _do(request, asked, form, lambda: touring.book(asked, chosen, by=person(request)), words)


@require_POST
@office("answer requests")
def tour_off(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = conversation.find(house, code, person(request))
    visit = touring.visit_of(asked)
    if visit is None:
        return conversation.again(request, house, code, ValidationError(_("No tour is planned."), code="state"))
    words = _("The tour is called off. %(name)s can choose another time.")
    return _do(request, asked, SureForm(request.POST), lambda: touring.cancel(visit, by=person(request)), words)


@require_POST
@office("answer requests")
def word_yes(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked, form = conversation.find(house, code, person(request)), YesForm(request.POST)
    if not form.is_valid():
        return conversation.again(request, house, code, ValidationError(_("Choose how they said yes.")))
    words = _("Their yes is written down. %(name)s can take it back on their page.")
    how = form.cleaned_data["how"]
    return _do(request, asked, form, lambda: others.may_ask_word(asked, how=how, by=person(request)), words)


@require_POST
@office("answer requests")
def word_here(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = conversation.find(house, code, person(request))
    words = _("Noted: the word came for %(name)s. What it said is not kept.")
    return _do(request, asked, SureForm(request.POST), lambda: others.have_word(asked, by=person(request)), words)


def _do(request: HttpRequest, asked: Request, form: Form, verb: Callable[[], object], words: str) -> HttpResponse:
    """Carry out a verb once, say so, and lead back to the request; a refusal stands on its page."""
    page = reverse("desk:request", args=[asked.house.slug, asked.code])

    def effect() -> str:
        verb()
        return page

    try:
        form.full_clean()
        once(request, form, effect)
    except ValidationError as refused:
        return conversation.again(request, asked.house, asked.code, refused)
    messages.success(request, words % {"name": asked.name})
    return go(request, page)
