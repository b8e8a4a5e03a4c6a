"""The rooms on the night sheet: who is in each tonight, what they asked us to know, and what comes next."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from respite.models import Bed, House
from respite.nights import ONE_DAY, Nights
from respite.templatetags.words import clock, hour_words
from stays.models import Allocation, Guest, Stay, TurnRound
from stays.telling import expected_words, held_words, here_words, near_day

LOOK_BACK, LOOK_AHEAD = timedelta(days=14), timedelta(days=15)
State = Stay.State


@dataclass(frozen=True)
class RoomLine:
    """One bed of the house."""

    room: str
    small: str
    name: str
    words: str
    mark: str = ""
    to_know: str = ""
    next: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alone:
    """Somebody who is in the house, or expected, and has no bed tonight."""

    name: str
    words: str


class Rooms:
    """The rooms of one house tonight, read by four queries however many there are.

    `readers` are the ids of the people who will read the sheet; None means anybody who holds the night code.
    """

    def __init__(self, house: House, tonight: date, readers: Collection[object] | None) -> None:
        self.house, self.tonight = house, tonight
        self.rules = house.rules(tonight)
        self._beds: list[Bed] = list(house.beds.select_related("room"))
        self._rows = self._bed_nights(readers)
        self._late = self._without_a_bed(readers)
        self._ready_by = {row.bed_id: row for row in TurnRound.objects.open().filter(house=house)}

    @cached_property
    def lines(self) -> list[RoomLine]:
        """Return one line a bed."""
        return [self._line(bed) for bed in self._beds]

    @cached_property
    def alone(self) -> list[Alone]:
        """Return who has no bed tonight and could not be told in a room."""
        told = set(self._overstaying.values())
        return [
            Alone(self.called(stay), self._standing(stay))
            for stay in self._late
            if stay not in told and (stay.state == State.HERE or self.tonight < stay.leaves)
        ]

    @cached_property
    def opens(self) -> tuple[Guest, ...]:
        """Return the guests the sheet tells by name: those who are here and are not covered."""
        stays = [row.stay for row in self._rows if row.stay] + self._late
        return tuple({stay.guest for stay in stays if stay.state == State.HERE and not _covered(stay)})

    @property
    def named(self) -> set[object]:
        """Return their ids."""
        return {guest.pk for guest in self.opens}

    def promised(self, until: date) -> Iterator[str]:
        """Return what the board promises for the day `until`: arrivals, rooms to make ready, rooms that open again."""
        coming = {row.bed_id for row in self._rows if row.stay and self._arrives_on(row, until)}
        for row in self._rows:
            if row.stay and self._arrives_on(row, until):
                values = {"name": self.called(row.stay), "room": row.bed, **self._window()}
                yield _("%(name)s arrives, %(room)s, %(first)s to %(last)s.") % values
            if row.closure and row.nights.upper == until:
                yield _("%(room)s opens again.") % {"room": row.bed}
        for bed in self._beds:
            if bed.pk in self._ready_by or (bed.pk in coming and self._left_by(bed, until)):
                yield _("Make %(room)s ready by %(time)s.") % {"room": bed, "time": self._window()["first"]}

    def called(self, stay: Stay) -> str:
        """Return the name somebody uses when they are here, initials when they are not, "Guest" when covered."""
        if _covered(stay):
            return _("Guest")
        return str(stay.guest.name) if stay.state == State.HERE else initials(stay.guest)

    def _line(self, bed: Bed) -> RoomLine:
        small = ", ".join(bed.room.feature_words()[:1])
        tonights = next((row for row in self._of(bed) if self.tonight in row.range), None)
        stay = self._overstaying.get(bed.pk) or (tonights.stay if tonights else None)
        ahead = [row for row in self._of(bed) if row.nights.upper > self.tonight]
        coming = [row for row in ahead if row.closure or row.stay != stay]
        if stay is not None:
            told = (self.called(stay), self._standing(stay), MARKS.get(State(stay.state), ""), self._to_know(stay))
            return RoomLine(str(bed), small, *told, next=tuple(self._next(bed, stay, coming)))
        if tonights is not None and tonights.closure:
            words = tonights.closure.get_reason_display()
            return RoomLine(str(bed), small, _("Closed"), words, "closed", next=tuple(self._next(bed, None, coming)))
        words = self._turning_round(bed)
        return RoomLine(str(bed), small, "", words, next=tuple(self._next(bed, None, coming)))

    def _turning_round(self, bed: Bed) -> str:
        round_ = self._ready_by.get(bed.pk)
        if round_ is None:
            return _("free")
        return _("being made ready, by %(time)s") % {"time": clock(round_.expected_at, self.house)}

    def _next(self, bed: Bed, stay: Stay | None, coming: Iterable[Allocation]) -> Iterator[str]:
        """Say what comes next in a room, at most three things."""
        said = [self._goes(bed, stay)] if stay and stay.state == State.HERE else []
        if stay and stay.state == State.EXPECTED and stay.arrives >= self.tonight:
            said = [_("Arrives %(first)s to %(last)s.") % self._window()]
        said += [words for row in coming for words in self._comes(row)]
        yield from said[:3]

    def _goes(self, bed: Bed, stay: Stay) -> str:
        """Say when somebody who is here leaves, or moves to another room before that."""
        after = [row for row in self._rows if row.stay_id == stay.pk and row.nights.lower > self.tonight]
        moves = [row for row in after if row.bed_id != bed.pk]
        if moves:
            first = min(moves, key=lambda row: row.nights.lower)
            values = {"room": first.bed, "day": near_day(first.nights.lower, self.tonight)}
            return _("Moves to %(room)s %(day)s.") % values
        return _("Leaves %(day)s.") % {"day": near_day(stay.leaves, self.tonight)}

    def _comes(self, row: Allocation) -> Iterator[str]:
        """Say what a later bed-night brings to its room."""
        starts = near_day(row.nights.lower, self.tonight)
        if row.closure:
            if row.nights.lower > self.tonight:
                yield _("Closed from %(day)s.") % {"day": starts}
            yield _("Back %(day)s.") % {"day": near_day(row.nights.upper, self.tonight)}
        elif row.stay:
            values = {"name": self.called(row.stay), "day": starts, **self._window()}
            if row.stay.state == State.HELD:
                yield _("Held for %(name)s from %(day)s.") % values
            elif row.stay.state == State.HERE or row.nights.lower > row.stay.arrives:
                yield _("%(name)s moves in %(day)s.") % values
            elif row.nights.lower > self.tonight + ONE_DAY:
                yield _("%(name)s arrives %(day)s.") % values
            else:
                yield _("%(name)s arrives %(day)s, %(first)s to %(last)s.") % values

    def _standing(self, stay: Stay) -> str:
        if stay.state == State.HERE:
            last = stay.leaves == self.tonight + ONE_DAY
            return _("here, last night") if last else here_words(stay, self.tonight)
        if stay.state == State.HELD:
            return held_words(stay.hold_until, self.house)
        return _("expected tonight") if stay.arrives == self.tonight else expected_words(stay, self.tonight)

    def _to_know(self, stay: Stay) -> str:
        """Say what a guest who is here asked us to know, briefly; of nobody else."""
        if stay.state != State.HERE or _covered(stay):
            return ""
        return Truncator(" ".join(str(stay.guest.to_know).split())).chars(64 if len(self._beds) > 4 else 90)

    def _window(self) -> dict[str, str]:
        return {"first": hour_words(self.rules.arrive_from), "last": hour_words(self.rules.arrive_until)}

    def _arrives_on(self, row: Allocation, until: date) -> bool:
        stay = row.stay
        if stay is None or stay.state != State.EXPECTED or row.nights.lower != stay.arrives:
            return False
        return stay.arrives == until

    def _left_by(self, bed: Bed, until: date) -> bool:
        """Say whether somebody sleeps there until the day of the next arrival."""
        if bed.pk in self._overstaying:
            return True
        return any(row.stay and self.tonight <= row.nights.upper <= until for row in self._of(bed))

    def _of(self, bed: Bed) -> list[Allocation]:
        return self._in_bed.get(bed.pk, [])

    @cached_property
    def _in_bed(self) -> dict[int, list[Allocation]]:
        found: dict[int, list[Allocation]] = {}
        for row in self._rows:
            found.setdefault(row.bed_id, []).append(row)
        return found

    @cached_property
    def _overstaying(self) -> dict[int, Stay]:
        """Return who is still here after their last night, by the bed they had, where nobody else is in it."""
        taken = {row.bed_id for row in self._rows if row.stay and _sleeps(row.stay) and self.tonight in row.range}
        found: dict[int, Stay] = {}
        for stay in self._late:
            beds = [row.bed_id for row in self._rows if row.stay_id == stay.pk]
            if stay.state == State.HERE and beds and beds[-1] not in taken:
                found.setdefault(beds[-1], stay)
        return found

    def _bed_nights(self, readers: Collection[object] | None) -> list[Allocation]:
        around = Nights(self.tonight - LOOK_BACK, self.tonight + LOOK_AHEAD)
        rows = Allocation.objects.of_house(self.house).touching(around).holding().with_all()
        rows = rows.exclude(stay__state=State.LEFT).order_by("nights", "bed")
        found: list[Allocation] = list(rows.annotate(covered=_closed("stay__guest", readers)))
        for row in found:
            if row.stay:
                row.stay.covered = row.covered  # type: ignore[attr-defined]
        return found

    def _without_a_bed(self, readers: Collection[object] | None) -> list[Stay]:
        """Return who is here, or expected tonight, without a bed-night tonight."""
        tonights = Allocation.objects.filter(stay=OuterRef("pk"), nights__contains=self.tonight)
        due = Q(state=State.HERE) | Q(state=State.EXPECTED, nights__contains=self.tonight)
        rows = Stay.objects.of_house(self.house).filter(due, nights__startswith__lte=self.tonight)
        rows = rows.exclude(Exists(tonights)).select_related("guest__key")
        return list(rows.annotate(covered=_closed("guest", readers)))


MARKS = {State.HERE: "here", State.EXPECTED: "expected", State.HELD: "held"}


def initials(guest: Guest) -> str:
    """Return the initials of a guest who is not here."""
    return lettered(str(guest.name))


def lettered(name: str) -> str:
    """Return a name as a sheet tells it of people still to come: "M.", "M. Q."; "Guest" for no name."""
    return " ".join(f"{part[0].upper()}." for part in name.split()[:2]) or _("Guest")


def _closed(guest: str, readers: Collection[object] | None) -> Exists:
    """Return whether the guest is closed to one of the readers; with None, to anybody at all."""
    through = Guest.closed_to.through.objects.filter(guest=OuterRef(guest))
    return Exists(through if readers is None else through.filter(person__in=list(readers)))


def _covered(stay: Any) -> bool:
    return bool(getattr(stay, "covered", False))


def _sleeps(stay: Stay) -> bool:
    return stay.state == State.HERE
