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

from intake.models import ListMove, Request
from respite.models import Entry, House
from respite.templatetags.words import day, moment
from stays.trail import without_slips

Facts = dict[str, Any]
REASONS = dict(ListMove.Reason.choices)


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
    "name said": Told("pencil", _("You changed what we call you."), _("Changed the name to use.")),
    "nights said": Told("moon", _("You changed the nights you have in mind."), _("Changed the nights in mind.")),
    "wishes said": Told("pencil", _("You changed what you wish for."), _("Changed what they wish for.")),
    "to know said": Told("pencil", _("You changed what would make it work."), _("Changed what would make it work.")),
    "language said": Told("pencil", _("You chose another language."), _("Chose another language.")),
    "contact said": Told("phone", _("You said anew how to reach you."), _("Said anew how to reach them.")),
    "let go": Told("heard", _("Your request waits for the next of us."), _("Put back for whoever comes next.")),
    "handed to": Told("people", _("A colleague goes on with your request."), _("Handed to a colleague.")),
    "joined": Told("link", _("We put this together with what you asked later."), _("Put together with a later one.")),
    "put together": Told("link", _("We put what you asked before with this."), _("Put together with an earlier one.")),
    "join undone": Told("link", _("This stands on its own again."), _("Stands on its own again.")),
    "recognised": Told("known", _("We knew you from before."), _("Recognised as a guest we know.")),
    "not recognised": Told("known", _("This stands on its own again."), _("Not the guest we thought of.")),
    "closed to": Told("eye-off", _("We closed your page to one of us."), _("Closed to a colleague.")),
    "reopened to": Told("eye", _("We opened your page again to one of us."), _("Open to a colleague again.")),
    "a professional's word": Told(
        "tick", _("The word of a professional came. We kept no papers."), _("A professional's word came. No papers.")
    ),
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
    "offer not now": Told("not-now", _("You said not now to the room."), _("Said not now to the room.")),
    "offer lapsed": Told("clock", _("The time was over. We let the room go."), _("The time was over. Let go.")),
    "offer taken back": Told("not-now", _("We took the offer back."), _("The house took the offer back.")),
    "taken back": Told("out", _("You took your request back."), _("Took the request back.")),
    # the call list, waiting together, tours
    "joined the list": Told(
        "heard", _("You asked for a call if a room opens."), _("Asked for a call if a room opens.")
    ),
    "left the list": Told("out", _("You left the call list."), _("Left the call list.")),
    "kept the place": Told(
        "clock", _("You said “not now”. You keep your place."), _("Said “not now”. Keeps the place.")
    ),
    "still wishes a call": Told("tick", _("You still wish for a call."), _("Still wishes for a call.")),
    "asked if still": Told(
        "heard", _("We asked if you still wish for a call."), _("Asked if they still wish for a call.")
    ),
    "moved on the list": Told(
        "swap", _("We moved you up on the call list: %(reason)s."), _("Moved up on the call list: %(reason)s.")
    ),
    "back to the rule": Told("swap", _("You are back where the rule has you."), _("Back where the rule has them.")),
    "the list ran out": Told(
        "clock", _("Your time on the call list is over."), _("The time on the call list is over.")
    ),
    "the list ended at the limit": Told(
        "clock",
        _("Your place on the call list has ended. You can ask again any day."),
        _("The place has ended: “not now”."),
    ),
    "waits together": Told("swap", _("You wait together with somebody."), _("Waits together with somebody.")),
    "waits alone": Told("swap", _("You wait for yourself now."), _("Waits for themselves now.")),
    "tour booked": Told("expected", _("You chose a time to look at the house."), _("Comes to look at the house.")),
    "tour cancelled": Told("not-now", _("You called the tour off."), _("Does not come to look at the house.")),
    "tour called off": Told("not-now", _("We called the tour off."), _("The house called the tour off.")),
    # another house
    "handed over": Told("talking", _("We asked %(house)s to ring you."), _("Asked %(house)s to ring them.")),
    "hand-over taken": Told("phone", _("%(house)s will ring you."), _("%(house)s will ring them.")),
    "hand-over declined": Told(
        "not-now", _("%(house)s cannot ring you this time."), _("%(house)s cannot ring this time.")
    ),
    "hand-over lapsed": Told("clock", _("%(house)s did not answer in time."), _("%(house)s did not answer in time.")),
    "hand-over withdrawn": Told(
        "out", _("You took back your yes for %(house)s."), _("Took back the yes for %(house)s.")
    ),
    "hand-over over": Told(
        "clock",
        _("Your yes for %(house)s is over. What it got is erased there."),
        _("The yes for %(house)s is over. Its copy is erased."),
    ),
    "will ring": Told("phone", _("We will ring you."), _("Said that we will ring.")),
    # messages
    "wrote to us": Told("letter", _("You wrote to us."), _("Wrote to us.")),
    "wrote to them": Told("letter", _("%(who)s wrote to you."), _("%(who)s wrote to them.")),
    "text sent": Told("letter", _("We sent you a text."), _("A text went out.")),
    "mail sent": Told("letter", _("We sent you an e-mail."), _("An e-mail went out.")),
    "text not sent": Told("not-now", _("A text to you did not arrive."), _("A text did not arrive.")),
    "mail not sent": Told("not-now", _("An e-mail to you did not arrive."), _("An e-mail did not arrive.")),
    "text not sure": Told("not-now", _("A text may not have reached you."), _("A text may not have arrived.")),
    "mail not sure": Told("not-now", _("An e-mail may not have reached you."), _("An e-mail may not have arrived.")),
    "settled": Told(
        "tick", _("We looked after a message that did not reach you."), _("Looked after a message that did not arrive.")
    ),
    # the stay
    "arrived": Told("here", _("You arrived."), _("Arrived.")),
    "guidelines shared": Told("guidelines", _("We shared the guidelines."), _("Shared the guidelines.")),
    "undone": Told("swap", _("We took back a slip of ours. Your stay stands as before."), _("A slip was undone.")),
    "key lent": Told("tick", _("You have the key of a lock box."), _("The key of a lock box went out.")),
    "key back": Told("tick", _("You gave the key back."), _("The key of a lock box is back.")),
    "accommodation asked": Told("pencil", _("You asked for something that would help."), _("Asked for something.")),
    "accommodation answered": Told("talking", _("We answered what you asked for."), _("Answered what was asked for.")),
    "moved": Told("swap", _("You moved to another room."), _("Moved to %(room)s.")),
    "swapped": Told("swap", _("You moved to another room."), _("Changed rooms with somebody: now %(room)s.")),
    "extended": Told("moon", _("You stay longer: until %(last)s."), _("Stays longer: until %(last)s.")),
    "shortened": Told("moon", _("You stay until %(last)s."), _("Stays until %(last)s.")),
    "left": Told("left", _("You left the house."), _("Left the house.")),
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
    return without_slips(list(rows.select_related("by").order_by("-pk")))


def _line(entry: Entry, house: House, *, guest: bool) -> dict[str, Any]:
    told = VERBS[entry.verb]
    sentence = str(told.guest if guest else told.staff)
    by = entry.by.name if entry.by else ""
    when = _when(entry.at, "" if "%(who)s" in sentence else by, house)
    return {"mark": told.mark, "words": capfirst(sentence % _values(entry)), "at": entry.at, "by": by, "when": when}


def _when(at: datetime, by: str, house: House) -> str:
    when = moment(at, house)
    return str(_("%(when)s, by %(who)s")) % {"when": capfirst(when), "who": by} if by else capfirst(when)


def _values(entry: Entry) -> dict[str, str]:
    last = _date(entry.facts.get("nights", ["", ""])[-1])
    return {
        "who": entry.by.name if entry.by else str(_("the team")),
        "room": str(entry.facts.get("to", "")),
        "house": str(entry.facts.get("to", "")),
        "reason": str(REASONS.get(str(entry.facts.get("reason", "")), "")),
        "last": day(last) if last else "",
    }


def _date(told: object) -> date | None:
    return parse_date(str(told)) if told else None
