"""Questions a house adds to the form by itself: in its words, with a public reason, from a date on."""

import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from respite.models import House


class HouseQuestionQuerySet(models.QuerySet["HouseQuestion"]):
    """House-made questions, asked for in words."""

    def in_force(self, on: date) -> "HouseQuestionQuerySet":
        """Return the questions that are asked on `on`."""
        return self.filter(holds_from__lte=on).filter(models.Q(holds_until=None) | models.Q(holds_until__gt=on))


class HouseQuestion(models.Model):
    """One question. Never edited: a change ends it and begins another, so that old answers keep their question.

    With `match`, it is about who may stay: another answer leads to a kind page with other ways, and the answers to such
    questions are never kept. Without it, the answer is part of the request.
    """

    class Kind(models.TextChoices):
        """What an answer looks like."""

        YES_NO = "yes_no", _("yes or no")
        WORDS = "words", _("their own words")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=6, choices=Kind)
    match = models.CharField(max_length=3, blank=True, choices=[("yes", _("yes")), ("no", _("no"))])
    # {"en": {"ask": …, "why": …}, "es": {…}}: the question and why it is asked, both public
    words = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)
    holds_from = models.DateField()
    holds_until = models.DateField(null=True, blank=True, help_text=_("The first day on which it is not asked."))

    objects = HouseQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "holds_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(match="") | models.Q(kind="yes_no"),
                name="a_match_is_yes_or_no",
                violation_error_message=_("A question about who may stay is answered yes or no."),
            ),
            models.CheckConstraint(
                condition=models.Q(holds_until__isnull=True) | models.Q(holds_until__gte=models.F("holds_from")),
                name="question_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.said("ask", "en"))

    def said(self, part: str, language: str) -> str:
        """Return the question ("ask") or its reason ("why") in `language`, else as the house first wrote it."""
        told: dict[str, str] = self.words.get(language) or next(iter(self.words.values()), {})
        return str(told.get(part, ""))
