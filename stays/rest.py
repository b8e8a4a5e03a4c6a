"""A gentle word where somebody is on for long without a break. It never refuses, and it blames nobody."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from django.utils.translation import gettext as _

from respite.models import Person
from stays.shifts import Cover

LONG = 3  # bands in a row: a whole day and night


def in_a_row(rows: Sequence[Cover], n: int, person: int) -> int:
    """Return for how many bands in a row `person` is on, or would be, around the n-th of these bands."""
    return 1 + _on(reversed(rows[:n]), person) + _on(rows[n + 1 :], person)


def words(rows: Sequence[Cover], n: int) -> list[str]:
    """Say who is on for long up to this band: once, where it ends, and not once it is over."""
    row = rows[n]
    if row.over:
        return []
    after = rows[n + 1].people if n + 1 < len(rows) else ()
    found = []
    for person, name in zip(row.people, row.names, strict=True):
        number = in_a_row(rows, n, person)
        if number >= LONG and person not in after:
            found.append(_("%(name)s is on for %(number)d shifts in a row.") % {"name": name, "number": number})
    return found


def would_be(rows: Sequence[Cover], n: int, me: Person) -> str:
    """Say to somebody who is not on yet that it would be long; nothing where it would not."""
    row = rows[n]
    number = in_a_row(rows, n, me.pk)
    if row.over or me.pk in row.people or number < LONG:
        return ""
    return _("With this one you would be on for %(number)d shifts in a row.") % {"number": number}


def after(would: str) -> str:
    """Return what is said once somebody is on for long, as the end of a message; nothing where it is not long."""
    return " " + _("That is long without a break. A colleague can be asked to take a part.") if would else ""


def _on(rows: Iterable[Cover], person: int) -> int:
    return sum(1 for _row in takewhile(lambda row: person in row.people, rows))
