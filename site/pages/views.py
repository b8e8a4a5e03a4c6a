"""What machines ask the public site for, and where a page is found in another language, or is not written in it yet."""

from contextlib import suppress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe
from wagtail.models import Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from pages import ical, looking, plain_house
from pages.events import EventPage, occasions
from pages.heavy_words import heavy
from pages.looks import fingerprint, sheet_of
from pages.models import HomePage
from pages.picture_views import FOR_EVER

PRIVATE = ("/account/", "/api/", "/ask/", "/cms/", "/leave/", "/mine/", "/office/", "/search/")
TRANSLATED = ("/ask/", "/mine/", "/search/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    private = [*PRIVATE, *(f"/{code}{path}" for code in others for path in TRANSLATED)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Show a page of the site in the language of the address."""
    plain = None if _route(request, path) else plain_house.answer(request, _parts(path))
    answer: HttpResponse = plain or wagtail_serve(request, path)
    return answer


@require_safe
def in_language(request: HttpRequest, language: str, path: str = "") -> HttpResponse:
    """Show the page in this language; where nobody wrote it, lead to the English one (docs/decisions/0023).

    An alias that the CMS made, so that a page below it has somewhere to stand, holds the words of another language.
    """
    found = _route(request, path)
    if found and not found.page.alias_of_id:
        answer: HttpResponse = wagtail_serve(request, path)
        return answer
    site, parts = Site.find_for_request(request), _parts(path)
    if site is None:
        raise Http404
    try:
        with override(settings.LANGUAGE_CODE):
            site.root_page.specific.route(request, parts)
            return redirect(reverse("wagtail_serve", args=["".join(f"{part}/" for part in parts)]))
    except Http404:
        plain = plain_house.answer(request, parts)
        if plain is None:
            raise
        return plain


def _route(request: HttpRequest, path: str) -> RouteResult | None:
    """Find the page of an address in the tree of the language, and keep it where Wagtail looks for what it found."""
    site, found = Site.find_for_request(request), None
    if site:
        homes = HomePage.objects.live().select_related("organization")
        home = homes.filter(
            translation_key=site.root_page.translation_key, locale__language_code=get_language()
        ).first()
        with suppress(Http404):
            found = home.route(request, _parts(path)) if home else None
        if found:
            found.page.home = home
    request._wagtail_route_for_request = found  # type: ignore[attr-defined]
    return found


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Answer with the public events that are still to come, as a calendar."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    mine = occasions(EventPage.objects.descendant_of(site.root_page))
    return HttpResponse(
        ical.calendar(site.site_name, mine),
        headers={
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'inline; filename="calendar.ics"',
            "Cache-Control": "no-store",
        },
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what the words are found in. They stand in the address and nowhere else: no log, no history of ours."""
    words = looking.wanted(request.GET.get("q", ""))
    site = Site.find_for_request(request)
    found = looking.look(site.root_page, words) if site and words else None
    answer = render(request, "pages/search.html", {"words": words, "found": found, "heavy": heavy(words)})
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"  # the form asks by GET, so nothing is refused for it
    return answer


@require_safe
def look(request: HttpRequest, light: str, dark: str, version: str) -> HttpResponse:
    """Hand out the stylesheet of two colours, published or not. What older rules made of them is not kept for long."""
    sheet = sheet_of(f"#{light}", f"#{dark}")
    answer = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = FOR_EVER if fingerprint(sheet) == version else "public, max-age=60"
    return answer
