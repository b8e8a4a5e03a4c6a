"""Looking for something on the public site: only what anybody may read, by the stems of the page's language.

Nothing about a search is kept: no count, no list, no log line (CS-14).
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import get_language
from wagtail.models import Locale, Page, PageQuerySet
from wagtail.search.backends import get_search_backend

from pages import finding, needs_named
from pages.base import address_of
from pages.models import HomePage, HousePage
from pages.search_backend import config_of
from pages.timed import standing
from respite.models import Resource

MOST = 20  # of each
LONGEST = 100  # letters


class Found(NamedTuple):
    """What was found; `houses` by what they say about access, `more` when there is more than is shown."""

    houses: list[tuple[HousePage, list[dict[str, Any]]]]
    pages: list[Page]
    resources: list[Resource]
    more: bool


def wanted(typed: str) -> str:
    """Return the words somebody looks for: one line, not too long, without signs no text has."""
    return " ".join(typed.replace("\0", " ").split())[:LONGEST].strip()


def look(root: Page, words: str) -> Found:
    """Return what `words` are found in under `root`, in the language spoken now where pages are written in it."""
    root, config = _in_language(root)
    backend = get_search_backend("default", SEARCH_CONFIG=config)
    allowed = list(readable(root).values_list("pk", flat=True))  # a search filters by what is in its index only
    houses = _houses(words, allowed)
    rest = Page.objects.filter(pk__in=set(allowed) - {page.pk for page, _said in houses})
    pages = list(backend.search(words, rest.select_related("locale"))[: MOST + 1])
    for page in pages:
        page.address = address_of(page)
    home = HomePage.objects.filter(pk=root.pk).first()
    help_ = Resource.objects.shown().filter(organization=home.organization_id if home else None)
    resources = list(help_.about(words, config=config)[: MOST + 1])
    more = len(pages) > MOST or len(resources) > MOST
    return Found(houses, pages[:MOST], resources[:MOST], more)


def _houses(words: str, allowed: list[int]) -> list[tuple[HousePage, list[dict[str, Any]]]]:
    """Return the houses that answer a need named in `words`, with their answers: a yes first, an honest no last."""
    needs = needs_named.named(words)
    if not needs:
        return []
    pages = list(HousePage.objects.filter(pk__in=allowed).select_related("locale", "house").order_by("path")[:MOST])
    found = [(page, said) for page, said in finding.said_about(pages, needs) if said]
    return sorted(found, key=lambda one: min(finding.ORDER.index(line["mark"]) for line in one[1]))


def readable(root: Page) -> PageQuerySet:
    """Return what anybody may read under `root`: live, not over, not for a group, and no house that is not shown."""
    shown = HousePage.objects.descendant_of(root).filter(house__published=True)
    hidden = HousePage.objects.exclude(pk__in=shown.values("pk"))
    pages = standing(Page.objects.descendant_of(root, inclusive=True))
    return pages.exclude(pk__in=hidden.values("pk"))


def _in_language(root: Page) -> tuple[Page, str]:
    """Return the root of the pages in the language that is spoken, and their stems; else those that are there."""
    spoken = get_language() or settings.LANGUAGE_CODE
    if root.locale.language_code != spoken:
        locale = Locale.objects.filter(language_code=spoken).first()
        root = (locale and root.get_translation_or_none(locale)) or root
    return root, config_of(root.locale.language_code)
