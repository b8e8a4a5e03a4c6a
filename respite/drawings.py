"""Six houses at dusk, each with any of six doors (LOOK 5.4). Nothing about room is ever drawn into them.

The drawings are files in static/respite/houses/. Every house stands on y = 200, between x = 0 and x = 340; its door is
filled with the current colour. Windows are lit the same way in every picture, whoever is in.
"""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "respite" / "houses"
HOUSES = ("gable", "townhouse", "porch", "cottage", "farmhouse", "bungalow")
# The doors as they look at night, on the dusk band.
DOORS = {
    "berry": "#B872B0",
    "pine": "#5FA08C",
    "sky": "#6FA0CF",
    "brick": "#CE7C5B",
    "moss": "#98A35A",
    "stone": "#98919F",
}
COLUMNS = {1: (430,), 2: (60, 690), 3: (10, 430, 830)}
GROUND = '<path d="M-900 248h3000v4H-900z" fill="#C9B9C9"/>'


def one(drawing: str, door: str) -> str:
    """Return one house at dusk, for its own page."""
    return _svg("0 40 420 210", _lines("dusk") + _house(drawing, door, 40) + GROUND, 420, 210)


def street(houses: list[tuple[str, str]]) -> str:
    """Return the first three houses side by side at dusk, each over its own column; a house is (drawing, door)."""
    shown = houses[:3]
    standing = [_house(drawing, door, x) for (drawing, door), x in zip(shown, COLUMNS.get(len(shown), ()), strict=True)]
    return _svg("0 0 1200 250", _lines("dusk") + "".join(standing) + GROUND, 1200, 250)


def _svg(box: str, inner: str, width: int, height: int) -> str:
    return (
        f'<svg width="{width}" height="{height}" viewBox="{box}" preserveAspectRatio="xMidYMax slice"'
        f' aria-hidden="true">{inner}</svg>'
    )


def _house(drawing: str, door: str, x: int) -> str:
    """Return one house standing at `x`; one we have no drawing of looks like the first."""
    lines = _lines(drawing if drawing in HOUSES else HOUSES[0])
    return f'<g transform="translate({x} 50)" color="{DOORS.get(door, DOORS["berry"])}">{lines}</g>'


@cache
def _lines(name: str) -> str:
    """Return what is inside the file of that name, in one line."""
    text = (FOLDER / f"{name}.svg").read_text()
    inner = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", text)
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", inner)).strip()
