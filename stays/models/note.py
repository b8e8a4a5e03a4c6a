"""What is written about a guest's stay, and what they asked for: all of it under the guest's own key."""

import uuid
from datetime import date

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite.models import House, Person
from respite.vault import SealedField
from stays.models.stay import Stay


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes, asked for in words."""

    def for_the_guest(self) -> "NoteQuerySet":
        """Return what the guest may read."""
        return self.filter(staff_only=False)

    def in_force(self, on: date) -> "NoteQuerySet":
        """Leave out staff-only notes whose last day is over."""
        return self.exclude(staff_only=True, until__lt=on)


class Note(models.Model):
    """Written about a stay. The guest can read it; a staff-only one needs a reason, has an end, and is counted (LN-53).

    `by` is empty for what the guest wrote themselves. `at` is when it happened, `entered_at` when it was typed in: the
    two differ for what was written on paper first.
    """

    class Reason(models.TextChoices):
        """Why the guest does not read a note."""

        OTHER_PERSON = "other_person", _("another person's privacy")
        SAFETY = "safety", _("somebody could be hurt if it is read")
        SURPRISE = "surprise", _("a surprise for the guest")
        LAW = "law", _("the law says so")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    from_paper = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    staff_only = models.BooleanField(default=False)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    until = models.DateField(null=True, blank=True, help_text=_("The last day of a staff-only note."))

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index("stay", models.F("at").desc(), name="notes_of_a_stay")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(staff_only=False, reason="", until__isnull=True)
                | (models.Q(staff_only=True, until__isnull=False, by__isnull=False) & ~models.Q(reason="")),
                name="staff_only_has_reason_and_end",
                violation_error_message=_("A note that the guest does not read needs a reason and a last day."),
            )
        ]

    def __str__(self) -> str:
        return f"note on {self.stay_id}"

    def vault_key(self) -> bytes:
        """Return the key of the guest the note is about."""
        return self.stay.guest.key.opened


class Accommodation(models.Model):
    """Something that would make the stay work for a guest, and what we answered. No medical proof (LN-21)."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("asked for")
        AGREED = "agreed", _("agreed")
        ANOTHER_WAY = "another_way", _("another way found")
        NOT_POSSIBLE = "not_possible", _("not possible here")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="accommodations")
    words = SealedField()
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.ASKED, editable=False)
    answer = SealedField()
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="asked") ^ models.Q(answered_at__isnull=False),
                name="answered_accommodation_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} for {self.stay_id}"

    def vault_key(self) -> bytes:
        """Return the key of the guest who asked."""
        return self.stay.guest.key.opened


class RecordPart(models.Model):
    """An extra part of the record that a licence asks of a house: off unless a house lead adds it, with its reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="record_parts")
    name = models.CharField(max_length=60)
    why = models.CharField(max_length=200, help_text=_("Which rule asks for it. The guest can read this."))
    holds_from = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text=_("The first day on which it is not asked any more."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["house", "name"],
                name="record_part_once",
                violation_error_message=_("The house already has a part of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RecordWords(models.Model):
    """What stands in an extra part of one stay's record. The guest can always read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.ForeignKey(RecordPart, on_delete=models.PROTECT, related_name="+")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="record_words")
    words = SealedField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["part", "-at"]
        verbose_name_plural = _("words of the record")
        constraints = [models.UniqueConstraint(fields=["part", "stay"], name="record_part_once_a_stay")]

    def __str__(self) -> str:
        return f"{self.part} of {self.stay_id}"

    def vault_key(self) -> bytes:
        """Return the key of the guest the words are about."""
        return self.stay.guest.key.opened


class WordHint(models.Model):
    """A word of the house's own list: what to try instead, or that our list is wrong here (`say` empty)."""

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="word_hints")
    avoid = models.CharField(max_length=60)
    say = models.CharField(max_length=120, blank=True, help_text=_("Empty: this house does not mind the word."))

    class Meta:
        ordering = ["avoid"]
        constraints = [
            models.UniqueConstraint(
                models.F("house"),
                Lower("avoid"),
                name="word_once_a_house",
                violation_error_message=_("This word is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.avoid}: {self.say}"
