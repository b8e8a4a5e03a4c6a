"""The custom element that other sites load: one file under a versioned address, whose bytes never change.

Who embeds it can pin it by its hash. What has to change gets a new version beside it: the pages of others keep the old.
"""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path

from django.conf import settings

from openings import outlets
from openings.outlets import Page

PATH = "/embed/v1/respite-availability.js"
FILE = Path(__file__).parent / "static" / "openings" / "respite-availability.js"
SCRIPT = "text/javascript; charset=utf-8"
FOR_GOOD = "public, max-age=31536000, immutable"


@cache
def script() -> Page:
    """Return the script of the element."""
    return outlets.page(FILE.read_bytes(), SCRIPT)


@cache
def integrity() -> str:
    """Return what a page that loads the script says in `integrity`."""
    return f"sha384-{base64.b64encode(hashlib.sha384(script().body).digest()).decode()}"


def snippets(houses: list[tuple[str, str]]) -> str:
    """Return what others paste to show houses, by slug and name: the script by its hash, and an element for each.

    A link inside each is what is left without JavaScript.
    """
    script = (
        f'<script src="{settings.BASE_URL}{PATH}" integrity="{integrity()}" crossorigin="anonymous" async></script>'
    )
    return "\n".join([script, *(_element(slug, name) for slug, name in houses)])


def _element(slug: str, name: str) -> str:
    site = settings.BASE_URL
    return (
        f'<respite-availability src="{site}/api/v1/availability/{slug}">\n'
        f'  <a href="{site}/houses/{slug}/">{escape(outlets.question(name))}</a>\n'
        "</respite-availability>"
    )
