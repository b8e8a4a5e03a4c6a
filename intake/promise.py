"""By when a house says it will call back, as an instant."""

from datetime import datetime, time, timedelta

from respite.models import House
from respite.nights import at


def call_back_by(house: House, asked_at: datetime) -> datetime:
    """Return by when the house promises to call somebody who asked at `asked_at`; never a time already over.

    The same day by the house's hour; after the cut-off, the next day by its morning hour. Nobody reads at night, so
    what is asked before the house's day begins counts from that day.
    """
    rules = house.rules(house.local(asked_at).date())
    local = house.local(asked_at)
    today = at(local.date(), wall_clock(rules.call_back_by), house.tz)
    if local.hour < rules.call_back_cutoff and today > asked_at:
        return today
    return at(local.date() + timedelta(days=1), wall_clock(rules.call_back_next), house.tz)


def wall_clock(hour: int) -> time:
    """Return an hour of the settings, 0 to 24, as a time of day."""
    return time(23, 59) if hour == 24 else time(hour)
