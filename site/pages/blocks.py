"""The blocks an editor builds a page from. No pictures, files or embeds: a page asks nothing of any other site.

A block has one template, which the page and the preview in the chooser both show.
"""

from contextlib import suppress
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages import phones

number = RegexValidator(
    r"^(\+[1-9][0-9]{6,14}|[0-9]{3,6})$",
    _("Write the number with its area code, like 715 555 0142, or a short one like 988."),
)


class Line(blocks.CharBlock):
    """One line of a list."""

    class Meta:
        icon = "list-ul"
        label = _("Line")
        description = _("One short line of a list.")
        template = "pages/blocks/line.html"
        preview_template = "pages/previews/line.html"
        preview_value = "A room of your own, with a lock"


class Heading(blocks.CharBlock):
    """A heading within a page."""

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Says what the next lines are about, so that people can jump to it.")
        template = "pages/blocks/heading.html"
        preview_template = "pages/block_preview.html"
        preview_value = "When you arrive"


class Step(blocks.StructBlock):
    """One step of how a stay comes about."""

    title = blocks.CharBlock(max_length=60, label=_("In three words"))
    words = blocks.TextBlock(max_length=300, label=_("What happens"))

    class Meta:
        icon = "order"
        label = _("Step")
        description = _("One step of how a stay comes about. They get their numbers by themselves.")
        template = "pages/blocks/step.html"
        preview_template = "pages/previews/step.html"
        preview_value = {"title": "We talk", "words": "We call you back and find out together what could help."}


class Fact(blocks.StructBlock):
    """One fact of a house: what it is about, and what is so."""

    term = blocks.CharBlock(max_length=60, label=_("What it is about"))
    words = blocks.TextBlock(max_length=400, label=_("What is so"))

    class Meta:
        icon = "list-ul"
        label = _("Fact")
        description = _("Something that is so in this house: what it is about, and what is so.")
        template = "pages/blocks/fact.html"
        preview_template = "pages/previews/fact.html"
        preview_value = {"term": "Cost", "words": "Nothing. There is no bill, and no insurance is needed."}


class Phone(blocks.StructBlock):
    """A number to ring. Our own warm line is read from the organization, so that it is never old."""

    OURS, OTHER = "warm_line", "other"
    whose = blocks.ChoiceBlock(
        choices=[(OURS, _("Our warm line")), (OTHER, _("Another number"))], default=OTHER, label=_("Whose number")
    )
    name = blocks.CharBlock(max_length=60, label=_("Who answers"))
    number = blocks.CharBlock(
        required=False, validators=[number], label=_("Number"), help_text=_("Leave it empty for our warm line.")
    )
    words = blocks.TextBlock(required=False, max_length=300, label=_("When to ring, and what happens"))

    class Meta:
        icon = "mobile-alt"
        label = _("Phone number")
        description = _("A number to tap and ring. Our own warm line is never old.")
        template = "pages/blocks/phone.html"
        preview_template = "pages/block_preview.html"
        preview_value = {"whose": "other", "name": "988 Lifeline", "number": "988", "words": "Day and night."}

    def clean(self, value: Any) -> Any:
        """Take a number however it is written, and refuse one of somebody else that is not there."""
        with suppress(ValidationError):  # what is no number is refused by the field itself, beside all else
            value["number"] = phones.read(value.get("number") or "")
        cleaned = super().clean(value)
        if cleaned["whose"] == self.OTHER and not cleaned["number"]:
            missing = ValidationError(_("Write the number."))
            raise blocks.StructBlockValidationError(block_errors={"number": missing})
        return cleaned


class Paragraph(blocks.RichTextBlock):
    """Some sentences; a word in them can be bold or lead to another page."""

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        description = _("A few sentences. Short ones are easier to read at night.")
        preview_template = "pages/block_preview.html"
        preview_value = "<p>You can come as you are. <b>Nothing has to be decided today.</b></p>"


class Lines(blocks.ListBlock):
    """A list of lines."""

    class Meta:
        icon = "list-ul"
        label = _("List")
        description = _("Several things of one kind, each with a dot before it.")
        template = "pages/blocks/list.html"
        preview_template = "pages/block_preview.html"
        preview_value: ClassVar[list[str]] = ["A room of your own", "A kitchen for all", "Somebody awake at night"]


class Words(blocks.StreamBlock):
    """Headings, paragraphs, lists and phone numbers, in any order."""

    heading = Heading(max_length=90)
    paragraph = Paragraph(features=["bold", "link"])
    list = Lines(blocks.TextBlock(max_length=300))
    phone = Phone()


class Sensitive(blocks.StructBlock):
    """Words about force, abuse or death: told beforehand, and easy to skip (CS-30)."""

    note = blocks.CharBlock(
        max_length=200,
        label=_("What it is about"),
        help_text=_("Readers see this sentence first, and can skip the part. Without it the page is not published."),
    )
    words = Words(label=_("The part"))

    class Meta:
        icon = "warning"
        label = _("Part that may be hard to read")
        description = _("For words about force, abuse or death. Readers are told first, and can skip it.")
        template = "pages/blocks/sensitive.html"
        preview_template = "pages/block_preview.html"
        preview_value: ClassVar[dict[str, Any]] = {
            "note": "The next part speaks of force in a hospital.",
            "words": [{"type": "paragraph", "value": "<p>Here stands what is hard to read.</p>"}],
        }


class Body(Words):
    """All a standard page may hold."""

    sensitive = Sensitive()
