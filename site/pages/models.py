"""The pages of the public site. Facts come from the houses when a page is read; words come from the editor.

Nothing about a guest is ever a page, a snippet or a form here: revisions and logs would keep copies (SE-50).
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from openings import outlets, standing, structured
from openings import words as openings
from openings.standing import Seen
from pages import blocks, finding, map_blocks
from pages.albums import Album
from pages.guidelines import AgreedTask, HouseGuidelines
from pages.house_parts import HouseParts
from pages.looks import Look
from pages.map_blocks import Places
from pages.pictures import Picture, PictureRendition
from respite import languages
from respite.models import House, Organization, Room
from stays.models import Guidelines

__all__ = [
    "AgreedTask",
    "Album",
    "HomePage",
    "HouseGuidelines",
    "HouseListPage",
    "HousePage",
    "Picture",
    "PictureRendition",
    "SitePage",
    "StandardPage",
    "good_to_know",
]


class SitePage(Page):
    """What all our pages share: the way up to the home page, and no password that Wagtail would keep readable."""

    private_page_options = ["groups", "login"]
    promote_panels: list[FieldPanel] = []

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        """Return the path of the page, without asking the database for the site (page.url does)."""
        return reverse("wagtail_serve", args=[self.url_path.split("/", 2)[2]])

    @cached_property
    def home(self) -> "HomePage | None":
        """Return the home page this page stands under."""
        homes = HomePage.objects.ancestor_of(self, inclusive=True)
        return homes.select_related("organization").first()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Tell the frame whose page this is, so that strip and help name the right organization."""
        home = self.home
        organization = SimpleLazyObject(lambda: home.organization if home else None)
        request.organization = organization  # type: ignore[attr-defined]
        return super().get_context(request, *args, **kwargs) | {"home": home}


class HomePage(SitePage, Look):  # type: ignore[django-manager-missing]
    """The first page: one sentence, the houses, how a stay comes about, what we are and what we are not."""

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",  # Wagtail's managers have no types a reverse relation could show
        related_query_name="home_page",
    )
    heading = models.CharField(max_length=120)
    lead = models.TextField(max_length=400)
    steps = StreamField([("step", blocks.Step())], min_num=1, max_num=4)
    finds = StreamField([("line", CharBlock(max_length=120))], blank=True, verbose_name=_("what you will find"))
    nots = StreamField([("line", CharBlock(max_length=120))], blank=True, verbose_name=_("what we are not"))
    families = models.CharField(
        max_length=120, blank=True, help_text=_("Stands before the link to the page for family and friends.")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("organization"),
        FieldPanel("heading"),
        FieldPanel("lead"),
        FieldPanel("steps"),
        FieldPanel("finds"),
        FieldPanel("nots"),
        FieldPanel("families"),
        *Look.look_panels,
    ]
    page_description = _("The first page of an organization. Its houses are listed by themselves.")
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.HouseListPage", "pages.StandardPage"]
    template = "pages/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @cached_property
    def home(self) -> "HomePage":
        """Return itself."""
        return self

    @cached_property
    def houses(self) -> list["HousePage"]:
        """Return the pages of the organization's published houses, each with its notice and number of rooms."""
        pages = self._pages_of_houses().annotate(rooms=_rooms_in_use())
        found = list(pages.order_by("path"))
        seen = standing.seen_of(page.house_id for page in found)
        for page in found:
            page.home, page.seen = self, seen[page.house_id]
            if page.house.organization_id == self.organization_id:
                self.organization = page.house.organization  # read already, so the frame need not ask again
        return found

    @property
    def street(self) -> list[House]:
        """Return the houses that are drawn, side by side."""
        return [page.house for page in self.houses[:3]]

    def _pages_of_houses(self) -> models.QuerySet["HousePage"]:
        pages = HousePage.objects.live().descendant_of(self).filter(house__published=True)
        if self.organization_id:
            pages = pages.filter(house__organization=self.organization_id)
        return pages.select_related("house__organization")

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


class HouseListPage(SitePage):
    """All houses of the organization, at /houses/."""

    SLUG = "houses"

    lead = models.TextField(max_length=400, blank=True)

    places = StreamField(
        Places(),
        blank=True,
        verbose_name=_("map of areas"),
        help_text=_("Areas and towns, placed by eye. An area shows only where a house tells that it is in it."),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("places")]
    page_description = _("All houses with what they say now, a map of areas, and a way to look for what one needs.")
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.HousePage"]
    max_count_per_parent = 1
    template = "pages/house_list_page.html"

    class Meta:
        verbose_name = _("list of houses")
        verbose_name_plural = _("lists of houses")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the houses that have what is asked for, and the map."""
        pages = self.home.houses if self.home else []
        return super().get_context(request, *args, **kwargs) | {
            "found": finding.find(pages, request.GET.getlist("need")),
            "map": map_blocks.drawn(self.places, pages),
        }

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address that partners rely on."""
        self.slug = self.SLUG
        super().full_clean(*args, **kwargs)


