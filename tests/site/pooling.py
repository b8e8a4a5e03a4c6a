"""Houses that tell one word for their area together, as tests need them."""

from datetime import UTC, date, datetime

from openings import hours, tasks
from respite.models import House, Setting
from tests import factories

DAY = datetime(2026, 11, 24, 12, tzinfo=UTC)  # 6 am in the houses: the times of the grid are 8, 14 and 20
AREA = "Valley County"


def member(organization, slug, beds=2, **more):
    """Return a published house that chose to tell one word with others of its area."""
    facts = {"area": AREA, "organization": organization, "name": slug.title(), "slug": slug} | more
    house = factories.HouseFactory(**facts)
    room = factories.RoomFactory(house=house, name="Birch")
    for n in range(beds):
        factories.BedFactory(room=room, name=str(n))
    pooled(house)
    return House.objects.get(pk=house.pk)


def pooled(house):
    """Have a house tell one word with others from long ago on."""
    for name, value in {"publishing": "pooled", "max_nights": 60, "window_days": 90}.items():
        Setting.objects.create(house=house, name=name, value=value, holds_from=date(2020, 1, 1))


def to(clock, hour, days=0):
    """Go to just after a time of the grid, and let the worker do its minute."""
    local = DAY.astimezone(House.objects.first().tz).replace(hour=hour)
    clock.move_to(local.replace(day=local.day + days).astimezone(UTC) + hours.SPREAD)
    minute()


def minute():
    """Let the worker do its minute."""
    tasks.tidy(House.objects.all())
    tasks.publish_pools()
