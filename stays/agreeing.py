"""The verb of guidelines: agree on a new version."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from respite import history
from respite.models import House, Person
from stays.models import Guidelines


def agree(
    house: House, *, text: str, by: Person | None, holds_from: date | None = None, meeting: str = ""
) -> Guidelines:
    """Publish the next version of the guidelines of `house`; older versions stay as they are."""
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
