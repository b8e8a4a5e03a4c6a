"""What is held about one person, as a table: every kind of row, and what each of its columns is called in a copy.

Every part names its model, and of each of the model's columns either the words it is told under or why it is not. A
test walks the models and fails for a column that is in neither, so nothing is held in silence (SE-60).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.models import (
    Consent,
    ContactTry,
    Conversation,
    Delivery,
    HandOver,
    ListMove,
    ListPlace,
    Looked,
    Message,
    Offer,
    Request,
    TourVisit,
)
from stays import readable
from stays.models import Accommodation, Connection, Guest, LogEntry, Note, Opened, RecordWords, Stay, Wish

Words = str | Promise
OURS = "a number of ours that says nothing"
KEY = "opens the sealed words; never leaves the vault"
HASH = "a keyed hash, from which nothing can be read"
ABOVE = "told by the row it belongs to"


@dataclass(frozen=True)
class Whose:
    """Whose copy it is: their requests, and the guest they became, if they did."""

    requests: list[Request]
    guest: Guest | None


@dataclass(frozen=True)
class Part:
    """One kind of thing that is held: where it is, and what each of its columns is called."""

    key: str
    title: Words
    model: type[models.Model]
    rows: Callable[[Whose], Iterable[models.Model]]
    told: dict[str, Words]
    untold: dict[str, str] = field(default_factory=dict)


def _of_requests(model: Any, *related: str) -> Callable[[Whose], Iterable[models.Model]]:
    def rows(whose: Whose) -> Iterable[models.Model]:
        found = model.objects.filter(request__in=whose.requests)
        return found.select_related("request__key", *related)

    return rows


def _of_guest(model: Any, path: str, *related: str) -> Callable[[Whose], Iterable[models.Model]]:
    def rows(whose: Whose) -> Iterable[models.Model]:
        return model.objects.filter(**{path: whose.guest}).select_related(*related) if whose.guest else []

    return rows


def _read_by_guest(read: Callable[[Guest], Iterable[models.Model]]) -> Callable[[Whose], Iterable[models.Model]]:
    return lambda whose: read(whose.guest) if whose.guest else []


def _moves(whose: Whose) -> Iterable[ListMove]:
    return ListMove.objects.filter(place__request__in=whose.requests).select_related("place__request__key", "by")


REACH = {
    "name": _("What we call you"),
    "contact": _("How to reach you"),
    "to_know": _("What would make a stay work"),
    "closed_to": _("Closed to"),
}
PRINTS = {"phone_print": HASH, "mail_print": HASH}
PARTS = (
    Part(
        "requests",
        _("What you asked"),
        Request,
        lambda whose: whose.requests,
        {
            "house": _("House"),
            "asked_at": _("When"),
            "source": _("How"),
            "state": _("Where it stands"),
            **REACH,
            "wishes": _("What you wish for"),
            "answers": _("More answers"),
            "language": _("Language of this site"),
            "promised_by": _("You hear from us by"),
            "taken_by": _("Who has it"),
            "waits_with": _("You wait with somebody"),
            "ended_at": _("Ended"),
        },
        {
            "id": OURS, "code": OURS, "key": KEY, **PRINTS, "guest": "the part about who they are to the house",
            "joined_to": "told by the list of requests itself", "locator": "the open half of a code they know",
            "secret_hash": HASH,
        },
    ),
    Part(
        "known",
        _("Who you are to us"),
        Guest,
        lambda whose: [whose.guest] if whose.guest else [],
        {**REACH, "pronouns": _("Pronouns"), "made_at": _("Since")},
        {"id": OURS, "key": KEY, "organization": "whose page this is", **PRINTS},
    ),
    Part(
        "conversations",
        _("What we wrote down when we talked"),
        Conversation,
        _of_requests(Conversation, "by", "house", "guest__key"),
        {
            "held_at": _("When"),
            "by": _("With"),
            "house": _("House"),
            "outcome": _("How it ended"),
            "agreed": _("What we agreed"),
            "valid_until": _("On file until"),
        },
        {"id": OURS, "request": ABOVE, "guest": ABOVE},
    ),
    Part(
        "messages",
        _("Messages"),
        Message,
        _of_requests(Message, "by"),
        {"at": _("When"), "by": _("From"), "words": _("Words"), "read_at": _("Read by us")},
        {"id": OURS, "request": ABOVE},
    ),
    Part(
        "offers",
        _("Offers"),
        Offer,
        _of_requests(Offer, "made_by", "stay__guest__key"),
        {
            "made_at": _("When"),
            "made_by": _("By"),
            "stay": _("Nights"),
            "until": _("Held until"),
            "words": _("Words"),
            "answer": _("How it ended"),
            "answered_at": _("Ended"),
        },
        {"id": OURS, "request": ABOVE},
    ),
    Part(
        "stays",
        _("Stays"),
        Stay,
        _read_by_guest(readable.stays),
        {
            "house": _("House"),
            "nights": _("Nights"),
            "state": _("Where it stands"),
            "needs": _("Asked for"),
            "hold_until": _("Held until"),
            "arrived_at": _("You arrived"),
            "left_at": _("You left"),
            "guidelines": _("Guidelines"),
            "acknowledged_at": _("Talked through"),
            "acknowledged_by": _("How"),
            "acknowledged_in": _("In which language"),
            "hopes": _("What you hope for"),
            "out_until": _("Out until"),
            "lock_box": _("Lock box"),
            "key_out_at": _("You have its key since"),
            "key_back_at": _("You gave the key back"),
            "welcomed": _("Shown on arrival"),
            "made_at": _("Planned"),
        },
        {"id": OURS, "code": OURS, "guest": ABOVE},
    ),
    Part(
        "notes",
        _("Notes on your stays"),
        Note,
        _read_by_guest(readable.notes),
        {
            "stay": _("Stay"),
            "words": _("Words"),
            "by": _("By"),
            "at": _("When"),
            "entered_at": _("Typed in"),
            "from_paper": _("Written on paper first"),
            "changed_at": _("Last change"),
            "staff_only": _("Only staff can read the words"),
            "reason": _("Why"),
            "until": _("Until"),
        },
        {"id": OURS},
    ),
    Part(
        "log",
        _("Lines of the house log that name you"),
        LogEntry,
        _read_by_guest(readable.log),
        {
            "house": _("House"),
            "words": _("Words"),
            "by": _("By"),
            "at": _("When"),
            "entered_at": _("Typed in"),
            "from_paper": _("Written on paper first"),
            "until": _("Kept until"),
            "due_on": _("To do on"),
            "done_at": _("Done"),
            "done_by": _("Done by"),
        },
        {"id": OURS, "guest": ABOVE},
    ),
    Part(
        "accommodations",
        _("What would make a stay work"),
        Accommodation,
        _read_by_guest(readable.accommodations),
        {
            "stay": _("Stay"),
            "words": _("Words"),
            "asked_at": _("When"),
            "by": _("By"),
            "state": _("Where it stands"),
            "answer": _("Answer"),
            "answered_at": _("Answered"),
            "answered_by": _("Answered by"),
        },
        {"id": OURS},
    ),
    Part(
        "record_words",
        _("More that a rule asks us to keep"),
        RecordWords,
        _read_by_guest(readable.record_words),
        {"stay": _("Stay"), "part": _("What"), "words": _("Words"), "by": _("By"), "at": _("When")},
        {"id": OURS},
    ),
    Part(
        "wishes",
        _("What you wish after a stay"),
        Wish,
        _of_guest(Wish, "stay__guest", "stay__guest__key"),
        {
            "choice": _("Contact"),
            "contact": _("How to reach you"),
            "when": _("When"),
            "until": _("Until"),
            "made_at": _("You said so on"),
        },
        {"id": OURS, "stay": ABOVE},
    ),
    Part(
        "connections",
        _("Calls after a stay"),
        Connection,
        _of_guest(Connection, "guest", "house", "kept_by"),
        {
            "house": _("House"),
            "kind": _("What"),
            "number": _("Which"),
            "of": _("Of how many"),
            "due_on": _("Day"),
            "ends_on": _("Last day"),
            "state": _("Where it stands"),
            "tries": _("Tries"),
            "kept_at": _("We talked"),
            "kept_by": _("With"),
        },
        {"id": OURS, "code": OURS, "guest": ABOVE, "stay": ABOVE},
    ),
    Part(
        "consents",
        _("What you said yes to"),
        Consent,
        _of_requests(Consent, "to", "heard_by"),
        {
            "purpose": _("What for"),
            "words": _("Words"),
            "to": _("Who may"),
            "parts": _("Which answers"),
            "until": _("Until"),
            "given_at": _("You said yes"),
            "given_how": _("How"),
            "heard_by": _("Heard by"),
            "withdrawn_at": _("Ended"),
            "withdrawn_how": _("How it ended"),
            "version": _("Version of the words"),
            "language": _("Language"),
        },
        {"id": OURS, "request": ABOVE},
    ),
    Part(
        "call_list",
        _("The call list"),
        ListPlace,
        _of_requests(ListPlace, "house"),
        {
            "house": _("House"),
            "kind": _("What"),
            "since": _("Since"),
            "until": _("Until"),
            "need": _("The need of the rule fits"),
            "not_nows": _("Times you said “not now”"),
            "rests_until": _("We do not call before"),
            "asked_still_at": _("We asked if you still wish it"),
            "ended_at": _("Ended"),
            "ending": _("How it ended"),
        },
        {"id": OURS, "request": ABOVE, "lift": "told by the changes to the order, with their reason"},
    ),
    Part(
        "moves",
        _("Changes to the order of the list"),
        ListMove,
        _moves,
        {"at": _("When"), "by": _("By"), "reason": _("Reason"), "words": _("Words")},
        {"id": OURS, "place": ABOVE},
    ),
    Part(
        "tours",
        _("Tours"),
        TourVisit,
        _of_requests(TourVisit, "tour", "by"),
        {"tour": _("When"), "booked_at": _("Chosen"), "by": _("By"), "cancelled_at": _("Called off")},
        {"id": OURS, "request": ABOVE},
    ),
    Part(
        "hand_overs",
        _("Other houses"),
        HandOver,
        _of_requests(HandOver, "to", "by", "answered_by"),
        {
            "to": _("House"),
            "made_at": _("Asked"),
            "by": _("By"),
            "until": _("They answer by"),
            "state": _("Where it stands"),
            "rings_by": _("They ring you by"),
            "answered_at": _("Answered"),
            "answered_by": _("Answered by"),
        },
        {"id": OURS, "request": ABOVE, "far": "the copy at the other house is told there"},
    ),
    Part(
        "sent",
        _("What we sent to you"),
        Delivery,
        _of_requests(Delivery, "by"),
        {
            "made_at": _("When"),
            "channel": _("How"),
            "template": _("What about"),
            "vague": _("Kept vague"),
            "by": _("By"),
            "not_before": _("Not before"),
            "state": _("Where it stands"),
            "tries": _("Tries"),
            "trouble": _("What went wrong"),
            "changed_at": _("Last change"),
            "settled_at": _("Settled by phone"),
        },
        {"id": OURS, "request": ABOVE, "about": OURS, "reference": "a number of the service that carried it"},
    ),
    Part(
        "tries",
        _("Calls to you"),
        ContactTry,
        _of_requests(ContactTry, "by"),
        {"at": _("When"), "by": _("By"), "came": _("What came of it")},
        {"id": OURS, "request": ABOVE},
    ),
    Part(
        "looked",
        _("Who opened your request"),
        Looked,
        _of_requests(Looked, "by"),
        {"at": _("When"), "by": _("Who"), "why": _("Why")},
        {"id": OURS, "request": ABOVE},
    ),
    Part(
        "opened",
        _("Who opened your record"),
        Opened,
        _of_guest(Opened, "guest", "by"),
        {"at": _("When"), "by": _("Who"), "why": _("Why")},
        {"id": OURS, "guest": ABOVE},
    ),
)  # fmt: skip
# Sealed words of people that are in no copy, and why.
NOT_HERE: dict[str, str] = {
    "stays.Incident": "about the house, and never about a person",
    "stays.NightCode": "opens the night sheet of a house",
    "intake.Draft": "answers on the way: they are on the screen of the person, and gone within the hour",
}
