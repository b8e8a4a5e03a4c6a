"""Somebody else asks for a person: the text of the house to say, and one tap that counts it. Never a request."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intake import enquiring
from intake.models import Enquiry
from respite.access import office
from respite.forms import Form, once
from respite.htmx import go
from respite.models import House

LAST = "last_enquiry"  # in the session: what this browser counted last, to take it back


class CountForm(Form):
    """Who asked, as a kind."""

    who = forms.ChoiceField(choices=Enquiry.Who.choices)


@require_http_methods(["GET", "HEAD", "POST"])
@office("answer requests")
def enquiry(request: HttpRequest, house: House) -> HttpResponse:
    if request.method == "POST":
        return _count(request, house)
    who = request.GET.get("who", "")
    who = who if who in Enquiry.Who.values else ""
    address, counted = reverse("desk:enquiry", args=[house.slug]), enquiring.this_month(house)
    context: dict[str, Any] = {
        "who": who,
        "kinds": [
            {"url": f"{address}?who={kind.value}", "label": capfirst(kind.label), "count": None, "current": kind == who}
            for kind in Enquiry.Who
        ],
        "words": enquiring.words(house, who) if who else "",
        "form": CountForm(initial={"who": who}),
        "counts": [(kind.label, counted[kind]) for kind in Enquiry.Who],
        "with_yes": house.rules().others_ask == "with_yes",
        "counted": request.session.get(LAST, {}).get("house") == str(house.pk),
    }
    return render(request, "intake/enquiry.html", context)


@require_POST
@office("answer requests")
def take_back(request: HttpRequest, house: House) -> HttpResponse:
    last = request.session.pop(LAST, {})
    if last.get("house") == str(house.pk) and enquiring.take_back(house, last["counted"]):
        messages.success(request, _("Taken back. It is not counted."))
    return go(request, "desk:enquiry", house.slug)


def _count(request: HttpRequest, house: House) -> HttpResponse:
    form = CountForm(request.POST)
    address = reverse("desk:enquiry", args=[house.slug])
    if not form.is_valid():
        return go(request, address)

    def effect() -> str:
        made = enquiring.count(house, who=form.cleaned_data["who"])
        request.session[LAST] = {"house": str(house.pk), "counted": made.pk}
        return address

    once(request, form, effect)
    messages.success(request, _("Counted, without a name."))
    return go(request, address)
