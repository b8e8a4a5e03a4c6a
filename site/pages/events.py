"""Groups and open days: when they are on the wall clock of a house, and gone from every list once they have been."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from pages import blocks
from pages.base import SitePage
from pages.house_choice import HouseForm, refuse_elsewhere
from pages.occasions import Times, over_at, upcoming
from pages.phones import AnyWay
from pages.timed import TimedPage, listed, marked, standing
from respite import years
from respite.models import House
from respite.nights import at


@dataclass(frozen=True)
class Occasion:
    """The next time an event takes place."""

    event: "EventPage"
    day: date

    @property
    def starts_at(self) -> datetime:
        """Return when it begins."""
        return at(self.day, self.event.starts, self.event.house.tz)

    @property
    def ends_at(self) -> datetime:
        """Return when it is over."""
        return at(self.day, self.event.ends, self.event.house.tz)


class EventIndexPage(SitePage):
    """All groups and open days that are still to come, the next one first."""

    lead = models.TextField(max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    promote_panels = [FieldPanel("slug")]
    search_fields = [*SitePage.search_fields, index.SearchField("lead")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.EventPage"]
    max_count_per_parent = 1
    template = "pages/event_index_page.html"

    class Meta:
        verbose_name = _("list of groups and open days")
        verbose_name_plural = _("lists of groups and open days")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what is still to come, and where to get it as a calendar."""
        found = occasions(listed(EventPage, self))
        marked((one.event for one in found), self)
        more = {"occasions": found, "calendar": reverse("calendar")}
        return super().get_context(request, *args, **kwargs) | more


class EventForm(AnyWay, HouseForm):
    """Takes the phone number however it is written."""


class EventPage(TimedPage):
    """One group or open day: once, or every week at the same hour."""

    house = models.ForeignKey(
        House, on_delete=models.PROTECT, related_name="+", help_text=_("Its clock is the one that counts.")
    )
    day = models.DateField(
        validators=[years.near], help_text=_("The day, or the first day of one that comes every week.")
    )
    starts = models.TimeField(verbose_name=_("from"), help_text=_("Like 3:30 pm."))
    ends = models.TimeField(verbose_name=_("until"))
    weekly = models.BooleanField(default=False, verbose_name=_("every week"))
    last_day = models.DateField(
        null=True,
        blank=True,
        validators=[years.near],
        help_text=_("For one that comes every week: no more after this day. Then the page comes down by itself."),
    )
    place = models.CharField(
        max_length=120, blank=True, help_text=_("Where to come. Never the address of a house that keeps it to itself.")
    )
    phone = models.CharField(
        max_length=16, blank=True, validators=[blocks.number], help_text=_("Where to call in, like 715 555 0142.")
    )
    lead = models.TextField(max_length=400, help_text=_("One or two sentences for the list."))
    body = StreamField(blocks.Body(), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("house"),
        MultiFieldPanel(
            [
                FieldPanel("day"),
                FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
                FieldPanel("weekly"),
                FieldPanel("last_day"),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("phone")], heading=_("Where")),
        FieldPanel("body"),
    ]
    promote_panels = [FieldPanel("slug")]
    search_fields = [
        *TimedPage.search_fields,
        index.SearchField("place"),
        index.SearchField("lead"),
        index.SearchField("body"),
    ]
    parent_page_types = ["pages.EventIndexPage"]
    subpage_types: list[str] = []
    template = "pages/event_page.html"
    base_form_class = EventForm

    class Meta:
        verbose_name = _("group or open day")
        verbose_name_plural = _("groups and open days")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="event_ends_after_it_starts",
                violation_error_message=_("It has to end later on the same day."),
            ),
            models.CheckConstraint(
                condition=Q(weekly=False, last_day__isnull=True)
                | Q(weekly=True, last_day__isnull=False, last_day__gte=F("day")),
                name="weekly_event_has_its_last_day",
                violation_error_message=_("One that comes every week needs a last day; one that comes once has none."),
            ),
        ]

    @property
    def times(self) -> Times:
        """Return what it says about time."""
        return Times(self.day, self.starts, self.ends, self.last_day if self.weekly else None, self.house.tz)

    @property
    def next_one(self) -> Occasion | None:
        """Return the next time it takes place."""
        day = upcoming(self.times, timezone.now())
        return Occasion(self, day) if day else None

    def ends_at(self) -> datetime | None:
        """Return when the last of them is over."""
        told = self.house_id and self.day and self.ends
        return over_at(self.times) if told else None

    def clean(self) -> None:
        """Refuse one that takes place nowhere, and a house of another organization."""
        super().clean()
        refuse_elsewhere(self)
        if not (self.place or self.phone):
            raise ValidationError({"place": _("Say where to come, or where to call in.")})
        if self.weekly and self.day and self.last_day and self.last_day < self.day:
            raise ValidationError({"last_day": _("The last day comes on the first day or after it.")})

    def minimal_clean(self) -> None:
        """Refuse a house of another organization, in drafts too."""
        refuse_elsewhere(self)
        super().minimal_clean()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add when it takes place next."""
        return super().get_context(request, *args, **kwargs) | {"occasion": self.next_one, "house": self.house}


def occasions(events: "models.QuerySet[EventPage]") -> list[Occasion]:
    """Return the next time each of these events takes place, the soonest first."""
    rows = standing(events).select_related("house").defer_streamfields()  # type: ignore[attr-defined]
    found = [event.next_one for event in rows]
    return sorted((one for one in found if one), key=lambda one: (one.starts_at, one.event.title))
