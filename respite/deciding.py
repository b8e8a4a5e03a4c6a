"""The verb of a setting: decide something for a house, from a date on."""

from datetime import date
from typing import Any

from django.db import transaction

from respite import changes, history, rules
from respite.models import House, Person, Setting


def decide(house: House, *, by: Person | None, holds_from: date | None = None, **values: Any) -> list[Setting]:
    """Write the settings `values` of `house`, holding from `holds_from` (else from tonight).

    Raises ValidationError when a value may not stand in its setting. Deciding twice for one day keeps the later word.
    """
    since = holds_from or house.tonight()
    for name, value in values.items():
        rules.check(name, value)
    with transaction.atomic():
        rows = [
            Setting.objects.update_or_create(house=house, name=name, holds_from=since, defaults={"value": value})[0]
            for name, value in values.items()
        ]
        history.record("decided", house, house=house, by=by, holds_from=since.isoformat(), settings=sorted(values))
        changes.tell(House.objects.select_related("organization").get(pk=house.pk))
    house.__dict__.pop("_settings", None)
    return rows
