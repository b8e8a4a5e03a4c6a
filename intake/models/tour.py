"""Tours: moments at which somebody can come and look at the house before they decide anything."""

import uuid
from datetime import date, datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models.request import Request
from respite.models import House, Person


class TourTimeQuerySet(models.QuerySet["TourTime"]):
    """Tour times, asked for in words."""

    def visible_to(self, person: Person, on: date | None = None) -> "TourTimeQuerySet":
        """Return tour times of the houses where `person` has a role today."""
        return self.filter(house__in=House.objects.visible_to(person, on))

    def to_come(self, now: datetime | None = None) -> "TourTimeQuerySet":
        """Return what is still to come and was not called off."""
        return self.filter(called_off_at=None, starts_at__gt=now or timezone.now())

    def with_room(self) -> "TourTimeQuerySet":
        """Return tour times with a place left."""
        coming = models.Count("visits", filter=models.Q(visits__cancelled_at=None))
        return self.annotate(coming=coming).filter(coming__lt=models.F("places"))


class TourTime(models.Model):
    """One moment the house offers for a tour. Not a stay, and nobody is measured by it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="tour_times")
    starts_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    called_off_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TourTimeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(places__gte=1), name="tour_has_a_place"),
            models.UniqueConstraint(
                fields=["house", "starts_at"],
                condition=models.Q(called_off_at=None),
                name="one_tour_a_moment",
                violation_error_message=_("There is a tour at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.house}, {self.starts_at:%Y-%m-%d %H:%M}"


class TourVisit(models.Model):
    """Somebody comes to that tour. One at a time for a request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tour = models.ForeignKey(TourTime, on_delete=models.CASCADE, related_name="visits")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="visits")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    booked_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["booked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["tour", "request"], condition=models.Q(cancelled_at=None), name="one_visit_a_tour"
            )
        ]

    def __str__(self) -> str:
        return f"visit to {self.tour_id}"
