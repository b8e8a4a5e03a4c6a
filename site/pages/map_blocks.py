"""The map of areas: soft shapes that an editor places by eye. It knows no street, no coordinates and no other site."""

import math
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

if TYPE_CHECKING:
    from pages.houses import HousePage

WIDE, HIGH = 400, 300  # of the drawing
SIZES = {"s": 46, "m": 64, "l": 88}
LETTER, LINE, SHORT = 11, 24, 14  # how wide a letter of a name is, how high its lines, and how long


class Place(blocks.StructBlock):
    """Something on the map: where it is is told in hundredths of the drawing, from its left and upper edge."""

    name = blocks.CharBlock(max_length=40, label=_("Name"))
    across = blocks.IntegerBlock(
        min_value=0, max_value=100, label=_("From the left"), help_text=_("0 is the left edge, 100 the right one.")
    )
    down = blocks.IntegerBlock(
        min_value=0, max_value=100, label=_("From the top"), help_text=_("0 is the upper edge, 100 the lower one.")
    )


class Area(Place):
    """An area where houses are: large enough that nobody can tell where in it."""

    size = blocks.ChoiceBlock(
        choices=[("s", _("small")), ("m", _("middle")), ("l", _("large"))], default="m", label=_("Size")
    )

    class Meta:
        icon = "site"
        label = _("Area")
        description = _("A soft shape. Its name is the area that the house tells, word for word.")
        preview_template = "pages/previews/map.html"
        preview_value = {"name": "Juniper County", "across": 50, "down": 50, "size": "m"}


class Town(Place):
    """A town or a lake, so that people know where they are looking."""

    class Meta:
        icon = "pick"
        label = _("Town or lake")
        description = _("A small dot with a name, to find one’s way on the map. Never a house.")
        preview_template = "pages/previews/map.html"
        preview_value = {"name": "Juniper Falls", "across": 50, "down": 50}


class Places(blocks.StreamBlock):
    """All that stands on the map."""

    area = Area()
    town = Town()

    def clean(self, value: Any) -> Any:
        """Refuse an area that is there twice."""
        cleaned = super().clean(value)
        names = [one.value["name"] for one in cleaned if one.block_type == "area"]
        if len(set(names)) < len(names):
            raise blocks.StreamBlockValidationError(
                non_block_errors=[ValidationError(_("An area stands on the map twice. Please take one away."))]
            )
        return cleaned


def drawn(places: Any, pages: list["HousePage"]) -> dict[str, Any]:
    """Return the map as a page draws it: areas where a house tells that it is there, and the towns.

    An area whose only houses are confidential is not drawn, and the words under the map say so; where another house is,
    too, it tells the area of both.
    """
    houses: dict[str, list[str]] = {}
    open_ones = {page.house.area for page in pages if not page.house.confidential}
    for page in pages:
        houses.setdefault(page.house.area, []).append(page.house.name)
    areas = [
        _shape(one.value) | {"houses": houses[one.value["name"]]}
        for one in places
        if one.block_type == "area" and one.value["name"] in open_ones
    ]
    towns = [_spot(one.value, [one.value["name"]]) for one in places if one.block_type == "town"]
    untold = set(houses) - {area["name"] for area in areas} - open_ones
    return {"areas": areas, "towns": towns, "untold": bool(untold)} if areas else {}


def _shape(value: Any) -> dict[str, Any]:
    """Return an area: its name in short lines, and round it a shape that is wide enough for them."""
    lines = wrap(value["name"], SHORT, break_long_words=False)
    half, high = max(map(len, lines)) * LETTER // 2, (len(lines) - 1) * LINE
    said = [{"words": words, "down": at * LINE - high // 2 + 7} for at, words in enumerate(lines)]
    radius = max(SIZES[value["size"]], math.ceil(math.hypot(half, high / 2 + LETTER)))
    return _spot(value, lines) | {"lines": said, "radius": radius}


def _spot(value: Any, lines: list[str]) -> dict[str, Any]:
    """Return a place in the drawing's own measure, and where the middle of its name stands so that it fits in."""
    x, half = value["across"] * WIDE // 100, max(map(len, lines)) * LETTER // 2 + 8
    name_at = min(max(x, half), max(WIDE - half, half))
    return {"name": value["name"], "x": x, "y": value["down"] * HIGH // 100, "name_at": name_at}
