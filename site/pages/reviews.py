"""What somebody has to look at again: numbers, pages and other help that nobody has checked for a year."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from pages import checks
from pages.base import SitePage
from pages.checks import private
from pages.checks.reviewed import A_YEAR, is_fresh
from pages.help_numbers import HelpNumbers
from pages.models import HomePage
from respite.models import Organization, Resource


class Due(NamedTuple):
    """One thing to look at: what, why, and where."""

    what: str | Promise
    why: str | Promise
    url: str


def help_numbers_due(organization: Organization) -> bool:
    """Say whether nobody has checked the help area for a year."""
    return not is_fresh(HelpNumbers.reviewed(organization.pk))


def due(organization: Organization) -> list[Due]:
    """Return all there is to look at in one organization: what stands in the way first, then what is only old."""
    found = _numbers(organization)
    stopped, old = [], []
    for page in live(organization):
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        own = [words for words in checks.stops(page) if words not in [one.why for one in found]]
        stopped += [Due(page.title, words, edit) for words in own]
        if not own and hasattr(page, "reviewed_on") and not is_fresh(page.reviewed_on):
            old.append(Due(page.title, _("Nobody has read it over for a year."), edit))
    return found + stopped + old + _resources(organization)


def live(organization: Organization) -> Iterator[SitePage]:
    """Yield the pages of an organization that anybody may read, in every language."""
    for home in HomePage.objects.filter(organization=organization).order_by("path"):
        for page in Page.objects.live().descendant_of(home, inclusive=True).specific():
            page.home = home
            yield page


def hide_what_gives_away(organization: Organization) -> list[SitePage]:
    """Take down the pages that tell where a confidential house is, and return them; they become drafts.

    For the moment in which a house decides to keep its address to itself: readers must not wait for an editor.
    """
    told = [page for page in live(organization) if any(private.gives_away(page))]
    for page in told:
        page.unpublish()
    return told


def _numbers(organization: Organization) -> list[Due]:
    if not help_numbers_due(organization):
        return []
    words = checks.reviewed.HELP_AREA
    return [Due(_("Help numbers"), words, reverse("wagtailsnippets_pages_helpnumbers:list"))]


def _resources(organization: Organization) -> list[Due]:
    rows = Resource.objects.shown().filter(organization=organization)
    found = [(row, words) for row in rows for words in private.in_words(organization.pk, row.all_words)]
    old = rows.reviewed_before(timezone.now().date() - A_YEAR)
    found += [(row, _("Nobody has checked it for a year.")) for row in old]
    edit = "wagtailsnippets_respite_resource:edit"
    return [Due(row.name, words, reverse(edit, args=[row.pk])) for row, words in found]
