"""Questions people ask, with our answers: each opens with one tap, and without JavaScript."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks as wagtail_blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from pages import blocks
from pages.base import SitePage
from respite import years


class Question(wagtail_blocks.StructBlock):
    """One question and its answer."""

    question = wagtail_blocks.CharBlock(max_length=120, label=_("Question"), help_text=_("As a guest would ask it."))
    answer = blocks.Words(label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question")
        description = _("A question as a guest would ask it. A tap opens our answer.")
        template = "pages/blocks/question.html"
        preview_template = "pages/block_preview.html"
        preview_value: ClassVar[dict[str, Any]] = {
            "question": "Can I bring my dog?",
            "answer": [{"type": "paragraph", "value": "<p>Please ask us. In some rooms you can.</p>"}],
        }


class Answers(wagtail_blocks.StreamBlock):
    """Headings, and questions under them."""

    heading = blocks.Heading(max_length=90)
    question = Question()


class QuestionsPage(SitePage):
    """What people ask us."""

    lead = models.TextField(max_length=400, blank=True)
    questions = StreamField(Answers(), blank=True)
    reviewed_on = models.DateField(
        null=True,
        blank=True,
        validators=[years.gone_by],
        help_text=_("When somebody last read it and found it true and easy."),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("questions"), FieldPanel("reviewed_on")]
    promote_panels = [FieldPanel("slug")]
    search_fields: list[Any] = [*SitePage.search_fields, index.SearchField("lead"), index.SearchField("questions")]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    template = "pages/questions_page.html"
    speaks_of_rights = True  # half of what people ask is what we do without their yes

    class Meta:
        verbose_name = _("page of questions")
        verbose_name_plural = _("pages of questions")
