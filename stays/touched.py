"""What a closure would touch: stays, held rooms and other closures, each with the choices that are possible now."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from respite.models import Bed, House, Person
from respite.nights import Nights
from respite.templatetags.words import count_nights
from stays import beds, closed
from stays.models import Allocation, Closure, Stay
from stays.telling import held_words, near_day, parts_words

State = Stay.State


@dataclass(frozen=True)
class Choice:
    """One way to make room. `yes` says that the guest has to agree first."""

    value: str
    label: str
    words: str
    yes: bool = False
    bed: Bed | None = None


@dataclass(frozen=True)
class Touched:
    """A stay or another closure in the way, as somebody may know it, with what can be done about it."""

    key: str
    title: str
    name: str
    rows: Sequence[Allocation]
    spans: Sequence[Nights]
    choices: Sequence[Choice] = ()
    url: str = ""

    @property
    def stay(self) -> Stay | None:
        """Return the stay, or None when it is another closure."""
        return self.rows[0].stay

    @property
    def closure(self) -> Closure | None:
        """Return the other closure, or None when it is a stay."""
        return self.rows[0].closure

    @property
    def asks_for_a_yes(self) -> bool:
        """Say whether some choice needs the guest's yes."""
        return any(choice.yes for choice in self.choices)


@dataclass(frozen=True)
class Plan:
    """What is to be closed: these beds, for these nights. `but` is the closure that changes; it is not in the way."""

    house: House
    nights: Nights
    beds: Sequence[Bed]
    but: Closure | None = None

    @property
    def others(self) -> list[Bed]:
        """Return the beds that stay open."""
        return [bed for bed in self.house.beds.select_related("room") if bed not in self.beds]


def rows_of(plan: Plan) -> list[Allocation]:
    """Return the bed-nights in the way, in the order of rooms and nights."""
    rows = Allocation.objects.of_house(plan.house).touching(plan.nights).holding().filter(bed__in=plan.beds)
    rows = rows.exclude(closure=plan.but) if plan.but else rows
    return list(rows.with_all().order_by("bed__room__position", "bed", "nights"))


def find(plan: Plan, me: Person | None = None) -> list[Touched]:
    """Return what is in the way with its choices: a fixed number of queries. A guest closed to `me` has no name."""
    groups: dict[Any, list[Allocation]] = {}
    for row in rows_of(plan):
        groups.setdefault(row.stay_id or row.closure_id, []).append(row)
    if not groups:
        return []
    hidden = _hidden(groups, me)
    others, busy = plan.others, beds.taken(plan.house, plan.nights)
    rooms = _rooms(groups)
    found = []
    for key, rows in groups.items():
        spans = [span for row in rows if (span := row.range.within(plan.nights))]
        name = _("A guest") if key in hidden else rows[0].who()
        look = _Look(plan, rows, spans, name, [bed for bed in others if _free(bed, busy, spans)], rooms[key])
        stay = rows[0].stay
        url = reverse("stays:stay", args=[plan.house.slug, stay.code]) if stay and key not in hidden else ""
        found.append(Touched(str(key), look.title(), name, rows, spans, list(look.choices()), url))
    return found


