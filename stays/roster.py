"""The shifts of some weeks as a page lists them: days with their bands, and the gaps on top."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.models import House, Person
from respite.templatetags.words import day_words
from stays import shifts
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
    slots = [slot(row, me) for row in shifts.cover(house, first, number)]
    found = []
    for when in (first + timedelta(days=n) for n in range(number)):
        mine = [each for each in slots if each.cover.date == when]
        found.append(RosterDay(when, day_words(when, today), when == today, mine))
    return found


def gaps(house: House, me: Person) -> list[Slot]:
    """Return where somebody is missing from now until two weeks ahead, the soonest first."""
    return [slot(row, me) for row in shifts.cover(house, shifts.band_at(house)[0], DAYS) if row.gap]


def slot(row: Cover, me: Person) -> Slot:
    """Tell one band in words."""
    words = _("%(on)s of %(all)s") % {"on": len(row.names), "all": row.minimum}
    return Slot(row, me.pk in row.people, words, missing_words(row) if row.gap else "")


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
