"""A guest who is closed to a colleague: they see that a bed is taken, and neither by whom nor any page of it."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from respite.models import Person
from stays.models import Guest, Stay


def to(person: Person | None, guest: str = "guest") -> Exists:
    """Return whether the row's guest, named by its path, is closed to `person`."""
    through = Guest.closed_to.through.objects
    return Exists(through.filter(guest=OuterRef(guest), person=person))


def cover(stay: Stay) -> Stay:
    """Take the name and the address off a stay that is about to be shown, and is never saved."""
    stay.guest.name, stay.code = _("Guest"), ""
    return stay
