"""The public list of other help. What stands on it are the rows of `Resource`: one fact, kept once, shown anywhere."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.models import Page
from wagtail.search import index

from pages.base import SitePage
from respite.models import Resource

A_PAGE = 40
_in_order = Case(
    *[When(kind=kind, then=Value(n)) for n, kind in enumerate(Resource.Kind.values)], output_field=IntegerField()
)


class ResourcesPage(SitePage):
    """Other help, by what it is."""

    lead = models.TextField(max_length=400, blank=True)

    content_panels = [HelpPanel(template="pages/resources_help.html"), *Page.content_panels, FieldPanel("lead")]
    promote_panels = [FieldPanel("slug")]
    search_fields = [*SitePage.search_fields, index.SearchField("lead")]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "pages/resources_page.html"

    class Meta:
        verbose_name = _("list of other help")
        verbose_name_plural = _("lists of other help")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of what helps, under the words of its kind."""
        mine = self.home.organization_id if self.home else None
        rows = Resource.objects.shown().filter(organization=mine).order_by(_in_order, "name", "area")
        part = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        kinds = Resource.by_kind(list(part.object_list))
        return super().get_context(request, *args, **kwargs) | {"part": part, "kinds": kinds}
