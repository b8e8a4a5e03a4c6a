"""The call list: who wants a call if a room opens, in the order the house publishes."""

import uuid
from datetime import date

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models.request import Request
from respite.models import House, Person
from respite.vault import SealedField


class ListPlaceQuerySet(models.QuerySet["ListPlace"]):
    """Places on the call list, asked for in words."""

    def visible_to(self, person: Person, on: date | None = None) -> "ListPlaceQuerySet":
        """Return places on the lists of houses where `person` has a role today."""
        return self.filter(house__in=House.objects.visible_to(person, on))

    def live(self, on: date) -> "ListPlaceQuerySet":
        """Return the places that still hold on `on`; one that ran out reads as over, written down or not."""
        return self.filter(ended_at=None, until__gte=on)

    def run_out(self, on: date) -> "ListPlaceQuerySet":
        """Return the places whose last day is over and that nobody has written down yet."""
        return self.filter(ended_at=None, until__lt=on)


class ListPlace(models.Model):
    """Somebody waits for a call if a room opens. One live place a request."""

    class Kind(models.TextChoices):
        """What they wish for; a house says which of the two it has (setting `list_mode`)."""

        CALL = "call", _("a call if a room opens")
        LIST = "list", _("a place on the list")

    class Ending(models.TextChoices):
        """Why it ended; empty while it holds."""

        ROOM = "room", _("a room was agreed")
        LEFT = "left", _("they left the list")
        QUIET = "quiet", _("no answer to our question")
        LIMIT = "limit", _("“not now” as often as the house keeps a place for it")
        GONE = "gone", _("the request ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="places")
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="list_places")
    kind = models.CharField(max_length=4, choices=Kind)
    since = models.DateTimeField(default=timezone.now, help_text=_("The order of asking."))
    need = models.BooleanField(default=False, help_text=_("The stated need of the house's rule fits."))
    lift = models.SmallIntegerField(default=0, help_text=_("Moved by staff, with a reason: higher comes first."))
    not_nows = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateField(null=True, blank=True, help_text=_("Nobody calls before this day."))
    until = models.DateField(help_text=_("The last day it holds."))
    asked_still_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ending = models.CharField(max_length=6, choices=Ending, blank=True, editable=False)

    objects = ListPlaceQuerySet.as_manager()

    class Meta:
        ordering = ["since"]
        indexes = [models.Index(fields=["house", "ended_at", "until"], name="places_of_a_house")]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(ended_at=None),
                name="one_place_a_request",
                violation_error_message=_("This person is on the list already."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ending="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ending="")),
                name="place_ends_with_a_word",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} since {self.since:%Y-%m-%d}"


class ListMove(models.Model):
    """Staff changed the order, with a reason the person can read."""

    class Reason(models.TextChoices):
        """Why, as a kind; the words beside it are sealed."""

        NOWHERE = "nowhere", _("no other place to be")
        ALREADY = "already", _("a room was promised and fell through")
        MISTAKE = "mistake", _("we made a mistake before")
        ROOM = "room", _("only this room fits them")
        RULE = "rule", _("back to the order of the rule")
        OTHER = "other", _("another reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(ListPlace, on_delete=models.CASCADE, related_name="moves")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=8, choices=Reason)
    words = SealedField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.reason} at {self.at:%Y-%m-%d}"

    def vault_key(self) -> bytes:
        """Return the key of the request."""
        return self.place.request.key.opened


class HandOver(models.Model):
    """With the person's yes, another house of this installation is asked to ring them (LN-10).

    The far house gets a copy of the answers they said yes to, as a request of its own under a key of its own. When it
    does not answer in time, that copy is erased whole.
    """

    class State(models.TextChoices):
        """Where it stands; empty time past `until` reads as lapsed."""

        ASKED = "asked", _("asked")
        TAKEN = "taken", _("they will ring")
        DECLINED = "declined", _("they cannot this time")
        LAPSED = "lapsed", _("no answer in time")
        WITHDRAWN = "withdrawn", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="hand_overs")
    to = models.ForeignKey(House, on_delete=models.PROTECT, related_name="hand_overs")
    far = models.OneToOneField(
        Request, on_delete=models.SET_NULL, null=True, blank=True, related_name="handed_from", editable=False
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(help_text=_("By when the other house has to answer."))
    state = models.CharField(max_length=9, choices=State, default=State.ASKED, editable=False)
    rings_by = models.DateTimeField(null=True, blank=True, help_text=_("By when the other house says it will ring."))
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "to"],
                condition=models.Q(state__in=["asked", "taken"]),
                name="one_hand_over_a_house",
                violation_error_message=_("That house has been asked already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="taken") | models.Q(rings_by__isnull=False), name="taken_says_by_when"
            ),
        ]

    def __str__(self) -> str:
        return f"to {self.to}: {self.state}"

    @classmethod
    def over(cls) -> models.QuerySet["HandOver"]:
        """Return those nobody answered in time, by the database's clock."""
        return cls.objects.filter(state=cls.State.ASKED, until__lte=Now())
