"""Organization, house, room and bed: where people stay, and the dated settings of each house."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from respite import nights, rules

if TYPE_CHECKING:
    from respite.models.person import Person

phone_number = RegexValidator(r"^\+[1-9][0-9]{6,14}$", _("Write the number with its country code, like +17155550142."))


def check_zone(name: str) -> None:
    """Refuse a name that is not a time zone."""
    if name not in available_timezones():
        raise ValidationError(_("This is not the name of a time zone."))


class Organization(models.Model):
    """Runs one or more houses. Rows of one organization are never visible to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    neutral_name = models.CharField(
        max_length=40, help_text=_("What vague messages and guest pages say instead of the name.")
    )
    phone = models.CharField(max_length=16, blank=True, validators=[phone_number])
    warm_line = models.CharField(max_length=16, blank=True, validators=[phone_number])
    warm_line_hours = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class HouseQuerySet(models.QuerySet["House"]):
    """Houses, asked for in words."""

    def visible_to(self, person: "Person", on: date | None = None) -> "HouseQuerySet":
        """Return the houses where `person` has a role today, directly or through the whole organization.

        Today is each house's own date, as at its door (respite/access.py).
        """
        local = models.Func(models.OuterRef("zone"), models.Value(timezone.now()), function="timezone")
        mine = person.memberships.current(on or Cast(local, models.DateField()))
        here = models.Q(house__isnull=True) | models.Q(house=models.OuterRef("pk"))
        return self.filter(models.Exists(mine.filter(here, organization=models.OuterRef("organization"))))

    def published(self) -> "HouseQuerySet":
        """Return the houses that the public site shows, as it may know them: without their address."""
        return self.filter(published=True).defer("address")


class House(models.Model):
    """One respite: a few rooms under one roof, with its own time zone and its own dated settings."""

    class Door(models.TextChoices):
        """The colour of the door tells houses apart beside the name; it never means a state."""

        BERRY = "berry", _("berry")
        PINE = "pine", _("pine")
        SKY = "sky", _("sky")
        BRICK = "brick", _("brick")
        MOSS = "moss", _("moss")
        STONE = "stone", _("stone")

    class Drawing(models.TextChoices):
        """The silhouette of the house on its pages; nothing about room is ever drawn into it."""

        GABLE = "gable", _("gable")
        TOWNHOUSE = "townhouse", _("town house")
        PORCH = "porch", _("porch")
        COTTAGE = "cottage", _("cottage")
        FARMHOUSE = "farmhouse", _("farm house")
        BUNGALOW = "bungalow", _("bungalow")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="houses")
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    neutral_name = models.CharField(max_length=40, help_text=_("Stands in titles of guest pages and vague messages."))
    zone = models.CharField(max_length=64, default="America/Chicago", validators=[check_zone])
    turnover_hour = models.PositiveSmallIntegerField(default=5, validators=[MaxValueValidator(12)])
    phone = models.CharField(max_length=16, validators=[phone_number])
    phone_hours = models.CharField(max_length=80)
    phone_words = models.CharField(max_length=200, blank=True, help_text=_("Who answers, voicemail, texting."))
    area = models.CharField(max_length=80, help_text=_("County or part of town. Public."))
    address = models.CharField(max_length=200, blank=True, help_text=_("Told only after a guest said yes."))
    confidential = models.BooleanField(default=False, help_text=_("Publishes by phone only, whatever is set."))
    published = models.BooleanField(default=True)
    door = models.CharField(max_length=10, choices=Door, default=Door.BERRY)
    drawing = models.CharField(max_length=10, choices=Drawing, default=Drawing.GABLE)

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("office-today", args=[self.slug])

    @property
    def tz(self) -> ZoneInfo:
        """Return the zone of the house."""
        return ZoneInfo(self.zone)

    def local(self, instant: datetime | None = None) -> datetime:
        """Return an instant, or now, on the wall clock of the house."""
        return (instant or timezone.now()).astimezone(self.tz)

    def tonight(self, instant: datetime | None = None) -> date:
        """Return the night that is current now; it turns over at `turnover_hour`, not at midnight."""
        return nights.tonight(instant or timezone.now(), self.tz, self.turnover_hour)

    def rules(self, on: date | None = None) -> rules.Rules:
        """Return the settings in force on `on`, or tonight."""
        return rules.in_force(self._settings, on or self.tonight())

    @cached_property
    def _settings(self) -> list[tuple[str, date, object]]:
        return [(row.name, row.holds_from, row.value) for row in self.settings.all()]

    @property
    def style(self) -> str:
        """Return how the house publishes tonight; a confidential house tells by phone only."""
        return "phone_only" if self.confidential else self.rules().publishing

    @property
    def in_pool(self) -> bool:
        """Say whether the house adds its word to the one of its area; a confidential house does so unnamed."""
        return self.rules().publishing == "pooled"


