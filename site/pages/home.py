"""The first page of an organization, and the way from it to each of its houses."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from openings import standing
from pages import blocks
from pages.base import SitePage
from pages.houses import HouseListPage, HousePage, rooms_in_use, shown
from pages.looks import Look
from respite.models import House, Organization


class HomePage(SitePage, Look):  # type: ignore[django-manager-missing]
    """The first page: one sentence, the houses, how a stay comes about, what we are and what we are not."""

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",  # Wagtail's managers have no types a reverse relation could show
        related_query_name="home_page",
    )  # set in code alone: all that keeps organizations apart asks for it. One home page each (migration 0026)
    heading = models.CharField(max_length=120)
    lead = models.TextField(max_length=400)
    steps = StreamField([("step", blocks.Step())], min_num=1, max_num=4)
    finds = StreamField([("line", blocks.Line(max_length=120))], blank=True, verbose_name=_("what you will find"))
    nots = StreamField([("line", blocks.Line(max_length=120))], blank=True, verbose_name=_("what we are not"))
    families = models.CharField(
        max_length=120, blank=True, help_text=_("Stands before the link to the page for family and friends.")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("heading"),
        FieldPanel("lead"),
        FieldPanel("steps"),
        FieldPanel("finds"),
        FieldPanel("nots"),
        FieldPanel("families"),
        *Look.look_panels,
    ]
    override_translatable_fields = [
        *SitePage.override_translatable_fields,
        *(SynchronizedField(name, overridable=False) for name in ("title", "accent", "accent_dark")),
    ]
    page_description = _("The first page of an organization. Its houses are listed by themselves.")
    speaks_of_rights = True  # its steps and its "what we are not" stand on the pages of houses and for referrals, too
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "pages.HouseListPage",
        "pages.FamiliesPage",
        "pages.ProvidersPage",
        "pages.StoryIndexPage",
        "pages.EventIndexPage",
        "pages.ResourcesPage",
        "pages.QuestionsPage",
        "pages.JobIndexPage",
        "pages.AccessibilityPage",
        "pages.KeptPage",
        "pages.StandardPage",
    ]
    template = "pages/home_page.html"
    search_fields = [
        *SitePage.search_fields,
        *(index.SearchField(name) for name in ("heading", "lead", "steps", "finds", "nots")),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @cached_property
    def home(self) -> "HomePage":
        """Return itself."""
        return self

    @cached_property
    def houses(self) -> list["HousePage"]:
        """Return the pages of the organization's published houses, each with its notice and number of rooms.

        A house that has no page in this language yet stands among them with its English one.
        """
        found = list(self._pages_of_houses().annotate(rooms=rooms_in_use()).order_by("path"))
        if get_language() != settings.LANGUAGE_CODE:
            found = self._with_english(found)
        seen = standing.seen_of(page.house_id for page in found)
        for page in found:
            page.home, page.seen = self, seen[page.house_id]
            if page.house.organization_id == self.organization_id:
                self.organization = page.house.organization  # read already, so the frame need not ask again
        return found

    def with_content_json(self, content: dict[str, Any]) -> "HomePage":
        """Return it as a revision says, save whose it is: an old one may know another organization, or none."""
        written: HomePage = super().with_content_json(content)
        written.organization_id = self.organization_id
        return written

    @property
    def street(self) -> list[House]:
        """Return the houses that are drawn, side by side."""
        return [page.house for page in self.houses[:3]]

    def _with_english(self, found: list["HousePage"]) -> list["HousePage"]:
        """Return `found` in the order of the English pages, with those of them that nobody wrote in this language."""
        pages = shown(HousePage.objects.live()).filter(house__organization=self.organization_id)
        pages = pages.filter(locale__language_code=settings.LANGUAGE_CODE).annotate(rooms=rooms_in_use())
        mine, written = {page.translation_key: page for page in found}, list(pages.order_by("path"))
        for page in written:
            page.told_in = settings.LANGUAGE_CODE
        return [mine.pop(page.translation_key, page) for page in written] + list(mine.values())

    def _pages_of_houses(self) -> models.QuerySet["HousePage"]:
        pages = shown(HousePage.objects.live().descendant_of(self))
        return pages.filter(house__organization=self.organization_id) if self.organization_id else pages

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a house by its own address in one step, if it is shown; everything else the way Wagtail does."""
        if path_components[:1] != [HouseListPage.SLUG] or len(path_components) != 2:
            found = super().route(request, path_components)
            found.page.home = self
            return found
        pages, slug = self._pages_of_houses(), path_components[1]
        house = pages.filter(slug=slug).annotate(more=Exists(pages.exclude(slug=slug))).first()
        if house is None:
            raise Http404
        house.home, house.neighbours = self, house.more
        return house.route(request, [])

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; where there is only one house, the page of that house comes first."""
        if len(self.houses) == 1:
            self.houses[0].neighbours = False
            return self.houses[0].serve(request, *args, **kwargs)
        return super().serve(request, *args, **kwargs)
