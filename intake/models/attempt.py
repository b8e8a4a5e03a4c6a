"""Tries to open a guest page that did not open one."""

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """One failed try, by keyed hash of the locator and of the network; never an address (SE-04)."""

    print = models.BinaryField(db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"at {self.at}"
