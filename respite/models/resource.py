"""Other help: lines, groups and places that a house may tell somebody about. Public facts, never about a guest."""

import re
import uuid
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from respite import years
from respite.models.house import Organization

any_number = RegexValidator(
    r"^(\+[1-9][0-9]{6,14}|[0-9]{3,6})$", _("Write a short number like 988, or one with its country code.")
)
FORMULA = re.compile(r"'?[=+\-@\t\r|%]")
no_formula = RegexValidator(
    rf"^{FORMULA.pattern}", _("Begin with a letter or a number: a spreadsheet could run this."), inverse_match=True
)
web_address = URLValidator(["http", "https"], message=_("Write a whole address, like https://county.example/."))


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Resources, asked for in words."""

    def shown(self) -> "ResourceQuerySet":
        """Return what the public list shows."""
        return self.filter(shown=True)

    def reviewed_before(self, day: date) -> "ResourceQuerySet":
        """Return what nobody has looked at since `day`; a day that is still to come is no look."""
        to_come = models.Q(reviewed_on__gt=years.last_today())
        return self.filter(models.Q(reviewed_on=None) | models.Q(reviewed_on__lt=day) | to_come)

    def about(self, words: str, *, config: str) -> "ResourceQuerySet":
        """Return what these words are found in, by the word stems of a language PostgreSQL knows."""
        vector = SearchVector("name", "what", "area", "languages", config=config)
        return self.annotate(found=vector).filter(found=SearchQuery(words, config=config, search_type="websearch"))


class Resource(models.Model):
    """One line, group or place that may help: what it is, and how to reach it."""

    class Kind(models.TextChoices):
        """What it is, in the words of a guest; the order is that of the public list."""

        LINE = "line", _("Somebody to talk to by phone")
        RESPITE = "respite", _("Other houses like ours")
        TEAM = "team", _("People who come to you")
        GROUP = "group", _("Groups")
        PLACE = "place", _("Places to go in the day")
        CARE = "care", _("Doctors, clinics and hospitals")
        HOME = "home", _("A bed or a home")
        DAILY = "daily", _("Food, money and rides")
        RIGHTS = "rights", _("Your rights")
        OTHER = "other", _("Other help")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="resources")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    name = models.CharField(max_length=120, validators=[no_formula])
    what = models.TextField(_("what it is"), max_length=400, blank=True, validators=[no_formula])
    phone = models.CharField(max_length=16, blank=True, validators=[any_number])
    hours = models.CharField(max_length=120, blank=True, validators=[no_formula])
    languages = models.CharField(
        max_length=120, blank=True, validators=[no_formula], help_text=_("Like “English, Spanish”.")
    )
    area = models.CharField(
        max_length=120, blank=True, validators=[no_formula], help_text=_("County or town it is for.")
    )
    website = models.CharField(max_length=200, blank=True, validators=[web_address])
    reviewed_on = models.DateField(
        null=True,
        blank=True,
        validators=[years.gone_by],
        help_text=_("When somebody last found all of this to be so."),
    )
    shown = models.BooleanField(_("on the public list"), default=True)
    source = models.CharField(max_length=40, blank=True, editable=False)
    source_id = models.CharField(max_length=80, blank=True, editable=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "area"]
        verbose_name = _("other help")
        verbose_name_plural = _("other help")
        constraints = [
            models.UniqueConstraint(
                "organization",
                Lower("name"),
                Lower("area"),
                name="resource_once_an_area",
                violation_error_message=_("This name is on the list already for this area."),
            ),
            models.UniqueConstraint(
                fields=["organization", "source_id"],
                condition=~models.Q(source_id=""),
                name="resource_once_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def all_words(self) -> str:
        """Return everything the public list says of it."""
        return "\n".join([self.name, self.what, self.hours, self.languages, self.area, self.website])

    @classmethod
    def by_kind(cls, rows: "models.QuerySet[Resource] | list[Resource]") -> list[tuple[Any, list["Resource"]]]:
        """Return the rows under the words of their kind, in the order of the list."""
        found: dict[str, list[Resource]] = {}
        for row in rows:
            found.setdefault(row.kind, []).append(row)
        return [(label, found[value]) for value, label in cls.Kind.choices if value in found]
