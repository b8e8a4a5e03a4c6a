"""Whether words give away a house that keeps its address to itself. Asked of all that its organization shows."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from respite.models import House

SHORT = {
    "street": "st", "road": "rd", "avenue": "ave", "lane": "ln", "drive": "dr", "court": "ct", "place": "pl",
    "boulevard": "blvd", "highway": "hwy", "north": "n", "south": "s", "east": "e", "west": "w", "apartment": "apt",
}  # fmt: skip
POSTAL = re.compile(r"\b\d{5}(?:-\d{4})?\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b")
MAPS = re.compile(
    r"geo:-?\d|//(?:www\.|maps\.)?google\.[a-z.]+/maps|//maps\.|goo\.gl/maps|openstreetmap\.org|osm\.org|bing\.com/maps"
    r"|waze\.com|what3words\.com|w3w\.co|plus\.codes|///[a-z]+\.[a-z]+\.[a-z]+"
    r"|-?\d{1,3}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}",
    re.IGNORECASE,
)


def in_words(organization: UUID | None, text: str) -> Iterator[str | Promise]:
    """Say where words tell the address or postal code of a confidential house, or show the way to a place.

    The sentences never repeat the address: they may be read over somebody's shoulder.
    """
    hidden = House.objects.filter(confidential=True).order_by("name")
    houses = list(hidden.filter(organization=organization) if organization else hidden)
    if not houses:
        return
    said, codes = f" {_even(text)} ", set(POSTAL.findall(text))
    for house in houses:
        told = {"house": house.name}
        street = _even(house.address.partition(",")[0])
        if street and f" {street} " in said:
            yield _("The address of %(house)s stands on this page. That house keeps it to itself.") % told
        if codes & set(POSTAL.findall(house.address.partition(",")[2])):
            yield _("The postal code of %(house)s stands on this page. That house keeps it to itself.") % told
    if MAPS.search(text):
        names = ", ".join(house.name for house in houses)
        yield _("A map link or a place in numbers stands on this page. It could lead to %(house)s.") % {"house": names}


def _even(text: str) -> str:
    """Return a text in which two ways to write one address are the same."""
    return " ".join(SHORT.get(word, word) for word in re.findall(r"[^\W_]+", text.casefold()))
