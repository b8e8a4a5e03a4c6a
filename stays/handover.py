"""Starting a shift: from when on the log is news to somebody, and who has read it. No score, no tick list."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from respite import history
from respite.models import Entry, House, Person
from stays import shifts
from stays.logbook import RECENT
from stays.models import Shift

LOOK_BACK = 60  # the newest lines about the house, among which a hand-over of this band stands
VERB = "took over"


@dataclass(frozen=True)
class TookOver:
    """Somebody read the hand-over of this band."""

    name: str
    at: datetime
    person: int


def news_since(house: House, me: Person) -> datetime:
    """Return when the last shift of `me` ended; a week ago at the latest, because nobody reads more in five minutes."""
    now = timezone.now()
    rows = Shift.objects.filter(house=house, person=me, date__lte=house.local().date()).order_by("-date")[:6]
    ended = [moment for row in rows if (moment := shifts.ends(house, row.date, row.band)) <= now]
    return max([*ended, now - RECENT])


def take_over(house: House, *, by: Person) -> bool:
    """Note that `by` read the hand-over of the band that is on now; return whether that is new."""
    with transaction.atomic():
        House.objects.select_for_update(of=("self",)).get(pk=house.pk)
        if any(each.person == by.pk for each in taken_over(house)):
            return False
        on, band = shifts.band_at(house)
        history.record(VERB, house, house=house, by=by, on=on.isoformat(), band=band.value)
        return True


def taken_over(house: House) -> list[TookOver]:
    """Return who read the hand-over of the band that is on now, the first one first; one query."""
    on, band = shifts.band_at(house)
    here = {"on": on.isoformat(), "band": band.value}
    rows = Entry.objects.filter(subject=house.pk).select_related("by").order_by("-pk")[:LOOK_BACK]
    found = [row for row in rows if row.verb == VERB and row.facts == here and row.by]
    return [TookOver(row.by.name, row.at, row.by.pk) for row in reversed(found) if row.by]
