"""The key of one guest, wrapped."""

import uuid
from functools import cached_property

from django.db import models
from django.utils import timezone

from respite import vault
from respite.models.house import Organization


class Key(models.Model):
    """Opens everything one person told us. Destroying it leaves the row, as proof, without what it held."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    wrapped = models.BinaryField(null=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    destroyed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False) ^ models.Q(destroyed_at__isnull=False),
                name="key_whole_or_destroyed",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def make(cls, organization: Organization) -> "Key":
        """Make and save a fresh key for one person of `organization`."""
        key = cls(organization=organization)
        key.wrapped = vault.wrap(vault.new_key(), key.owner)
        key.save(force_insert=True)
        return key

    @property
    def owner(self) -> str:
        """Return what the wrapping is bound to: the organization and this row."""
        return f"{self.organization_id}|{self.pk}"

    @cached_property
    def opened(self) -> bytes:
        """Return the key itself. Raises vault.Destroyed when it was destroyed."""
        if self.wrapped is None:
            raise vault.Destroyed("This key was destroyed.")
        return vault.unwrap(bytes(self.wrapped), self.owner)

    def destroy(self) -> bool:
        """Destroy the key for good; say whether there was one."""
        found = self.wrapped is not None
        if found:
            self.wrapped, self.destroyed_at = None, timezone.now()
            self.save(update_fields=["wrapped", "destroyed_at"])
            self.__dict__.pop("opened", None)
        return found
