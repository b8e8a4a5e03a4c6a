"""Which questions about shifts are open: those somebody may answer, and those they asked, as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from respite.models import House, Person
from respite.nights import ONE_DAY
from respite.templatetags.words import day
from stays import calling_out, shifts
from stays.calling_out import Outcome
from stays.models import Band, Shift, ShiftAsk


@dataclass(frozen=True)
class Question:
    """One open question; `outcomes` are the mails that went out with it."""

    ask: ShiftAsk
    words: str
    outcomes: list[Outcome]


@dataclass(frozen=True)
class Questions:
    """What somebody may answer, and what they wait for an answer to."""

    to_answer: list[Question]
    asked: list[Question]
    called_out: frozenset[tuple[date, str]] = frozenset()  # bands of which everybody was asked


def of(house: House, me: Person, *, everybodys: bool = False) -> Questions:
    """Return the open questions of `house` for `me`; with `everybodys` what colleagues asked is listed too.

    The same number of queries for any number of questions.
    """
    yesterday = house.local().date() - ONE_DAY
    rows = ShiftAsk.objects.open().filter(house=house, date__gte=yesterday)
    rows = rows.select_related("house", "by", "to", "shift__person", "in_return__person")
    now = timezone.now()
    asks = [ask for ask in rows if shifts.ends(house, ask.date, ask.band) > now]
    mine = Shift.objects.filter(house=house, person=me, date__gte=yesterday).values_list("date", "band")
    on = set(mine)
    said = calling_out.outcomes(asks) if asks else {}
    told = [Question(ask, words(ask, me), said.get(str(ask.pk), [])) for ask in asks]
    return Questions(
        to_answer=[each for each in told if _for_me(each.ask, me, on)],
        asked=[each for each in told if everybodys or _is_mine(each.ask, me)],
        called_out=frozenset((ask.date, ask.band) for ask in asks if ask.shift_id is None),
    )


def words(ask: ShiftAsk, me: Person) -> str:
    """Say what is asked, as `me` reads it."""
    values = {"who": ask.by.name, "shift": shift_words(ask.date, ask.band), "to": ask.to.name if ask.to else ""}
    if ask.shift is None:
        return _("%(who)s asks: who can take %(shift)s?") % values
    values["who"] = ask.shift.person.name
    if ask.in_return is None:
        if ask.to_id == me.pk:
            return _("%(who)s asks: can you take my shift, %(shift)s?") % values
        if ask.to_id:
            return _("%(who)s asks %(to)s to take this shift: %(shift)s.") % values
        return _("%(who)s asks: who can take my shift, %(shift)s?") % values
    values["other"] = shift_words(ask.in_return.date, ask.in_return.band)
    if ask.to_id == me.pk:
        return _("%(who)s asks to swap: your %(other)s, for their %(shift)s.") % values
    return _("%(who)s asks %(to)s to swap: %(shift)s, for %(other)s.") % values


def shift_words(on: date, band: str) -> str:
    """Name a shift: "Tuesday 24 November, night"."""
    return _("%(day)s, %(band)s") % {"day": day(on), "band": str(Band(band).label).lower()}


def _for_me(ask: ShiftAsk, me: Person, on: Iterable[tuple[date, str]]) -> bool:
    """Say whether `me` may answer: asked by name, or one of all of us who is not on then and did not ask it."""
    if ask.to_id is not None:
        return ask.to_id == me.pk
    return not _is_mine(ask, me) and (ask.date, ask.band) not in set(on)


def _is_mine(ask: ShiftAsk, me: Person) -> bool:
    return ask.by_id == me.pk or (ask.shift is not None and ask.shift.person_id == me.pk)
