"""The blocks an editor builds a page from. No pictures, files or embeds: a page asks nothing of any other site."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

number = RegexValidator(
    r"^(\+[1-9][0-9]{6,14}|[0-9]{3,6})$", _("Write a short number like 988, or one with its country code.")
)


class Step(blocks.StructBlock):
    """One step of how a stay comes about."""

    title = blocks.CharBlock(max_length=60, label=_("In three words"))
    words = blocks.TextBlock(max_length=300, label=_("What happens"))

    class Meta:
        icon = "order"
        label = _("Step")


class Fact(blocks.StructBlock):
    """One fact of a house: what it is about, and what is so."""

    term = blocks.CharBlock(max_length=60, label=_("What it is about"))
    words = blocks.TextBlock(max_length=400, label=_("What is so"))

    class Meta:
        icon = "list-ul"
        label = _("Fact")


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

    def clean(self, value: Any) -> Any:
        """Refuse a number of somebody else that is not there."""
        cleaned = super().clean(value)
        if cleaned["whose"] == self.OTHER and not cleaned["number"]:
            missing = ValidationError(_("Write the number."))
            raise blocks.StructBlockValidationError(block_errors={"number": missing})
        return cleaned


class Words(blocks.StreamBlock):
    """Headings, paragraphs, lists and phone numbers, in any order."""

    heading = blocks.CharBlock(max_length=90, icon="title", label=_("Heading"))
    paragraph = blocks.RichTextBlock(features=["bold", "link"], icon="pilcrow", label=_("Paragraph"))
    list = blocks.ListBlock(blocks.TextBlock(max_length=300), icon="list-ul", label=_("List"))
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


class Body(Words):
    """All a standard page may hold."""

    sensitive = Sensitive()
