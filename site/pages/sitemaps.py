"""What is named to search engines: the public pages of every language."""

from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page, PageQuerySet


class EveryLanguage(Sitemap):
    """The pages of the site and of its twins in other languages; Wagtail's own names one tree alone."""

    def items(self) -> PageQuerySet:
        """Return the pages that anybody may read. An alias holds the words of another language and is not named."""
        home = self.get_wagtail_site().root_page
        pages = Page.objects.none()
        for one in home.get_translations(inclusive=True):
            pages |= Page.objects.descendant_of(one, inclusive=True)
        return pages.live().public().filter(alias_of=None).order_by("path").defer_streamfields().specific()
