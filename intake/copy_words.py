"""How one column of one row reads in a copy: as lines of words for people, as a plain value for machines."""

from collections.abc import Callable
from datetime import date, datetime
from functools import singledispatch
from typing import Any

from django.conf import settings
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from intake.handing import PARTS
from intake.models import Consent, Message, Request, TourTime
from intake.opened_by import reason
from respite.models import Feature, House, Person
from respite.templatetags.words import clock, day_of_year, phone
from stays.models import Accommodation, Guidelines, Note, RecordPart, Stay

LABELS: dict[str, str | Promise] = {
    # how to reach them
    "call": _("Call"),
    "text": _("Text"),
    "email": _("E-mail"),
    "voicemail": _("Voicemail"),
    "page": _("A message on your page"),
    "i_will_call": _("You contact us"),
    "vague": _("Keep it vague"),
    "phone": _("Phone"),
    "address": _("E-mail address"),
    "ask_for": _("Ask for"),
    "windows": _("Times of day"),
    "times": _("Good times"),
    "said_on": _("You said so on"),
    # what they wish for
    "from": _("First night"),
    "nights": _("Nights"),
    "together": _("Wait together with"),
    "interpreter": _("Interpreter"),
    "animal": _("Service animal"),
}
ORDER = {name: n for n, name in enumerate(LABELS)}
SPANS: dict[str, str | Promise] = {
    "morning": _("in the morning"),
    "afternoon": _("in the afternoon"),
    "evening": _("in the evening"),
}
# Where a request stands, said to the person it is about; the board of the house has shorter words.
STANDS: dict[str, str | Promise] = {
    Request.State.HEARD: _("We have your request."),
    Request.State.TALKING: _("We are talking with you."),
    Request.State.KNOWN: _("We talked, and we know you now. No dates are set."),
    Request.State.OFFERED: _("We offered you a room."),
    Request.State.COMING: _("You said yes. A room is kept for you."),
    Request.State.NOT_NOW: _("It was not the right time just now."),
    Request.State.ELSEWHERE: _("We looked with you for another place."),
    Request.State.TAKEN_BACK: _("You took your request back. Thank you for telling us."),
}


def lines(row: models.Model, name: str, house: House, *, vague: bool) -> list[str]:
    """Return the words of one column; no line when there is nothing in it. Times are on the clock of `house`."""
    value = _read(row, name, vague=vague)
    if isinstance(row, Message | Note | Accommodation) and name == "by" and value is None:
        return [__("You")]
    if value in (None, "", [], {}):
        return []
    if isinstance(row, Request) and name == "state":
        return [str(STANDS[Request.State(value)])]
    if getattr(row._meta.get_field(name), "choices", None):
        return [str(getattr(row, f"get_{name}_display")())]
    if name in NAMED:
        return NAMED[name](row, value)
    return _words(value, house)


def plain(row: models.Model, name: str, *, vague: bool) -> Any:
    """Return the value of one column as JSON knows it."""
    return _plain(_read(row, name, vague=vague))


def _read(row: models.Model, name: str, *, vague: bool) -> Any:
    """Return what a column holds; of a house the name that is safe to read."""
    value = getattr(row, name)
    if isinstance(value, House):
        return value.neutral_name if vague else value.name
    if vague and isinstance(row, Consent) and name == "words":
        return str(value).replace(row.to.name, row.to.neutral_name)
    return list(value.all()) if name == "closed_to" else value


NAMED: dict[str, Callable[[models.Model, Any], list[str]]] = {
    "why": lambda row, value: [reason(value)],
    "language": lambda row, value: [str(dict(settings.LANGUAGES).get(value, value))],
    "acknowledged_in": lambda row, value: [str(dict(settings.LANGUAGES).get(value, value))],
    "needs": lambda row, value: [str(dict(Feature.choices).get(each, each)) for each in value],
    "parts": lambda row, value: [str(PARTS.get(each, each)) for each in value],
}


@singledispatch
def _words(value: Any, house: House) -> list[str]:
    """Return the words of a value by its kind."""
    said = _plain(value)
    return [str(each) for each in said] if isinstance(said, list) else str(said).split("\n")


@_words.register
def _yes_or_no_words(value: bool, house: House) -> list[str]:
    return [__("yes") if value else __("no")]


@_words.register
def _day_words(value: date, house: House) -> list[str]:
    return [day_of_year(value)]


@_words.register
def _moment_words(value: datetime, house: House) -> list[str]:
    local = house.local(value)
    return [__("%(day)s, %(time)s") % {"day": day_of_year(local.date()), "time": clock(local)}]


@_words.register
def _range_words(value: DateRange, house: House) -> list[str]:
    return [__("from %(first)s to %(last)s") % {"first": day_of_year(value.lower), "last": day_of_year(value.upper)}]


@_words.register
def _stay_words(value: Stay, house: House) -> list[str]:
    return _words(value.nights, house)


@_words.register
def _tour_words(value: TourTime, house: House) -> list[str]:
    return _words(value.starts_at, house)


@_words.register
def _somebody_words(value: Request, house: House) -> list[str]:  # somebody else's: told is only that there is one
    return _words(True, house)


@_words.register
def _named_words(value: dict, house: House) -> list[str]:
    """Return one line for each named part, in words."""
    found = []
    for name, said in sorted(value.items(), key=lambda part: ORDER.get(part[0], len(ORDER))):
        if isinstance(said, dict):  # an answer to a question of the house, with the question
            found += [line for each in said.values() for line in _words(each, house)]
        elif said not in (None, "", [], ()):
            found.append(__("%(what)s: %(said)s") % {"what": LABELS.get(name, name), "said": _part(name, said, house)})
    return found


def _part(name: str, said: Any, house: House) -> str:
    """Return one part of a way to reach them, or of a wish, in words."""
    if name == "phone":
        return phone(said)
    if name == "windows":
        return ", ".join(str(SPANS.get(each, each)) for each in said)
    found = parse_date(said) if name in {"from", "said_on"} and isinstance(said, str) else None
    return ", ".join(_words(found or said, house))


@singledispatch
def _plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    return value


@_plain.register
def _day_plain(value: date) -> str:  # a datetime, too
    return value.isoformat()


@_plain.register
def _range_plain(value: DateRange) -> dict[str, str]:
    return {"from": value.lower.isoformat(), "until": value.upper.isoformat()}


@_plain.register
def _stay_plain(value: Stay) -> dict[str, str]:
    return {"from": value.arrives.isoformat(), "until": value.leaves.isoformat()}


@_plain.register
def _person_plain(value: Person) -> str:
    return value.name


@_plain.register
def _list_plain(value: list) -> list[Any]:
    return [_plain(each) for each in value]


@_plain.register
def _version_plain(value: Guidelines) -> int:
    return value.version


@_plain.register
def _part_plain(value: RecordPart) -> str:
    return value.name


@_plain.register
def _tour_plain(value: TourTime) -> str:
    return value.starts_at.isoformat()


@_plain.register
def _somebody_plain(value: Request) -> bool:  # somebody else's: told is only that there is one
    return True
