"""Partners of an organization, their keys, and what was agreed to tell them. No row points at a stay or a bed."""

import uuid
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite.models import House, Organization, Person
from respite.models.house import phone_number
from stays.availability import NUMBERS_FROM

EARLIEST = date(1990, 1, 1)  # nothing we write about a partner is older
LONGEST = 5 * 365 + 2  # days: five years, however the leap years fall


class Partner(models.Model):
    """A directory that shows what our houses say: a 211, a county site, a 988 centre."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="partners")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True, help_text=_("Of their work, never of a guest."))
    phone = models.CharField(max_length=16, blank=True, validators=[phone_number])
    since = models.DateField()
    ended = models.DateField(null=True, blank=True)

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email="") | ~models.Q(phone=""),
                name="partner_can_be_reached",
                violation_error_message=_("Write an e-mail or a phone number of their work."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended__isnull=True) | models.Q(ended__gte=models.F("since")),
                name="partner_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=models.Q(since__gte=EARLIEST), name="partner_begins_in_our_time"),
            models.UniqueConstraint(
                "organization",
                Lower("name"),
                condition=models.Q(ended__isnull=True),
                name="partner_name_once",
                violation_error_message=_("There is a partner of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerKeyQuerySet(models.QuerySet["PartnerKey"]):
    """Keys, asked for in words."""

    def working(self, now: datetime | None = None) -> "PartnerKeyQuerySet":
        """Return the keys that open something now."""
        still = models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=now or timezone.now())
        return self.filter(still, revoked_at__isnull=True, partner__ended__isnull=True)


class PartnerKey(models.Model):
    """A key of a partner. Only a keyed hash of it is kept, and its first letters, so that people can tell which it is.

    `ends_at` is set when a newer key takes its place: until then both work.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="keys")
    start = models.CharField(max_length=20, unique=True)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects = PartnerKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.start}…"

    @property
    def works(self) -> bool:
        """Say whether the key opens something now, as far as the key itself goes."""
        return self.revoked_at is None and (self.ends_at is None or self.ends_at > timezone.now())


class PartnerUse(models.Model):
    """How often a partner asked with a key on one day. Nothing else about the asking is kept: no address, no agent."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    times = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["partner", "day"], name="partner_use_once_a_day")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.day}: {self.times}"


class Agreement(models.Model):
    """What a partner may know of some houses at once, on paper elsewhere and by two people here, until a day."""

    class What(models.TextChoices):
        """A number on the grid would still give a departure away, so numbers go only with the state at once."""

        STATE = "state", _("The state at once, not only at set hours")
        NUMBERS = "numbers", _("The state at once, and how many rooms are open")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="agreements")
    what = models.CharField(max_length=10, choices=What)
    signed_on = models.DateField()
    ends_on = models.DateField(help_text=_("The last day on which it holds."))
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    houses: "models.ManyToManyField[House, AgreementHouse]" = models.ManyToManyField(
        House, through="AgreementHouse", related_name="+"
    )

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("signed_on")),
                name="agreement_ends_after_it_is_signed",
                violation_error_message=_("The last day comes after the day of signing."),
            ),
            models.CheckConstraint(
                condition=models.Q(signed_on__gte=EARLIEST)
                & models.Q(ends_on__lte=models.F("signed_on") + timedelta(days=LONGEST)),
                name="agreement_of_five_years_at_most",
                violation_error_message=_("Five years from the day of signing is the longest."),
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | models.Q(agreed_by__isnull=False, agreed_at__isnull=False)
                & ~models.Q(agreed_by=models.F("recorded_by")),
                name="agreement_of_two_people",
                violation_error_message=_("An agreement takes two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.get_what_display()}"

    def state(self, today: date) -> str:
        """Return "waiting", "coming", "holds" or "over", as seen on a day."""
        if self.ended_at or today > self.ends_on:
            return "over"
        if self.agreed_at is None:
            return "waiting"
        return "holds" if today >= self.signed_on else "coming"


class AgreementHouse(models.Model):
    """A house in an agreement. The database refuses one that tells only by phone (migration 0006)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "house"], name="house_once_an_agreement")]

    def __str__(self) -> str:
        return str(self.house)


class AtOnce(models.Model):
    """What a house would publish without the grid of hours: the state of the board as somebody confirmed it.

    One row a house, changed in place under the lock of the house. Only partners under an agreement are told of it. The
    database refuses it for a confidential house, and takes it away when a house becomes one (migration 0006).
    """

    house = models.OneToOneField(House, on_delete=models.CASCADE, primary_key=True, related_name="+")
    band = models.CharField(max_length=10)
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum = models.PositiveSmallIntegerField(null=True, blank=True)
    by_hand = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField()
    valid_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(count__isnull=True, maximum__isnull=True)
                | models.Q(maximum__gte=NUMBERS_FROM, count__lte=models.F("maximum"))
                & (models.Q(band="open", count__gte=1) | models.Q(band="full", count=0)),
                name="at_once_count_fits_its_band",
            )
        ]

    def __str__(self) -> str:
        return self.band
