"""The house's agreements, by version."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from respite.models import House, Person

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class GuidelinesQuerySet(models.QuerySet["Guidelines"]):
    """Versions, asked for in words."""

    def in_force(self, house: House, on: date | None = None) -> "Guidelines | None":
        """Return the newest version whose date has come, or None."""
        return self.filter(house=house, holds_from__lte=on or house.tonight()).order_by("-version").first()

    def for_all(self) -> "GuidelinesQuerySet":
        """Leave out who wrote it down: nobody outside reads that, and the public process may not."""
        return self.defer("by")

    def with_words(self) -> "GuidelinesQuerySet":
        """Read who wrote it down and its words in every language in the same go."""
        return self.select_related("by").prefetch_related("other_words")


class Written(models.Model):
    """Words in one language: who made them, and who read them over (LN-31)."""

    class Made(models.TextChoices):
        """Who wrote a text. What a machine made counts only once a person checked it."""

        HUMAN = "human", _("a person wrote it")
        MACHINE = "machine", _("a machine made it")

    text = models.TextField(help_text=_("One idea a paragraph. A line starting with # is a heading."))
    made = models.CharField(max_length=8, choices=Made, default=Made.HUMAN, db_default=Made.HUMAN)
    checked_by = models.CharField(
        max_length=80, blank=True, db_default="", help_text=_("Who read it over and found it right.")
    )
    what_changed = models.TextField(blank=True, help_text=_("What is new, in a sentence or two. Guests read it."))

    class Meta:
        abstract = True

    def parts(self) -> list[tuple[str, list[str]]]:
        """Return the text as (heading, paragraphs) pairs; words before the first heading have an empty one."""
        return parts_of(self.text)


class Guidelines(Written):
    """One version of what a house agrees on. Never edited once somebody was shown it: a change is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="guidelines")
    version = models.PositiveIntegerField()
    holds_from = models.DateField()
    agreed_at = models.CharField(max_length=80, blank=True, help_text=_("The house meeting it came from."))
    met_on = models.DateField(null=True, blank=True, help_text=_("The day of that meeting."))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    if TYPE_CHECKING:
        other_words: RelatedManager["GuidelinesWords"]
    easy = False
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

    @property
    def language(self) -> str:
        """Return the language the house writes in: that of the version itself."""
        return settings.LANGUAGE_CODE

    def all_words(self) -> "list[Guidelines | GuidelinesWords]":
        """Return this version in each language, the house's own first and what is easy to read behind its twin."""
        names = [code for code, _name in settings.LANGUAGES]
        rest = sorted(self.other_words.all(), key=lambda one: (one.language != self.language, one.language, one.easy))
        return [self, *(one for one in rest if one.language in names)]

    def said_in(self, language: str, *, easy: bool = False) -> "Guidelines | GuidelinesWords | None":
        """Return this version in `language`, in full or easy to read; None where nobody wrote it."""
        return next((one for one in self.all_words() if (one.language, one.easy) == (language, easy)), None)


class GuidelinesWords(Written):
    """The same version in another language, or easy to read. Belongs to its version and is as fixed as that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guidelines = models.ForeignKey(Guidelines, on_delete=models.CASCADE, related_name="other_words")
    language = models.CharField(max_length=12)
    easy = models.BooleanField(default=False)

    class Meta:
        ordering = ["language", "easy"]
        verbose_name_plural = _("words of the guidelines")
        constraints = [
            models.UniqueConstraint(fields=["guidelines", "language", "easy"], name="guidelines_words_once"),
        ]

    def __str__(self) -> str:
        return f"{self.language} of {self.guidelines_id}"


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
