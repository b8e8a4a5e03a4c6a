"""Who is on, per time band, and who asks whom to take a shift."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite.models import House, Person


class Band(models.TextChoices):
    """The three parts of a day; when each begins is a setting of the house. Night is where its date's night begins."""

    DAY = "day", _("Day")
    EVENING = "evening", _("Evening")
    NIGHT = "night", _("Night")


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


class ShiftAskQuerySet(models.QuerySet["ShiftAsk"]):
    """Asks, asked for in words."""

    def open(self) -> "ShiftAskQuerySet":
        """Return those nobody has answered or taken back."""
        return self.filter(state=ShiftAsk.State.OPEN)


class ShiftAsk(models.Model):
    """Who can take this shift? Either somebody wants theirs taken (`shift`), or the house is one short (no `shift`).

    `to` asks one colleague; without it everybody who works here, the per-diem ones first. `in_return` is the shift of
    the one who takes it that the asker takes for it: a swap.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("open")
        TAKEN = "taken", _("taken")
        DECLINED = "declined", _("not this time")
        TAKEN_BACK = "taken_back", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="shift_asks")
    date = models.DateField()
    band = models.CharField(max_length=10, choices=Band)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, null=True, blank=True, related_name="asks")
    in_return = models.ForeignKey(Shift, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    to = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, editable=False)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ShiftAskQuerySet.as_manager()

    class Meta:
        ordering = ["date", "band", "made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift"],
                condition=models.Q(state="open", shift__isnull=False),
                name="one_open_ask_a_shift",
                violation_error_message=_("Somebody was asked to take this shift already."),
            ),
            models.CheckConstraint(
                condition=models.Q(in_return__isnull=True) | models.Q(shift__isnull=False, to__isnull=False),
                name="swap_has_two_shifts_and_a_colleague",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.band} {self.state}"
