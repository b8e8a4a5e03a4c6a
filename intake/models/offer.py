"""An offer: nights held for one person until a stated time."""

import uuid
from datetime import date

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models.request import Request
from respite.models import House, Person
from respite.vault import SealedField
from stays.models import Stay


def no_longer_held() -> models.Q:
    """Return the one expression for an offer that waits for an answer but holds no room, by the database's clock."""
    return models.Q(answer="") & (models.Q(until__lte=Now()) | ~models.Q(stay__state=Stay.State.HELD))


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers, asked for in words; over by the database's clock means over everywhere."""

    def visible_to(self, person: Person, on: date | None = None) -> "OfferQuerySet":
        """Return offers of the houses where `person` has a role today."""
        return self.filter(request__house__in=House.objects.visible_to(person, on))

    def open(self) -> "OfferQuerySet":
        """Return offers that wait for an answer and whose room is still held."""
        return self.filter(answer="", until__gt=Now(), stay__state=Stay.State.HELD)

    def lapsed(self) -> "OfferQuerySet":
        """Return offers whose time is over without an answer, written down or not."""
        return self.filter(models.Q(answer=Offer.Answer.LAPSED) | no_longer_held())

    def over(self) -> "OfferQuerySet":
        """Return offers without an answer that hold no more: their time is over, or the room was let go."""
        return self.filter(no_longer_held())

    def with_standing(self) -> "OfferQuerySet":
        """Add `standing`: "open", or how it ended."""
        holds = models.When(answer="", until__gt=Now(), stay__state=Stay.State.HELD, then=models.Value("open"))
        over = models.When(answer="", then=models.Value("lapsed"))
        return self.annotate(
            standing=models.Case(holds, over, default=models.F("answer"), output_field=models.CharField())
        )


class Offer(models.Model):
    """Points down to the held stay that keeps the room. One open offer for a request."""

    class Answer(models.TextChoices):
        """How it ended; empty while it waits."""

        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        NOT_NOW = "not_now", _("put off, with the place on the list kept")
        LAPSED = "lapsed", _("lapsed")
        TAKEN_BACK = "taken_back", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="offers")
    stay = models.OneToOneField(Stay, on_delete=models.PROTECT, related_name="offer")
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("Empty: by the rule of the house.")
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(editable=False)
    words = SealedField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(answer=""),
                name="one_open_offer_a_request",
                violation_error_message=_("There is already an open offer. Answer or take back that one first."),
            )
        ]

    def __str__(self) -> str:
        return f"until {self.until}"

    def vault_key(self) -> bytes:
        """Return the key of the guest it is for."""
        return self.stay.guest.key.opened
