"""What the house and the person write to each other, and what went out to a phone or a mailbox."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models.request import Request
from respite.models import Person
from respite.vault import SealedField


class Message(models.Model):
    """Words on the person's own page: theirs to us, or ours to them. Never sent anywhere by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="messages")
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text=_("Empty: the person.")
    )
    at = models.DateTimeField(default=timezone.now)
    words = SealedField()
    read_at = models.DateTimeField(null=True, blank=True, help_text=_("When somebody of the house read their words."))

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["request", "at"], name="messages_of_a_request")]

    def __str__(self) -> str:
        return f"{'from the house' if self.by_id else 'from them'} at {self.at:%Y-%m-%d}"

    def vault_key(self) -> bytes:
        """Return the key of the request."""
        return self.request.key.opened


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, asked for in words."""

    def in_trouble(self) -> "DeliveryQuerySet":
        """Return what did not arrive, or may not have, and nobody has settled by phone yet."""
        return self.filter(state__in=[Delivery.State.FAILED, Delivery.State.UNSURE], settled_at=None)


class Delivery(models.Model):
    """One text message or e-mail from a template. Holds no words and no address: both are read when it leaves."""

    class Channel(models.TextChoices):
        """How it goes out. A call is made by people and is a ContactTry."""

        TEXT = "text", _("text message")
        EMAIL = "email", _("e-mail")

    class State(models.TextChoices):
        """Where it is."""

        WAITING = "waiting", _("waiting to go out")
        LEAVING = "leaving", _("going out now")
        HANDED = "handed", _("handed over for delivery")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("not delivered")
        UNSURE = "unsure", _("not sure if it arrived")
        STOPPED = "stopped", _("not sent: they do not wish it any more")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=5, choices=Channel)
    template = models.CharField(max_length=30)
    vague = models.BooleanField()
    about = models.UUIDField(null=True, blank=True, help_text=_("What it is about, so that it goes out once."))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    not_before = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    reference = models.CharField(max_length=80, blank=True, editable=False)
    trouble = models.CharField(max_length=120, blank=True, editable=False, help_text=_("Why, for staff; no address."))
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "channel", "template", "about"],
                condition=models.Q(about__isnull=False),
                name="one_delivery_a_matter",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} by {self.channel}: {self.state}"
