"""What machines ask the public site for, and where a page is found that is not written in a language yet."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from pages.looks import fingerprint
from pages.models import HomePage
from pages.picture_views import FOR_EVER

PRIVATE = ("/account/", "/api/", "/ask/", "/cms/", "/leave/", "/mine/", "/office/")
TRANSLATED = ("/ask/", "/mine/")


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
def look(request: HttpRequest, organization: str, version: str) -> HttpResponse:
    """Hand out the colours of an organization's pages. An address that tells older ones is not kept for long."""
    home = HomePage.objects.live().filter(organization__slug=organization).exclude(accent="").order_by("path").first()
    if home is None:
        raise Http404
    sheet = home.look
    answer = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = FOR_EVER if fingerprint(sheet) == version else "public, max-age=60"
    return answer
