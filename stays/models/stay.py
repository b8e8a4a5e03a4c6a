"""A stay: nights promised to a guest, from held to left."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import codes
from respite.models import Feature, House, Person
from respite.nights import Nights
from respite.vault import SealedField
from stays.models.guest import Guest
from stays.models.guidelines import Guidelines

if TYPE_CHECKING:
    from stays.models.allocation import Allocation


class StayQuerySet(models.QuerySet["Stay"]):
    """Stays, asked for in words. A hold whose time is over is over everywhere at once: by the database's clock."""

    def visible_to(self, person: Person, on: date | None = None) -> "StayQuerySet":
        """Return stays in the houses where `person` has a role today."""
        return self.filter(house__in=House.objects.visible_to(person, on))

    def of_house(self, house: House) -> "StayQuerySet":
        """Return stays of one house."""
        return self.filter(house=house)

    def lapsed(self) -> "StayQuerySet":
        """Return holds whose time is over and that nobody has tidied up yet."""
        return self.filter(state=Stay.State.HELD, hold_until__lte=Now())

    def held(self) -> "StayQuerySet":
        """Return holds that still hold."""
        return self.filter(state=Stay.State.HELD, hold_until__gt=Now())

    def expected(self) -> "StayQuerySet":
        """Return agreed stays whose guest is not here yet."""
        return self.filter(state=Stay.State.EXPECTED)

    def here(self) -> "StayQuerySet":
        """Return stays whose guest is here."""
        return self.filter(state=Stay.State.HERE)

    def promised(self) -> "StayQuerySet":
        """Return stays that take a bed: held and still holding, expected, here."""
        holding = models.Q(state=Stay.State.HELD, hold_until__gt=Now())
        return self.filter(models.Q(state__in=[Stay.State.EXPECTED, Stay.State.HERE]) | holding)

    def covering(self, night: date) -> "StayQuerySet":
        """Return stays one of whose nights is `night`."""
        return self.filter(nights__contains=night)

    def touching(self, nights: Nights) -> "StayQuerySet":
        """Return stays that share a night with `nights`."""
        return self.filter(nights__overlap=(nights.arrives, nights.leaves))

    def with_guest(self) -> "StayQuerySet":
        """Read the guest, the key that opens their words and the rooms in the same go."""
        return self.select_related("guest__key", "house").prefetch_related("allocations__bed__room")


class Stay(models.Model):
    """One bed a night for one guest. Only the verbs in stays/booking.py write its state."""

    class State(models.TextChoices):
        """Where a stay stands. A lapsed hold reads as let go by the database's clock."""

        HELD = "held", _("held")
        EXPECTED = "expected", _("expected")
        HERE = "here", _("here")
        LEFT = "left", _("left")
        CANCELLED = "cancelled", _("cancelled")
        DID_NOT_ARRIVE = "did_not_arrive", _("did not arrive")
        LET_GO = "let_go", _("let go")

    class Word(models.TextChoices):
        """How the guidelines were acknowledged."""

        SIGNATURE = "signature", _("signed on paper")
        TAP = "tap", _("tapped on the screen")
        SPOKEN = "spoken", _("said yes after hearing them")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=8, unique=True, default=codes.address_code, editable=False)
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="stays")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="stays")
    state = models.CharField(max_length=14, choices=State, editable=False)
    nights = DateRangeField(help_text=_("Half-open: the night of the last date is free."))
    needs = ArrayField(models.CharField(max_length=20, choices=Feature), default=list, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True, editable=False)
    arrived_at = models.DateTimeField(null=True, blank=True, editable=False)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    guidelines = models.ForeignKey(Guidelines, on_delete=models.PROTECT, null=True, blank=True, related_name="stays")
    acknowledged_at = models.DateTimeField(null=True, blank=True, editable=False)
    acknowledged_by = models.CharField(max_length=10, choices=Word, blank=True)
    acknowledged_in = models.CharField(
        max_length=12, blank=True, db_default="", help_text=_("The language they read or heard.")
    )
    hopes = SealedField(null=True)
    out_until = models.DateTimeField(null=True, blank=True, help_text=_("The guest's own word, gone when they leave."))
    lock_box = models.CharField(max_length=10, blank=True, db_default="")
    key_out_at = models.DateTimeField(null=True, blank=True)
    key_back_at = models.DateTimeField(null=True, blank=True)
    welcomed = ArrayField(models.CharField(max_length=120), default=list, db_default=[], blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StayQuerySet.as_manager()

    class Meta:
        ordering = ["nights", "code"]
        indexes = [models.Index(fields=["house", "state"], name="stays_of_a_house")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nights__isempty=False, nights__lower_inf=False, nights__upper_inf=False),
                name="stay_has_nights",
                violation_error_message=_("A stay has at least one night."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="held", hold_until__isnull=False) | ~models.Q(state="held"),
                name="hold_ends",
                violation_error_message=_("A held room is held until a stated time."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["here", "left"], arrived_at__isnull=False)
                | ~models.Q(state__in=["here", "left"]),
                name="here_has_arrived",
            ),
            models.CheckConstraint(
                condition=models.Q(out_until__isnull=True) | models.Q(state="here"),
                name="out_until_only_while_here",
            ),
            ExclusionConstraint(
                name="guest_in_one_place_a_night",
                expressions=[("guest", RangeOperators.EQUAL), ("nights", RangeOperators.OVERLAPS)],
                condition=models.Q(state__in=["held", "expected", "here"]),
                violation_error_message=_("This guest already has a room for some of these nights."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("stays:stay", args=[self.house.slug, self.code])

    def vault_key(self) -> bytes:
        """Return the key of the guest whose stay it is."""
        return self.guest.key.opened

    @property
    def range(self) -> Nights:
        """Return the promised nights as a calendar range."""
        return Nights(self.nights.lower, self.nights.upper)

    @range.setter
    def range(self, nights: Nights) -> None:
        self.nights = DateRange(nights.arrives, nights.leaves)

    @property
    def arrives(self) -> date:
        """Return the first night."""
        return self.nights.lower

    @property
    def leaves(self) -> date:
        """Return the day of leaving; its night is free."""
        return self.nights.upper

    @property
    def held_until(self) -> datetime:
        """Return until when the room is held. Raises ValueError for a stay that is not held."""
        if self.hold_until is None:
            raise ValueError("Only a held stay is held until a time.")
        return self.hold_until

    @property
    def is_open(self) -> bool:
        """Say whether the stay still takes a bed, as far as its own row tells."""
        return self.state in {self.State.HELD, self.State.EXPECTED, self.State.HERE}

    def night_number(self, night: date) -> int:
        """Return which night of the stay `night` is, counted from 1."""
        return (night - self.arrives).days + 1

    def bed_nights(self) -> "Iterable[Allocation]":
        """Return the allocations in the order of their nights."""
        return sorted(self.allocations.all(), key=lambda row: row.nights.lower)
