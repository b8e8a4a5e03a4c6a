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
    met_on = models.DateField(null=True, blank=True, help_text=_("The day of that meeting."))
    what_changed = models.TextField(blank=True, help_text=_("What is new, in a sentence or two. Guests read it."))
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
        return parts_of(self.text)


class GuidelinesWords(models.Model):
    """The same version in another language, or easy to read. Belongs to its version and is as fixed as that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guidelines = models.ForeignKey(Guidelines, on_delete=models.CASCADE, related_name="other_words")
    language = models.CharField(max_length=12)
    easy = models.BooleanField(default=False)
    text = models.TextField()

    class Meta:
        ordering = ["language", "easy"]
        verbose_name_plural = _("words of the guidelines")
        constraints = [
            models.UniqueConstraint(fields=["guidelines", "language", "easy"], name="guidelines_words_once"),
        ]

    def __str__(self) -> str:
        return f"{self.language} of {self.guidelines_id}"

    def parts(self) -> list[tuple[str, list[str]]]:
        """Return the text as (heading, paragraphs) pairs."""
        return parts_of(self.text)


def parts_of(text: str) -> list[tuple[str, list[str]]]:
    """Return a text as (heading, paragraphs) pairs; words before the first heading have an empty one."""
    parts: list[tuple[str, list[str]]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("#"):
            parts.append((line.lstrip("# "), []))
        else:
            if not parts:
                parts.append(("", []))
            parts[-1][1].append(line)
    return parts
