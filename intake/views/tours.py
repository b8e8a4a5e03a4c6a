"""Tours: moments the house offers, and who comes to look at it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import flow, list_page, touring
from intake.list_forms import TourForm
from intake.models import TourTime
from intake.views import refusal
from respite.access import office, person
from respite.forms import Form, once
from respite.htmx import go
from respite.models import House
from respite.templatetags.words import moment


@require_http_methods(["GET", "HEAD", "POST"])
@office("answer requests")
def tours(request: HttpRequest, house: House) -> HttpResponse:
    if request.method != "POST":
        return _page(request, house, TourForm(house=house))
    form = TourForm(request.POST, house=house)
    if not form.is_valid():
        return _page(request, house, form)
    try:
        address = once(request, form, lambda: _offer(request, house, form))
    except ValidationError as refused:
        form.refuse(refused)
        return _page(request, house, form, refusal.status(refused))
    messages.success(request, _("People can choose this tour from now on."))
    return go(request, address)


@require_http_methods(["GET", "HEAD", "POST"])
@office("answer requests")
def call_off(request: HttpRequest, house: House, tour: str) -> HttpResponse:
    found = get_object_or_404(house.tour_times.select_related("house__organization"), pk=tour)
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            address = once(request, form, lambda: _call_off(request, house, found))
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return _page(request, house, TourForm(house=house), refusal.status(refused))
        messages.success(request, _("The tour is called off. Whoever wanted to come is told."))
        return go(request, address)
    context = {"tour": found, "when": moment(found.starts_at, house), "form": form}
    context["coming"] = found.visits.filter(cancelled_at=None).count()
    return render(request, "intake/tour_call_off.html", context)


def _page(request: HttpRequest, house: House, form: TourForm, status: int = 200) -> HttpResponse:
    me = person(request)
    rows = list_page.tours(house, me)
    flow.look_at([visit.request for row in rows for visit in row.visits], by=me, why="read")
    context: dict[str, Any] = {"rows": rows, "form": form}
    return render(request, "intake/tours.html", context, status=status)


def _offer(request: HttpRequest, house: House, form: TourForm) -> str:
    touring.offer_time(house, starts_at=form.moment, places=form.cleaned_data["places"], by=person(request))
    return reverse("desk:tours", args=[house.slug])


def _call_off(request: HttpRequest, house: House, tour: TourTime) -> str:
    touring.call_off(tour, by=person(request))
    return reverse("desk:tours", args=[house.slug])
