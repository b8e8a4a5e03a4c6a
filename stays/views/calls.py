"""Support calls: one tap counts one, and the numbers by week."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from respite.access import office
from respite.forms import Form, once
from respite.htmx import go
from respite.models import House
from stays import support
from stays.models import SupportCall
from stays.shift_forms import CallForm
from stays.views.confirming import status_of

LAST = "last support call"  # of this session, so that a tap too many can be undone
PLACES = {"office-today", "office-shift", "stays:calls"}


@require_GET
@office("keep the log")
def calls(request: HttpRequest, house: House) -> HttpResponse:
    return _page(request, house, _form(request, house), 200)


@require_POST
@office("keep the log")
def count(request: HttpRequest, house: House) -> HttpResponse:
    form = Form(request.POST)
    came = request.POST.get("back", "")
    where = came if came in PLACES else "stays:calls"

    def effect() -> str:
        request.session[LAST] = support.count(house).pk
        return where

    if not form.is_valid():
        return go(request, where, house.slug)
    try:
        once(request, form, effect)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return go(request, where, house.slug)
    number = support.today(house)
    said = ngettext("Counted. %(count)d call today.", "Counted. %(count)d calls today.", number)
    messages.success(request, said % {"count": number})
    return go(request, where, house.slug)


@require_POST
@office("keep the log")
def describe(request: HttpRequest, house: House) -> HttpResponse:
    call, form = last(request, house), CallForm(request.POST, topics=support.topics(house))
    if call is None:
        messages.info(request, _("There is no call of yours to add this to."))
        return go(request, "stays:calls", house.slug)
    if not form.is_valid():
        return _page(request, house, form, 200)
    try:
        support.describe(call, minutes=form.cleaned_data["minutes"], topic=form.cleaned_data["topic"])
    except ValidationError as refusal:
        form.refuse(refusal)
        return _page(request, house, form, status_of(refusal))
    messages.success(request, _("Saved."))
    return go(request, "stays:calls", house.slug)


@require_POST
@office("keep the log")
def undo(request: HttpRequest, house: House) -> HttpResponse:
    call = last(request, house)
    if call is None:
        messages.info(request, _("There is no call of yours to take back."))
    else:
        support.take_back(call)
        request.session.pop(LAST, None)
        messages.success(request, _("Taken back. It is not counted."))
    came = request.POST.get("back", "")
    return go(request, came if came in PLACES else "stays:calls", house.slug)


def last(request: HttpRequest, house: House) -> SupportCall | None:
    """Return the last call that was counted in this session, while it is from today; one query, none without a tap."""
    number = request.session.get(LAST)
    if number is None:
        return None
    return SupportCall.objects.select_related("house").filter(pk=number, house=house, date=house.local().date()).first()


def _form(request: HttpRequest, house: House) -> CallForm | None:
    call = last(request, house)
    if call is None:
        return None
    return CallForm(topics=support.topics(house), initial={"minutes": call.minutes, "topic": call.topic})


def _page(request: HttpRequest, house: House, form: CallForm | None, status: int) -> HttpResponse:
    context = {
        "form": form,
        "tap": Form(),
        "calls_today": support.today(house),
        "weeks": support.weeks(house),
        "topics": support.by_topic(house),
    }
    return render(request, "stays/calls.html", context, status=status)
