"""The doors of asking: which house, whether it takes requests here now, and whether there are live answers (CS-06)."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from intake import drafts
from intake.models import Draft
from respite.htmx import go
from respite.models import House
from stays.models import Closure

View = Callable[..., HttpResponse]
GET_OR_POST = ["GET", "HEAD", "POST"]


def at_house(view: View) -> View:
    """Find the house. One that is not shown any more is only there for somebody who began while it was."""

    @wraps(view)
    def door(request: HttpRequest, house: str, **kwargs: str) -> HttpResponse:
        houses = House.objects.select_related("organization").prefetch_related("settings")
        found = houses.filter(slug=house).first()
        if found is None or not (found.published or drafts.find(request.session, found)):
            raise Http404
        request.house = found  # type: ignore[attr-defined]
        return view(request, found, **kwargs)

    return door


def takes_requests(view: View) -> View:
    """Let a page through while the house takes requests here; else say honestly why not, with the phone number.

    Somebody who is in the middle of the form is told what becomes of their words.
    """

    @wraps(view)
    def door(request: HttpRequest, house: House, **kwargs: str) -> HttpResponse:
        closed = Closure.objects.filter(house=house, bed=None, ended_at=None, nights__contains=house.tonight()).first()
        if house.published and house.style != "phone_only" and not closed:
            return view(request, house, **kwargs)
        if request.method == "POST":
            return go(request, "intake:ask", house.slug)
        context = {"house": house, "closed": closed, "draft": drafts.find(request.session, house)}
        return render(request, "intake/ask_by_phone.html", context)

    return door


def with_draft(view: View) -> View:
    """Let a page through that has live answers behind it; else lead to the neutral start (CS-06).

    Somebody who was about to send words is told there that they are gone.
    """

    @wraps(view)
    def door(request: HttpRequest, house: House, **kwargs: str) -> HttpResponse:
        draft = drafts.find(request.session, house)
        if draft is not None:
            try:
                return view(request, house, draft, **kwargs)
            except Draft.DoesNotExist:  # thrown away in another tab, this very moment
                pass
        if request.method == "POST":
            return go(request, f"{start(house)}?over")
        return go(request, "intake:ask", house.slug)

    return door


def start(house: House) -> str:
    """Return the address of the start page."""
    return reverse("intake:ask", args=[house.slug])


def writing(view: View) -> View:
    """Let a page through while the answers are still being written; once sent or put aside, lead to their code."""

    @wraps(view)
    def door(request: HttpRequest, house: House, draft: Draft, **kwargs: str) -> HttpResponse:
        for told, page in (("sent", "intake:ask-sent"), ("saved", "intake:ask-saved")):
            if told in draft.answers:
                return go(request, page, house.slug)
        return view(request, house, draft, **kwargs)

    return door
