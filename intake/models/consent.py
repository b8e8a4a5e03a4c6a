"""A yes, as a receipt: who, for what, to whom, until when, in which words, how given, how withdrawn (LN-02, LN-10)."""

import uuid
from datetime import date

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models.request import Request
from respite.models import House, Person
from respite.vault import SealedField


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents, asked for in words."""

    def in_force(self, on: date | None = None) -> "ConsentQuerySet":
        """Return what was said yes to, still holds on `on` (else today by the database) and was not taken back."""
        return self.filter(withdrawn_at=None, until__gte=on or Now())


class Consent(models.Model):
    """One yes. Never edited: a change is a withdrawal and a new one. There is no yes for ever."""

    class Purpose(models.TextChoices):
        """What it is for."""

        REACH = "reach", _("being reached")
        LIST = "list", _("the call list")
        HAND_OVER = "hand_over", _("asking another house")
        THIRD_PARTY = "third_party", _("somebody else asks for me")
        PROFESSIONAL = "professional", _("a professional's word")
        TOGETHER = "together", _("waiting together")

    class How(models.TextChoices):
        """How it was given or withdrawn."""

        PAGE = "page", _("on your page")
        FORM = "form", _("in the form")
        PHONE = "phone", _("on the phone")
        DOOR = "door", _("in person")
        END = "end", _("it came to its end")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    to = models.ForeignKey(House, on_delete=models.PROTECT, related_name="+", help_text=_("Who may use it."))
    words = SealedField()  # exactly as they were read, in the language they were read in
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    parts = models.JSONField(default=list, blank=True)  # names of the answers it covers, never the answers
    until = models.DateField()
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    given_how = models.CharField(max_length=5, choices=How)
    heard_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_how = models.CharField(max_length=5, choices=How, blank=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.purpose} until {self.until}"

    def vault_key(self) -> bytes:
        """Return the key of the request."""
        return self.request.key.opened