def fingerprint(found: Collection[Touched]) -> str:
    """Return what stands for exactly these things in the way: another one means that something changed."""
    told = sorted(
        (one.key, row.bed_id, str(row.range), row.stay.state if row.stay else "") for one in found for row in one.rows
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _free(bed: Bed, busy: dict[int, set[date]], spans: Sequence[Nights]) -> bool:
    return not any(night in busy.get(bed.pk, ()) for span in spans for night in span)


def _rooms(groups: Collection[Any]) -> dict[Any, list[Allocation]]:
    """Return every room of the stays in the way, in the order of their nights: also those that stay open."""
    found = defaultdict(list)
    for row in Allocation.objects.filter(stay__in=list(groups)).select_related("bed__room").order_by("nights"):
        found[row.stay_id].append(row)
    return found


def _hidden(groups: dict[Any, list[Allocation]], me: Person | None) -> set[Any]:
    if me is None:
        return set()
    return set(Stay.objects.filter(pk__in=list(groups)).filter(closed.to(me)).values_list("pk", flat=True))


@dataclass(frozen=True)
class _Look:
    """One thing in the way, looked at closely."""

    plan: Plan
    rows: Sequence[Allocation]
    spans: Sequence[Nights]
    name: str
    free: Sequence[Bed]
    rooms: Sequence[Allocation]

    @property
    def first(self) -> date:
        return min(span.arrives for span in self.spans)

    @property
    def last(self) -> date:
        return max(span.leaves for span in self.spans)

    def values(self, stay: Stay | None = None) -> dict[str, str]:
        """Return the words that stand in the sentences."""
        tonight = self.plan.house.tonight()
        whole = stay.range if stay else Nights(self.rows[0].nights.lower, self.rows[0].nights.upper)
        told = {
            "name": self.name,
            "room": str(self.rows[0].bed),
            "why": self.rows[0].who() if stay is None else "",
            "arrives": near_day(whole.arrives, tonight),
            "leaves": near_day(whole.leaves, tonight),
            "first": near_day(self.first, tonight),
            "last": near_day(self.last, tonight),
            "nights": count_nights(sum(len(span) for span in self.spans)),
        }
        return told | {"until": held_words(stay.hold_until, self.plan.house) if stay else ""}

    def title(self) -> str:
        """Say who or what is in the way."""
        stay = self.rows[0].stay
        if stay is None:
            sentence = _("%(room)s is closed already, from %(arrives)s to %(leaves)s: %(why)s.")
            house = _("The house is closed already, from %(arrives)s to %(leaves)s: %(why)s.")
            closure = self.rows[0].closure
            return (house if closure and closure.bed_id is None else sentence) % self.values()
        if len(self.rooms) > 1 or self.rooms[0].range != stay.range:
            return self._rooms_title(stay)
        sentence = {
            State.HERE: _("%(name)s is here, in %(room)s until %(leaves)s."),
            State.EXPECTED: _("%(name)s is expected in %(room)s, from %(arrives)s to %(leaves)s."),
        }.get(State(stay.state), _("%(name)s was offered %(room)s, from %(arrives)s to %(leaves)s: %(until)s."))
        return sentence % self.values(stay)

    def _rooms_title(self, stay: Stay) -> str:
        """Say who is in the way, with each room of a guest who moves, or who has no room for some nights."""
        tonight = self.plan.house.tonight()
        to_come = [row for row in self.rooms if row.nights.upper > tonight] or self.rooms
        rooms = parts_words([(row.bed, row.nights.upper) for row in to_come], tonight)
        sentence = {
            State.HERE: _("%(name)s is here: %(rooms)s."),
            State.EXPECTED: _("%(name)s is expected from %(arrives)s on: %(rooms)s."),
        }.get(State(stay.state), _("%(name)s was offered rooms from %(arrives)s on: %(rooms)s. They are %(until)s."))
        return sentence % (self.values(stay) | {"rooms": rooms})

    def choices(self) -> Iterator[Choice]:
        """Yield what can be done about it, the gentlest first. Of nights that are over nothing can be changed."""
        stay, tonight = self.rows[0].stay, self.plan.house.tonight()
        if stay is None:
            yield from self._about_a_closure()
        elif self.first >= tonight:
            yield from self._moves(stay)
            yield from self._shorter(stay, tonight)
            yield from self._open_ends(stay)

    def _about_a_closure(self) -> Iterator[Choice]:
        yield Choice("keep", _("It stays as it is"), _("The new closure takes only the nights that are left."))
        words = _("It ends %(first)s. From then on the new closure holds, with its own reason and end.")
        yield Choice("replace", _("The new closure takes its place"), words % self.values())

    def _moves(self, stay: Stay) -> Iterator[Choice]:
        needed = set(stay.needs) & beds.ACCESS
        after = next((row.bed for row in self.rooms if self.last in row.range), None)
        for bed in self.free:
            if needed <= set(bed.room.features):
                values = self.values(stay) | {"to": str(bed), "after": str(after)}
                words = self._moved(bed, after) % values
                yield Choice(f"move-{bed.pk}", _("Move to %(to)s") % values, words, bed=bed)

    def _moved(self, bed: Bed, after: Bed | None) -> str:
        """Return what a move says about the nights after it: back, on to a room that was planned, or none."""
        if after is None:
            return _("%(name)s sleeps in %(to)s from %(first)s to %(last)s.")
        if after == bed:
            return _("%(name)s sleeps in %(to)s from %(first)s to %(last)s, and stays there as planned.")
        if after == self.rows[0].bed:
            return _("%(name)s sleeps in %(to)s from %(first)s to %(last)s, then again in %(after)s.")
        return _("%(name)s sleeps in %(to)s from %(first)s to %(last)s, then in %(after)s as planned.")

    def _shorter(self, stay: Stay, tonight: date) -> Iterator[Choice]:
        values = self.values(stay)
        nights_left = self.first > (max(stay.arrives, tonight) if stay.state == State.HERE else stay.arrives)
        if nights_left and stay.state != State.HELD:
            words = _("%(name)s leaves %(first)s instead of %(leaves)s.")
            yield Choice("end", _("End earlier: %(first)s") % values, words % values, yes=True)
        if stay.state == State.EXPECTED and self.first == stay.arrives and self.last < stay.leaves:
            words = _("%(name)s comes %(last)s instead of %(arrives)s.")
            yield Choice("later", _("Come later: %(last)s") % values, words % values, yes=True)

    def _open_ends(self, stay: Stay) -> Iterator[Choice]:
        values = self.values(stay)
        if stay.state == State.HELD:
            words = _("The offer is over and the room is let go. Undo does not bring it back.")
            yield Choice("let_go", _("Let the offer go"), words, yes=True)
            return
        if stay.state == State.EXPECTED:
            words = _("The stay is cancelled. %(name)s stays known to the house and can ask again any day.")
            yield Choice("cancel", _("Cancel the stay together"), words % values, yes=True)
        words = _("%(name)s keeps these nights, and has no room for them yet. The board says so until there is one.")
        yield Choice("look", _("We still look for a room"), words % values)
