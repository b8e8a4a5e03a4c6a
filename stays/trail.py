"""What has happened in a stay, as sentences that staff and guest may both read, and who opened the record."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from respite import history
from respite.models import Entry, House, Membership, Person
from respite.nights import Nights
from respite.templatetags.words import clock, day, moment
from stays.models import Accommodation, Guest, Opened, Stay, Wish
from stays.telling import span_words

Facts = dict[str, Any]
ONCE_IN = timedelta(hours=1)
STAY_PAGE, CONNECTIONS, NIGHT_SHEET = "stay page", "connections", "night sheet"
PRINTED, HOUSE_LOG = "printed for them", "house log"


@dataclass(frozen=True)
class Line:
    """One line of the trail."""

    mark: str
    words: str
    when: str
    at: datetime


@dataclass(frozen=True)
class Opening:
    """Somebody looked at the record."""

    who: str
    role: str
    when: str
    why: str


def trail(stay: Stay, house: House) -> list[Line]:
    """Return what has happened to a stay, newest first; verbs nobody needs to read about are left out."""
    told = ((_told(entry, house), happened_at(entry)) for entry in without_slips(history.about(stay)))
    lines = [Line(*words, capfirst(moment(at, house)), at) for words, at in told if words]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def without_slips(entries: list[Entry]) -> list[Entry]:
    """Leave out what somebody wished on a leaving that was a slip: undo took it back with the leaving."""
    slips: dict[Any, int] = {}
    for entry in entries:
        if entry.verb == "undone" and entry.facts.get("what") == "left":
            slips[entry.subject] = max(entry.pk, slips.get(entry.subject, 0))
    return [entry for entry in entries if entry.verb != "wish" or entry.pk > slips.get(entry.subject, 0)]


def happened_at(entry: Entry) -> datetime:
    """Return when something happened: what was written on paper first keeps its own time, and its place."""
    return (entry.facts.get("paper") and parse_datetime(entry.facts["at"])) or entry.at


def told(entry: Entry, house: House) -> str:
    """Say one line of history, with who did it; nothing for what nobody needs to read about."""
    words = _told(entry, house)
    return words[1] if words else ""


def _told(entry: Entry, house: House) -> tuple[str, str] | None:
    says = VERBS.get(entry.verb)
    if says is None:
        return None
    mark, sentence = says
    words = sentence(entry.facts)
    if entry.by:
        words = _("%(what)s By %(who)s.") % {"what": words, "who": entry.by}
    if entry.facts.get("paper"):
        words = f"{words} {paper_words(happened_at(entry), entry.at, house)}"
    return mark, words


def paper_words(written: datetime, typed: datetime, house: House) -> str:
    """Say that something was on paper first: "Written on paper at 2:10 am, typed in at 7 am." """
    values = {"written": clock(written, house), "typed": clock(typed, house), "day": day(house.local(typed).date())}
    if house.local(written).date() == house.local(typed).date():
        return _("Written on paper at %(written)s, typed in at %(typed)s.") % values
    return _("Written on paper at %(written)s, typed in on %(day)s at %(typed)s.") % values


def _nights(facts: Facts) -> str:
    first, last = (parse_date(told) for told in facts["nights"])
    assert first
    assert last
    return span_words(Nights(first, last))


def _moved(facts: Facts) -> dict[str, str]:
    since, until = parse_date(facts.get("from_night", "")), parse_date(facts.get("until_night", ""))
    return {"room": facts["to"], "day": day(since) if since else "", "last": day(until) if until else ""}


def _wish(facts: Facts) -> str:
    return {
        Wish.Choice.ONE: _("Wishes one call after the stay."),
        Wish.Choice.FEW: _("Wishes a few calls after the stay."),
    }.get(facts["choice"], _("Wishes no contact after the stay."))


def _undone(facts: Facts) -> str:
    """Say what was a slip, and from when to when the stay is again."""
    slips = {
        "arrived": _("“Arrived” was a slip. Now again: %(nights)s."),
        "left": _("“Left” was a slip. Now again: %(nights)s."),
        "cancelled": _("“Cancelled” was a slip. Now again: %(nights)s."),
        "did not arrive": _("“Did not come” was a slip. Now again: %(nights)s."),
        "moved": _("The change of rooms was undone."),
        "swapped": _("The change of rooms was undone."),
    }
    words = slips.get(facts["what"], _("The change of nights was undone. Now again: %(nights)s."))
    return words % {"nights": _nights(facts)}


VERBS: dict[str, tuple[str, Callable[[Facts], str]]] = {
    "held": ("held", lambda facts: _("A room was held, %(nights)s.") % {"nights": _nights(facts)}),
    "confirmed": ("talking", lambda facts: _("The stay was agreed.")),
    "arrived": ("here", lambda facts: _("Arrived.")),
    "guidelines shared": (
        "guidelines",
        lambda facts: (
            _("Guidelines version %(version)s: %(how)s.")
            % {"version": facts["version"], "how": Stay.Word(facts["how"]).label}
        ),
    ),
    "key lent": ("tick", lambda facts: _("Lock box %(box)s: the key went out.") % {"box": facts["box"]}),
    "key back": ("tick", lambda facts: _("Lock box %(box)s: the key is back.") % {"box": facts["box"]}),
    "accommodation asked": ("pencil", lambda facts: _("Asked for something that would make the stay work.")),
    "accommodation answered": (
        "talking",
        lambda facts: (
            _("Our answer to what was asked for: %(state)s.") % {"state": Accommodation.State(facts["state"]).label}
        ),
    ),
    "moved": (
        "swap",
        lambda facts: (
            _("Moved to %(room)s, from %(day)s until %(last)s.") % _moved(facts)
            if facts.get("until_night")
            else _("Moved to %(room)s, from %(day)s on.") % _moved(facts)
        ),
    ),
    "swapped": ("swap", lambda facts: _("Changed rooms with another guest: %(room)s from %(day)s on.") % _moved(facts)),
    "extended": ("plus", lambda facts: _("More nights: now %(nights)s.") % {"nights": _nights(facts)}),
    "without a room": (
        "flag",
        lambda facts: _("The room is closed. We look for another one, %(nights)s.") % {"nights": _nights(facts)},
    ),
    "shortened": ("moon", lambda facts: _("Fewer nights: now %(nights)s.") % {"nights": _nights(facts)}),
    "left": ("left", lambda facts: _("Left.")),
    "cancelled": ("not-now", lambda facts: _("Plans changed. The stay was cancelled.")),
    "did not arrive": ("not-now", lambda facts: _("Did not come this time.")),
    "let go": ("not-now", lambda facts: _("The held room was let go.")),
    "lapsed": ("clock", lambda facts: _("The time of the hold was over. The room was let go.")),
    "note from paper": ("pencil", lambda facts: _("A note was written.")),
    "wish": ("connections", _wish),
    "undone": ("swap", _undone),
}


def opened(guest: Guest, *, by: Person, why: str) -> None:
    """Write down that `by` opened the record of `guest`: at most once an hour for each person and reason (SE-32)."""
    all_opened([guest], by=by, why=why)


def all_opened(guests: Iterable[Guest], *, by: Person, why: str) -> None:
    """Write down the same for everybody on a list, at the price of one."""
    shown = {guest.pk: guest for guest in guests}
    recent = Opened.objects.filter(guest__in=shown, by=by, why=why, at__gt=timezone.now() - ONCE_IN)
    known = set(recent.values_list("guest", flat=True))
    Opened.objects.bulk_create(Opened(guest=guest, by=by, why=why) for pk, guest in shown.items() if pk not in known)


def openings(guest: Guest, house: House, most: int = 10) -> list[Opening]:
    """Return who opened the record lately, newest first: the list the guest can see too."""
    rows = list(Opened.objects.filter(guest=guest).select_related("by")[:most])
    members = Membership.objects.filter(organization=guest.organization_id, person__in={row.by_id for row in rows})
    roles = {row.person_id: row.get_role_display() for row in members}
    reasons = {
        STAY_PAGE: _("To look at the stay."),
        CONNECTIONS: _("To call after the stay."),
        NIGHT_SHEET: _("For the night sheet."),
        PRINTED: _("To print it for them."),
        HOUSE_LOG: _("To read the house log."),
    }
    return [
        Opening(row.by.name, roles.get(row.by_id, ""), moment(row.at, house), reasons.get(row.why, row.why))
        for row in rows
    ]
