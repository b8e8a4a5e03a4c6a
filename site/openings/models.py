"""What a house publishes about room, as a record of its own: it points at no stay and no bed."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openings.partners.models import Agreement, AgreementHouse, AtOnce, Partner, PartnerKey, PartnerUse
from openings.partners.webhook_models import ServiceKnown, Subscription, SubscriptionHouse, Webhook
from respite.models import House, Organization, Person
from stays.availability import NUMBERS_FROM

__all__ = [
    "Agreement",
    "AgreementHouse",
    "AtOnce",
    "Grid",
    "Notice",
    "NumbersAsked",
    "Partner",
    "PartnerKey",
    "PartnerUse",
    "PooledNotice",
    "ServiceKnown",
    "Subscription",
    "SubscriptionHouse",
    "Webhook",
]

LONGEST = timedelta(hours=24)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, asked for in words."""

    def of_house(self, house: House) -> "NoticeQuerySet":
        """Return the notices of one house, the one in force first."""
        return self.filter(house=house).order_by("-published_at")


class Notice(models.Model):
    """One published word. Rows are only added: the newest of a house is in force until its time is over.

    The database refuses any change of a row, and for a confidential house anything but "call" (migration 0002).
    """

    class Band(models.TextChoices):
        """What a notice can say. That a notice is too old is never stored: reading it says so."""

        OPEN = "open", _("There may be a room")
        WAITLIST = "waitlist", _("The house is full. We can call you if a room opens")
        FULL = "full", _("The house is full")
        CALL = "call", _("Please call to ask")
        PAUSED = "paused", _("The house is closed for a while")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="notices")
    band = models.CharField(max_length=10, choices=Band)
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum = models.PositiveSmallIntegerField(null=True, blank=True)
    by_hand = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    told_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The full hour that is told. Empty: when it was confirmed.")
    )
    valid_until = models.DateTimeField()
    next_update = models.DateTimeField(null=True, blank=True, help_text=_("Empty: the house keeps no timetable."))

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["house", "-published_at"]
        indexes = [models.Index("house", models.F("published_at").desc(), name="notice_in_force")]
        constraints = [
            models.UniqueConstraint(fields=["house", "published_at"], name="one_notice_is_the_newest"),
            models.CheckConstraint(
                condition=models.Q(
                    valid_until__gt=models.F("confirmed_at"), valid_until__lte=models.F("confirmed_at") + LONGEST
                ),
                name="notice_ends_within_a_day",
                violation_error_message=_("A notice holds for at most 24 hours."),
            ),
            models.CheckConstraint(
                condition=models.Q(count__isnull=True, maximum__isnull=True)
                | models.Q(count__isnull=False, maximum__isnull=False, count__lte=models.F("maximum"))
                & (models.Q(band="open", count__gte=1) | models.Q(band="full", count=0)),
                name="count_fits_its_band",
                violation_error_message=_("A number of rooms goes with open or full, and fits the house."),
            ),
            models.CheckConstraint(
                condition=models.Q(maximum__isnull=True) | models.Q(maximum__gte=NUMBERS_FROM),
                name="no_numbers_of_a_small_house",
                violation_error_message=_("Only a house with five beds or more can tell a number."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_band_display()

    def holds(self, now: datetime | None = None) -> bool:
        """Say whether the notice is still young enough to be repeated."""
        return (now or timezone.now()) < self.valid_until


class PooledNoticeQuerySet(models.QuerySet["PooledNotice"]):
    """Words of areas, asked for in words."""

    def of_pool(self, organization: uuid.UUID, area: str, zone: str) -> "PooledNoticeQuerySet":
        """Return what the houses of an area told together, the one in force first."""
        return self.filter(organization=organization, area=area, zone=zone).order_by("-told_at")


class PooledNotice(models.Model):
    """One word of the houses of an area together, told at a full hour. It points at no house, nor at who confirmed.

    Rows are only added, one an hour of the grid: two workers cannot both write it. Without houses it says that there is
    no such word any more.
    """

    class Band(models.TextChoices):
        """What it can say. "Full" is never among it: that would be told of each single house."""

        OPEN = "open", _("There may be a room")
        CALL = "call", _("Please call to ask")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    area = models.CharField(max_length=80)
    zone = models.CharField(max_length=64)
    band = models.CharField(max_length=10, choices=Band)
    houses = models.PositiveSmallIntegerField(help_text=_("How many houses tell it together."))
    named = models.PositiveSmallIntegerField(help_text=_("How many of them are not confidential; never told."))
    beds = models.PositiveSmallIntegerField(help_text=_("How many beds those have; never told."))
    tellers = models.CharField(max_length=64, blank=True, help_text=_("A digest of who the houses of the area were."))
    told_at = models.DateTimeField(help_text=_("The full hour that is told."))
    valid_until = models.DateTimeField()
    next_update = models.DateTimeField()

    objects = PooledNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["organization", "area", "zone", "-told_at"]
        constraints = [
            # Also the index by which the newest is read.
            models.UniqueConstraint(fields=["organization", "area", "zone", "told_at"], name="one_word_an_hour"),
            models.CheckConstraint(
                condition=models.Q(named__gte=3, beds__gte=5, houses__gte=models.F("named"))
                | models.Q(houses=0, named=0, beds=0, band="call"),
                name="no_word_of_few_houses",
                violation_error_message=_("One word for an area takes three houses with five beds."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("told_at"), valid_until__lte=models.F("told_at") + LONGEST),
                name="pooled_notice_ends_within_a_day",
                violation_error_message=_("A notice holds for at most 24 hours."),
            ),
            models.CheckConstraint(condition=models.Q(band__in=["open", "call"]), name="area_says_open_or_call"),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.get_band_display()}"

    def holds(self, now: datetime | None = None) -> bool:
        """Say whether the word is still young enough to be repeated."""
        return (now or timezone.now()) < self.valid_until


class Grid(models.Model):
    """What a house on the grid of hours waits with: what somebody confirmed, and since when the board has had room.

    It is never published. One row a house, changed in place under the lock of the house.
    """

    house = models.OneToOneField(House, on_delete=models.CASCADE, primary_key=True, related_name="+")
    open_since = models.DateTimeField(null=True, blank=True)
    done = models.DateTimeField(null=True, blank=True, help_text=_("The last hour of the grid that was seen to."))
    band = models.CharField(max_length=10, choices=Notice.Band, blank=True)
    by_hand = models.BooleanField(default=False)
    said_at = models.DateTimeField(null=True, blank=True)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(band="", said_at__isnull=True, said_by__isnull=True)
                | models.Q(said_at__isnull=False, said_by__isnull=False) & ~models.Q(band=""),
                name="grid_word_is_somebodys",
            )
        ]

    def __str__(self) -> str:
        return str(self.band)


class NumbersAsked(models.Model):
    """Somebody wants the house to tell numbers of rooms, and waits for a second person to agree. One row a house."""

    house = models.OneToOneField(House, on_delete=models.CASCADE, primary_key=True, related_name="numbers_asked")
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    holds_from = models.DateField()

    def __str__(self) -> str:
        return f"{self.house}, asked by {self.asked_by}"
