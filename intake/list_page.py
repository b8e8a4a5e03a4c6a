"""What the screen of the call list shows: people in their order with why they stand there, and who is next for a room.

People closed to whoever looks are left out; of those who are next, it only says that a colleague calls.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intake import handing, listing, proposing, wording
from intake.models import Conversation, HandOver, ListMove, ListPlace, Request, TourTime, TourVisit
from intake.proposing import Proposal
from respite.forms import Form
from respite.models import Feature, House, Person
from respite.templatetags.words import count_nights, moment, short_day, until

FEATURES: dict[str, str | Promise] = dict(Feature.choices)


@dataclass(frozen=True)
class Row:
    """One person on the list, in words for the office."""

    place: ListPlace
    name: str
    since: str
    why: list[dict[str, str]]
    nights: str
    reach: str
    offered: str
    known: bool
    resting: bool
    friend: Request | None
    form: Form = field(default_factory=lambda: Form(auto_id=False))  # many on one page: no ids

    @property
    def request(self) -> Request:
        """Return whose place it is."""
        return self.place.request


@dataclass(frozen=True)
class Next:
    """Somebody who is next for a room: the sentence, and what a colleague should know before calling."""

    request: Request | None  # None: closed to whoever looks
    words: str
    notes: list[str]
    name: str = ""


def rows(house: House, person: Person) -> list[Row]:
    """Return the list in its order, as far as it is open to `person`; a fixed number of queries."""
    places = listing.order(house)
    seen = _open(places, person)
    moves = Prefetch("moves", ListMove.objects.select_related("by"))
    shown = [place for place in places if place.request_id in seen]
    prefetch_related_objects(shown, moves)
    today = house.local().date()
    guests = [place.request.guest_id for place in shown if place.request.guest_id]
    talks = Conversation.objects.on_file(today).filter(house=house, guest__in=guests)
    known = set(talks.values_list("guest", flat=True))
    return [_row(place, house, today, seen, known=place.request.guest_id in known) for place in shown]


def next_for(house: House, person: Person, most: int = 3) -> list[Next]:
    """Return who is next for the rooms that are free, for a page of the office."""
    found = proposing.next_up(house)[:most]
    seen = _open([row.place for row in found], person)
    return [_next(row, house, shown=row.place.request_id in seen) for row in found]


@dataclass(frozen=True)
class Tour:
    """A moment for a tour, in words, with who comes as far as it is open to whoever looks."""

    tour: TourTime
    when: str
    visits: list[TourVisit]
    others: int  # who comes and is closed to whoever looks
    left: int


def tours(house: House, person: Person) -> list[Tour]:
    """Return the tours still to come, the next one first; a fixed number of queries."""
    coming = TourVisit.objects.filter(cancelled_at=None).select_related("request__key", "request__guest__key")
    times = list(house.tour_times.to_come().order_by("starts_at").prefetch_related(Prefetch("visits", coming)))
    keys = [visit.request_id for tour in times for visit in tour.visits.all()]
    seen = set(Request.objects.filter(pk__in=keys).open_to(person).values_list("pk", flat=True))
    return [_tour(tour, house, seen) for tour in times]


def _tour(tour: TourTime, house: House, seen: set[UUID]) -> Tour:
    every = list(tour.visits.all())
    shown = [visit for visit in every if visit.request_id in seen]
    when = capfirst(moment(tour.starts_at, house))
    return Tour(tour, when, shown, others=len(every) - len(shown), left=tour.places - len(every))


@dataclass(frozen=True)
class Handed:
    """Where a hand-over stands, for staff."""

    made: HandOver
    words: str
    open: bool


def handed(made: HandOver) -> Handed:
    """Say where a hand-over stands; whoever asked may be anybody of the house."""
    state = HandOver.State(made.state)
    by = made.rings_by if state == HandOver.State.TAKEN and made.rings_by else made.until
    values = {"house": made.to.name, "when": until(by, made.request.house)}
    words = KEEPS if handing.stays_there(made) else HANDED[state]
    return Handed(made, str(words) % values, open=state in {HandOver.State.ASKED, HandOver.State.TAKEN})


KEEPS = gettext_lazy("Taken back. %(house)s has talked with them and keeps what they told there.")
HANDED: dict[HandOver.State, str | Promise] = {
    HandOver.State.ASKED: gettext_lazy("%(house)s is asked. It answers by %(when)s."),
    HandOver.State.TAKEN: gettext_lazy("%(house)s rings by %(when)s."),
    HandOver.State.DECLINED: gettext_lazy("%(house)s cannot ring this time. What it was told is erased."),
    HandOver.State.LAPSED: gettext_lazy("%(house)s did not answer in time. What it was told is erased."),
    HandOver.State.WITHDRAWN: gettext_lazy("Taken back. What %(house)s was told is erased."),
}


def _open(places: Iterable[ListPlace], person: Person) -> set[UUID]:
    keys = [place.request_id for place in places]
    return set(Request.objects.filter(pk__in=keys).open_to(person).values_list("pk", flat=True)) if keys else set()


def _row(place: ListPlace, house: House, today: date, seen: set[UUID], *, known: bool) -> Row:
    request, friend = place.request, place.friend  # type: ignore[attr-defined]
    offered = place.offered_until  # type: ignore[attr-defined]
    return Row(
        place=place,
        name=str((request.guest or request).name),
        since=moment(place.since, house),
        why=_why(place, house, today),
        nights=wording.nights_in_mind(request.wishes),
        reach=" ".join(request.safe_contact.lines()),
        offered=_("Offer out until %(until)s") % {"until": until(offered, house)} if offered else "",
        known=known,
        resting=bool(place.rests_until and place.rests_until > today),
        friend=friend.request if friend and friend.request_id in seen else None,
    )


def _why(place: ListPlace, house: House, today: date) -> list[dict[str, str]]:
    """Say why somebody stands where they stand, and what is to come: each a mark and a sentence."""
    told = [{"mark": "heard", "words": _("Asked %(when)s") % {"when": moment(place.since, house)}}]
    last = next(iter(place.moves.all()), None)
    if place.lift and last:
        told.append({"mark": "swap", "words": _moved(last, house)})
    if place.need:
        told.append({"mark": "flag", "words": _("The need of the rule fits")})
    if place.rests_until and place.rests_until > today:
        told.append({"mark": "not-now", "words": _("Not before %(day)s") % {"day": short_day(place.rests_until)}})
    if place.not_nows:
        words = ngettext("Said “not now” %(n)d time", "Said “not now” %(n)d times", place.not_nows)
        told.append({"mark": "clock", "words": words % {"n": place.not_nows}})
    if place.asked_still_at:
        words = _("We asked %(when)s if they still wish a call")
        told.append({"mark": "heard", "words": words % {"when": moment(place.asked_still_at, house)}})
    told.append({"mark": "clock", "words": _("Holds until %(day)s") % {"day": short_day(place.until)}})
    return told


def _moved(move: ListMove, house: House) -> str:
    values = {"who": move.by.name, "when": moment(move.at, house), "why": move.get_reason_display()}
    if move.words:
        return _("Moved up by %(who)s %(when)s: %(why)s. “%(words)s”") % {**values, "words": move.words}
    return _("Moved up by %(who)s %(when)s: %(why)s") % values


def _next(row: Proposal, house: House, *, shown: bool) -> Next:
    name = str((row.place.request.guest or row.place.request).name)
    values = {"day": short_day(row.nights.arrives), "name": name, "nights": count_nights(len(row.nights))}
    tonight = row.nights.arrives == house.tonight()
    if not shown:
        words = _("A room is free from %(day)s. A colleague calls who is next on the list.") % values
        return Next(None, words, [])
    if tonight:
        words = _("A room is free tonight. Next on the list: %(name)s, for %(nights)s.") % values
    else:
        words = _("A room is free from %(day)s. Next on the list: %(name)s, for %(nights)s.") % values
    return Next(row.place.request, words, _notes(row, house, name), name)


def _notes(row: Proposal, house: House, name: str) -> list[str]:
    told = []
    if row.by_itself and house.rules().next_room == "offer":
        told.append(_("The house makes this offer by itself."))
    if not row.bed_fits:
        needs = [str(FEATURES.get(need, need)) for need in row.place.request.wishes.get("needs", [])]
        told.append(_("The free room does not have what is needed: %(needs)s.") % {"needs": ", ".join(needs)})
    if not row.talked:
        told.append(_("Nobody has talked with %(name)s yet.") % {"name": name})
    if not row.named:
        told.append(_("Ask which nights would work."))
    friend = row.place.friend  # type: ignore[attr-defined]
    if friend:
        told.append(_("They wait together with somebody. Both have a room for these nights."))
    return told