class HousePage(SitePage, HouseParts):  # type: ignore[django-manager-missing]
    """One house, at /houses/<slug of the house>/. Name, phone, rooms, limits and notice are the house's own."""

    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="+")
    lead = models.TextField(max_length=400)
    line = models.CharField(
        max_length=80, blank=True, help_text=_("One short line for the list of houses, like “We can drive you.”")
    )
    facts = StreamField([("fact", blocks.Fact())], blank=True, help_text=_("How long and who can stay are added."))
    why_we_ask = models.TextField(
        max_length=400, blank=True, help_text=_("Why the house asks who can stay. Shown beside that fact.")
    )
    emergencies = RichTextField(
        features=["bold", "link"], help_text=_("What the house does, and does not do, about 911, police and hospitals.")
    )
    steps = StreamField(
        [("step", blocks.Step())],
        blank=True,
        help_text=_("Only where a stay comes about in another way than elsewhere."),
    )
    before = models.TextField(max_length=400, blank=True, help_text=_("What is good to know before asking."))

    content_panels = [
        FieldPanel("house"),
        FieldPanel("lead"),
        FieldPanel("line"),
        FieldPanel("facts"),
        FieldPanel("why_we_ask"),
        *HouseParts.parts_panels,
        FieldPanel("steps"),
        FieldPanel("emergencies"),
        FieldPanel("before"),
    ]
    page_description = _("What one house is like. Name, phone, rooms, limits and notice come from the house itself.")
    parent_page_types = ["pages.HouseListPage"]
    subpage_types: list[str] = []
    template = "pages/house_page.html"
    neighbours = True  # whether the organization has more houses; told by the home page that leads here

    class Meta:
        verbose_name = _("page of a house")
        verbose_name_plural = _("pages of houses")

    @cached_property
    def seen(self) -> Seen:
        """Return what stands published for the house right now."""
        return standing.seen_of([self.house_id])[self.house_id]

    @cached_property
    def notice(self) -> openings.Published:
        """Return what the house says about room right now."""
        return openings.told(self.seen)

    @property
    def by_form(self) -> bool:
        """Say whether one may ask for a conversation here; some houses are only reached by phone."""
        return self.notice.precision != "none" and self.notice.band != "paused"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the house as it is now."""
        request.house = self.house  # type: ignore[attr-defined]
        rules, guidelines = self.house.rules(), Guidelines.objects.in_force(self.house)
        rooms = list(self.house.rooms.in_use())
        return super().get_context(request, *args, **kwargs) | {
            "house": self.house,
            "steps": self.steps or (self.home.steps if self.home else []),
            "rules": rules,
            "rooms": [(room, good_to_know(room)) for room in rooms],
            "access": self.access(rooms),
            "guidelines": guidelines,
            "ask_elsewhere": languages.other_ways("intake:ask", self.house.slug),
            "oembed": outlets.oembed_links(self.house.slug),
            "structured": structured.service(
                self.seen,
                provider=self.house.organization.name,
                audience=rules.area_rule,
                terms=settings.BASE_URL + reverse("guidelines:public", args=[self.house.slug]) if guidelines else "",
                by_form=self.by_form,
            ),
        }

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Take name and address from the house."""
        self._follow_house()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Take name and address from the house, in drafts too."""
        self._follow_house()
        super().minimal_clean()

    def clean(self) -> None:
        """Refuse a second page of one house, and a house of another organization."""
        twins = HousePage.objects.filter(house=self.house_id, locale=self.locale_id).exclude(pk=self.pk)
        if twins.exists():
            raise ValidationError({"house": _("This house already has a page.")})
        super().clean()
        home = self.home
        if home and home.organization_id not in (None, self.house.organization_id):
            raise ValidationError({"house": _("This house belongs to another organization.")})
        self.check_pictures()

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Name the page to search engines only while the house is published."""
        return super().get_sitemap_urls(request) if self.house.published else []

    def _follow_house(self) -> None:
        if self.house_id:
            self.title = self.draft_title = self.house.name
            self.slug = self.house.slug


def _rooms_in_use() -> models.Count:
    """Return the number of a house's rooms; those out of use for good are not among them."""
    return models.Count("house__rooms", filter=models.Q(house__rooms__in=Room.objects.in_use()))


def good_to_know(room: Room) -> str:
    """Return what a room is like: its features, save those that its place or its own words name already."""
    named = f"{room.place} {room.about}".lower()
    left = [f"{word[:1].upper()}{word[1:]}." for word in room.feature_words() if word.lower() not in named]
    return " ".join([*left, room.about]).strip()


class StandardPage(SitePage):
    """A page of words: what we keep, safer browsing, for family and friends."""

    lead = models.TextField(max_length=400, blank=True)
    body = StreamField(blocks.Body(), blank=True)
    reviewed_on = models.DateField(
        null=True, blank=True, help_text=_("When somebody last read it and found it true and easy (CS-26).")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("reviewed_on"),
    ]
    promote_panels = [FieldPanel("slug")]
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage"]
    template = "pages/standard_page.html"

    class Meta:
        verbose_name = _("page of words")
        verbose_name_plural = _("pages of words")
