"""The feeds: one item a house holding what stands now, under an id that never changes. No history, no event times.

JSON Feed 1.1 and Atom (RFC 4287) of the same words. A reader keeps an item for days, so it names the day with the hour.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as Xml

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from openings import outlets, words
from openings.outlets import Page
from openings.standing import Seen
from respite.templatetags.words import day_of_year, hour_words
from respite.templatetags.words import phone as spelled

JSON_FEED, ATOM = "application/feed+json", "application/atom+xml"
JSON_PATH, ATOM_PATH = "/feeds/availability.json", "/feeds/availability.atom"
XMLNS = "http://www.w3.org/2005/Atom"
# Atom demands a time of every entry. Where no hour is told it is the day on which the form of these entries was set:
# their words were never others, and a date that everybody knows gives nothing away. The day on which a house chose to
# tell only by phone would say something, and a date that moves by itself would change bytes that say the same.
FORM_SET = datetime(2026, 11, 24, tzinfo=UTC)
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@lru_cache(maxsize=64)
def json_feed(houses: tuple[Seen, ...], area: str = "") -> Page:
    """Return all published houses, or those of an area, as JSON Feed; each item carries the availability object."""
    site = settings.BASE_URL
    with override(outlets.ENGLISH):
        facts = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": outlets.NAME,
            "description": description(),
            "home_page_url": f"{site}/",
            "feed_url": outlets.within(JSON_PATH, area),
            "items": [item(seen) for seen in houses],
        }
    return outlets.page(outlets.written(facts), JSON_FEED)


@lru_cache(maxsize=64)
def atom(houses: tuple[Seen, ...], area: str = "") -> Page:
    """Return all published houses, or those of an area, as Atom."""
    site, address = settings.BASE_URL, outlets.within(ATOM_PATH, area)
    feed = Xml.Element("feed", {"xmlns": XMLNS, "xml:lang": outlets.ENGLISH})
    with override(outlets.ENGLISH):
        _add(feed, "id", address)
        _add(feed, "title", outlets.NAME)
        _add(feed, "subtitle", description())
        _add(feed, "updated", max(map(_updated, houses)).isoformat() if houses else FORM_SET.isoformat())
        _add(feed, "link", rel="self", type=ATOM, href=address)
        _add(feed, "link", rel="alternate", type="text/html", href=f"{site}/")
        for seen in houses:
            _entry(_add(feed, "entry"), seen)
    return outlets.page(document(feed), ATOM)


def description() -> str:
    """Return what a reader of both feeds has to know."""
    return _("What each house says about room right now. Not a reservation: please call before travelling.")


def document(root: Xml.Element) -> bytes:
    """Return the XML of `root`, without the characters that XML cannot write."""
    for part in root.iter():
        part.text = part.text and UNWRITABLE.sub("", part.text)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="utf-8")


def item(seen: Seen) -> dict[str, Any]:
    """Return one house as an item of the JSON Feed, in English whatever language is active."""
    with override(outlets.ENGLISH):
        told = words.told(seen)
        title, lines = _headline(seen, told), _lines(seen, told)
    facts: dict[str, Any] = {
        "id": _id(seen),
        "url": _page(seen),
        "title": title,
        "content_text": "\n".join(lines),
        "_availability": {"about": f"{settings.BASE_URL}/for-directories/", **outlets.availability(seen)},
    }
    hour = _hour(seen)
    return facts | ({"date_modified": hour.isoformat()} if hour else {})


def _entry(entry: Xml.Element, seen: Seen) -> None:
    told = words.told(seen)
    _add(entry, "id", _id(seen))
    _add(entry, "title", _headline(seen, told))
    _add(entry, "updated", _updated(seen).isoformat())
    _add(_add(entry, "author"), "name", seen.row.name)
    _add(entry, "category", term=str(told.band))
    _add(entry, "link", rel="alternate", type="text/html", href=_page(seen))
    _add(entry, "content", "\n".join(_lines(seen, told)), type="text")


def _lines(seen: Seen, told: words.Published) -> list[str]:
    call = _("Call %(number)s (%(hours)s).") % {"number": spelled(seen.row.phone), "hours": seen.row.phone_hours}
    return [line for line in (f"{told.words}.", _held(told), call, outlets.NOTICE) if line]


def _held(told: words.Published) -> str:
    """Say until when it may be repeated, with the day: an item may be read on another one."""
    if told.until is None or told.timeless:
        return ""
    if not told.valid:
        return _("Our last check is too old to repeat.")
    # Midnight ends the day before it, as in words.good_until.
    values = {"clock": hour_words(told.until.hour), "day": day_of_year((told.until - timedelta(hours=1)).date())}
    return _("Good until %(clock)s on %(day)s. After that, please call.") % values


def _headline(seen: Seen, told: words.Published) -> str:
    return _("%(house)s: %(words)s") % {"house": seen.row.name, "words": told.words}


def _updated(seen: Seen) -> datetime:
    """Return the time of an entry: the hour that is told, else the one that says nothing of the house."""
    return _hour(seen) or FORM_SET


def _hour(seen: Seen) -> datetime | None:
    """Return the told hour from which the words of the item hold: that of the check, or that of its end."""
    row = seen.row
    return words.hour_of(row, row.told_at if seen.holds else row.valid_until) if row.band else None


def _id(seen: Seen) -> str:
    return f"urn:uuid:{seen.row.house}"


def _page(seen: Seen) -> str:
    return f"{settings.BASE_URL}/houses/{seen.row.slug}/"


def _add(parent: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    part = Xml.SubElement(parent, name, attributes)
    part.text = text
    return part
