"""What we store about a guest, line by line: what, why, who reads it, when it goes. Read from the rules in force.

The page of what we store is made of these lines, so a longer retention shows there the day it holds. Every model that
holds words of a guest, or points at one, is named in a line: a test fails where one is not (PEERS.md part 4, 26).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from respite.models import House
from respite.rules import Rules

Words = str | Promise


@dataclass(frozen=True)
class Line:
    """One thing we store. `goes` says when it is gone under the rules of a house; `covers` names its models."""

    what: Words
    why: Words
    who: Words
    goes: Callable[[Rules], str]
    covers: tuple[str, ...]


class When(NamedTuple):
    """When something goes, in these houses; no houses where it is the same in all of them."""

    houses: list[str]
    words: str


class Part(NamedTuple):
    """One line as it is read."""

    what: Words
    why: Words
    who: Words
    goes: list[When]


TEAM = _("The team of the house you asked.")
LEADS = _("The people who lead the house.")
NOBODY = _("Nobody. Only the system looks at it.")


def told(houses: list[House]) -> list[Part]:
    """Return every line as it holds tonight in these houses."""
    rules = {house.name: house.rules() for house in houses}
    parts = []
    for line in LINES:
        said: dict[str, list[str]] = {}
        for name, now in rules.items():
            said.setdefault(line.goes(now), []).append(name)
        goes = [When([] if len(said) == 1 else names, words) for words, names in said.items()]
        parts.append(Part(line.what, line.why, line.who, goes))
    return parts


def _long(days: int) -> str:
    """Say a number of days; whole years as years."""
    years, rest = divmod(days, 365)
    if years and not rest:
        return ngettext("%d year", "%d years", years) % years
    return ngettext("%d day", "%d days", days) % days


def _hours(n: int) -> str:
    return ngettext("%d hour", "%d hours", n) % n


def _draft(rules: Rules) -> str:
    first = __("When you send it, leave, or do nothing for half an hour.")
    return first + " " + __("If you save it: after %(time)s.") % {"time": _hours(rules.draft_hours)}


def _request(rules: Rules) -> str:
    first = __("After %(time)s, if it leads nowhere.") % {"time": _long(rules.request_days)}
    return first + " " + __("If it leads to more: when you ask us to erase it.")


def _erased(rules: Rules) -> str:
    return __("When you ask us to erase it. You can do that on your page.")


def _known(rules: Rules) -> str:
    counts = __("We go by it for %(time)s. After that we talk again.") % {"time": _long(rules.conversation_days)}
    return _erased(rules) + " " + counts


def _left(days: int) -> str:
    return __("%(time)s after you left.") % {"time": _long(days)}


def _stay(rules: Rules) -> str:
    return _left(rules.stay_days)


def _note(rules: Rules) -> str:
    staff = __("A note for the team only: after %(time)s at most.") % {"time": _long(rules.staff_note_days)}
    return _stay(rules) + " " + staff


def _hopes(rules: Rules) -> str:
    return _left(rules.hopes_days)


def _log(rules: Rules) -> str:
    return __("%(time)s after it was written.") % {"time": _long(rules.log_guest_days)}


def _incident(rules: Rules) -> str:
    return __("%(time)s after it happened.") % {"time": _long(rules.incident_days)}


def _list(rules: Rules) -> str:
    return __("After %(time)s, or when you say stop.") % {"time": _long(rules.list_days)}


def _hand_over(rules: Rules) -> str:
    return __("After %(time)s, if they do not answer.") % {"time": _hours(rules.hand_over_hours)}


def _wish(rules: Rules) -> str:
    return __("On the last day you chose, or when you say stop.")


def _sheet(rules: Rules) -> str:
    return __("After one day. The paper is torn up in the morning.")


def _tidied(rules: Rules) -> str:
    return __("After one day.")


LINES: tuple[Line, ...] = (
    Line(
        _("What you type in the form, before you send it"),
        _("So that you can go back and change it."),
        NOBODY,
        _draft,
        ("intake.Draft",),
    ),
    Line(
        _("Your name, how to reach you, the nights you wish, and what you want us to know"),
        _("So that we can call you back in a safe way."),
        TEAM,
        _request,
        ("intake.Request", "intake.ContactTry", "intake.Looked"),
    ),
    Line(
        _("Messages between you and us"),
        _("So that you and we can read what was said."),
        TEAM,
        _request,
        ("intake.Message", "intake.Delivery"),
    ),
    Line(
        _("What you said yes to, in the words you read"),
        _("So that we do no more than that."),
        TEAM,
        _request,
        ("intake.Consent",),
    ),
    Line(
        _("That you wait for a call if a room opens"),
        _("So that we can call you when one does."),
        TEAM,
        _list,
        ("intake.ListPlace", "intake.ListMove"),
    ),
    Line(
        _("What you asked us to pass on to another house"),
        _("Only if you said yes, and only to that house."),
        _("The team of that house."),
        _hand_over,
        ("intake.HandOver",),
    ),
    Line(
        _("A time to come by and look at the house"),
        _("So that somebody is there."),
        TEAM,
        _request,
        ("intake.TourVisit",),
    ),
    Line(
        _("What you and we agreed when we talked"),
        _("So that you do not have to tell it all again."),
        TEAM,
        _known,
        ("intake.Conversation",),
    ),
    Line(
        _("What we offered you, and what you said"),
        _("So that a room is held for you."),
        TEAM,
        _erased,
        ("intake.Offer",),
    ),
    Line(
        _("Your name and how to reach you, once we have talked"),
        _("So that we know you when you come back."),
        TEAM,
        _erased,
        ("stays.Guest",),
    ),
    Line(
        _("The nights you stayed, and in which room"),
        _("So that no bed is promised twice, and to count nights."),
        TEAM,
        lambda rules: __("When you are erased, your name is gone. The nights stay as a number."),
        ("stays.Stay", "stays.Allocation", "stays.TurnRound"),
    ),
    Line(_("What you hoped for in your stay"), _("For you to look at again."), TEAM, _hopes, ("stays.Stay.hopes",)),
    Line(_("Notes about your stay"), _("So that the next shift knows what you agreed."), TEAM, _note, ("stays.Note",)),
    Line(
        _("What would make it work for you, and what we did"),
        _("So that we do what we said."),
        TEAM,
        _stay,
        ("stays.Accommodation",),
    ),
    Line(
        _("A longer record of your stay, where the law asks a house for one"),
        _("Most houses keep none. If yours does, it shows you each part, and the law that asks for it."),
        TEAM,
        _stay,
        ("stays.RecordWords",),
    ),
    Line(
        _("Your name in the log of the house"),
        _("Only if the next shift must know it."),
        TEAM,
        _log,
        ("stays.LogEntry",),
    ),
    Line(
        _("What happened on a hard day in the house"),
        _("So that we learn from it. It has no names of guests."),
        LEADS,
        _incident,
        ("stays.Incident",),
    ),
    Line(
        _("The calls you want after your stay, and the number for them"),
        _("So that we call you as you wished."),
        TEAM,
        _wish,
        ("stays.Wish", "stays.Connection"),
    ),
    Line(
        _("A sheet of who is in the house tonight"),
        _("So that the night goes on when the power is out."),
        TEAM,
        _sheet,
        ("stays.NightSheet", "stays.NightCode"),
    ),
    Line(
        _("Who opened your page, when and why"),
        _("For you to see."),
        _("You, and the team."),
        _erased,
        ("stays.Opened",),
    ),
    Line(
        _("What was just changed, so that it can be undone"),
        _("To set a slip of the hand right."),
        NOBODY,
        _tidied,
        ("stays.Change", "respite.Key"),
    ),
)
NEVER: tuple[Words, ...] = (
    _("what a doctor calls it, or what medicine you take"),
    _("your ID, your birth date or your legal name"),
    _("money or a health plan"),
    _("where you are when you go out"),
    _("which pages you read here, or what you look for"),
)
