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
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Revision
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from openings import outlets, standing, structured
from openings import words as openings
from openings.standing import Seen
from pages import blocks, checks, finding, map_blocks, translating
from pages.albums import Album
from pages.guidelines import AgreedTask, HouseGuidelines
from pages.help_numbers import HelpNumbers
from pages.house_parts import HouseParts
from pages.looks import Look
from pages.map_blocks import Places
from pages.pictures import Picture, PictureRendition
from pages.resource_files import ResourceFile
from respite import languages
from respite.models import House, Organization, Room
from stays.models import Guidelines

__all__ = [
    "AgreedTask",
    "Album",
    "HelpNumbers",
    "HomePage",
    "HouseGuidelines",
    "HouseListPage",
    "HousePage",
    "Picture",
    "PictureRendition",
    "ResourceFile",
    "SitePage",
    "StandardPage",
    "good_to_know",
]


class CheckedForm(WagtailAdminPageForm):
    """Says before publishing what keeps a page from being read by anybody; a draft may be as it likes."""

    def _post_clean(self) -> None:
        super()._post_clean()
        page: SitePage = self.instance
        if page.pk is None and self.parent_page:  # it stands in no tree yet
            page.home = getattr(self.parent_page.specific, "home", None)
        if not self.is_deferred_validation and not self.errors:
            for words in checks.stops(page):
                self.add_error(None, words)


