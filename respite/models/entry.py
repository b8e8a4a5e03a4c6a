"""History: what happened, in the order in which it happened."""

import uuid

from django.db import models
from django.utils import timezone

from respite.models.house import House, Organization
from respite.models.person import Person


class Entry(models.Model):
    """One line of history. The database refuses to change, delete or truncate it (migration 0002).

    Never holds personal words in the clear: `facts` are codes, dates, counts and names of rooms.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    house = models.ForeignKey(House, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject = models.UUIDField(default=uuid.uuid4)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject", "id"], name="entry_of_a_subject"),
            models.Index(fields=["house", "id"], name="entry_of_a_house"),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}"
