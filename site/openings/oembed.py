"""oEmbed 1.0: a link to a house becomes its card, where a site's own software asks us how to show it.

The answer holds one frame and no script, because that is what WordPress lets through for sites it does not know.
It says nothing about room, so it is true for as long as the card stands at its address.
"""

import re
from html import escape
from typing import Any
from xml.etree import ElementTree as Xml

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest

from openings import feeds, outlets
from openings.outlets import Page

XML = "text/xml; charset=utf-8"
WIDTH, HEIGHT = 480, 260  # what the card needs
NARROW, HIGH = 380, 300  # below that width its words take more lines
KNOWN = ("url", "format", "maxwidth", "maxheight")
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"  # links of the card open beside it
LONGEST = 500
NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class Unclear(Exception):
    """The question cannot be read; its words say what would be, and repeat nothing of it."""


def asked(request: HttpRequest) -> tuple[str, str, int, int]:
    """Return the address, the format and the greatest width and height that were asked for.

    What oEmbed does not know is passed over. Raises Unclear when something is missing, stands there twice or is no
    number.
    """
    try:
        query = dict(request.GET.lists())
    except TooManyFieldsSent as many:
        raise Unclear("Say url, and format, maxwidth and maxheight if you like.") from many
    if any(len(query.get(name, ())) > 1 for name in KNOWN):
        raise Unclear("Say each of url, format, maxwidth and maxheight once.")
    first = {name: query[name][0] for name in KNOWN if name in query}
    if not first.get("url"):
        raise Unclear("Say in url which page you would like to show.")
    sizes = [first.get(name, "999999") for name in ("maxwidth", "maxheight")]
    if not all(NUMBER.fullmatch(size) for size in sizes):
        raise Unclear("Say maxwidth and maxheight in whole pixels.")
    return first["url"], first.get("format", "json"), int(sizes[0]), int(sizes[1])


def slug_of(address: str) -> str:
    """Return the slug in the address of a house's page or card of this very site, else nothing."""
    if len(address) > LONGEST:
        return ""
    shape = rf"(?i:{re.escape(settings.BASE_URL)})/(?:houses|embed)/([-a-zA-Z0-9_]{{1,50}})/?(?:[?#][!-~]*)?"
    found = re.fullmatch(shape, address)
    return found[1] if found else ""


def card(slug: str, name: str, kind: str, box: tuple[int, int], left: int) -> Page:
    """Return the card of a house, no larger than `box`; `left` seconds are left until the notice of the house ends."""
    width = min(WIDTH, box[0])
    facts = _facts(slug, name, width, min(HEIGHT if width >= NARROW else HIGH, box[1]))
    # The answer itself may be kept for up to 360 seconds on its way (outlets.kept_for); both together stay within.
    facts["cache_age"] = min(3600, max(0, left - 360) // 60 * 60)
    if kind == "json":
        return outlets.page(outlets.written(facts), outlets.JSON)
    root = Xml.Element("oembed")
    for part, value in facts.items():
        Xml.SubElement(root, part).text = str(value)
    return outlets.page(feeds.document(root), XML)


def frame(slug: str, name: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Return the frame that shows the card of a house; it may do what it needs and no more.

    WordPress keeps the address, the title and the size, which is all that the card needs. The scheme is named so that
    the frame is see-through around the card: a page in light would else show a dark slab to whoever reads in the dark.
    """
    return (
        f'<iframe src="{settings.BASE_URL}/embed/{slug}/" title="{escape(outlets.question(name))}"'
        f' width="{width}" height="{height}" frameborder="0" style="max-width:100%;color-scheme:light dark"'
        f' loading="lazy" referrerpolicy="no-referrer" sandbox="{SANDBOX}"></iframe>'
    )


def _facts(slug: str, name: str, width: int, height: int) -> dict[str, Any]:
    return {
        "version": "1.0",
        "type": "rich",
        "title": outlets.question(name),
        "provider_name": outlets.NAME,
        "provider_url": f"{settings.BASE_URL}/",
        "html": frame(slug, name, width, height),
        "width": width,
        "height": height,
    }
