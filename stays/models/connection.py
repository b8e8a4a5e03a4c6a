"""After the stay: what a guest wishes, and the calls that come of it."""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import codes
from respite.models import House, Person
from respite.vault import SealedField, SealedJSONField
from stays.models.guest import Guest
from stays.models.stay import Stay


class Wish(models.Model):
    """What a guest wants after leaving: none, one call, or a few; how, when, and until when. Theirs to change."""

    class Choice(models.TextChoices):
        """How much contact."""

        NONE = "none", _("no contact")
        ONE = "one", _("one call")
        FEW = "few", _("a few calls")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.OneToOneField(Stay, on_delete=models.CASCADE, related_name="wish")
    choice = models.CharField(max_length=5, choices=Choice)
    contact = SealedJSONField()
    when = SealedField()
    until = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = _("wishes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(choice="none", until__isnull=True) | models.Q(until__isnull=False),
                name="contact_has_an_end",
                violation_error_message=_("Contact after a stay has a last day."),
            )
        ]

    def __str__(self) -> str:
        return self.choice

    def vault_key(self) -> bytes:
        """Return the key of the guest whose wish it is."""
        return self.stay.guest.key.opened


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Connections, asked for in words."""

    def visible_to(self, person: Person, on: date | None = None) -> "ConnectionQuerySet":
        """Return connections of the houses where `person` has a role today."""
        return self.filter(house__in=House.objects.visible_to(person, on))

    def open(self, on: date) -> "ConnectionQuerySet":
        """Return what is still to be kept on `on`; past its last day a connection has ended by itself."""
        return self.filter(state=Connection.State.PLANNED, ends_on__gte=on)

    def due(self, on: date) -> "ConnectionQuerySet":
        """Return what is to be kept on `on` or was to be kept before."""
        return self.open(on).filter(due_on__lte=on)

    def with_guest(self) -> "ConnectionQuerySet":
        """Read the guest, their key and the wish in the same go."""
        return self.select_related("guest__key", "stay__wish", "stay__guest__key", "house")


class Connection(models.Model):
    """Something agreed for after the stay: here, a call. It ends by itself after its last day."""

    class Kind(models.TextChoices):
        """What it is."""

        CALL = "call", _("call")

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", _("planned")
        KEPT = "kept", _("kept")
        NOT_REACHED = "not_reached", _("not reached")
        ENDED = "ended", _("ended by the guest")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=8, unique=True, default=codes.address_code, editable=False)
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="connections")
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="connections")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="connections")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CALL)
    number = models.PositiveSmallIntegerField(default=1)
    of = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED, editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    kept_at = models.DateTimeField(null=True, blank=True, editable=False)
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "code"]
        indexes = [models.Index(fields=["house", "state", "due_on"], name="connections_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("due_on")),
                name="connection_due_before_it_ends",
                violation_error_message=_("The call has to come before the last day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.of}"
