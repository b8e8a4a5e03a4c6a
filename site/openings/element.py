"""The custom element that other sites load: one file under a versioned address, whose bytes never change.

Who embeds it can pin it by its hash. What has to change gets a new version beside it: the pages of others keep the old.
"""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from openings import outlets
from openings.outlets import Page
from openings.standing import Standing
from respite.templatetags.words import phone as spelled

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


def snippets(houses: list[Standing]) -> str:
    """Return what others paste to show houses: the script by its hash, and an element for each.

    What stands inside each is what is left without JavaScript or without an answer of ours: the name, the phone and
    the notice, as our terms ask of everybody.
    """
    script = (
        f'<script src="{settings.BASE_URL}{PATH}" integrity="{integrity()}" crossorigin="anonymous" async></script>'
    )
    return "\n".join([script, *map(_element, houses)])


def _element(house: Standing) -> str:
    site = settings.BASE_URL
    with override(outlets.ENGLISH):
        call, notice, about = (
            _("Please call to ask"),
            _("Not a booking. Call before you travel."),
            _("About this house"),
        )
    # No paragraphs: the element may be pasted into one.
    return (
        f'<respite-availability src="{site}/api/v1/availability/{house.slug}">\n'
        f"  <strong>{escape(house.name)}</strong><br>\n"
        f'  {escape(call)}: <a href="tel:{escape(house.phone)}">{escape(spelled(house.phone))}</a>'
        f" {escape(house.phone_hours)}<br>\n"
        f'  {escape(notice)} <a href="{site}/houses/{house.slug}/">{escape(about)}</a>\n'
        "</respite-availability>"
    )
