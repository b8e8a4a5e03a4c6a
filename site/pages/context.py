"""The pages every frame leads to: under the page, in the help area, and for family and friends."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy, override
from wagtail.models import Site

from pages.models import StandardPage
from respite.languages import written_in

# The name our own words give each page; editors who rename one say it in their language alone.
TITLES = {
    "what-we-keep": gettext_lazy("What we keep about you"),
    "safer-browsing": gettext_lazy("Safer browsing"),
    "accessibility": gettext_lazy("Can everyone use this site?"),
}
FOOT = tuple(TITLES)
WHO_DOES_WHAT, FAMILIES = "who-does-what", "for-families"


def _label(page: StandardPage) -> dict[str, str]:
    """Return the name of a page in the language of the page it stands on; else `marked` says whose words it is in."""
    written = written_in()
    with override(settings.LANGUAGE_CODE):
        ours = page.title == str(TITLES.get(page.slug, ""))
    label = str(TITLES[page.slug]) if ours else page.title
    return {
        "label": label,
        "marked": written if label == page.title else "",
        "language": dict(settings.LANGUAGES)[written] if written else "",
    }


class Places:
    """The well-known pages of words, by slug; read at once, and only when a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _known(self) -> dict[str, dict[str, str]]:
        site = Site.find_for_request(self._request)
        if site is None:
            return {}
        pages = StandardPage.objects.live().descendant_of(site.root_page)
        pages = pages.filter(slug__in=[*FOOT, WHO_DOES_WHAT, FAMILIES]).only("slug", "title", "url_path")
        return {page.slug: {"slug": page.slug, "url": page.address, **_label(page)} for page in pages}

    @property
    def links(self) -> list[dict[str, str]]:
        """Return the links at the foot of a page, those that exist, in their order."""
        return [self._known[slug] for slug in FOOT if slug in self._known]

    @property
    def directories(self) -> dict[str, str]:
        """Return the page for those who show our houses on their own sites."""
        return {"url": reverse("for-directories"), "label": gettext("For directories")}

    @property
    def who_does_what(self) -> dict[str, str] | None:
        """Return the page about 988, 911 and warm lines."""
        return self._known.get(WHO_DOES_WHAT)

    @property
    def families(self) -> dict[str, str] | None:
        """Return the page for family and friends."""
        return self._known.get(FAMILIES)


def places(request: HttpRequest) -> dict[str, Any]:
    """Put `places` into the context of every template."""
    return {"places": Places(request)}
