"""The houses of an area that tell one word together (`pooled`): "there may be a room in one of our 3 houses".

The word is "open" when any of them has room that may be told, else "please call"; never "full", which would say of each
house that every bed in it is taken. It changes at the times of one grid only, which all of them share, and room waits
for it as it does in a house of its own (openings.grid). See docs/decisions/0020.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from openings import grid, hours
from openings.hours import Slot
from openings.models import LONGEST, PooledNotice
from openings.partners import agreements, events
from respite.models import Bed, House
from respite.rules import Rules, hours_of
from stays import availability
from stays.availability import State

NO_WORD = {"band": State.CALL, "houses": 0, "named": 0, "beds": 0}
FEWEST_HOUSES, FEWEST_BEDS = 3, 5  # of houses that tell the word; fewer would point at one (INTEROP.md 5.3)


@dataclass(frozen=True)
class Pool:
    """The published houses of one organization in one area and zone that chose to tell one word."""

    organization: UUID
    area: str
    zone: str
    houses: tuple[House, ...]

    @property
    def pk(self) -> str:
        """Return what tells it from all others."""
        return f"{self.organization}|{self.area}|{self.zone}"

    @property
    def tz(self) -> ZoneInfo:
        """Return the zone of all its houses."""
        return ZoneInfo(self.zone)

    def rules(self, on: date | None = None) -> Rules:
        """Return the hours at which all of them publish, or the usual ones where they share less than two.

        And the longest time that any of them lets a freed room wait: a house makes the others more careful, never less.
        """
        each = [house.rules(on) for house in self.houses]
        shared = set.intersection(*(set(hours_of(one.notice_times)) for one in each))
        times = ", ".join(map(str, sorted(shared))) if len(shared) > 1 else Rules.notice_times
        return Rules(notice_times=times, hold_back=max(one.hold_back for one in each))

    @property
    def named(self) -> list[House]:
        """Return the houses that tell the word. A confidential one adds to it and is never named."""
        return [house for house in self.houses if not house.confidential]

    @cached_property
    def beds(self) -> int:
        """Return how many beds the houses have that tell the word."""
        return Bed.objects.filter(house__in=self.named).count()

    @property
    def tellers(self) -> str:
        """Return a digest of who the houses are, and which are confidential. Migration 0010 makes it alike.

        A word holds only while this is the same: when one house takes the place of another, nobody may read of the new
        ones what the old ones said.
        """
        rows = sorted(f"{house.pk} {str(house.confidential).lower()}" for house in self.houses)
        return hashlib.sha256(",".join(rows).encode()).hexdigest()

    @property
    def large_enough(self) -> bool:
        """Say whether no single house can be told from the word, even without those that are not named."""
        return len(self.named) >= FEWEST_HOUSES and self.beds >= FEWEST_BEDS


def of_all() -> list[Pool]:
    """Return every pool: two queries."""
    found: defaultdict[tuple[UUID, str, str], list[House]] = defaultdict(list)
    for house in House.objects.published().prefetch_related("settings").order_by("slug"):
        if house.in_pool:
            found[house.organization_id, house.area, house.zone].append(house)
    return [Pool(*key, tuple(houses)) for key, houses in found.items()]


def of(house: House) -> Pool:
    """Return the pool of the area of `house`: two queries. One that is not published is alone."""
    others = House.objects.published().filter(organization=house.organization_id, area=house.area, zone=house.zone)
    with_it = [one for one in others.prefetch_related("settings").order_by("slug") if one.in_pool]
    return Pool(house.organization_id, house.area, house.zone, tuple(with_it) or (house,))


def current(pool: Pool) -> PooledNotice | None:
    """Return the notice in force, or the last one that was."""
    return PooledNotice.objects.of_pool(pool.organization, pool.area, pool.zone).first()


def on_the_hour(pool: Pool) -> PooledNotice | None:
    """Publish the word of the area at the time of its grid that has come, once; return it if it is new.

    A pool that became too small says so, and from then on its houses tell only by phone.
    """
    slot, last = hours.last(pool, timezone.now()), current(pool)
    ends = min(grid.next_hour(pool, slot.at) + grid.OVER, slot.hour + LONGEST)
    if (last and last.told_at >= slot.hour) or ends <= timezone.now():
        return None
    if not pool.large_enough and not (last and last.houses):
        return None
    facts = _word(pool, slot) if pool.large_enough else NO_WORD
    times = {"valid_until": ends, "next_update": grid.next_hour(pool, slot.at)}
    with transaction.atomic():
        notice, new = PooledNotice.objects.get_or_create(
            organization_id=pool.organization, area=pool.area, zone=pool.zone, told_at=slot.hour, defaults=facts | times
        )
        # Partners hear of every time of the grid, as from a house that tells for itself.
        for house in pool.named if new else []:
            events.published(house, f"area {notice.pk}")
    return notice if new else None


def _word(pool: Pool, slot: Slot) -> dict[str, object]:
    return {
        "band": band(pool, slot),
        "houses": len(telling(pool, slot)),
        "named": len(pool.named),
        "beds": pool.beds,
        "tellers": pool.tellers,
    }


def band(pool: Pool, slot: Slot) -> State:
    """Return what the area says at a time of its grid: "open" when one house may say so by itself, else "call"."""
    return State.OPEN if any(_adds(pool, house, slot) for house in telling(pool, slot)) else State.CALL


def telling(pool: Pool, slot: Slot) -> list[House]:
    """Return the houses whose room counts in the word: all, or those that are named while a partner reads more of one.

    Whoever knows that the named houses are full, under an agreement, would read from "open" that the hidden one is not.
    So an agreement counts from one time of the grid before the room of this word had to be there.
    """
    if not pool.named or len(pool.named) == len(pool.houses):
        return list(pool.houses)
    since = hours.earlier(pool, slot, pool.rules().hold_back).at
    return pool.named if agreements.read_since(pool.named, since) else list(pool.houses)


def _adds(pool: Pool, house: House, slot: Slot) -> bool:
    """Say whether `house` has room that may be told: confirmed since there was some, and held back long enough."""
    told = grid.told(pool, grid.read(house), availability.tonight(house), slot)
    return told is not None and told.state == State.OPEN
