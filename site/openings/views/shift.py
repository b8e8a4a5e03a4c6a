"""Starting a shift: the hand-over, who is here and to come, calls, cover and the public notice, on one page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from openings import cards, day
from respite.access import office, person
from respite.forms import Form
from respite.htmx import go
from respite.models import House, Person
from stays import asked, handover, incidents, logbook, roster, shifts, support
from stays.views import calls, log

MOST = 30  # entries: what is older stands in the log


@require_GET
@office("work shifts")
def shift(request: HttpRequest, house: House) -> HttpResponse:
    me = person(request)
    context: dict[str, Any] = {
        **_hand_over(request, house, me),
        "now": house.local(),
        "day": day.of(house, me),
        "card": _card(house),
        "cover": _cover(house, me),
        "gaps": roster.gaps(house, me)[:3],
        "today": shifts.band_at(house)[0],
        "questions": asked.of(house, me),
        "tap": Form(),
        "calls_today": support.today(house),
        "undo": calls.last(request, house) is not None,
    }
    return render(request, "openings/shift.html", context)


@require_POST
@office("work shifts")
def read(request: HttpRequest, house: House) -> HttpResponse:
    if handover.take_over(house, by=person(request)):
        messages.success(request, _("Noted: you took over. Have a good shift."))
    return go(request, "office-shift", house.slug)


def _hand_over(request: HttpRequest, house: House, me: Person) -> dict[str, Any]:
    """Return what was written since the last shift of `me`, what is to do, and who read it."""
    since, taken = handover.news_since(house, me), handover.taken_over(house)
    tasks = log.lines(request, list(logbook.at_hand(house, me, since)[:MOST]), [])
    return {
        "since": since,
        "lines": log.lines(request, list(logbook.since(house, me, since)[:MOST]), []),
        "tasks": [line for line in tasks if not line.entry.done_at],
        "done": [line for line in tasks if line.entry.done_at],
        "incidents": incidents.of_house(house).filter(entered_at__gt=since).count(),
        "taken": taken,
        "read": any(each.person == me.pk for each in taken),
    }


def _card(house: House) -> dict[str, Any]:
    """Return the notice card; what is said on it leads back here."""
    card = cards.card(house)
    return card | {"action": f"{card['action']}?from=shift"}


def _cover(house: House, me: Person) -> list[roster.Slot]:
    """Return the band that is on now and the next one."""
    listed = roster.slots(house, shifts.band_at(house)[0], me, 2)
    current = next(n for n, slot in enumerate(listed) if slot.cover.now)
    return listed[current : current + 2]
