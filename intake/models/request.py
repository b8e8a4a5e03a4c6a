"""A request: a person asks for a conversation, in their own words."""

import uuid
from datetime import date

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.contact import Contact
from respite import codes
from respite.models import House, Key, Person
from respite.vault import SealedField, SealedJSONField
from stays.models import Guest


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests, asked for in words."""

    def visible_to(self, person: Person, on: date | None = None) -> "RequestQuerySet":
        """Return requests to the houses where `person` has a role today."""
        return self.filter(house__in=House.objects.visible_to(person, on))

    def of_house(self, house: House) -> "RequestQuerySet":
        """Return requests to one house."""
        return self.filter(house=house)

    def with_standing(self) -> "RequestQuerySet":
        """Add `standing`: the state as it is by now, whoever has written what down.

        An offer whose time is over, and a stay that was cancelled or did not begin, read as known to the house.
        """
        holding = models.Q(offers__answer="", offers__until__gt=Now(), offers__stay__state="held")
        live = self.model.objects.filter(pk=models.OuterRef("pk")).filter(holding)
        # The newest yes alone counts: somebody who stayed before may have said yes again, and then changed plans.
        agreed = self.model.objects.filter(pk=models.OuterRef("pk"), offers__answer="accepted")
        stay = models.Subquery(agreed.order_by("-offers__answered_at").values("offers__stay__state")[:1])
        return self.alias(agreed=stay).annotate(
            standing=models.Case(
                models.When(models.Q(state="offered") & ~models.Exists(live), then=models.Value("known")),
                models.When(models.Q(state="coming", agreed__in=["expected", "here", "left"]), then=models.F("state")),
                models.When(state="coming", then=models.Value("known")),
                default=models.F("state"),
                output_field=models.CharField(),
            )
        )

    def open_to(self, person: Person) -> "RequestQuerySet":
        """Leave out requests that are closed to `person`: of somebody they know, or of themselves."""
        closed = models.Q(closed_to=person) | models.Q(guest__closed_to=person)
        return self.exclude(pk__in=self.model.objects.filter(closed).values("pk"))

    def waiting(self) -> "RequestQuerySet":
        """Return requests that wait for us, the oldest promise first; not what another house only asks of us."""
        waits = self.filter(state__in=[Request.State.HEARD, Request.State.TALKING], joined_to=None)
        return waits.exclude(handed_from__state="asked").order_by("promised_by", "asked_at")

    def with_person(self) -> "RequestQuerySet":
        """Read the keys, the guest, who took it up and whether we talked with them in the same go."""
        talked = self.model.objects.filter(pk=models.OuterRef("pk"), conversations__isnull=False)
        rows = self.select_related("key", "guest__key", "taken_by", "house")
        return rows.annotate(has_talked=models.Exists(talked))


class Request(models.Model):
    """Somebody asks for a conversation. Creates no guest; one that leads nowhere vanishes whole."""

    class State(models.TextChoices):
        """Where a request stands. Only the verbs in intake/flow.py write it."""

        HEARD = "heard", _("Heard from")
        TALKING = "talking", _("Talking")
        KNOWN = "known", _("Known to the house")
        OFFERED = "offered", _("Offer made")
        COMING = "coming", _("Coming")
        NOT_NOW = "not_now", _("Not now")
        ELSEWHERE = "elsewhere", _("Somewhere else")
        TAKEN_BACK = "taken_back", _("Taken back")

    class Source(models.TextChoices):
        """How they asked."""

        WEB = "web", _("asked on the web")
        PHONE = "phone", _("called")
        DOOR = "door", _("came to the door")
        HOUSE = "house", _("another house asked for them")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=8, unique=True, default=codes.address_code, editable=False)
    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="requests")
    key = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="+")
    guest = models.ForeignKey(Guest, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests")
    state = models.CharField(max_length=12, choices=State, default=State.HEARD, editable=False)
    source = models.CharField(max_length=6, choices=Source, default=Source.WEB)
    name = SealedField(erased=_("Guest"), is_name=True)
    contact = SealedJSONField()
    # {"from": "2026-11-28" or "", "nights": 4 or None, "together": "Sam", "interpreter": "Spanish", "animal": "…"}
    wishes = SealedJSONField()
    to_know = SealedField()
    answers = SealedJSONField(null=True)  # to the house's own questions: {question id: {"asked": …, "said": …}}
    language = models.CharField(max_length=8, default="en", help_text=_("Of their page and of what we send."))
    phone_print = models.BinaryField(null=True, editable=False, db_index=True)
    mail_print = models.BinaryField(null=True, editable=False, db_index=True)
    closed_to = models.ManyToManyField(Person, blank=True, related_name="+", help_text=_("Colleagues who know them."))
    joined_to = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="joined", editable=False
    )
    waits_with = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="waited_with", editable=False
    )
    locator = models.CharField(max_length=4, unique=True, null=True, editable=False)
    secret_hash = models.CharField(max_length=200, blank=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    promised_by = models.DateTimeField()
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        indexes = [models.Index(fields=["house", "state", "promised_by"], name="requests_waiting")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("desk:request", args=[self.house.slug, self.code])

    def vault_key(self) -> bytes:
        """Return the key that opens this request's words."""
        return self.key.opened

    @property
    def safe_contact(self) -> Contact:
        """Return how to reach the person safely: the guest's newest word, once it is sure that they are this guest."""
        guest = self.sure_guest
        return Contact.read(guest.contact if guest and guest.contact else self.contact)

    @property
    def sure_guest(self) -> Guest | None:
        """Return who they are to us, once we talked with them as that guest; before, it is only what we believe."""
        if self.guest is None or self.guest.key_id == self.key_id:
            return self.guest
        talked = self.__dict__.get("has_talked")
        return self.guest if (self.conversations.exists() if talked is None else talked) else None

    @property
    def is_late(self) -> bool:
        """Say whether the time we said is over."""
        return self.state in {self.State.HEARD, self.State.TALKING} and self.promised_by < timezone.now()


class ContactTry(models.Model):
    """Somebody called the person, and what came of it. Texts and mails are deliveries."""

    class Came(models.TextChoices):
        """What came of it."""

        NO_ANSWER = "no_answer", _("nobody answered")
        VOICEMAIL = "voicemail", _("left a voicemail")
        SOMEBODY_ELSE = "other", _("somebody else picked up")

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="tries")
    came = models.CharField(max_length=9, choices=Came, default=Came.NO_ANSWER)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = _("contact tries")

    def __str__(self) -> str:
        return f"{self.by} at {self.at}"


class Looked(models.Model):
    """Somebody opened a request. The person can see this list, from the first day on (SE-32)."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="looked")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=12, choices=[("read", _("to read it")), ("list", _("to look at the call list"))])

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = _("openings of a request")

    def __str__(self) -> str:
        return f"{self.by} at {self.at}"


class Draft(models.Model):
    """Answers on the way, sealed; they die with the session, on sending, or after 30 idle minutes (CS-11).

    Only when the person asks for it are they kept for later: then a code opens them until `saved_until`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="+")
    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="+")
    answers = SealedJSONField()
    touched_at = models.DateTimeField(default=timezone.now)
    locator = models.CharField(max_length=4, unique=True, null=True, editable=False)
    secret_hash = models.CharField(max_length=200, blank=True, editable=False)
    saved_until = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return str(self.id)

    def vault_key(self) -> bytes:
        """Return the key that opens these answers."""
        return self.key.opened
