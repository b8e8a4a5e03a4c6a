"""A house that keeps its address to itself is given away on no page of its organization."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pages.checks.written import everything
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

STREET = re.compile(
    r"\b\d{1,5}[A-Za-z]?\s+(?:[^\W\d_][\w.'’-]*\s+){1,4}?"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|boulevard|blvd|highway|hwy|terrace|trail|calle|avenida)\b",
    re.IGNORECASE,
)


def gives_away(page: Any) -> Iterator[str | Promise]:
    """Say where a page tells the address or postal code of a confidential house, or shows the way to a place.

    The sentence never repeats the address: it may be read over somebody's shoulder.
    """
    text = everything(page)
    yield from in_words(page.home.organization_id if page.home else None, text)
    house = getattr(page, "house", None) if getattr(page, "is_of_a_house", False) else None
    if house and house.confidential and (STREET.search(text) or POSTAL.search(text)):
        yield _("A street or a postal code stands on the page of a house that keeps its place to itself.")


def looks_like_a_place(page: Any) -> Iterator[str | Promise]:
    """Ask whose address it is, where an organization has a house that keeps its place to itself. Only ever a hint."""
    organization = page.home.organization_id if page.home else None
    text = everything(page)
    if organization and (found := STREET.search(text)):
        for house in House.objects.filter(organization=organization, confidential=True).order_by("name"):
            told = {"found": found.group().strip(), "house": house.name}
            yield _("“%(found)s” reads like an address. Please make sure that it leads nobody to %(house)s.") % told


def in_words(organization: UUID | None, text: str) -> Iterator[str | Promise]:
    """Say the same of any words that an organization shows; of nobody's words, about every house there is."""
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
