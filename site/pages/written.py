"""Pages of words: a first sentence, a body of blocks, and the day somebody last read it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from pages import blocks
from pages.base import SitePage
from respite import years


class WrittenPage(SitePage):
    """A page that an editor writes, with what the system knows set beside it."""

    lead = models.TextField(max_length=400, blank=True, help_text=_("One or two sentences that say what it is about."))
    body = StreamField(blocks.Body(), blank=True)
    reviewed_on = models.DateField(
        null=True,
        blank=True,
        validators=[years.gone_by],
        help_text=_("When somebody last read it and found it true and easy."),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body"), FieldPanel("reviewed_on")]
    promote_panels = [FieldPanel("slug")]
    search_fields = [*SitePage.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True


class StandardPage(WrittenPage):
    """A page of words: what we keep, safer browsing, for family and friends."""

    rights = models.BooleanField(
        _("speaks of rights or consent"),
        default=False,
        help_text=_("What guests may ask for, agree to or are told of. People translate it, never a machine alone."),
    )

    content_panels = [*WrittenPage.content_panels, FieldPanel("rights")]
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage"]
    template = "pages/standard_page.html"

    class Meta:
        verbose_name = _("page of words")
        verbose_name_plural = _("pages of words")

    @property
    def speaks_of_rights(self) -> bool:  # type: ignore[override]
        """Say whether people alone may translate it."""
        return self.rights
