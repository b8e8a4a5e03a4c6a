"""The guidelines for everybody: as a page, on paper, easy to read, and a square for the wall that leads to them."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from respite import pdf as paper
from respite import qr
from respite.models import House
from stays.models import Guidelines

PAPERS = {"letter", "a4"}


@require_GET
def page(request: HttpRequest, slug: str, *, easy: bool = False) -> HttpResponse:
    shown = _asked(request, slug, easy=easy)
    if shown["said"] is None:
        return redirect(_address("guidelines:public", request, slug))
    request.house = shown["house"]  # type: ignore[attr-defined]
    return render(request, "stays/guidelines_public.html", shown)


@require_GET
def pdf(request: HttpRequest, slug: str, *, easy: bool = False) -> HttpResponse:
    shown = _asked(request, slug, easy=easy)
    if shown["said"] is None:
        return redirect(_address("guidelines:pdf", request, slug))
    name = f"guidelines-{shown['guidelines'].version}"
    return paper.answer("stays/pdf/guidelines.html", shown, f"{name}-easy" if easy else name)


@require_GET
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    shown = _on_the_wall(request, slug)
    request.house = shown["house"]  # type: ignore[attr-defined]
    return render(request, "stays/guidelines_poster.html", shown)


@require_GET
def poster_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return paper.answer("stays/pdf/guidelines_poster.html", _on_the_wall(request, slug), "for-the-wall")


def _asked(request: HttpRequest, slug: str, *, easy: bool = False) -> dict[str, Any]:
    """Return the asked version in the language of the page, else in the language of the house.

    404 for a version whose day has not come. `said` is None where nobody wrote it easy to read in this language.
    """
    house = get_object_or_404(House.objects.published().select_related("organization"), slug=slug)
    written = Guidelines.objects.for_all().prefetch_related("other_words")
    rows = list(written.filter(house=house, holds_from__lte=house.tonight()))
    number = request.GET.get("version", "")
    wanted = [row for row in rows if str(row.version) == number] if number else rows[:1]
    if not wanted:
        raise Http404
    found, here = wanted[0], get_language() or settings.LANGUAGE_CODE
    full = found.said_in(here) or found
    said = found.said_in(here, easy=True) if easy else full
    return {
        "house": house,
        "guidelines": found,
        "newest": rows[0],
        "said": said,
        "easy": easy,
        "twin": found.said_in(here, easy=not easy),
        "marked": said.language if said and said.language != here else "",
        "house_marked": found.language if found.language != here else "",
    }


def _on_the_wall(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return what a poster says: it always leads to the version in force, whichever that is by then."""
    house = get_object_or_404(House.objects.published().select_related("organization"), slug=slug)
    if Guidelines.objects.for_all().in_force(house) is None:
        raise Http404
    path = reverse("guidelines:public", args=[slug])
    address = f"{settings.BASE_URL}{path}"
    asked = request.GET.get("paper", "letter")
    return {
        "house": house,
        "address": address.partition("://")[2],
        "square": qr.drawn(address, _("A square for a phone camera. It leads to the guidelines of this house.")),
        "paper": asked if asked in PAPERS else "letter",
    }


def _address(name: str, request: HttpRequest, slug: str) -> str:
    """Return an address that keeps what the old one asked for."""
    query = request.META.get("QUERY_STRING", "")
    return reverse(name, args=[slug]) + (f"?{query}" if query else "")
