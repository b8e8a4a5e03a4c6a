"""The house's agreements, by version."""

import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from respite.models import House, Person


class GuidelinesQuerySet(models.QuerySet["Guidelines"]):
    """Versions, asked for in words."""

    def in_force(self, house: House, on: date | None = None) -> "Guidelines | None":
        """Return the newest version whose date has come, or None."""
        return self.filter(house=house, holds_from__lte=on or house.tonight()).order_by("-version").first()


class Guidelines(models.Model):
    """One version of what a house agrees on. Never edited once somebody was shown it: a change is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="guidelines")
    version = models.PositiveIntegerField()
    text = models.TextField(help_text=_("One idea a paragraph. A line starting with # is a heading."))
    holds_from = models.DateField()
    agreed_at = models.CharField(max_length=80, blank=True, help_text=_("The house meeting it came from."))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = GuidelinesQuerySet.as_manager()

    class Meta:
        ordering = ["house", "-version"]
        verbose_name_plural = _("guidelines")
        constraints = [
            models.UniqueConstraint(
                fields=["house", "version"],
                name="guidelines_version_once",
                violation_error_message=_("The house already has this version."),
            )
        ]

    def __str__(self) -> str:
        return f"version {self.version}"

    def parts(self) -> list[tuple[str, list[str]]]:
        """Return the text as (heading, paragraphs) pairs; words before the first heading have an empty one."""
        parts: list[tuple[str, list[str]]] = []
        for line in filter(None, (line.strip() for line in self.text.splitlines())):
            if line.startswith("#"):
                parts.append((line.lstrip("# "), []))
            else:
                if not parts:
                    parts.append(("", []))
                parts[-1][1].append(line)
        return parts
