"""The verb of a setting: decide something for a house, from a date on."""

from datetime import date
from typing import Any

from respite import changes, history, rules
from respite.locks import again, locked
from respite.models import House, Person, Setting


@again
def decide(house: House, *, by: Person | None, holds_from: date | None = None, **values: Any) -> list[Setting]:
    """Write the settings `values` of `house`, holding from `holds_from` (else from tonight).

    Raises ValidationError when a value may not stand in its setting. Deciding twice for one day keeps the later word.
    """
    since = holds_from or house.tonight()
    for name, value in values.items():
        rules.check(name, value)
    with locked(house) as fresh:
        rows = [
            Setting.objects.update_or_create(house=fresh, name=name, holds_from=since, defaults={"value": value})[0]
            for name, value in values.items()
        ]
        history.record("decided", fresh, house=fresh, by=by, holds_from=since.isoformat(), settings=sorted(values))
        changes.tell(fresh)
    house.__dict__.pop("_settings", None)
    getattr(house, "_prefetched_objects_cache", {}).pop("settings", None)
    return rows


@again
def take_back(house: House, *, by: Person, name: str, holds_from: date) -> bool:
    """Take back what was decided for a day to come, and return whether there was such a thing.

    What holds already, or held, stays: a change of it is a new decision.
    """
    with locked(house) as fresh:
        rows = Setting.objects.filter(house=fresh, name=name, holds_from=holds_from, holds_from__gt=fresh.tonight())
        if not rows.delete()[0]:
            return False
        facts = {"holds_from": holds_from.isoformat(), "settings": [name]}
        history.record("took back a setting", fresh, house=fresh, by=by, **facts)
        changes.tell(fresh)
        return True
