"""Tallies without identity: people who could not be offered a room, and others who asked for somebody."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from respite.models import House


class NotMatched(models.Model):
    """A person could not be offered a room: need, hour, why and what was offered instead; never who."""

    class Need(models.TextChoices):
        """What they were looking for."""

        TONIGHT = "tonight", _("a room tonight")
        SOON = "soon", _("a room in the next days")
        LATER = "later", _("a room later on")
        ACCESS = "access", _("a room with an access feature")
        TOGETHER = "together", _("a room for two")
        LONGER = "longer", _("more nights than the house has")
        OTHER = "other", _("something else")

    class Reason(models.TextChoices):
        """Why."""

        NO_ROOM = "no_room", _("no room for those nights")
        ACCESS = "access", _("no room with what they need")
        AREA = "area", _("lives outside our area")
        NOT_A_MATCH = "not_a_match", _("the house was not a match")
        NOT_WANTED = "not_wanted", _("not what they wanted")
        NOT_REACHED = "not_reached", _("we could not reach them")
        CHOSE_ELSEWHERE = "chose_elsewhere", _("chose something else")
        PAUSED = "paused", _("the house was closed")

    class Instead(models.TextChoices):
        """What was offered instead."""

        LINE = "line", _("a talk on the phone")
        WARM_LINE = "warm_line", _("the warm line")
        LIST = "list", _("a call if a room opens")
        OTHER_NIGHTS = "other_nights", _("other nights")
        OTHER_HOUSE = "other_house", _("another house")
        GROUP = "group", _("groups and daytime visits")
        OTHER_PLACE = "other_place", _("another kind of place")
        NOTHING = "nothing", _("we had nothing to offer")

    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="not_matched")
    on = models.DateField()
    hour = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(23)], help_text=_("The hour on the wall of the house.")
    )
    need = models.CharField(max_length=8, choices=Need, blank=True)
    reason = models.CharField(max_length=16, choices=Reason)
    instead = models.CharField(max_length=12, choices=Instead, blank=True)

    class Meta:
        verbose_name_plural = _("not matched")

    def __str__(self) -> str:
        return f"{self.reason} on {self.on}"


class Enquiry(models.Model):
    """Somebody else asked; they were told the house's text. Counted, never a request."""

    class Who(models.TextChoices):
        """Who asked, as a kind."""

        FAMILY = "family", _("family or a friend")
        PROVIDER = "provider", _("a provider")
        OTHER = "other", _("somebody else")

    house = models.ForeignKey(House, on_delete=models.PROTECT, related_name="enquiries")
    on = models.DateField()
    hour = models.PositiveSmallIntegerField(validators=[MaxValueValidator(23)])
    who = models.CharField(max_length=8, choices=Who)

    class Meta:
        verbose_name_plural = _("enquiries")

    def __str__(self) -> str:
        return f"{self.who} on {self.on}"
