"""A copy of everything held about one person, for them to read and to take along (SE-60)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake import belonging, copy_words, trail
from intake.held import PARTS, Part, Whose, Words
from intake.models import Request


@dataclass(frozen=True)
class Fact:
    """One column of one row: for reading as lines of words, for machines as a plain value."""

    name: str
    label: Words
    lines: list[str]
    value: Any


@dataclass(frozen=True)
class Told:
    """One kind of thing with all its rows."""

    key: str
    title: Words
    things: list[list[Fact]]


@dataclass(frozen=True)
class Copy:
    """Everything held about one person at one moment."""

    made_at: datetime
    parts: list[Told]

    def plain(self) -> dict[str, Any]:
        """Return the same for machines."""
        told = {part.key: [{fact.name: fact.value for fact in thing} for thing in part.things] for part in self.parts}
        return {"made_at": self.made_at.isoformat(), **told}


def everything(request: Request) -> Copy:
    """Return everything held about the person of `request`: all their requests, and who they are to the house."""
    requests = list(belonging.requests_of(request).select_related("house__organization"))
    whose = Whose(requests, belonging.guest_of(request))
    parts = [Told(part.key, part.title, list(_things(part, whose, request))) for part in PARTS]
    happened = Told("happened", _("What has happened"), list(_happened(whose)))
    return Copy(timezone.now(), [part for part in [*parts, happened] if part.things])


def _things(part: Part, whose: Whose, request: Request) -> Iterator[list[Fact]]:
    house, vague = request.house, request.safe_contact.vague
    for row in part.rows(whose):
        facts = [
            Fact(name, label, copy_words.lines(row, name, house, vague=vague), copy_words.plain(row, name, vague=vague))
            for name, label in part.told.items()
        ]
        yield [fact for fact in facts if fact.lines]


def _happened(whose: Whose) -> Iterator[list[Fact]]:
    for request in whose.requests:
        for line in trail.lines(request, guest=True):
            yield [
                Fact("what", _("What"), [line["words"]], line["words"]),
                Fact("at", _("When"), [line["when"]], line["at"].isoformat()),
            ]
