"""Who is on: signing up for a band of a day, and the cover it gives against the house's minimum."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from respite import history
from respite.models import House, Person
from respite.rules import Rules
from stays.models import Band, Shift


@dataclass(frozen=True)
class Cover:
    """The people on in one band of one date, against the minimum in force."""

    date: date
    band: Band
    names: tuple[str, ...]
    minimum: int
    hours: tuple[int, int]  # the wall-clock hours from and to
    now: bool = False

    @property
    def short(self) -> bool:
        """Say whether somebody is still missing."""
        return len(self.names) < self.minimum


def sign_up(house: House, *, person: Person, on: date, band: str, by: Person) -> Shift:
    """Put somebody on; once more does nothing more."""
    with transaction.atomic():
        shift, new = Shift.objects.get_or_create(house=house, date=on, band=band, person=person)
        if new:
            history.record("signed up", house, house=house, by=by, on=on.isoformat(), band=band)
        return shift


def cover(house: House, first: date, days: int = 1, now: datetime | None = None) -> list[Cover]:
    """Return the cover of every band on `days` dates from `first` on, in order."""
    rows = Shift.objects.filter(house=house, date__gte=first, date__lt=first + timedelta(days=days))
    names: dict[tuple[date, str], list[str]] = defaultdict(list)
    for row in rows.select_related("person").order_by("person__name"):
        names[row.date, row.band].append(row.person.name)
    current = band_at(house, now)
    found = []
    for day in (first + timedelta(days=n) for n in range(days)):
        rules = house.rules(day)
        found += [
            Cover(day, band, tuple(names[day, band]), minimum(rules, band), hours(rules, band), (day, band) == current)
            for band in Band
        ]
    return found


def minimum(rules: Rules, band: Band) -> int:
    """Return how many people a house wants on in a band."""
    return int(getattr(rules, f"minimum_{band}"))


def hours(rules: Rules, band: Band) -> tuple[int, int]:
    """Return the wall-clock hours from and to of a band."""
    starts = [rules.day_from, rules.evening_from, rules.night_from]
    at = list(Band).index(band)
    return starts[at], starts[(at + 1) % len(starts)]


def band_at(house: House, now: datetime | None = None) -> tuple[date, Band]:
    """Return the date and the band that are current now: after midnight it is still last night's night."""
    local = house.local(now)
    rules = house.rules(local.date())
    if local.hour < rules.day_from:
        return local.date() - timedelta(days=1), Band.NIGHT
    if local.hour < rules.evening_from:
        return local.date(), Band.DAY
    return local.date(), Band.EVENING if local.hour < rules.night_from else Band.NIGHT
