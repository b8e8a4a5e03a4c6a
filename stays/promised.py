"""The questions of connections: which promises after a stay come up, and which end soon."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from respite.models import House, Person
from stays import closed
from stays.models import Connection
from stays.models.connection import ConnectionQuerySet

WEEK = timedelta(days=7)
SHOWN_AFTER = timedelta(days=30)  # what has ended is listed this long


@dataclass(frozen=True)
class Group:
    """Connections under one heading; `now` are those with buttons to mark them."""

    heading: Promise
    rows: list[Connection]
    now: bool = False


def of_house(house: House, me: Person) -> ConnectionQuerySet:
    """Return the connections of `house` with everything a row tells; not of guests who are erased or closed to `me`."""
    rows = Connection.objects.filter(house=house, guest__key__destroyed_at__isnull=True).exclude(closed.to(me))
    return rows.with_guest().select_related("kept_by")


def due(house: House, me: Person) -> list[Group]:
    """Return what comes up within a week: today, later this week, and the last ones of a stay on their own."""
    today = house.local().date()
    rows = list(of_house(house, me).open(today).filter(due_on__lt=today + WEEK))
    ahead = [row for row in rows if row.due_on > today]
    groups = [
        Group(_("Today"), [row for row in rows if row.due_on <= today], now=True),
        Group(_("This week"), [row for row in ahead if row.number < row.of]),
        Group(_("Ending soon"), [row for row in ahead if row.number >= row.of]),
    ]
    return [group for group in groups if group.rows]


def later(house: House, me: Person) -> ConnectionQuerySet:
    """Return what comes up after this week."""
    today = house.local().date()
    return of_house(house, me).open(today).filter(due_on__gte=today + WEEK)


def over(house: House, me: Person) -> ConnectionQuerySet:
    """Return what has ended in the last month, newest first; how to reach people is erased with the last of them."""
    today: date = house.local().date()
    ended = of_house(house, me).exclude(state=Connection.State.PLANNED) | of_house(house, me).filter(ends_on__lt=today)
    return ended.filter(ends_on__gte=today - SHOWN_AFTER).order_by("-due_on", "code")
