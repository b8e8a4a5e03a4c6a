"""Stepping back from a guest one knows, closing a record to a colleague, opening it: for guests without a request.

Whoever asked on the web or by phone has a request; for them the same verbs of the intake also close what they asked.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.access import TEAM, may
from respite.locks import again
from respite.models import House, Membership, Person
from stays import nightly
from stays.models import Guest, Stay


@again
def close(guest: Guest, *, house: House, to: Person, by: Person) -> Guest:
    """Close a guest to a colleague, or to oneself: from now on that colleague sees nothing of them.

    Refused (code "state") for somebody who does not work here, and when nobody would be left to look after the stay.
    """
    with transaction.atomic():
        guest = Guest.objects.select_for_update().get(pk=guest.pk)
        if not colleagues(house).filter(pk=to.pk).exists():
            raise ValidationError(_("Choose a colleague of this house."), code="state")
        if not colleagues(house).exclude(pk__in=guest.closed_to.values("pk")).exclude(pk=to.pk).exists():
            raise ValidationError(_("Nobody would be left who can look after the stay."), code="state")
        guest.closed_to.add(to)
        stayed = Stay.objects.filter(guest=guest).values("house")
        nightly.forget(House.objects.filter(Q(pk=house.pk) | Q(pk__in=stayed)))  # it may tell their name
        history.record("closed to", guest, house=house, by=by, to=str(to.pk))
        return guest


@again
def reopen(guest: Guest, *, house: House, to: Person, by: Person) -> Guest:
    """Open a guest to a colleague again. Only a lead may, and never for themselves."""
    with transaction.atomic():
        guest = Guest.objects.select_for_update().get(pk=guest.pk)
        if to == by or not may(by, "reopen what is closed", house):
            raise ValidationError(_("A lead who is not closed out can open it again."), code="state")
        guest.closed_to.remove(to)
        history.record("reopened to", guest, house=house, by=by, to=str(to.pk))
        return guest


def colleagues(house: House) -> QuerySet[Person]:
    """Return who may run stays of `house` today."""
    mine = Membership.objects.current(house.local().date()).filter(organization=house.organization_id, role__in=TEAM)
    mine = mine.filter(Q(house=None) | Q(house=house.pk))
    return Person.objects.filter(is_active=True, pk__in=mine.values("person"))
