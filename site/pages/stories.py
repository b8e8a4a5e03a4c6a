"""Stories, told by the person they are about, for as long as they said yes to it.

The yes is noted with its day and its last day; without it a story is not published, and after it the story comes down
by itself. Nothing here is taken from a guest's record: a story is what somebody wrote to be read (SE-50).
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from pages import blocks
from pages.base import SitePage
from pages.timed import TimedPage, end_of, listed, marked, zone_of
from respite import years


class StoryIndexPage(SitePage):
    """All stories, the newest first."""

    lead = models.TextField(max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    promote_panels = [FieldPanel("slug")]
    search_fields = [*SitePage.search_fields, index.SearchField("lead")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.StoryPage"]
    max_count_per_parent = 1
    template = "pages/story_index_page.html"

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the stories whose yes still holds."""
        stories = listed(StoryPage, self).order_by("-first_published_at", "-pk").defer_streamfields()
        return super().get_context(request, *args, **kwargs) | {"stories": marked(stories, self)}


class StoryPage(TimedPage):
    """One story, in the words of the person who lived it."""

    told_by = models.CharField(
        max_length=60, help_text=_("The name they chose for this. It need not be the name they use.")
    )
    consent = models.BooleanField(
        default=False,
        verbose_name=_("they said yes"),
        help_text=_("They read this very text, and said yes to having it here. Without it the story is not published."),
    )
    consent_on = models.DateField(
        null=True, blank=True, validators=[years.near], verbose_name=_("the day they said yes")
    )
    consent_until = models.DateField(
        null=True,
        blank=True,
        validators=[years.near],
        verbose_name=_("until when it may stand here"),
        help_text=_("After this day the story comes down by itself. They can take it back sooner: unpublish it then."),
    )
    note = models.CharField(
        max_length=200,
        verbose_name=_("what it is about"),
        help_text=_("Readers see this first, so that they can choose to read on. Name what may be hard."),
    )
    lead = models.TextField(max_length=400, blank=True, help_text=_("In our words, for the list. Keep it short."))
    body = StreamField(blocks.Words(), verbose_name=_("the story"), help_text=_("Their words, as they wrote them."))

    content_panels = [
        HelpPanel(template="pages/story_help.html"),
        *Page.content_panels,
        FieldPanel("told_by"),
        MultiFieldPanel(
            [FieldPanel("consent"), FieldPanel("consent_on"), FieldPanel("consent_until")], heading=_("Their yes")
        ),
        FieldPanel("note"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    promote_panels = [FieldPanel("slug")]
    search_fields = [
        *TimedPage.search_fields,
        index.SearchField("told_by"),
        index.SearchField("lead"),
        index.SearchField("body"),
    ]
    parent_page_types = ["pages.StoryIndexPage"]
    subpage_types: list[str] = []
    template = "pages/story_page.html"
    their_words = frozenset({"title", "told_by", "body"})

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(
                condition=Q(consent=False) | Q(consent_on__isnull=False, consent_until__isnull=False),
                name="story_yes_has_its_days",
                violation_error_message=_("Say on which day they said yes, and until when."),
            ),
            models.CheckConstraint(
                condition=Q(consent_until__gt=F("consent_on")),
                name="story_yes_ends_after_it_began",
                violation_error_message=_("The last day has to come after the day they said yes."),
            ),
        ]

    def ends_at(self) -> datetime | None:
        """Return the end of the last day they said yes to."""
        return end_of(self.consent_until, zone_of(self.home)) if self.consent_until else None

    def unfit(self) -> list[str | Promise]:
        """Say what is missing before this may be read by anybody."""
        if not self.consent:
            return [_("Nobody noted that the person said yes to this story.")]
        if self.consent_on and self.consent_on > timezone.now().astimezone(zone_of(self.home)).date():
            return [_("The day they said yes is still to come.")]
        return []
