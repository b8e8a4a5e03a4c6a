"""What stands published, read in one go: the one query behind every page, outlet and embed.

It touches houses, their publishing style and their newest notice, each by an index; never a stay or a bed. Of a house
that tells only by phone no notice is even read, and of one that tells no numbers (any more) no number is. A house that
tells one word with others of its area has none of its own: the newest of the area is read, and only while the same
houses tell it as when it was written.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from respite.rules import Rules

READ = """
SELECT h.id, h.slug, h.name, h.zone, h.phone, h.phone_hours, h.area, s.style,
       n.band, CASE WHEN s.style = 'count' THEN n.count END, CASE WHEN s.style = 'count' THEN n.maximum END,
       n.told_at, n.valid_until, n.next_update, n.houses
  FROM respite_house h
  CROSS JOIN LATERAL (
       SELECT CASE WHEN h.confidential THEN 'phone_only' ELSE coalesce((
              SELECT value #>> '{}' FROM respite_setting
               WHERE house_id = h.id AND name = 'publishing'
                 AND holds_from <= (%(now)s AT TIME ZONE h.zone - h.turnover_hour * interval '1 hour')::date
               ORDER BY holds_from DESC LIMIT 1), %(default)s) END AS style
       OFFSET 0  -- read once, where the planner would repeat it
       ) s
  LEFT JOIN LATERAL (
       (SELECT band, count, maximum, coalesce(told_at, confirmed_at) AS told_at, valid_until, next_update,
               NULL::smallint AS houses
          FROM openings_notice WHERE house_id = h.id AND s.style NOT IN ('phone_only', 'pooled')
         ORDER BY published_at DESC LIMIT 1)
       UNION ALL
       SELECT band, NULL, NULL, told_at, valid_until, next_update, houses
         FROM openings_word_of_area(h.organization_id, h.area, h.zone, %(now)s) WHERE s.style = 'pooled'
       ) n ON true
"""


class Standing(NamedTuple):
    """A house as the public may know it, and its newest notice; hashable, so that what follows can be kept."""

    house: UUID
    slug: str
    name: str
    zone: str
    phone: str
    phone_hours: str
    area: str
    style: str
    band: str | None
    number: int | None
    maximum: int | None
    told_at: datetime | None
    valid_until: datetime | None
    next_update: datetime | None
    houses: int | None = None  # that tell this one word together

    @property
    def by_phone(self) -> bool:
        """Say whether the house tells only by phone: by choice, or because no word of its area is there to tell."""
        return self.style == "phone_only" or (self.style == "pooled" and self.houses is None)

    @property
    def on_grid(self) -> bool:
        """Say whether the house publishes at set hours."""
        return self.style in {"coarse", "pooled"}

    @property
    def tz(self) -> ZoneInfo:
        """Return the zone of the house."""
        return ZoneInfo(self.zone)

    def seen(self, now: datetime) -> "Seen":
        """Return the house as its public words depend on the clock: whether the notice holds, and what day it is."""
        return Seen(self, self.valid_until is not None and now < self.valid_until, now.astimezone(self.tz).date())


class Seen(NamedTuple):
    """A house and its notice as seen at some moment. Every public byte is a pure function of this."""

    row: Standing
    holds: bool
    today: date


def of_slug(slug: str, now: datetime | None = None) -> Standing | None:
    """Return what stands for one published house, or None when there is no such house for the public."""
    return next(iter(_read("WHERE h.published AND h.slug = %(slug)s", now, slug=slug)), None)


def of_all(now: datetime | None = None) -> list[Standing]:
    """Return what stands for every published house, by name."""
    return _read("WHERE h.published ORDER BY h.name, h.slug", now)


def of_houses(houses: Iterable[UUID], now: datetime | None = None) -> list[Standing]:
    """Return what stands for these houses, published or not; for pages that know their house already."""
    return _read("WHERE h.id = ANY(%(houses)s)", now, houses=list(houses))


def seen_of(houses: Iterable[UUID], now: datetime | None = None) -> dict[UUID, Seen]:
    """Return these houses as they are seen at that moment, by their ids: one query for all."""
    moment = now or timezone.now()
    return {row.house: row.seen(moment) for row in of_houses(houses, moment)}


def _read(where: str, now: datetime | None, **values: Any) -> list[Standing]:
    with connection.cursor() as cursor:
        cursor.execute(READ + where, {"now": now or timezone.now(), "default": Rules.publishing, **values})
        return [Standing._make(row) for row in cursor.fetchall()]
