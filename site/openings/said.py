"""The sentences of the notice card in the office: who said what until when, and what the board says instead."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openings.models import Notice
from openings.words import Published
from respite.models import House
from respite.templatetags.words import clock, day, day_words, hour_words
from stays.availability import Band, State

BOARD = "board-"  # before what a button repeats of the board; without it, a word is said by hand


def confirmed(house: House, notice: Notice | None, told: Published) -> str:
    """Say who confirmed what the page says, when, and how long it holds."""
    if told.precision == "none":
        return _("This house only tells by phone. There is nothing to confirm.")
    if notice is None or told.at is None or told.until is None:
        return _("Nobody confirmed anything yet, so the page says “please call”.")
    today = house.local().date()
    looked = when(house.local(notice.confirmed_at), today)
    values = {"name": notice.confirmed_by, "when": looked, "until": until(told.until, today)}
    return _so_far(notice, told) % values


def _so_far(notice: Notice, told: Published) -> str:
    """Return the sentence for a notice by who wrote it, and whether it still holds."""
    if not told.valid:
        return _("%(name)s confirmed it %(when)s. That is too old to repeat, so the page says “please call”.")
    if told.band == State.CALL and not notice.by_hand:
        return _(
            "The page went over to “please call” by itself. It stays so until one of you confirms what the board says."
        )
    if told.band == State.CALL:
        return _("%(name)s said so %(when)s. It stays so until somebody confirms what the board says.")
    if notice.by_hand:
        return _("%(name)s said so %(when)s. It holds until %(until)s, then the page says “please call”.")
    return _("%(name)s confirmed it %(when)s. It holds until %(until)s, then the page says “please call”.")


def board(band: Band, opens: date | None, tonight: date) -> str:
    """Say what the board says, for the line with the flag."""
    if band.state == State.OPEN:
        free = band.free
        return (
            ngettext("The board says %d room is free tonight.", "The board says %d rooms are free tonight.", free)
            % free
        )
    if band.state == State.PAUSED:
        return _("The board says the house is closed tonight.")
    if band.state == State.CALL:
        return _("New offers are stopped.") if band.total else _("The board has no beds yet.")
    if opens:
        return _("The board says no room tonight. The next one opens %(day)s.") % {"day": day_words(opens, tonight)}
    return _("The board says no room tonight.")


def stopped() -> str:
    """Say why the page says “please call” while no new offers are made, whoever confirmed what before."""
    return _("New offers are stopped, so the page says “please call”.")


def published(words: str, *, again: datetime | None) -> str:
    """Say what is out now; with `again`, that it was out before and was confirmed once more at that time."""
    if again:
        return _("Confirmed again at %(time)s. The public page says: %(words)s") % {
            "time": clock(again),
            "words": words,
        }
    return _("The public page says: %(words)s") % {"words": words}


def shown(band: Band) -> str:
    """Return what the button of `band` sends: exactly what it said, so that nothing else is published by it."""
    return BOARD + (band.state if band.count is None else f"{band.state}-{band.count}")


def small(*, stopped: bool) -> str:
    """Say when a word goes out; while offers are stopped, when there will be one to say again."""
    if stopped:
        return _("Once offers start again, you confirm here what the page says.")
    return _("What you say goes out at once.")


def acts(band: Band, *, agrees: bool, keeps: bool) -> list[dict[str, str]]:
    """Return the buttons. The first says what the board says; "full" is not offered twice.

    `keeps` says that the page says "please call" already. Words said by hand stay on offer while they hold: saying them
    again lets them hold longer, and the focus stays.
    """
    found = []
    if band.state != State.CALL:
        found.append(_act(shown(band), _("Still true") if agrees else _label(band)))
    if band.state not in {State.FULL, State.CALL}:
        found.append(_act("full", _("Say the house is full")))
    return [*found, _act("call", _("Keep “please call”") if keeps else _("Say please call"))]


def _act(value: str, label: str) -> dict[str, str]:
    return {"name": "say", "value": value, "label": label}


def _label(band: Band) -> str:
    if band.state == State.OPEN and band.count is not None:
        return ngettext("Say %d room is open", "Say %d rooms are open", band.count) % band.count
    return {
        State.OPEN: _("Say there may be a room"),
        State.FULL: _("Say the house is full"),
        State.PAUSED: _("Say the house is closed"),
    }[band.state]


def when(at: datetime, today: date) -> str:
    """Say when somebody looked, seen from today: to the minute, since only the team reads it."""
    days = (today - at.date()).days
    if days > 1:
        return _("on %(day)s") % {"day": day(at)}
    values = {"clock": clock(at)}
    return _("yesterday at %(clock)s") % values if days else _("at %(clock)s") % values


def until(end: datetime, today: date) -> str:
    """Say until which hour a word holds, seen from today."""
    if end.date() > today and end.hour:
        return _("%(clock)s tomorrow") % {"clock": hour_words(end.hour)}
    return hour_words(end.hour)
