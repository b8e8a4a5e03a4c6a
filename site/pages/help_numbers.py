"""When somebody last rang the numbers that stand on every page for guests (CS-31).

The numbers themselves are facts of the organization and its houses; what is kept here is that a person tried them.
"""

from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel

from respite import years
from respite.models import Organization


class HelpNumbers(models.Model):
    """The help area of one organization, and the day on which somebody last found every number in it to be right."""

    organization = models.OneToOneField(
        Organization, on_delete=models.CASCADE, primary_key=True, related_name="help_numbers", editable=False
    )
    reviewed_on = models.DateField(
        null=True,
        validators=[years.gone_by],
        help_text=_("The day on which somebody rang or tried all of them, and found them to be right."),
    )

    panels = [HelpPanel(template="pages/help_numbers_help.html"), FieldPanel("reviewed_on")]

    class Meta:
        verbose_name = _("help numbers")
        verbose_name_plural = _("help numbers")

    def __str__(self) -> str:
        return str(self.organization)

    @classmethod
    def reviewed(cls, organization: UUID) -> date | None:
        """Return the day of the last review; None when nobody noted one."""
        return cls.objects.filter(organization=organization).values_list("reviewed_on", flat=True).first()
