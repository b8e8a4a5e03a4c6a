"""Who has which role where, and from when until when."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite.models.house import House, Organization
from respite.models.person import Person


class Role(models.TextChoices):
    """What somebody does here. What each may do stands in respite/access.py."""

    PEER = "peer", _("peer supporter")
    LEAD = "lead", _("house lead")
    OFFICE = "office", _("organization lead")
    EDITOR = "editor", _("editor")
    READER = "reader", _("report reader")


WHOLE_ORGANIZATION = [Role.OFFICE, Role.EDITOR, Role.READER]


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, asked for in words."""

    def current(self, on: date | models.Expression | None = None) -> "MembershipQuerySet":
        """Return the memberships that hold on `on`, or today by universal time."""
        day = on or timezone.now().date()
        return self.filter(starts__lte=day).filter(models.Q(ends__isnull=True) | models.Q(ends__gt=day))


class Membership(models.Model):
    """A role of a person in one house, or in a whole organization, from a date until another."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    house = models.ForeignKey(House, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    per_diem = models.BooleanField(default=False, help_text=_("Called when somebody is missing."))
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text=_("The first day on which it no longer holds."))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["person__name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gt=models.F("starts")),
                name="membership_ends_after_it_starts",
                violation_error_message=_("The last day has to come after the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(house__isnull=True, role__in=WHOLE_ORGANIZATION)
                | models.Q(house__isnull=False, role__in=[Role.PEER, Role.LEAD]),
                name="role_fits_its_place",
                violation_error_message=_("Peer supporters and house leads belong to a house, other roles do not."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"
