"""Finding a house by what somebody needs: static facts only, never together with room (INTEROP.md 5.1, 4).

Nothing here reads a notice, a stay or a bed, and houses stand in the order of their pages: so asking for a quiet room
tells nobody whether one is open.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pages.access_words import ASK, MARKS, NEEDS, NO, PARTLY, ROOMS, WHAT, YES, line
from pages.house_parts import fits
from respite.models import House, Room

if TYPE_CHECKING:
    from pages.houses import HousePage

GOOD = {YES, PARTLY}
ORDER = [MARKS[answer] for answer in (YES, PARTLY, ASK, NO)]
LABELS = NEEDS | dict(WHAT)


@dataclass
class Found:
    """What was asked for, and the houses: those that fit, and those where one has to ask."""

    needs: list[dict[str, Any]]
    asked: list[str]
    houses: list["HousePage"] = field(default_factory=list)
    ask: list["HousePage"] = field(default_factory=list)

    @property
    def street(self) -> list[House]:
        """Return the houses that are drawn, side by side."""
        return [page.house for page in self.houses[:3]]


def find(pages: list["HousePage"], wanted: list[str]) -> Found:
    """Return the houses that have all that is wanted; words we do not know are not asked for.

    A house that says nothing about a need is not left out: one can call and ask. One query, however many houses.
    """
    features = _features([page.house_id for page in pages])
    answers = {page.pk: fits(page.answers, features[page.house_id]) for page in pages}
    offered = [need for need in NEEDS if any(said.get(need) in GOOD for said in answers.values())]
    asked = [need for need in NEEDS if need in wanted]
    # What was asked for stays on the form, though no house has it: else nobody sees why the list is empty.
    needs = [{"name": str(one), "label": NEEDS[one], "on": one in asked} for one in NEEDS if one in {*offered, *asked}]
    found = Found(needs, [str(need) for need in asked])
    for page in pages:
        said = {answers[page.pk].get(need, ASK) for need in asked}
        if said <= GOOD:
            found.houses.append(page)
        elif NO not in said:
            found.ask.append(page)
    return found


def said_about(pages: list["HousePage"], needs: set[str]) -> list[tuple["HousePage", list[dict[str, Any]]]]:
    """Return what each house says about some needs; of its rooms only what they have. One query, however many."""
    features = _features([page.house_id for page in pages])
    found = []
    for page in pages:
        answers = fits(page.answers, features[page.house_id])
        told = {need: answers[need] for need in LABELS if need in needs and need in answers}
        kept = {need: answer for need, answer in told.items() if need not in ROOMS or answer in GOOD}
        found.append((page, [line(LABELS[need], answer, "") for need, answer in kept.items()]))
    return found


def _features(houses: list[UUID]) -> dict[UUID, set[str]]:
    """Return what the rooms of each house have; a room out of use for good has nothing."""
    had: dict[UUID, set[str]] = defaultdict(set)
    for house, features in Room.objects.in_use().filter(house__in=houses).order_by().values_list("house", "features"):
        had[house].update(features)
    return had
