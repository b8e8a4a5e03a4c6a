"""The verb of guidelines: agree on a new version."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.models import House, Person
from stays.models import Guidelines


def agree(
    house: House, *, text: str, by: Person | None, holds_from: date | None = None, meeting: str = ""
) -> Guidelines:
    """Publish the next version of the guidelines of `house`; older versions stay as they are.

    Refused with code "nights" when it would hold from a day that is over.
    """
    if holds_from and holds_from < house.tonight():
        raise ValidationError(_("Choose today or a later day for it to hold from."), code="nights")
    with transaction.atomic():
        House.objects.select_for_update().get(pk=house.pk)
        last = Guidelines.objects.filter(house=house).aggregate(last=Max("version"))["last"] or 0
        version = Guidelines.objects.create(
            house=house,
            version=last + 1,
            text=text,
            holds_from=holds_from or house.tonight(),
            agreed_at=meeting,
            by=by,
        )
        history.record("guidelines agreed", version, house=house, by=by, version=version.version)
        return version
