"""Staying longer, day by day: what the house's limit and the next guests allow, before anybody is asked to agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from respite.models import Bed, House, Person
from respite.nights import Nights, fits
from respite.templatetags.words import day
from stays import bednights, beds, closed, window
from stays.models import Allocation, Stay

MOST = 14  # days of leaving that are told; a longer stay is a conversation anyway


@dataclass(frozen=True)
class Day:
    """One later day of leaving: whether there is a room, where, and whether it is within the limit of the house."""

    leaves: date
    possible: bool
    fits: bool
    where: str

    @property
    def iso(self) -> str:
        """Return the day as a form sends it."""
        return self.leaves.isoformat()


def days(stay: Stay, house: House, person: Person) -> list[Day]:
    """Return the next later days of leaving, up to the first without a room. Who is closed to `person` has no name."""
    last = Nights(stay.leaves, stay.leaves + timedelta(days=MOST))
    rules, whole = house.rules(stay.arrives), Nights(stay.arrives, last.leaves)
    counted = window.taken_by(stay.guest, house, whole, stay.pk)
    found = []
    for leaves, possible, where in _rooms(stay, house, last, person):
        within = fits(counted, Nights(stay.arrives, leaves), most=rules.max_nights, window=rules.window_days)
        found.append(Day(leaves, possible, within, where))
    return found


def _rooms(stay: Stay, house: House, span: Nights, person: Person) -> Iterator[tuple[date, bool, str]]:
    """Yield for each day of leaving whether there is a room, and where: as the verb would choose it."""
    now_in = bednights.bed_on(stay, stay.leaves - timedelta(days=1))
    if now_in is None:
        return  # no room yet: first one is looked for
    busy = beds.taken(house, span).get(now_in.pk, set())
    blocked = min(busy, default=span.leaves)
    taken = _taken(house, now_in, blocked, person) if busy else ""
    last = now_in
    for leaves in (span.arrives + timedelta(days=n + 1) for n in range(len(span))):
        if leaves <= blocked:
            yield leaves, True, _("In %(room)s, as now.") % {"room": now_in}
            continue
        parts = beds.choose(house, Nights(stay.leaves, leaves), stay.needs, keep=now_in)
        if not parts:
            night = leaves - timedelta(days=1)
            words = taken if night == blocked else _taken(house, last, night, person)
            yield leaves, False, _("No room from here on. %(why)s") % {"why": words}
            return
        last = parts[-1].bed
        values = {"next": last, "from": day(parts[-1].nights.arrives), "why": taken}
        yield leaves, True, _("With a move to %(next)s on %(from)s. %(why)s") % values


def _taken(house: House, bed: Bed, night: date, person: Person) -> str:
    """Say for whom this bed is kept on a night, without the name of somebody who is closed to `person`."""
    rows = Allocation.objects.of_house(house).filter(bed=bed, nights__contains=night).holding().with_all()
    row = rows.annotate(closed_out=closed.to(person, "stay__guest")).first()
    if row is None:
        return ""
    values = {"room": bed, "day": day(night)}
    if row.stay is None:
        return _("%(room)s is closed from %(day)s on.") % values
    values["who"] = _("Guest") if row.closed_out else row.who()
    return _("%(room)s is promised to %(who)s from %(day)s on.") % values
