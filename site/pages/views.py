"""What machines ask the public site for, and where a page is found that is not written in a language yet."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from pages import ical, looking
from pages.events import EventPage, occasions

PRIVATE = ("/account/", "/api/", "/ask/", "/cms/", "/leave/", "/mine/", "/office/", "/search/")
TRANSLATED = ("/ask/", "/mine/", "/search/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    private = [*PRIVATE, *(f"/{code}{path}" for code in others for path in TRANSLATED)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def as_written(request: HttpRequest, language: str, path: str = "") -> HttpResponse:
    """Lead to the page in the language its editors wrote, as long as it stands in no other (docs/decisions/0010)."""
    site, parts = Site.find_for_request(request), [part for part in path.split("/") if part]
    if site is None:
        raise Http404
    site.root_page.specific.route(request, parts)  # raises Http404 where there is no such page
    return redirect(reverse("wagtail_serve", args=["".join(f"{part}/" for part in parts)]))


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Answer with the public events that are still to come, as a calendar."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    mine = occasions(EventPage.objects.descendant_of(site.root_page).public())
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
    answer = render(request, "pages/search.html", {"words": words, "found": found})
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"  # the form asks by GET, so nothing is refused for it
    return answer
