"""Who is on: signing up for a band of a day and off again, and the cover it gives against the house's minimum."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respite import history
from respite.locks import again, locked
from respite.models import House, Person
from respite.nights import ONE_DAY, at
from respite.rules import Rules
from stays import team
from stays.changing import changing
from stays.models import Band, Shift, ShiftAsk


@dataclass(frozen=True)
class Cover:
    """The people on in one band of one date, against the minimum in force."""

    date: date
    band: Band
    names: tuple[str, ...]
    minimum: int
    hours: tuple[int, int]  # the wall-clock hours from and to
    now: bool = False
    people: tuple[int, ...] = ()  # their ids, in the order of the names
    over: bool = False

    @property
    def short(self) -> bool:
        """Say whether somebody is still missing."""
        return len(self.names) < self.minimum

    @property
    def gap(self) -> bool:
        """Say whether somebody is missing where it can still be helped."""
        return self.short and not self.over


@contextmanager
def planning(house: House, *bands: str) -> Iterator[House]:
    """Lock the house for a change of who is on; a night's cover can move the rooms, so then who publishes is told."""
    with changing(house) if Band.NIGHT in bands else locked(house) as fresh:
        yield fresh


@again
def sign_up(house: House, *, person: Person, on: date, band: str, by: Person) -> Shift:
    """Put somebody on; once more does nothing more. It answers a call-out when nobody is missing any more.

    Refused with code "member" when they do not work in the house on that day. What is over may still be written down.
    """
    with planning(house, band) as fresh:
        team.check_works(fresh, person, on)
        shift, new = Shift.objects.get_or_create(house=fresh, date=on, band=band, person=person)
        if new:
            history.record("signed up", fresh, house=fresh, by=by, on=on.isoformat(), band=band, person=person.pk)
            _answer_call_outs(fresh, on, band, person)
        return shift


@again
def sign_off(shift: Shift, *, by: Person) -> None:
    """Take somebody off; what was asked about this shift goes with it.

    Refused with code "over" when the shift is over, and "state" when they are not on any more.
    """
    with planning(shift.house, shift.band) as house:
        found = fresh_shift(shift)
        check_not_over(house, found.date, found.band)
        facts = {"on": found.date.isoformat(), "band": found.band, "person": found.person_id}
        ShiftAsk.objects.open().filter(in_return=found).update(
            state=ShiftAsk.State.TAKEN_BACK, answered_at=timezone.now(), in_return=None
        )
        found.delete()
        history.record("signed off", house, house=house, by=by, **facts)


def fresh_shift(shift: Shift) -> Shift:
    """Return the shift as it stands and lock it; refuse with code "state" when it is somebody else's or gone."""
    rows = Shift.objects.select_for_update(of=("self",)).select_related("person", "house__organization")
    found = rows.filter(pk=shift.pk, person=shift.person_id).first()
    if found is None:
        raise ValidationError(_("This shift was changed a moment ago. Please look again."), code="state")
    return found


def check_not_over(house: House, on: date, band: str) -> None:
    """Refuse with code "over" a shift that has ended."""
    if ends(house, on, band) <= timezone.now():
        raise ValidationError(_("This shift is over."), code="over")


def _answer_call_outs(house: House, on: date, band: str, person: Person) -> None:
    """Close the house's own question who can take a band, once enough people are on in it."""
    asks = ShiftAsk.objects.open().filter(house=house, date=on, band=band, shift__isnull=True)
    if missing(house, on, band) == 0:
        asks.update(state=ShiftAsk.State.TAKEN, answered_by=person, answered_at=timezone.now())


def missing(house: House, on: date, band: str) -> int:
    """Return how many people are still missing in a band, never below 0."""
    there = Shift.objects.filter(house=house, date=on, band=band).count()
    return max(0, minimum(house.rules(on), Band(band)) - there)


def cover(house: House, first: date, days: int = 1, now: datetime | None = None) -> list[Cover]:
    """Return the cover of every band on `days` dates from `first` on, in order; one query for all of them."""
    rows = Shift.objects.filter(house=house, date__gte=first, date__lt=first + timedelta(days=days))
    people: dict[tuple[date, str], list[Person]] = defaultdict(list)
    for row in rows.select_related("person").order_by("person__name", "person"):
        people[row.date, row.band].append(row.person)
    current, moment = band_at(house, now), now or timezone.now()
    found = []
    for day in (first + timedelta(days=n) for n in range(days)):
        rules = house.rules(day)
        for band in Band:
            on = people[day, band]
            found.append(
                Cover(
                    date=day,
                    band=band,
                    names=tuple(person.name for person in on),
                    minimum=minimum(rules, band),
                    hours=hours(rules, band),
                    now=(day, band) == current,
                    people=tuple(person.pk for person in on),
                    over=ends(house, day, band) <= moment,
                )
            )
    return found


def minimum(rules: Rules, band: Band) -> int:
    """Return how many people a house wants on in a band."""
    return int(getattr(rules, f"minimum_{band}"))


def hours(rules: Rules, band: Band) -> tuple[int, int]:
    """Return the wall-clock hours from and to of a band."""
    starts = [rules.day_from, rules.evening_from, rules.night_from]
    index = list(Band).index(band)
    return starts[index], starts[(index + 1) % len(starts)]


def begins(house: House, on: date, band: str) -> datetime:
    """Return the instant at which a band begins on the wall clock of the house."""
    return _instant(house, on, hours(house.rules(on), Band(band))[0])


def ends(house: House, on: date, band: str) -> datetime:
    """Return the instant at which a band ends; the night ends on the next date, by the settings of that date."""
    if band == Band.NIGHT:
        return _instant(house, on + ONE_DAY, house.rules(on + ONE_DAY).day_from)
    return _instant(house, on, hours(house.rules(on), Band(band))[1])


def _instant(house: House, on: date, hour: int) -> datetime:
    """Return an hour of a date as an instant; 24 is midnight, where the next date begins."""
    return at(on + timedelta(days=hour // 24), time(hour % 24), house.tz)


def band_at(house: House, now: datetime | None = None) -> tuple[date, Band]:
    """Return the date and the band that are current now: after midnight it is still last night's night."""
    local = house.local(now)
    rules = house.rules(local.date())
    if local.hour < rules.day_from:
        return local.date() - timedelta(days=1), Band.NIGHT
    if local.hour < rules.evening_from:
        return local.date(), Band.DAY
    return local.date(), Band.EVENING if local.hour < rules.night_from else Band.NIGHT
