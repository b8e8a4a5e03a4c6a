"""A house that keeps its address to itself is given away on no page of its organization."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pages.checks.written import everything
from respite.giving_away import POSTAL, in_words
from respite.models import House

__all__ = ["gives_away", "in_words"]

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
