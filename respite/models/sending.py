"""Forms that were already sent once."""

import uuid

from django.db import models
from django.utils import timezone


class Sending(models.Model):
    """The random key of a rendered form, written with the effect of the form: the same form does it once (RE-05)."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.BinaryField(editable=False)
    answer = models.CharField(max_length=200, help_text="Where the first sending was led to.")
    at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return str(self.key)
