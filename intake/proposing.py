"""Who is next when a room is free: derived each time anew from the order of the list, the rooms and what people wish.

The house chooses what follows: staff are told who is next and call, or the next person we have talked with gets the
offer by itself. Two people talked before there is ever an offer; nothing else is made without a colleague.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date

from intake import listing, moves, offering, outgoing
from intake.models import Conversation, ListPlace, Offer, Request
from intake.promise import wall_clock
from respite.locks import again
from respite.models import Bed, House
from respite.nights import Nights, at, fits
from respite.rules import Rules
from stays import beds, booking, pausing
from stays.changing import changing
from stays.models import Allocation

LOOK_AHEAD = 14  # nights in which a free room is looked for when somebody named no nights


@dataclass(frozen=True)
class Proposal:
    """Somebody is next for a room: on the list, for these nights, and whether a free room has what they need."""

    place: ListPlace
    nights: Nights
    bed_fits: bool
    talked: bool  # a conversation is on file
    named: bool  # they named these very nights
    bed: Bed | None = None

    @property
    def by_itself(self) -> bool:
        """Say whether the house may make this offer without a colleague."""
        asks_us = self.place.request.state in moves.WAITING  # somebody talks with them just now, or said they will call
        return self.bed_fits and self.talked and self.named and not asks_us


@dataclass
class Board:
    """What is free in a house, as it is, and as it would be once those before in the list had their room."""

    house: House
    rules: Rules
    tonight: date
    beds: list[Bed]
    busy: dict[int, set[date]]
    slept: dict[UUID, set[date]] = field(default_factory=dict)  # by guest
    offered: dict[UUID, list[Nights]] = field(default_factory=dict)  # by request: what came to nothing before
    talked: set[UUID] = field(default_factory=set)  # guests with a conversation on file

    def free(self, nights: Nights, needs: set[str]) -> Bed | None:
        """Return a room that is free for all of `nights` and has what is needed, the plainest that does; or None."""
        wanted = [bed for bed in self.beds if needs <= set(bed.room.features)]
        whole = [bed for bed in wanted if not self.busy[bed.pk].intersection(nights)]
        return min(whole, key=lambda bed: len(bed.room.features), default=None)

    def take(self, bed: Bed, nights: Nights) -> None:
        """Count a room as somebody's, so that it is proposed to nobody behind them."""
        self.busy[bed.pk].update(nights)

    def first_free(self, count: int, rooms: int, needs: set[str]) -> Nights | None:
        """Return the first `count` nights in the next two weeks for which so many rooms are free, or None."""
        for n in range(LOOK_AHEAD):
            nights = Nights.starting(self.tonight + timedelta(days=n), count)
            free = sum(not self.busy[bed.pk].intersection(nights) for bed in self.beds)
            if free >= rooms and self.free(nights, needs):
                return nights
        return None


def next_up(house: House, *, by_itself: bool = False) -> list[Proposal]:
    """Return who is next for the rooms that are free now, in the order of the list; nobody twice, no room twice.

    With `by_itself` only those to whom the house may make an offer without a colleague, as if nobody else waited.
    """
    today = house.local().date()
    waiting = [place for place in listing.order(house) if not (place.rests_until and place.rests_until > today)]
    if not waiting:
        return []
    board, found, seen = _board(house, waiting), [], set[UUID]()
    for place in waiting:
        if place.pk not in seen:
            friend = place.friend  # type: ignore[attr-defined]
            two = [place, friend] if friend in waiting else [place]
            seen.update(each.pk for each in two)
            found += _propose(board, two, by_itself) if friend in waiting or friend is None else []
    return found


@again
def offer_next(house: House) -> list[Offer]:
    """Offer the room to the next person we have talked with, when the house lets that happen by itself.

    One person, or two who wait together. Returns what was offered; nothing when a colleague has to decide.
    """
    with changing(house) as fresh:
        if fresh.rules().next_room != "offer":
            return []
        proposals = next_up(fresh, by_itself=True)
        if not proposals:
            return []
        first = proposals[0]
        friend = first.place.friend  # type: ignore[attr-defined]
        chosen = [row for row in proposals if row is first or (friend and row.place.pk == friend.pk)]
        return [_offer(row) for row in chosen]


def room_opened(house: House) -> list[Offer]:
    """A room may be free now: the worker comes here after an offer ended without a yes."""
    if house.rules().next_room != "offer" or pausing.current(house) or not next_up(house, by_itself=True):
        return []  # nothing to do, and so no need to lock the house
    try:
        return offer_next(house)
    except ValidationError:  # somebody was quicker: whoever that was comes here as well
        return []


def _propose(board: Board, places: list[ListPlace], by_itself: bool) -> list[Proposal]:
    """Return the proposal for one person, or for two who wait together: then both have a room for the same nights."""
    if any(place.offered_until for place in places):  # type: ignore[attr-defined]
        return []
    nights, named = _nights(board, places)
    if nights is None or not all(_may_stay(board, place, nights) for place in places):
        return []
    before = {bed: set(taken) for bed, taken in board.busy.items()}
    rows = [_row(board, place, nights, named) for place in places]
    if all(row and (row.by_itself or not by_itself) and _in_time(board, row, by_itself) for row in rows):
        return [row for row in rows if row]
    board.busy = defaultdict(set, before)
    return []


