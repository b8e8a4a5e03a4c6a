"""A conversation, and what came of it."""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models.request import Request
from respite.models import House, Person
from respite.vault import SealedField
from stays.models import Guest


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations, asked for in words."""

    def visible_to(self, person: Person, on: date | None = None) -> "ConversationQuerySet":
        """Return conversations of the houses where `person` has a role today."""
        return self.filter(house__in=House.objects.visible_to(person, on))

    def on_file(self, on: date) -> "ConversationQuerySet":
        """Return conversations that still keep somebody known to the house."""
        return self.filter(valid_until__gte=on)


class Conversation(models.Model):
    """The person and staff talked. What we agreed is readable by the guest at once."""

    class Outcome(models.TextChoices):
        """How it ended."""

        KNOWN = "known", _("Known to the house")
        OFFER = "offer", _("An offer")
        CALL_LIST = "call_list", _("A call if a room opens")
        NOT_NOW = "not_now", _("Not now")
        ELSEWHERE = "elsewhere", _("Somewhere else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="conversations")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="conversations")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="conversations")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome)
    agreed = SealedField()
    valid_until = models.DateField()

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-held_at"]

    def __str__(self) -> str:
        return f"{self.outcome} on {self.held_at:%Y-%m-%d}"

    def vault_key(self) -> bytes:
        """Return the key of the guest it was with."""
        return self.guest.key.opened
