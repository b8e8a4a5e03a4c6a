"""A house that keeps its address to itself is given away on no page of its organization."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise

from pages.checks.written import everything
from respite.giving_away import in_words

__all__ = ["gives_away", "in_words"]


def gives_away(page: Any) -> Iterator[str | Promise]:
    """Say where a page tells the address or postal code of a confidential house, or shows the way to a place.

    The sentence never repeats the address: it may be read over somebody's shoulder.
    """
    home = page.home
    if home and home.organization_id:
        yield from in_words(home.organization_id, everything(page))
