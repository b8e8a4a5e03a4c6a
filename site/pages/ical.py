"""Public events as a calendar (RFC 5545). Never a stay, never free or busy times (INTEROP.md 4.6)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import timezone

from pages.events import EventPage, Occasion
from pages.occasions import over_at


def calendar(name: str, occasions: list[Occasion]) -> bytes:
    """Return the events as one calendar; a weekly one is a single entry that repeats on the house's wall clock."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Peer respite//Public events//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", name)
    for one in occasions:
        made.add_component(_entry(one))
    made.add_missing_timezones()
    return made.to_ical()


def _entry(one: Occasion) -> icalendar.Event:
    event, entry = one.event, icalendar.Event()
    entry.add("uid", f"{event.translation_key}@{urlsplit(settings.BASE_URL).hostname}")
    entry.add("dtstamp", event.last_published_at or timezone.now())
    entry.add("dtstart", _wall(one.starts_at, event))
    entry.add("dtend", _wall(one.ends_at, event))
    entry.add("summary", event.title)
    entry.add("description", event.lead)
    entry.add("location", event.place or event.phone)
    entry.add("url", settings.BASE_URL + event.address)
    if event.weekly:
        rule: dict[str, Any] = {"freq": "weekly", "until": over_at(event.times)}
        entry.add("rrule", rule)
    return entry


def _wall(instant: datetime, event: EventPage) -> datetime:
    """Return an instant with the zone of the house, so that a change of the clocks moves nothing."""
    return instant.astimezone(event.house.tz)
