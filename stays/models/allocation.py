"""One table keeps bed-nights: a bed, some nights, and what they are for."""

import uuid
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Deferrable
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite.models import Bed, House, Person
from respite.nights import Nights
from stays.models.stay import Stay


class ClosureQuerySet(models.QuerySet["Closure"]):
    """Closures, asked for in words."""

    def visible_to(self, person: Person, on: date | None = None) -> "ClosureQuerySet":
        """Return closures of the houses where `person` has a role today."""
        return self.filter(house__in=House.objects.visible_to(person, on))


class Closure(models.Model):
    """A bed, or the whole house, is out of use for some nights."""

    class Reason(models.TextChoices):
        """Why; of a closure only the count is ever public."""

        REPAIR = "repair", _("repair")
        CLEANING = "cleaning", _("cleaning")
        STAFFING = "staffing", _("staffing")
        ILLNESS = "illness", _("illness")
        OTHER = "other", _("other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="closures")
    bed = models.ForeignKey(
        Bed, on_delete=models.PROTECT, null=True, blank=True, related_name="closures", help_text=_("Empty: the house.")
    )
    reason = models.CharField(max_length=10, choices=Reason)
    nights = DateRangeField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["nights"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nights__isempty=False, nights__lower_inf=False, nights__upper_inf=False),
                name="closure_has_nights",
                violation_error_message=_("A closure has at least one night and an expected end."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} until {self.nights.upper}"


class AllocationQuerySet(models.QuerySet["Allocation"]):
    """Bed-nights, asked for in words."""

    def of_house(self, house: House) -> "AllocationQuerySet":
        """Return what is kept in one house."""
        return self.filter(house=house)

    def touching(self, nights: Nights) -> "AllocationQuerySet":
        """Return what shares a night with `nights`."""
        return self.filter(nights__overlap=(nights.arrives, nights.leaves))

    def holding(self) -> "AllocationQuerySet":
        """Leave out the beds of holds whose time is over by the database's clock."""
        return self.exclude(stay__state=Stay.State.HELD, stay__hold_until__lte=Now())

    def with_all(self) -> "AllocationQuerySet":
        """Read the guest, their key, the closure and the room in the same go."""
        return self.select_related("stay__guest__key", "closure", "bed__room")


class Allocation(models.Model):
    """One bed for a half-open range of nights, for exactly one of: a stay (held ones too) or a closure.

    A row exists only while it takes the bed: what is cancelled or let go has none, and leaving early shortens it.
    """

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="allocations")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="allocations")
    nights = DateRangeField()
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, null=True, blank=True, related_name="allocations")
    closure = models.ForeignKey(Closure, on_delete=models.CASCADE, null=True, blank=True, related_name="allocations")

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["nights"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stay__isnull=False) ^ models.Q(closure__isnull=False),
                name="for_a_stay_or_a_closure",
            ),
            models.CheckConstraint(
                condition=models.Q(nights__isempty=False, nights__lower_inf=False, nights__upper_inf=False),
                name="allocation_has_nights",
            ),
            # Deferrable so that two guests can swap rooms in one step; immediate everywhere else, so that the
            # sentence about a lost race comes at once and names what is in the way (docs/decisions/0003).
            ExclusionConstraint(
                name="bed_night_promised_once",
                expressions=[("bed", RangeOperators.EQUAL), ("nights", RangeOperators.OVERLAPS)],
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("That night was taken a moment ago."),
            ),
            ExclusionConstraint(
                name="stay_in_one_bed_a_night",
                expressions=[("stay", RangeOperators.EQUAL), ("nights", RangeOperators.OVERLAPS)],
                condition=models.Q(stay__isnull=False),
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bed} {self.nights}"

    def who(self) -> str:
        """Return the name of the guest, or the reason of the closure, that takes the bed."""
        return str(self.stay.guest.name if self.stay else self.closure and self.closure.get_reason_display())

    @property
    def range(self) -> Nights:
        """Return the nights as a calendar range."""
        return Nights(self.nights.lower, self.nights.upper)

    @range.setter
    def range(self, nights: Nights) -> None:
        self.nights = DateRange(nights.arrives, nights.leaves)
