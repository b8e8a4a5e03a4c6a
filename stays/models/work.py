"""Rooms being made ready, pauses, what can be undone, and the night sheet's code."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite.models import Bed, House, Person
from respite.vault import SealedField
from stays.models.log import key_of_the_house
from stays.models.stay import Stay


class TurnRoundQuerySet(models.QuerySet["TurnRound"]):
    """Turn-rounds, asked for in words."""

    def open(self) -> "TurnRoundQuerySet":
        """Return the rooms that are not ready yet."""
        return self.filter(ready_at__isnull=True)

    def late(self) -> "TurnRoundQuerySet":
        """Return those that were to be ready by now, by the database's clock."""
        return self.open().filter(expected_at__lte=Now())


class TurnRound(models.Model):
    """A guest left and the room is being made ready. Ends with a tap or when somebody arrives, never by the clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="turn_rounds")
    bed = models.ForeignKey(Bed, on_delete=models.CASCADE, related_name="turn_rounds")
    stay = models.ForeignKey(Stay, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    expected_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True, editable=False)
    ready_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TurnRoundQuerySet.as_manager()

    class Meta:
        ordering = ["began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["bed"], condition=models.Q(ready_at__isnull=True), name="one_open_turn_round_a_bed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bed_id} since {self.began_at}"


class PauseQuerySet(models.QuerySet["Pause"]):
    """Pauses, asked for in words."""

    def open(self) -> "PauseQuerySet":
        """Return the pauses that hold."""
        return self.filter(ended_at__isnull=True)


class Pause(models.Model):
    """No new offers from now on, and the public reads "please call". Whoever is here or expected stays so."""

    class Reason(models.TextChoices):
        """Why; never public."""

        STAFFING = "staffing", _("too few people on")
        ILLNESS = "illness", _("illness in the house")
        BUILDING = "building", _("something with the building")
        QUIET = "quiet", _("the house needs quiet")
        OTHER = "other", _("other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=10, choices=Reason)
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    look_again_on = models.DateField(null=True, blank=True, help_text=_("When the house thinks about it again."))
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["house"],
                condition=models.Q(ended_at__isnull=True),
                name="one_pause_at_a_time",
                violation_error_message=_("The house is paused already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} since {self.began_at}"


class Change(models.Model):
    """What a verb did to bed-nights, as two pictures, before and after (stays/undoing.py). Holds nobody's words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    before = models.JSONField()
    after = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index("house", models.F("at").desc(), name="changes_of_a_house")]

    def __str__(self) -> str:
        return f"{self.verb} at {self.at}"


class NightCode(models.Model):
    """The words that open a house's night sheet on a phone, also while the database is away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.OneToOneField(House, on_delete=models.CASCADE, related_name="night_code")
    code = SealedField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"night code of {self.house_id}"

    def vault_key(self) -> bytes:
        """Return the key for words of the house."""
        return key_of_the_house(self.house)


class NightSheet(models.Model):
    """A night sheet was made: when, for which band, by hand or by the worker. The sheet itself is a sealed file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="night_sheets")
    made_at = models.DateTimeField(default=timezone.now)
    date = models.DateField()
    band = models.CharField(max_length=10)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    check_word = models.CharField(max_length=16, help_text=_("Printed at its foot: which state of the board it tells."))

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index("house", models.F("made_at").desc(), name="sheets_of_a_house")]

    def __str__(self) -> str:
        return f"{self.date} {self.band}"
