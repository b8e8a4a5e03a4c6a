"""The shifts of some weeks as a page lists them: days with their bands, and the gaps on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.models import House, Person
from respite.nights import ONE_DAY
from respite.templatetags.words import day_words
from stays import rest, shifts
from stays.shifts import Cover

DAYS = 14
GAPS_SHOWN = 8


@dataclass(frozen=True)
class Slot:
    """One band of one day as somebody sees it: who is on, what is missing, whether they are on themselves."""

    cover: Cover
    mine: bool
    words: str  # "1 of 2"
    missing: str  # "1 more needed"; empty where nobody is missing or it is over
    long: tuple[str, ...] = ()  # who is on for long without a break
    would: str = ""  # that the reader would be

    @property
    def enough(self) -> bool:
        """Say whether one more is welcome, and not needed."""
        return not self.missing and not self.cover.over


@dataclass(frozen=True)
class RosterDay:
    """A day and its bands."""

    date: date
    words: str
    today: bool
    slots: list[Slot]


def days(house: House, first: date, me: Person, number: int = DAYS) -> list[RosterDay]:
    """Return `number` days from `first` on."""
    today = shifts.band_at(house)[0]  # after midnight the night that is on began yesterday
    listed = slots(house, first, me, number)
    found = []
    for when in (first + timedelta(days=n) for n in range(number)):
        mine = [each for each in listed if each.cover.date == when]
        found.append(RosterDay(when, day_words(when, today), when == today, mine))
    return found


def gaps(house: House, me: Person) -> list[Slot]:
    """Return where somebody is missing from now until two weeks ahead, the soonest first."""
    return [each for each in slots(house, shifts.band_at(house)[0], me, DAYS) if each.cover.gap]


def slots(house: House, first: date, me: Person, number: int = 1) -> list[Slot]:
    """Return the bands of `number` days from `first` on; the days around them are read for who is on for long."""
    rows = shifts.cover(house, first - ONE_DAY, number + 2)
    return [_slot(rows, n, me) for n, row in enumerate(rows) if first <= row.date < first + timedelta(days=number)]


def _slot(rows: Sequence[Cover], n: int, me: Person) -> Slot:
    """Tell one band in words."""
    row = rows[n]
    on = _("%(on)s on, %(all)s are enough") if len(row.names) > row.minimum else _("%(on)s of %(all)s")
    return Slot(
        cover=row,
        mine=me.pk in row.people,
        words=on % {"on": len(row.names), "all": row.minimum},
        missing=missing_words(row) if row.gap else "",
        long=tuple(rest.words(rows, n)),
        would=rest.would_be(rows, n, me),
    )


def missing_words(row: Cover) -> str:
    """Say how many are missing: "1 more needed"."""
    number = row.minimum - len(row.names)
    return ngettext("%(count)d more needed", "%(count)d more needed", number) % {"count": number}


def gap_left(row: Cover) -> str:
    """Say what signing off leaves behind: "Then 1 of 2 is on."."""
    values = {"on": len(row.names) - 1, "all": row.minimum}
    if values["on"] >= values["all"]:
        return _("Enough people stay on.")
    if values["on"] == 0:
        return _("Then nobody is on. The house wants %(all)s.") % values
    return ngettext("Then %(on)d of %(all)d is on.", "Then %(on)d of %(all)d are on.", values["on"]) % values
