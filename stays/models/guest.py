"""A guest: the name they use, the ways to reach them safely, and what they chose to tell."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import hiding
from respite.models import House, Key, Organization, Person
from respite.vault import SealedField, SealedJSONField

if TYPE_CHECKING:
    from datetime import date


class GuestQuerySet(models.QuerySet["Guest"]):
    """Guests, asked for in words."""

    def visible_to(self, person: Person, on: "date | None" = None) -> "GuestQuerySet":
        """Return guests of the organizations whose houses `person` works in."""
        return self.filter(organization__houses__in=House.objects.visible_to(person, on)).distinct()


class Guest(models.Model):
    """A person we talked with. Made by the first recorded conversation, never by a request alone.

    `contact` is the safe contact (see intake.contact): ways, number, name to ask for, times, vague or not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="guests")
    key = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="+")
    name = SealedField(erased=_("Guest"), is_name=True)
    pronouns = SealedField()
    contact = SealedJSONField()
    to_know = SealedField()
    phone_print = models.BinaryField(null=True, editable=False, db_index=True)
    mail_print = models.BinaryField(null=True, editable=False, db_index=True)
    closed_to = models.ManyToManyField(Person, blank=True, related_name="+", help_text=_("Colleagues who know them."))
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GuestQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.name)

    def vault_key(self) -> bytes:
        """Return the key that opens this guest's words."""
        return self.key.opened

    @property
    def initials(self) -> str:
        """Return the first letters of the name, for sheets that others may see."""
        return hiding.initials(str(self.name))


class Opened(models.Model):
    """Somebody opened a guest's record. The guest can see this list (SE-32)."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="opened")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=40)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = _("openings of a record")

    def __str__(self) -> str:
        return f"{self.by} at {self.at}"
