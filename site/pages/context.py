"""The pages every frame leads to: under the page, in the help area, and what more there is to read."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, gettext_lazy, override
from wagtail.models import Page, Site

from pages import reviews
from pages.base import address_of
from respite.models import House

# The name our own words give each page; editors who rename one say it in their language alone.
TITLES = {
    "what-we-keep": gettext_lazy("What we keep about you"),
    "safer-browsing": gettext_lazy("Safer browsing"),
    "accessibility": gettext_lazy("Can everyone use this site?"),
}
FOOT = tuple(TITLES)
HOUSES = "houses"
MAIN = (HOUSES, "questions", "what-we-keep")  # the line of main pages at the top; the search stands beside them
WHO_DOES_WHAT, FAMILIES = "who-does-what", "for-families"
# What more there is to read, in this order; a page that an editor takes down is not among them.
MORE = ("questions", "events", "stories", "other-help", "jobs", FAMILIES, "for-providers")


def _label(page: Page) -> dict[str, str]:
    """Return the name of a page; where it is written in another language, which one, and whether its name is, too."""
    written = page.locale.language_code
    if written == get_language():
        return {"label": page.title, "marked": "", "code": "", "language": ""}
    with override(written):
        ours = page.title == str(TITLES.get(page.slug, ""))
    label = str(TITLES[page.slug]) if ours else page.title
    language = dict(settings.LANGUAGES).get(written, written)
    return {"label": label, "marked": "" if ours else written, "code": written, "language": language}


class Places:
    """The well-known pages, by slug; read at once, and only when a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _known(self) -> dict[str, dict[str, str]]:
        """Return the pages as they stand in this language, else in English."""
        site = Site.find_for_request(self._request)
        if site is None:
            return {}
        ours = Page.objects.child_of(site.root_page).values("translation_key")
        pages = Page.objects.live().filter(slug__in=[HOUSES, *FOOT, WHO_DOES_WHAT, *MORE], translation_key__in=ours)
        spoken = [settings.LANGUAGE_CODE, get_language()]
        pages = pages.filter(alias_of=None, locale__language_code__in=spoken).select_related("locale")
        in_order = sorted(pages, key=lambda page: spoken.index(page.locale.language_code))
        return {
            page.slug: {"slug": page.slug, "url": address_of(page, page.locale.language_code), **_label(page)}
            for page in in_order
        }

    @property
    def safer_browsing(self) -> bool:
        """Say whether the page on safer browsing stands in this language."""
        return not self._known.get("safer-browsing", {"code": "none"})["code"]

    @property
    def links(self) -> list[dict[str, str]]:
        """Return the links at the foot of a page, those that exist, in their order."""
        return [self._known[slug] for slug in FOOT if slug in self._known]

    @property
    def more(self) -> list[dict[str, str]]:
        """Return the links to what more there is to read on the site."""
        return [self._known[slug] for slug in MORE if slug in self._known]

    @property
    def main(self) -> list[dict[str, str]]:
        """Return the links to the main pages, those that exist, in their order."""
        return [self._known[slug] for slug in MAIN if slug in self._known]

    @property
    def houses(self) -> dict[str, str] | None:
        """Return the list of houses."""
        return self._known.get(HOUSES)

    @property
    def directories(self) -> dict[str, str]:
        """Return the page for those who show our houses on their own sites."""
        return {"url": reverse("for-directories"), "label": gettext("For directories")}

    @property
    def help_numbers_due(self) -> bool:
        """Say to whoever leads a house that nobody has checked the help numbers for a year (CS-31)."""
        house: House | None = getattr(self._request, "house", None)
        return house is not None and reviews.help_numbers_due(house.organization)

    @property
    def who_does_what(self) -> dict[str, str] | None:
        """Return the page about 988, 911 and warm lines."""
        return self._known.get(WHO_DOES_WHAT)

    @property
    def other_help(self) -> dict[str, str] | None:
        """Return the page that lists other help."""
        return self._known.get("other-help")

    @property
    def families(self) -> dict[str, str] | None:
        """Return the page for family and friends."""
        return self._known.get(FAMILIES)


def places(request: HttpRequest) -> dict[str, Any]:
    """Put `places` into the context of every template."""
    return {"places": Places(request)}
