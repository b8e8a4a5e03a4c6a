"""Finding a house by what somebody needs: static facts only, never together with room (INTEROP.md 5.1, 4).

Nothing here reads a notice, a stay or a bed, and houses stand in the order of their pages: so asking for a quiet room
tells nobody whether one is open.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pages.access_words import ASK, MARKS, NEEDS, NO, PARTLY, ROOMS, WHAT, YES, line, of_one_room
from pages.house_parts import fits
from respite.models import House, Room

if TYPE_CHECKING:
    from pages.houses import HousePage

GOOD = {YES, PARTLY}
ORDER = [MARKS[answer] for answer in (YES, PARTLY, ASK, NO)]
LABELS = NEEDS | dict(WHAT)


@dataclass
class Found:
    """What was asked for, and the houses: those that fit, those with no single room that does, those one has to ask."""

    needs: list[dict[str, Any]]
    asked: list[str]
    houses: list["HousePage"] = field(default_factory=list)
    apart: list["HousePage"] = field(default_factory=list)
    ask: list["HousePage"] = field(default_factory=list)

    @property
    def listed(self) -> list["HousePage"]:
        """Return all houses that are not left out."""
        return [*self.houses, *self.apart, *self.ask]

    @property
    def street(self) -> list[House]:
        """Return the houses that are drawn, side by side."""
        return [page.house for page in self.houses[:3]]


def find(pages: list["HousePage"], wanted: list[str]) -> Found:
    """Return the houses that have all that is wanted; words we do not know are not asked for.

    A house that says nothing about a need is not left out: one can call and ask. What belongs to a room has to be found
    in one of them. One query, however many houses.
    """
    rooms = _rooms([page.house_id for page in pages])
    answers = {page.pk: fits(page.answers, rooms[page.house_id]) for page in pages}
    offered = [need for need in NEEDS if any(said.get(need, NO) != NO for said in answers.values())]
    asked = [need for need in NEEDS if need in wanted]
    # What was asked for stays on the form, though no house has it: else nobody sees why the list is empty.
    needs = [{"name": str(one), "label": NEEDS[one], "on": one in asked} for one in NEEDS if one in {*offered, *asked}]
    found = Found(needs, [str(need) for need in asked])
    needed = of_one_room(asked)
    for page in pages:
        said = {answers[page.pk].get(need, ASK) for need in asked}
        page.apart = bool(needed) and not any(room >= needed for room in rooms[page.house_id])
        if said <= GOOD:
            (found.apart if page.apart else found.houses).append(page)
        elif NO not in said:
            found.ask.append(page)
    return found


def said_about(pages: list["HousePage"], needs: set[str]) -> list[tuple["HousePage", list[dict[str, Any]]]]:
    """Return what each house says about some needs; of its rooms only what they have. One query, however many."""
    rooms = _rooms([page.house_id for page in pages])
    found = []
    for page in pages:
        answers = fits(page.answers, rooms[page.house_id])
        told = {need: answers[need] for need in LABELS if need in needs and need in answers}
        kept = {need: answer for need, answer in told.items() if need not in ROOMS or answer in GOOD}
        found.append((page, [line(LABELS[need], answer, "") for need, answer in kept.items()]))
    return found


def _rooms(houses: list[UUID]) -> dict[UUID, list[set[str]]]:
    """Return what each room of each house has; a room out of use for good is not there."""
    had: dict[UUID, list[set[str]]] = defaultdict(list)
    for house, features in Room.objects.in_use().filter(house__in=houses).order_by().values_list("house", "features"):
        had[house].append(set(features))
    return had
