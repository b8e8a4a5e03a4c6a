"""The band: what tonight's board says about room, as a pure function of plain facts. No other code decides it.

*Open* means: at least one bed is made and free tonight, not held, not promised, not closed, not being made ready, not
needed by a guest who has no room for tonight; enough people are on for one more room; and new offers are not stopped.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from respite.models import House
from respite.nights import ONE_DAY, Nights
from stays import beds, coverlimit, unplaced
from stays.models import Allocation, Pause, Shift, TurnRound
from stays.models import Band as Part

NUMBERS_FROM = 5  # a number in a smaller house would point at one person (INTEROP.md 5.3)


class State(StrEnum):
    """What can be said about room: the machine values of INTEROP.md 0. `waitlist` is not derived yet."""

    OPEN = "open"
    WAITLIST = "waitlist"
    FULL = "full"
    CALL = "call"
    PAUSED = "paused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Facts:
    """Everything the band depends on: beds that stand in the house, and what takes them tonight.

    `paused` counts the closed beds of a house that is closed as a whole, `stopped` says that no new offer is made,
    `covered` how many more rooms the people who are on can look after; None where rooms do not follow cover.
    """

    beds: int
    taken: int = 0
    paused: int = 0
    style: str = "live"
    stopped: bool = False
    covered: int | None = None


@dataclass(frozen=True)
class Band:
    """What the board says: the state, how many of how many beds are free, and whether numbers may be told."""

    state: State
    free: int
    total: int
    numbers: bool = False

    @property
    def count(self) -> int | None:
        """Return the number that may be published, if any."""
        return self.free if self.numbers else None

    @property
    def maximum(self) -> int | None:
        """Return out of how many, if a number may be published."""
        return self.total if self.numbers else None


def band(facts: Facts) -> Band:
    """Return what the board says. `facts.taken` counts beds taken by anything, `facts.paused` those of a whole-house
    closure among them. A house that tells only by phone, makes no new offers, or has no beds, says: please call.
    """
    free = max(facts.beds - facts.taken, 0)
    if facts.covered is not None:
        free = min(free, max(facts.covered, 0))
    if facts.style == "phone_only" or facts.stopped or not facts.beds:
        return Band(State.CALL, free, facts.beds)
    if facts.paused >= facts.beds:
        return Band(State.PAUSED, 0, facts.beds)
    return Band(State.OPEN if free else State.FULL, free, facts.beds, tells_numbers(facts.style, facts.beds))


def tells_numbers(style: str, beds: int) -> bool:
    """Say whether a house may publish how many rooms are open: it chose to, and is large enough."""
    return style == "count" and beds >= NUMBERS_FROM


def facts(house: House) -> Facts:
    """Read the facts of tonight: one query, and one more for the settings when they were not read yet."""
    night = Nights.starting(house.tonight(), 1)
    tonight = Allocation.objects.filter(bed=OuterRef("pk")).touching(night).holding()
    unready = TurnRound.objects.open().filter(bed=OuterRef("pk"))
    on = Shift.objects.filter(house=house, date=night.arrives, band=Part.NIGHT)
    found = house.beds.order_by().aggregate(
        beds=Count("pk"),
        taken=Count("pk", filter=Exists(tonight) | Exists(unready)),
        slept=Count("pk", filter=Exists(tonight.filter(stay__isnull=False))),
        closed=Count("pk", filter=Exists(tonight.filter(closure__isnull=False))),
        whole=Count("pk", filter=Exists(tonight.filter(closure__isnull=False, closure__bed__isnull=True))),
        # They have no bed for tonight, and sleep somewhere: each takes one that looks free.
        without=_number(unplaced.on(house, night.arrives)),
        people=_number(on),
        pauses=_number(Pause.objects.open().filter(house=house)),
    )
    each = coverlimit.per_person(house, night.arrives)
    return Facts(
        beds=found["beds"],
        taken=min(found["taken"] + found["without"], found["beds"]),
        paused=found["closed"] if found["whole"] else 0,
        style="pooled" if house.in_pool else house.style,
        stopped=found["pauses"] > 0,
        covered=max(found["people"] * each - found["slept"] - found["without"], 0) if each else None,
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("house").annotate(n=Count("pk")).values("n")
    return Coalesce(Max(Subquery(counted)), 0)


def tonight(house: House) -> Band:
    """Return what the board of `house` says tonight."""
    return band(facts(house))


def next_open(house: House, within: int = 14) -> date | None:
    """Return the first night after tonight on which a room can be had, or None; for the office, never published."""
    nights = Nights.starting(house.tonight() + ONE_DAY, within)
    every = set(house.beds.values_list("pk", flat=True))
    busy = beds.taken(house, nights)
    uncovered = coverlimit.full_nights(house, nights)
    found = (night for night in nights if night not in uncovered)
    return next((night for night in found if any(night not in busy.get(bed, ()) for bed in every)), None)
