"""Pages that say what is so: how far everybody can use the site, and what we store about a guest."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks as wagtail_blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from pages import blocks, kept
from pages.base import SitePage
from pages.written import WrittenPage
from respite import years
from respite.models import House


class Fault(wagtail_blocks.StructBlock):
    """Something that does not work yet, since when we know it, and what to do meanwhile."""

    what = wagtail_blocks.CharBlock(max_length=200, label=_("What does not work"))
    since = wagtail_blocks.DateBlock(label=_("Known since"))
    instead = wagtail_blocks.TextBlock(max_length=300, label=_("What you can do instead"))
    planned = wagtail_blocks.CharBlock(
        required=False, max_length=120, label=_("What we do about it"), help_text=_("And by when, if we know.")
    )

    class Meta:
        icon = "warning"
        label = _("Fault we know")
        description = _("Something that does not work yet, and what people can do meanwhile.")
        template = "pages/blocks/fault.html"
        preview_template = "pages/previews/fault.html"
        preview_value: ClassVar[dict[str, Any]] = {
            "what": "The map cannot be read aloud.",
            "since": date(2026, 3, 1),
            "instead": "The list under it says the same.",
            "planned": "",
        }


class AccessibilityPage(SitePage):
    """What works for everybody, what does not yet, and how to tell us (AX-34)."""

    lead = models.TextField(max_length=400, blank=True)
    works = StreamField([("line", blocks.Line(max_length=200))], blank=True, verbose_name=_("what works"))
    faults = StreamField([("fault", Fault())], blank=True, verbose_name=_("what does not work yet"))
    tell = models.TextField(
        max_length=400,
        blank=True,
        verbose_name=_("how to tell us"),
        help_text=_("The phone numbers are added by themselves."),
    )
    reviewed_on = models.DateField(
        null=True,
        blank=True,
        validators=[years.gone_by],
        help_text=_("When somebody last went through the site with it. Once a year at least."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("works"),
        FieldPanel("faults"),
        FieldPanel("tell"),
        FieldPanel("reviewed_on"),
    ]
    promote_panels = [FieldPanel("slug")]
    search_fields = [
        *SitePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("works"),
        index.SearchField("faults"),
        index.SearchField("tell"),
    ]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    template = "pages/accessibility_page.html"

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")


class KeptPage(WrittenPage):
    """What we store about a guest, made from the rules in force: no editor can promise what the system does not do."""

    template = "pages/kept_page.html"
    speaks_of_rights = True

    class Meta:
        verbose_name = _("page of what we store")
        verbose_name_plural = _("pages of what we store")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add each thing that is kept: what, why, who reads it and when it goes, in each house."""
        houses = House.objects.published().prefetch_related("settings").order_by("name")
        mine = houses.filter(organization=self.home.organization_id) if self.home else houses.none()
        return super().get_context(request, *args, **kwargs) | {"parts": kept.told(list(mine)), "never": kept.NEVER}
