"""What Today says about the work itself: from the last shift, who can take a gap, and calls that were support."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from respite.access import person
from respite.forms import Form
from respite.models import House
from stays import asked, logbook, support, team
from stays.asked import Questions
from stays.shifts import Cover
from stays.views import calls, log

SHOWN = 4
RECENT = timedelta(hours=24)


@dataclass(frozen=True)
class LastShift:
    """The panels of Today about the shift."""

    lines: list[log.Line]
    questions: Questions
    gap: Cover | None  # the next band today where somebody is missing
    asked: bool  # everybody was asked about it already
    tonight: bool
    free: str
    tap: Form
    calls_today: int
    undo: bool


def last_shift(request: HttpRequest, house: House, cover: list[Cover]) -> LastShift:
    """Return the panels as the person who is signed in sees them."""
    me = person(request)
    entries = list(logbook.since(house, me, timezone.now() - RECENT)[:SHOWN])
    gap = next((row for row in cover if row.gap), None)
    questions = asked.of(house, me)
    called_out = gap is not None and (gap.date, gap.band.value) in questions.called_out
    return LastShift(
        lines=log.lines(request, entries, []),
        questions=questions,
        gap=gap,
        asked=called_out,
        tonight=gap is not None and gap.band == "night",
        free=team.free_words(team.free(house, gap.date, gap.band)) if gap and not called_out else "",
        tap=Form(),
        calls_today=support.today(house),
        undo=calls.last(request, house) is not None,
    )
