"""What stands in the way of some nights, in one sentence: who is there, or that no room is free and when one is."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from respite.models import Bed, House, Person
from respite.nights import Nights
from respite.templatetags.words import day, short_day
from stays import beds, closed
from stays.models import Allocation


def sentence(house: House, bed: Bed, nights: Nights, by: Person | None, apart_from: Iterable[object] = ()) -> str:
    """Say what stands in the way of this bed for these nights; of another house's bed it says nothing.

    A guest who is closed to `by`, who reads the sentence, is not named.
    """
    rows = Allocation.objects.of_house(house).filter(bed=bed).touching(nights).holding().with_all()
    row = rows.exclude(stay__in=list(apart_from)).annotate(closed_out=closed.to(by, "stay__guest")).first()
    if row is None:
        return str(_("That bed is not in this house."))
    words = _("%(room)s is not free: %(who)s until %(day)s.")
    who = _("a guest") if row.closed_out else row.who()
    return str(words) % {"room": row.bed.room.name, "who": who, "day": short_day(row.nights.upper)}


def no_room(house: House, nights: Nights) -> str:
    """Say that no room is free, and when one is for as many nights."""
    first = beds.next_free(house, nights)
    if first is None:
        return str(_("No room is free for all of these nights."))
    words = _("No room is free for all of these nights. From %(day)s on there is one.")
    return str(words) % {"day": day(first)}
