"""Guests who were promised nights and have no bed for some of them: "without a room".

That happens in two ways. A room was closed in an emergency and we still look for another one; or somebody is still here
after their last night. Both need a bed that looks free, so availability counts them as taking one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from respite.models import House, Person
from respite.nights import Nights
from stays import closed
from stays.models import Allocation, Stay
from stays.models.stay import StayQuerySet
from stays.telling import near_day

PROMISED = [Stay.State.EXPECTED, Stay.State.HERE]


def on(house: House, night: date) -> StayQuerySet:
    """Return who needs a bed of `house` on `night`, which is tonight or later, and has none."""
    bed = Allocation.objects.filter(stay=OuterRef("pk"), nights__contains=night)
    longer = Q(state=Stay.State.HERE, nights__endswith__lte=night) if night <= house.tonight() else Q(pk__in=[])
    rows = Stay.objects.of_house(house).filter(state__in=PROMISED)
    return rows.filter(longer | Q(nights__contains=night) & ~Exists(bed))


def from_tonight_on(house: House) -> list[tuple[Stay, Nights]]:
    """Return the stays that have no bed for some of their nights to come, each with the first of those nights in a row.

    Somebody whose nights are over is not among them: they need a new agreement, not a room.
    """
    tonight = house.tonight()
    rows = Stay.objects.of_house(house).filter(state__in=PROMISED, nights__endswith__gt=tonight)
    rows = rows.select_related("guest__key", "house").annotate(kept=ArrayAgg("allocations__nights", default=[]))
    found: list[tuple[Stay, Nights]] = []
    for stay in rows.order_by("nights", "code"):
        if bare := first_bare(stay, stay.kept, tonight):
            found.append((stay, bare))
    return found


def first_bare(stay: Stay, kept: Iterable[DateRange | None], tonight: date) -> Nights | None:
    """Return the first nights in a row, from tonight on, for which a stay that keeps the nights `kept` has no bed."""
    if stay.leaves <= tonight:
        return None
    placed = {night for row in kept if row for night in Nights(row.lower, row.upper)}
    to_come = Nights(max(stay.arrives, tonight), stay.leaves)
    first = next((night for night in to_come if night not in placed), None)
    if first is None:
        return None
    return Nights(first, next((night for night in Nights(first, stay.leaves) if night in placed), stay.leaves))


def asked(stay: Stay, bare: Nights) -> str:
    """Return what the address of the move form carries, so that it asks for a room for just these nights."""
    until = {"until_night": bare.leaves.isoformat()} if bare.leaves < stay.leaves else {}
    return f"?{urlencode({'from_night': bare.arrives.isoformat()} | until)}"


@dataclass(frozen=True)
class Line:
    """One guest without a room, for a list: who, for which nights, and where a room is looked for."""

    name: str
    words: str
    url: str


def lines(house: House, me: Person) -> list[Line]:
    """Return everybody without a room as sentences; a guest closed to `me` has no name and no address."""
    rows, tonight = from_tonight_on(house), house.tonight()
    hidden = Stay.objects.filter(pk__in=[stay.pk for stay, _nights in rows]).filter(closed.to(me)) if rows else []
    covered = {stay.pk for stay in hidden}
    found = []
    for stay, nights in rows:
        secret = stay.pk in covered
        values = {
            "name": _("A guest") if secret else stay.guest.name,
            "first": near_day(nights.arrives, tonight),
            "last": near_day(nights.leaves, tonight),
        }
        words = (
            _("%(name)s is here and has no room from %(first)s to %(last)s.")
            if stay.state == Stay.State.HERE
            else _("%(name)s is expected and has no room from %(first)s to %(last)s.")
        )
        url = "" if secret else reverse("stays:stay-move", args=[house.slug, stay.code]) + asked(stay, nights)
        found.append(Line(values["name"], words % values, url))
    return found
