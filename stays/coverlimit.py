"""Open rooms follow cover: how many rooms may be in use on a night, by who signed up for it.

A house that sets `rooms_per_person` says "two on tonight are four rooms". Only new nights are refused beyond that;
whoever is here, and whoever was promised a room, stays. `allowed` is the one answer, for booking and for the public.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.models import House
from respite.nights import Nights
from respite.templatetags.words import day
from stays import unplaced
from stays.models import Band, Shift, Stay


def per_person(house: House, night: date) -> int:
    """Return how many rooms one person's cover opens on `night`; 0 when rooms do not follow cover then."""
    tonight = house.tonight()
    ahead = house.rules(tonight).cover_ahead_days
    return house.rules(night).rooms_per_person if tonight <= night < tonight + timedelta(days=ahead) else 0


def allowed(house: House, night: date) -> int | None:
    """Return how many rooms may be in use on `night`, or None when cover does not limit that night."""
    each = per_person(house, night)
    return on_at_night(house, Nights.starting(night, 1))[night] * each if each else None


def on_at_night(house: House, nights: Nights) -> Counter[date]:
    """Return how many people signed up for each of these nights."""
    rows = Shift.objects.filter(house=house, band=Band.NIGHT, date__gte=nights.arrives, date__lt=nights.leaves)
    return Counter(dict(rows.order_by().values_list("date").annotate(n=Count("pk"))))


def in_use(house: House, nights: Nights, apart_from: Collection[object] = ()) -> Counter[date]:
    """Return how many guests have a room on each of these nights, promised or slept in, apart from these stays."""
    rows = Stay.objects.of_house(house).promised().touching(nights).exclude(pk__in=list(apart_from))
    used = Counter(night for stay in rows.only("nights", "house") for night in stay.range.within(nights) or ())
    tonight = house.tonight()
    if tonight in nights:
        longer = unplaced.on(house, tonight).filter(nights__endswith__lte=tonight)
        used[tonight] += longer.exclude(pk__in=list(apart_from)).count()
    return used


def full_nights(house: House, nights: Nights, apart_from: Collection[object] = ()) -> dict[date, int]:
    """Return the nights on which cover allows not one more room, each with how many people are on."""
    limited = [night for night in nights if per_person(house, night)]
    if not limited:
        return {}
    people, used = on_at_night(house, nights), in_use(house, nights, apart_from)
    return {night: people[night] for night in limited if used[night] >= people[night] * per_person(house, night)}


def refuse_beyond(house: House, nights: Nights, apart_from: Collection[object] = ()) -> None:
    """Refuse one more guest on `nights` (code "cover") when fewer people are on than that needs. House locked."""
    for night, people in full_nights(house, nights, apart_from).items():
        raise ValidationError(words(house, night, people), code="cover")


def words(house: House, night: date, people: int) -> str:
    """Say how many rooms a night's cover allows, and what one more person on would open."""
    each = per_person(house, night)
    values = {"day": day(night), "people": people, "rooms": people * each, "more": each}
    who = ngettext("%(day)s: %(people)d person is on at night.", "%(day)s: %(people)d people are on at night.", people)
    rooms = ngettext(
        "So %(rooms)d room can be in use, and it is.",
        "So %(rooms)d rooms can be in use, and no more.",
        people * each,
    )
    more = ngettext(
        "One more person on would open %(more)d more room.", "One more person on would open %(more)d more rooms.", each
    )
    if not people:
        who, rooms = _("%(day)s: nobody is on at night yet."), _("So no more rooms can be promised.")
    return " ".join(sentence % values for sentence in (who, rooms, more))
