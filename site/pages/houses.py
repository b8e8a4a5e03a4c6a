"""The houses of an organization: the list with its map, and the page of each house with what it says now."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from intake import before_asking
from openings import outlets, standing, structured
from openings import words as openings
from openings.standing import Seen
from pages import blocks, finding, map_blocks
from pages.base import SitePage
from pages.checks import Stopped
from pages.house_choice import HouseForm, refuse_elsewhere
from pages.house_parts import HouseParts
from pages.map_blocks import Places
from pages.open_pages import open_to_all
from respite import languages
from respite.models import House, Room
from stays.models import Guidelines

HAS_ONE = _("This house already has a page.")


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
        """Add the houses that have what is asked for, and the map of those."""
        found = finding.find(self.home.houses if self.home else [], request.GET.getlist("need"))
        drawn = map_blocks.drawn(self.places, found.listed)
        return super().get_context(request, *args, **kwargs) | {"found": found, "map": drawn}

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address that partners rely on."""
        self.slug = self.SLUG
        super().full_clean(*args, **kwargs)


class HousePageForm(HouseForm):
    """Says beside the house that it has a page, in drafts too."""

    def clean_house(self) -> House | None:
        """Return a house that has no other page in this language."""
        house: House | None = self.cleaned_data["house"]
        if house and self.instance.twins(house).exists():
            raise ValidationError(HAS_ONE)
        return house


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
    base_form_class = HousePageForm
    template = "pages/house_page.html"
    search_fields = [
        *SitePage.search_fields,
        *(index.SearchField(name) for name in ("lead", "line", "facts", "steps", "emergencies", "before")),
    ]
    is_of_a_house = True  # for the checks: what stands here is said of that house
    neighbours = True  # whether the organization has more houses; told by the home page that leads here
    apart = False  # whether it has what is asked for, and in no single room; told by the list of houses

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
        return takes_requests(self.seen, self.notice)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the house as it is now."""
        request.house = self.house  # type: ignore[attr-defined]
        rules, guidelines = self.house.rules(), Guidelines.objects.for_all().in_force(self.house)
        rooms = list(self.house.rooms.in_use())
        return super().get_context(request, *args, **kwargs) | {
            "house": self.house,
            "notice": self.notice,
            "by_form": self.by_form,
            "steps": self.steps or (self.home.steps if self.home else []),
            "rules": rules,
            "reporting": before_asking.reporting(self.house),
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
        """Take name and address from the house, which is one of ours, in drafts too."""
        refuse_elsewhere(self)
        self._follow_house()
        super().minimal_clean()

    def clean(self) -> None:
        """Refuse a second page of one house, and a house of another organization."""
        if not self.house_id:
            return  # the field itself says so
        if self.twins(self.house).exists():
            raise ValidationError({"house": HAS_ONE})
        super().clean()
        refuse_elsewhere(self)
        self.check_pictures()

    def twins(self, house: House) -> models.QuerySet["HousePage"]:
        """Return the other pages of `house` in the language of this one."""
        return HousePage.objects.filter(house=house, locale=self.locale_id).exclude(pk=self.pk)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Tell whoever was second in the same moment that the house has its page; the database lets one in."""
        try:
            with transaction.atomic():
                return super().save(*args, **kwargs)
        except IntegrityError as refusal:
            if "one_page_a_house" not in str(refusal):
                raise
            raise Stopped([str(HAS_ONE)]) from refusal

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Name the page to search engines only while the house is published."""
        shown = House.objects.published().filter(pk=self.house_id).exists()
        return super().get_sitemap_urls(request) if shown else []

    def _follow_house(self) -> None:
        if self.house_id:
            self.title = self.draft_title = self.house.name
            self.slug = self.house.slug


def takes_requests(seen: Seen, notice: openings.Published) -> bool:
    """Say whether a house may be asked on the web: it tells more than by phone, and is not closed for a while."""
    return seen.row.style != "phone_only" and notice.band != "paused"


def shown(pages: models.QuerySet["HousePage"]) -> models.QuerySet["HousePage"]:
    """Return those of `pages` that are open to all and whose house is published, with it and its organization."""
    return (
        open_to_all(pages).filter(house__published=True).select_related("house__organization").defer("house__address")
    )


def rooms_in_use() -> models.Count:
    """Return the number of a house's rooms; those out of use for good are not among them."""
    return models.Count("house__rooms", filter=models.Q(house__rooms__in=Room.objects.in_use()))


def good_to_know(room: Room) -> str:
    """Return the features of a room, save those that its place or its own words name already."""
    named = f"{room.place} {room.about}".lower()
    with override(settings.LANGUAGE_CODE):  # that is how the house wrote those
        plain = room.feature_words()
    told = zip(room.feature_words(), plain, strict=True)
    return " ".join(f"{word[:1].upper()}{word[1:]}." for word, english in told if english.lower() not in named)
