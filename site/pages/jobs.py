"""Open roles. Each has a closing day, after which it leaves by itself."""

from datetime import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from pages import blocks
from pages.base import SitePage
from pages.timed import TimedPage, end_of, listed, marked, zone_of
from respite import years


class JobIndexPage(SitePage):
    """All open roles, the one that closes first on top."""

    lead = models.TextField(max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    promote_panels = [FieldPanel("slug")]
    search_fields = [*SitePage.search_fields, index.SearchField("lead")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.JobPage"]
    max_count_per_parent = 1
    template = "pages/job_index_page.html"

    class Meta:
        verbose_name = _("list of jobs")
        verbose_name_plural = _("lists of jobs")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the roles that are still open."""
        jobs = listed(JobPage, self).order_by("closes_on", "title").defer_streamfields()
        return super().get_context(request, *args, **kwargs) | {"jobs": marked(jobs, self)}


class JobPage(TimedPage):
    """One open role."""

    hours = models.CharField(max_length=120, help_text=_("How many hours, at what times, like “Two nights a week”."))
    pay = models.CharField(max_length=120, help_text=_("What it pays, in numbers."))
    closes_on = models.DateField(
        validators=[years.near],
        help_text=_("The last day to ask for it. After this day the page comes down by itself."),
    )
    lead = models.TextField(max_length=400, help_text=_("One or two sentences for the list."))
    body = StreamField(blocks.Words(), blank=True, verbose_name=_("about the role"))
    how = models.TextField(
        max_length=400,
        verbose_name=_("how to ask for it"),
        help_text=_("Whom to call or write to. Ask for no papers that you do not need."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("hours"),
        FieldPanel("pay"),
        FieldPanel("closes_on"),
        FieldPanel("body"),
        FieldPanel("how"),
    ]
    promote_panels = [FieldPanel("slug")]
    search_fields = [*TimedPage.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["pages.JobIndexPage"]
    subpage_types: list[str] = []
    template = "pages/job_page.html"

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def ends_at(self) -> datetime | None:
        """Return the end of the closing day."""
        return end_of(self.closes_on, zone_of(self.home)) if self.closes_on else None