def _row(board: Board, place: ListPlace, nights: Nights, named: bool) -> Proposal | None:
    needs = _needs(place.request)
    bed = board.free(nights, needs)
    talked = place.request.guest_id in board.talked
    if bed:
        board.take(bed, nights)
        return Proposal(place, nights, bed_fits=True, talked=talked, named=named, bed=bed)
    if board.free(nights, set()):  # a room, but without what they need: it stays free for whoever is next
        return Proposal(place, nights, bed_fits=False, talked=talked, named=named)
    return None


def _nights(board: Board, places: list[ListPlace]) -> tuple[Nights | None, bool]:
    """Return the nights to propose, and whether they were named as such: by both, when two wait together."""
    told = [_wish(board, place.request) for place in places]
    firsts, counts = [first for first, _count in told if first], [count for _first, count in told if count]
    named = len(firsts) == len(counts) == len(places) and len(set(told)) == 1
    count = min([*counts, board.rules.max_nights]) if counts else 1
    if firsts:
        first = max(firsts)
        return Nights.starting(first, count), named and counts == [count] * len(places)
    needs = set().union(*(_needs(place.request) for place in places))
    rooms = len(places)
    return board.first_free(count, rooms, needs) or board.first_free(count, rooms, set()), False


def _wish(board: Board, request: Request) -> tuple[date | None, int | None]:
    """Return the first night and how many somebody has in mind; a first night that is over counts as none."""
    wishes = request.wishes
    first = parse_date(str(wishes.get("from") or ""))
    count = wishes.get("nights")
    return first if first and first >= board.tonight else None, count if isinstance(count, int) and count > 0 else None


def _needs(request: Request) -> set[str]:
    told = request.wishes.get("needs") or []
    return {str(need) for need in told} if isinstance(told, list) else set()


def _may_stay(board: Board, place: ListPlace, nights: Nights) -> bool:
    """Say whether the nights keep the rule of the house, and were not offered to them before."""
    request = place.request
    if any(nights.overlaps(before) for before in board.offered.get(request.pk, [])):
        return False
    slept = board.slept.get(request.guest_id, set()) if request.guest_id else set()
    return slept.isdisjoint(nights) and fits(slept, nights, most=board.rules.max_nights, window=board.rules.window_days)


def _in_time(board: Board, row: Proposal, by_itself: bool) -> bool:
    """Say whether somebody has all the time to answer before they would arrive; a colleague can always ask."""
    if not by_itself:
        return True
    arrival = at(row.nights.arrives, wall_clock(board.rules.arrive_until), board.house.tz)
    hours = board.rules.hold_hours + _hours_until_told(row.place.request, timezone.now())
    return booking.hours_from_now(board.house, hours) <= arrival


def _offer(row: Proposal) -> Offer:
    request = row.place.request
    house = request.house
    hours = house.rules().hold_hours + _hours_until_told(request, timezone.now())
    return offering.offer(
        request, nights=row.nights, by=None, hours=hours, needs=sorted(_needs(request)), bed=row.bed, talked=False
    )


def _hours_until_told(request: Request, now: datetime) -> int:
    """Return the whole hours until somebody can hear of an offer: nothing goes out at night, or outside of their hours.

    The time to answer begins only then; its end is rounded up to the full hour.
    """
    told = outgoing.next_moment(request.safe_contact, request.house, now)
    return (told - now) // timedelta(hours=1)


def _board(house: House, waiting: list[ListPlace]) -> Board:
    """Read what is free, and what decides about each of `waiting`: a fixed number of queries, however many wait."""
    rules, tonight = house.rules(), house.tonight()
    guests = [place.request.guest_id for place in waiting if place.request.guest_id]
    busy: dict[int, set[date]] = defaultdict(set, beds.taken(house, Nights.starting(tonight, 400)))
    board = Board(house, rules, tonight, list(house.beds.select_related("room")), busy)
    span = tonight - timedelta(days=rules.window_days)
    rows = Allocation.objects.of_house(house).filter(stay__guest__in=guests, nights__endswith__gt=span).holding()
    board.slept = defaultdict(set)
    for guest, nights in rows.values_list("stay__guest", "nights"):
        board.slept[guest].update(Nights(nights.lower, nights.upper))
    board.offered = _came_to_nothing(waiting)
    talks = Conversation.objects.on_file(house.local().date()).filter(house=house, guest__in=guests)
    board.talked = set(talks.values_list("guest", flat=True))
    return board


def _came_to_nothing(waiting: list[ListPlace]) -> dict[UUID, list[Nights]]:
    """Return the nights each was offered already and did not take: a colleague can offer them again."""
    rows = Offer.objects.lapsed() | Offer.objects.filter(answer__in=[Offer.Answer.DECLINED, Offer.Answer.NOT_NOW])
    found: dict[UUID, list[Nights]] = defaultdict(list)
    for made in rows.filter(request__in=[place.request_id for place in waiting]).select_related("stay"):
        found[made.request_id].append(made.stay.range)
    return found
