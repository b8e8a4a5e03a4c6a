"""What has happened with a request, in order: the same lines for the guest and for staff, each in their own words.

Every verb of history that somebody should read about has a mark and two sentences here; others are left out.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from intake.models import Request
from respite.models import Entry, House
from respite.templatetags.words import day, moment

Facts = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """How one verb reads: to the guest, and to staff."""

    mark: str
    guest: str | Promise
    staff: str | Promise


VERBS: dict[str, Told] = {
    # the request
    "asked": Told("heard", _("You asked for a conversation."), _("Asked for a conversation.")),
    "asked again": Told("heard", _("You asked for a conversation again."), _("Asked for a conversation again.")),
    "contact said": Told("phone", _("You said anew how to reach you."), _("Said anew how to reach them.")),
    "let go": Told("heard", _("Your request waits for the next of us."), _("Put back for whoever comes next.")),
    "handed to": Told("people", _("A colleague goes on with your request."), _("Handed to a colleague.")),
    "said yes": Told("tick", _("You said yes to something. See “What you said yes to”."), _("A yes was written down.")),
    "took back a yes": Told("not-now", _("A yes of yours ended."), _("A yes ended.")),
    "new code": Told("pencil", _("We made a new code for this page."), _("A new code was made.")),
    "taken up": Told("talking", _("%(who)s took up your request."), _("%(who)s started the conversation.")),
    "tried": Told("phone", _("We tried to reach you."), _("Tried to reach them. Nobody answered.")),
    "talked": Told("talking", _("You talked with %(who)s."), _("Talked with %(who)s.")),
    "offered": Told("held", _("We offered you a room."), _("Offered a room.")),
    "more time": Told("clock", _("We hold the room for you longer."), _("Holding the room longer.")),
    "asked for more time": Told("clock", _("You asked for more time to think."), _("Asked for more time to think.")),
    "offer accepted": Told("tick", _("You said yes to the room."), _("Said yes to the room.")),
    "offer declined": Told("not-now", _("You said no to the room."), _("Said no to the room, this time.")),
    "offer lapsed": Told("clock", _("The time was over. We let the room go."), _("The time was over. Let go.")),
    "offer taken back": Told("not-now", _("We took the offer back."), _("The house took the offer back.")),
    "taken back": Told("out", _("You took your request back."), _("Took the request back.")),
    # the stay
    "arrived": Told("here", _("You arrived."), _("Arrived.")),
    "guidelines shared": Told("guidelines", _("We shared the guidelines."), _("Shared the guidelines.")),
    "moved": Told("swap", _("You moved to another room."), _("Moved to %(room)s.")),
    "swapped": Told("swap", _("You moved to another room."), _("Changed rooms with somebody: now %(room)s.")),
    "extended": Told("moon", _("You stay longer: until %(last)s."), _("Stays longer: until %(last)s.")),
    "shortened": Told("moon", _("You stay until %(last)s."), _("Stays until %(last)s.")),
    "left": Told("left", _("You went home."), _("Went home.")),
    "cancelled": Told("not-now", _("Plans changed. The stay was called off."), _("Plans changed. Cancelled.")),
    "did not arrive": Told("not-now", _("It did not work out to come this time."), _("Did not arrive this time.")),
    "wish": Told("connections", _("You told us what you wish after the stay."), _("Said what they wish after.")),
    # calls after the stay
    "connection kept": Told("phone", _("We talked on the phone."), _("The call was kept.")),
    "no answer": Told("phone", _("We called and did not reach you."), _("Called. Nobody answered.")),
    "put off": Told("clock", _("We moved a call by a day."), _("The call was put off by a day.")),
    "ended by the guest": Told("not-now", _("You ended the calls."), _("Ended the calls.")),
}


def lines(request: Request, *, guest: bool = False) -> list[dict[str, Any]]:
    """Return what has happened, newest first, as mark, words, at, by and when (the last in words, with by).

    `guest` chooses the sentences for the person themselves; without it they are those for staff.
    """
    entries = _entries(request)
    taken_back = any(entry.verb == "taken back" for entry in entries)
    told = []
    for entry in entries:
        if entry.verb in VERBS and not (taken_back and entry.verb == "cancelled"):
            told.append(_line(entry, request.house, guest=guest))
    return told


def _entries(request: Request) -> list[Entry]:
    """Return the history of the request, of the stays it led to, and of the calls after them."""
    stays = request.offers.values("stay")
    calls = request.offers.filter(stay__connections__isnull=False).values("stay__connections")
    rows = Entry.objects.filter(subject=request.pk) | Entry.objects.filter(subject__in=stays)
    rows = rows | Entry.objects.filter(subject__in=calls)
    return list(rows.select_related("by").order_by("-pk"))


def _line(entry: Entry, house: House, *, guest: bool) -> dict[str, Any]:
    told = VERBS[entry.verb]
    sentence = str(told.guest if guest else told.staff)
    by = entry.by.name if entry.by else ""
    when = _when(entry.at, "" if "%(who)s" in sentence else by, house)
    return {"mark": told.mark, "words": sentence % _values(entry), "at": entry.at, "by": by, "when": when}


def _when(at: datetime, by: str, house: House) -> str:
    when = moment(at, house)
    return str(_("%(when)s, by %(who)s")) % {"when": capfirst(when), "who": by} if by else capfirst(when)


def _values(entry: Entry) -> dict[str, str]:
    last = _date(entry.facts.get("nights", ["", ""])[-1])
    return {
        "who": entry.by.name if entry.by else str(_("us")),
        "room": str(entry.facts.get("to", "")),
        "last": day(last) if last else "",
    }


def _date(told: object) -> date | None:
    return parse_date(str(told)) if told else None
