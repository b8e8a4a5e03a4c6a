"""A file of other help between looking at it and saying yes to it."""

import uuid

from django.db import models
from django.utils import timezone

from respite.models import Organization, Person


class ResourceFile(models.Model):
    """What somebody handed over, as rows of public facts; gone once it is taken in, or after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    rows = models.JSONField()

    def __str__(self) -> str:
        return f"{len(self.rows)} rows, {self.at:%Y-%m-%d}"