class Setting(models.Model):
    """One setting of one house from one date on. Never edited: a change is a new row."""

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="settings")
    name = models.CharField(max_length=30)
    value = models.JSONField()
    holds_from = models.DateField()

    class Meta:
        ordering = ["name", "holds_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["house", "name", "holds_from"],
                name="one_value_a_day",
                violation_error_message=_("This setting already changes on that day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.holds_from}"

    def clean(self) -> None:
        rules.check(self.name, self.value)


class Feature(models.TextChoices):
    """Access and comfort of a room: facts that stay, told one by one."""

    STEP_FREE = "step_free", _("no steps")
    GROUND_FLOOR = "ground_floor", _("ground floor")
    WIDE_DOOR = "wide_door", _("wide door")
    OWN_BATH = "own_bath", _("own bath")
    ROLL_IN_SHOWER = "roll_in_shower", _("roll-in shower")
    QUIET = "quiet", _("quiet")
    MORNING_SUN = "morning_sun", _("morning sun")
    DESK = "desk", _("desk")


class RoomQuerySet(models.QuerySet["Room"]):
    """Rooms, asked for in words."""

    def in_use(self) -> "RoomQuerySet":
        """Leave out rooms whose beds are all out of use for good."""
        beds = Bed.every.filter(room=models.OuterRef("pk"))
        gone = models.Exists(beds.filter(out_since__isnull=False))
        return self.exclude(gone & ~models.Exists(beds.filter(out_since__isnull=True)))


class Room(models.Model):
    """A private room. What it is like is public; which room is open never is."""

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=40)
    place = models.CharField(max_length=80, blank=True, help_text=_("Where it is, like “Upstairs, 14 steps”."))
    about = models.CharField(max_length=200, blank=True)
    features = ArrayField(models.CharField(max_length=20, choices=Feature), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["house", "position", "name"]
        constraints = [models.UniqueConstraint(fields=["house", "name"], name="room_name_once_a_house")]

    def __str__(self) -> str:
        return self.name

    def feature_words(self) -> list[str]:
        """Return the features as words, in the order of the list."""
        return [str(label) for value, label in Feature.choices if value in self.features]


class BedManager(models.Manager["Bed"]):
    """The beds in use: what a house has. A bed that is out of use for good is read only from its own history."""

    def get_queryset(self) -> models.QuerySet["Bed"]:
        """Leave out what is out of use for good."""
        return super().get_queryset().filter(out_since__isnull=True)


class Bed(models.Model):
    """Stands in a room; a room with two beds takes two people who know each other."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="beds")
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="beds")
    name = models.CharField(max_length=20, blank=True)
    out_since = models.DateField(null=True, blank=True, help_text=_("Out of use for good, from this night on."))

    objects = BedManager()
    every: ClassVar[models.Manager["Bed"]] = models.Manager()

    class Meta:
        base_manager_name = "every"
        ordering = ["room__position", "room__name", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["id", "house"], name="bed_with_its_house")]

    def __str__(self) -> str:
        return f"{self.room.name} {self.name}".strip()
