"""The band: what tonight's board says about room, as a pure function of plain facts. No other code decides it.

*Open* means: at least one bed is made and free tonight, not held, not promised, not closed, and not needed by a guest
who is still here though their last night is over.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from respite.models import House
from respite.nights import ONE_DAY, Nights
from stays import beds
from stays.models import Allocation, Stay

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
    """Everything the band depends on: beds that stand in the house, and what takes them tonight."""

    beds: int
    taken: int = 0
    paused: int = 0
    style: str = "live"


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
    closure among them. A house that tells only by phone, or has no beds, says: please call.
    """
    free = max(facts.beds - facts.taken, 0)
    if facts.style == "phone_only" or not facts.beds:
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
    staying = Stay.objects.filter(house=house, state=Stay.State.HERE, nights__endswith__lte=night.arrives).order_by()
    found = house.beds.order_by().aggregate(
        beds=Count("pk"),
        taken=Count("pk", filter=Exists(tonight)),
        paused=Count("pk", filter=Exists(tonight.filter(closure__isnull=False, closure__bed__isnull=True))),
        # They have no bed-night left, and sleep somewhere: each takes a bed that looks free.
        longer=Coalesce(Max(Subquery(staying.values("house").annotate(n=Count("pk")).values("n"))), 0),
    )
    taken = min(found["taken"] + found["longer"], found["beds"])
    return Facts(beds=found["beds"], taken=taken, paused=found["paused"], style=house.style)


def tonight(house: House) -> Band:
    """Return what the board of `house` says tonight."""
    return band(facts(house))


def next_open(house: House, within: int = 14) -> date | None:
    """Return the first night after tonight on which a bed is free, or None; for the office only, never published."""
    nights = Nights.starting(house.tonight() + ONE_DAY, within)
    every = set(house.beds.values_list("pk", flat=True))
    busy = beds.taken(house, nights)
    return next((night for night in nights if any(night not in busy.get(bed, ()) for bed in every)), None)
