"""Who is on, per time band."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from respite.models import House, Person


class Band(models.TextChoices):
    """The three parts of a day. Night is the band in which the night of its date begins."""

    DAY = "day", _("Day")
    EVENING = "evening", _("Evening")
    NIGHT = "night", _("Night")


HOURS = {Band.DAY: (7, 15), Band.EVENING: (15, 23), Band.NIGHT: (23, 7)}


class Shift(models.Model):
    """Somebody is on in one house, on one date, in one band."""

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="shifts")
    date = models.DateField()
    band = models.CharField(max_length=10, choices=Band)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="shifts")

    class Meta:
        ordering = ["date", "band"]
        constraints = [
            models.UniqueConstraint(
                fields=["house", "date", "band", "person"],
                name="on_shift_once",
                violation_error_message=_("They are already on."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.date} {self.band}"