class SitePage(Page):
    """What all our pages share: the way up to the home page, and no password that Wagtail would keep readable."""

    private_page_options = ["groups", "login"]
    promote_panels: list[FieldPanel] = []
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("slug", "seo_title", "search_description")
    ]
    told_in = ""  # the language of a page that stands among those of another one
    speaks_of_rights = False  # what a guest may ask for, agrees to or is told of: people alone may translate it
    base_form_class = CheckedForm
    their_words: frozenset[str] = frozenset()  # fields that hold what somebody else wrote: nobody corrects those

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        """Return the path of the page in the language being spoken, without asking for the site (page.url does)."""
        return address_of(self, self.told_in)

    @property
    def up(self) -> dict[str, str]:
        """Return title and address of the page this one stands under."""
        parent = self.get_parent()
        return {"title": parent.title, "url": address_of(parent)}

    def elsewhere(self) -> list[languages.Elsewhere]:
        """Return the addresses of this page in the other languages it is published in."""
        others = Page.objects.live().filter(translation_key=self.translation_key, alias_of=None).exclude(pk=self.pk)
        found = {page.locale.language_code: page for page in others.select_related("locale")}
        names = [(code, name) for code, name in settings.LANGUAGES if code in found]
        return [languages.Elsewhere(code, name, address_of(found[code], code)) for code, name in names]

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
        request.elsewhere = self.elsewhere  # type: ignore[attr-defined]
        behind = SimpleLazyObject(lambda: self.speaks_of_rights and translating.behind(self))
        return super().get_context(request, *args, **kwargs) | {"home": home, "behind": behind}

    @property
    def findings(self) -> list[checks.Finding]:
        """Return what the editor is told beside the page."""
        return checks.findings(self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Let the first sentence stand for the page in lists of what was found."""
        self.search_description = getattr(self, "lead", "")
        super().full_clean(*args, **kwargs)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish what nothing keeps from being read; the schedule and scripts come by here, too.

        Of a translation: not one that is half in English, or a machine's alone (pages.translating).
        """
        written = revision.as_object()
        checks.refuse(written)
        translating.refuse_faulty(written)
        super().publish(revision, *args, **kwargs)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Name the address alone: a time of change could tell what changed."""
        over = self.expire_at is not None and self.expire_at <= timezone.now()
        return [] if over else [{"location": self.get_full_url(request)}]


def address_of(page: Page, language: str = "") -> str:
    """Return the path of any page of a site, in the language being spoken unless another one is named."""
    with override(language or get_language() or settings.LANGUAGE_CODE):
        return reverse("wagtail_serve", args=[page.url_path.split("/", 2)[2]])


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
    finds = StreamField([("line", blocks.Line(max_length=120))], blank=True, verbose_name=_("what you will find"))
    nots = StreamField([("line", blocks.Line(max_length=120))], blank=True, verbose_name=_("what we are not"))
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
    override_translatable_fields = [
        *SitePage.override_translatable_fields,
        *(SynchronizedField(name, overridable=False) for name in ("title", "accent", "accent_dark")),
    ]
    page_description = _("The first page of an organization. Its houses are listed by themselves.")
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
        found = list(self._pages_of_houses().annotate(rooms=_rooms_in_use()).order_by("path"))
        if get_language() != settings.LANGUAGE_CODE:
            found = self._with_english(found)
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

    def _with_english(self, found: list["HousePage"]) -> list["HousePage"]:
        """Return `found` in the order of the English pages, with those of them that nobody wrote in this language."""
        pages = _shown(HousePage.objects.live()).filter(house__organization=self.organization_id)
        pages = pages.filter(locale__language_code=settings.LANGUAGE_CODE).annotate(rooms=_rooms_in_use())
        mine, written = {page.translation_key: page for page in found}, list(pages.order_by("path"))
        for page in written:
            page.told_in = settings.LANGUAGE_CODE
        return [mine.pop(page.translation_key, page) for page in written] + list(mine.values())

    def _pages_of_houses(self) -> models.QuerySet["HousePage"]:
        pages = _shown(HousePage.objects.live().descendant_of(self))
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
    search_fields = [*SitePage.search_fields, index.SearchField("lead")]

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
    override_translatable_fields = [*SitePage.override_translatable_fields, SynchronizedField("title", False)]
    page_description = _("What one house is like. Name, phone, rooms, limits and notice come from the house itself.")
    parent_page_types = ["pages.HouseListPage"]
    subpage_types: list[str] = []
    speaks_of_rights = True
    template = "pages/house_page.html"
    search_fields = [
        *SitePage.search_fields,
        *(index.SearchField(name) for name in ("lead", "line", "facts", "steps", "emergencies", "before")),
    ]
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
        return self.seen.row.style != "phone_only" and self.notice.band != "paused"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the house as it is now."""
        request.house = self.house  # type: ignore[attr-defined]
        rules, guidelines = self.house.rules(), Guidelines.objects.for_all().in_force(self.house)
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
        shown = House.objects.published().filter(pk=self.house_id).exists()
        return super().get_sitemap_urls(request) if shown else []

    def _follow_house(self) -> None:
        if self.house_id:
            self.title = self.draft_title = self.house.name
            self.slug = self.house.slug


def _shown(pages: models.QuerySet["HousePage"]) -> models.QuerySet["HousePage"]:
    """Return those of `pages` whose house is published, with it and its organization."""
    return pages.filter(house__published=True).select_related("house__organization").defer("house__address")


def _rooms_in_use() -> models.Count:
    """Return the number of a house's rooms; those out of use for good are not among them."""
    return models.Count("house__rooms", filter=models.Q(house__rooms__in=Room.objects.in_use()))


def good_to_know(room: Room) -> str:
    """Return the features of a room, save those that its place or its own words name already."""
    named = f"{room.place} {room.about}".lower()
    with override(settings.LANGUAGE_CODE):  # that is how the house wrote those
        plain = room.feature_words()
    told = zip(room.feature_words(), plain, strict=True)
    return " ".join(f"{word[:1].upper()}{word[1:]}." for word, english in told if english.lower() not in named)


class StandardPage(SitePage):
    """A page of words: what we keep, safer browsing, for family and friends."""

    lead = models.TextField(max_length=400, blank=True)
    body = StreamField(blocks.Body(), blank=True)
    reviewed_on = models.DateField(
        null=True, blank=True, help_text=_("When somebody last read it and found it true and easy (CS-26).")
    )
    rights = models.BooleanField(
        _("speaks of rights or consent"),
        default=False,
        help_text=_("What guests may ask for, agree to or are told of. People translate it, never a machine alone."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("reviewed_on"),
        FieldPanel("rights"),
    ]
    promote_panels = [FieldPanel("slug")]
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage"]
    template = "pages/standard_page.html"
    search_fields = [*SitePage.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = _("page of words")
        verbose_name_plural = _("pages of words")

    @property
    def speaks_of_rights(self) -> bool:  # type: ignore[override]
        """Say whether people alone may translate it."""
        return self.rights


# The other page types stand on what is above, each subject in a module of its own.
from pages import events, helping, jobs, questions, resources, statements, stories  # noqa: E402, F401
