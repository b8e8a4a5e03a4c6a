"""What changed in the guidelines since a guest was last shown them."""

from dataclasses import dataclass

from django.utils.translation import get_language

from respite.models import House
from stays.comparing import Change, compare
from stays.models import Guest, Guidelines, GuidelinesWords, Stay


@dataclass(frozen=True)
class Step:
    """One version since then, and what it said about itself."""

    guidelines: Guidelines
    words: str
    language: str


@dataclass(frozen=True)
class Since:
    """The version a guest knows, the one that holds now, and the way from the one to the other."""

    known: Guidelines
    now: Guidelines
    steps: list[Step]
    changes: list[Change]
    language: str


def since(guest: Guest | None, house: House, language: str | None = None) -> Since | None:
    """Return what changed since `guest` was last shown the guidelines of `house`; None where nothing did.

    In `language` where both versions were written in it, else in the language of the house.
    """
    shown = _last_shown(guest, house) if guest else None
    if shown is None:
        return None
    versions = Guidelines.objects.with_words().filter(house=house, holds_from__lte=house.tonight())
    newer = list(versions.filter(version__gte=shown.guidelines.version).order_by("version"))  # type: ignore[union-attr]
    known, now = newer[0], newer[-1]
    if known == now:
        return None
    asked = language or get_language() or now.language
    before, after = known.said_in(asked), now.said_in(asked)
    if before is None or after is None:
        before, after = known, now
    steps = [step for row in newer[1:] if (step := _step(row, asked))]
    return Since(known, now, steps, compare(before.text, after.text), after.language)


def _last_shown(guest: Guest, house: House) -> Stay | None:
    stays = Stay.objects.of_house(house).filter(guest=guest, guidelines__isnull=False).select_related("guidelines")
    return stays.order_by("-acknowledged_at").first()


def _step(row: Guidelines, language: str) -> Step | None:
    """Return what a version says is new, in `language` if somebody wrote that."""
    said: Guidelines | GuidelinesWords | None = row.said_in(language)
    told = said if said and said.what_changed else row
    return Step(row, told.what_changed, told.language) if told.what_changed else None
