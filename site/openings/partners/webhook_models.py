"""Where partners want to be told, and what was sent there. A body is a public object, never a word about a person."""

import uuid
from datetime import datetime
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openings.partners.models import Partner
from respite.models import House, Person


class Kind(models.TextChoices):
    """What can be told (INTEROP.md 6). The value is the type in the body."""

    PUBLISHED = "availability.published", _("What a house says, each time it is published")
    EXPIRED = "availability.expired", _("A word became too old to repeat")
    SERVICE = "service.updated", _("Name, phone, hours, area or publishing of a house changed")
    TEST = "endpoint.test", _("A test from us")


CHOSEN = [Kind.PUBLISHED, Kind.EXPIRED, Kind.SERVICE]  # a test goes to every subscription
ABOUT_ROOM = [Kind.PUBLISHED, Kind.EXPIRED]


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions, asked for in words."""

    def on(self) -> "SubscriptionQuerySet":
        """Return those that get something: neither paused, nor stopped, nor of a partner that is gone."""
        return self.filter(paused_at__isnull=True, off_at__isnull=True, partner__ended__isnull=True)

    def wanting(self, kind: str, house: House) -> "SubscriptionQuerySet":
        """Return those that want to be told this about a house; about a confidential one nobody is told anything."""
        return self.on().filter(events__contains=[kind], houses=house, houses__confidential=False)


class Subscription(models.Model):
    """An address of a partner that we send news to, signed with a secret that is sealed by the installation's key."""

    class Why(models.TextChoices):
        """Why we stopped by ourselves."""

        GONE = "gone", _("Their system answered that this address is gone for good.")
        SILENT = "silent", _("Their system took nothing for three days.")
        SECRET = "secret", _("Its secret does not open any more. Make a new one, then go on.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="subscriptions")
    address = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=40, choices=Kind))
    houses: "models.ManyToManyField[House, SubscriptionHouse]" = models.ManyToManyField(
        House, through="SubscriptionHouse", related_name="+"
    )
    secret = models.BinaryField(editable=False, help_text="Wrapped by the installation's key.")
    old_secret = models.BinaryField(null=True, editable=False)
    old_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    paused_at = models.DateTimeField(null=True, blank=True)
    off_at = models.DateTimeField(null=True, blank=True)
    off_why = models.CharField(max_length=10, choices=Why, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(off_at__isnull=True, off_why="")
                | models.Q(off_at__isnull=False) & ~models.Q(off_why=""),
                name="subscription_off_has_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(old_secret__isnull=True, old_until__isnull=True)
                | models.Q(old_secret__isnull=False, old_until__isnull=False),
                name="subscription_old_secret_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def host(self) -> str:
        """Return the name of their system: what history keeps, because the rest of an address can be a secret."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_on(self) -> bool:
        """Say whether news goes there."""
        return self.paused_at is None and self.off_at is None


class SubscriptionHouse(models.Model):
    """A house that a partner is told about. The database refuses a confidential one (migration 0006)."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "house"], name="house_once_a_subscription")]

    def __str__(self) -> str:
        return str(self.house)


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Deliveries, asked for in words."""

    def due(self, now: datetime | None = None) -> "WebhookQuerySet":
        """Return what waits and whose time has come, where its subscription gets something at all."""
        waiting = self.filter(state=Webhook.State.WAITING, next_at__lte=now or timezone.now())
        return waiting.filter(subscription__in=Subscription.objects.on()).exclude(house__confidential=True)


class Webhook(models.Model):
    """One event on its way to one subscription: the very bytes that are signed, and what became of them."""

    class State(models.TextChoices):
        """Where an event is by now."""

        WAITING = "waiting", _("Waiting")
        LEAVING = "leaving", _("Going out now")
        DONE = "done", _("Taken")
        NEWER = "newer", _("Not sent: it was no news any more")
        GAVE_UP = "gave_up", _("Not taken. We tried ten times")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40, choices=Kind)
    house = models.ForeignKey(House, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    about = models.CharField(max_length=80, help_text="An address is told once about one matter of a house.")
    body = models.TextField()
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, help_text="When the word about room in it is over.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    answer = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The status their system answered.")
    trouble = models.CharField(max_length=10, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index("next_at", name="webhook_due", condition=models.Q(state="waiting")),
            models.Index("subscription", models.F("made_at").desc(), name="webhook_of_a_subscription"),
        ]
        constraints = [models.UniqueConstraint(fields=["subscription", "house", "about"], name="webhook_once_a_matter")]

    def __str__(self) -> str:
        return f"{self.event}, {self.get_state_display()}"

    @property
    def message_id(self) -> str:
        """Return the id that is the same on every try (Standard Webhooks)."""
        return f"msg_{self.pk.hex}"


class ServiceKnown(models.Model):
    """A digest of the public facts of a house when partners were last told of them."""

    house = models.OneToOneField(House, on_delete=models.CASCADE, primary_key=True, related_name="+")
    digest = models.BinaryField(max_length=32, editable=False)

    def __str__(self) -> str:
        return str(self.house_id)
