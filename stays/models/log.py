"""What the house keeps about itself: its log, what happened, and how many calls were simply support."""

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import vault
from respite.models import House, Person
from respite.vault import SealedField
from stays.models.guest import Guest


def key_of_the_house(house: House) -> bytes:
    """Return the key for words that are about a house and no guest: one per organization, outside the database."""
    return vault.purpose_key(f"house words|{house.organization_id}")


class LogQuerySet(models.QuerySet["LogEntry"]):
    """Log entries, asked for in words."""

    def of_house(self, house: House) -> "LogQuerySet":
        """Return the log of one house."""
        return self.filter(house=house)

    def in_force(self, on: date) -> "LogQuerySet":
        """Leave out what has expired."""
        return self.exclude(until__lt=on)

    def with_all(self) -> "LogQuerySet":
        """Read the writer, who did what was to do, and the guest with their key in the same go."""
        return self.select_related("by", "done_by", "guest__key", "house")


class LogEntry(models.Model):
    """What the next shift must know about the house. One that names a guest is theirs too: they read it, it ends soon.

    With `due_on` it is something to do; `done_at` says that it is done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="log")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, null=True, blank=True, related_name="log")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    from_paper = models.BooleanField(default=False)
    until = models.DateField(help_text=_("The last day on which it is kept."))
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = LogQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = _("log entries")
        indexes = [
            models.Index("house", models.F("at").desc(), name="log_of_a_house"),
            models.Index(fields=["guest"], name="log_of_a_guest"),
        ]

    def __str__(self) -> str:
        return f"log of {self.house_id}"

    def vault_key(self) -> bytes:
        """Return the key of the guest it names; else the one for words of the house."""
        return self.guest.key.opened if self.guest else key_of_the_house(self.house)


class Incident(models.Model):
    """What happened and what we did next: about the house, not about a person. With a debrief, and who was told."""

    class Kind(models.TextChoices):
        """What kind of thing it was."""

        BUILDING = "building", _("fire, water, the building")
        HURT = "hurt", _("somebody was hurt or fell ill")
        CONFLICT = "conflict", _("a conflict between people")
        VISIT = "visit", _("police, ambulance or others came")
        LOSS = "loss", _("something was lost or broken")
        OTHER = "other", _("something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="incidents")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    from_paper = models.BooleanField(default=False)
    happened = SealedField()
    did_next = SealedField()
    told = ArrayField(models.CharField(max_length=80), default=list, blank=True, help_text=_("Who was told."))
    told_words = SealedField(null=True)  # who else was told, a line each: free words, so sealed
    debrief = SealedField()
    debriefed_at = models.DateTimeField(null=True, blank=True)
    debriefed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.kind} in {self.house_id}"

    def vault_key(self) -> bytes:
        """Return the key for words of the house."""
        return key_of_the_house(self.house)


class SupportCall(models.Model):
    """A call that was simply support: counted, never a failed booking. Holds nothing about who called."""

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="support_calls")
    date = models.DateField()
    hour = models.PositiveSmallIntegerField(validators=[MaxValueValidator(23)])
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(600)])
    topic = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-date", "-hour"]
        indexes = [models.Index(fields=["house", "date"], name="calls_of_a_house")]
        constraints = [
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="call_in_an_hour_of_the_day"),
        ]

    def __str__(self) -> str:
        return f"call on {self.date}"
