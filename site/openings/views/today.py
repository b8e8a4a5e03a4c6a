"""The first page of the office: what needs somebody now, who is here, and whether the public page is true."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openings import cards, day, publishing
from openings.last_shift import last_shift
from openings.partners import page as partners
from respite import serving
from respite.access import MAY, office, person
from respite.models import House
from stays import nightly, ready, shifts, unplaced


@require_GET
@office("see the board")
def today(request: HttpRequest, house: House) -> HttpResponse:
    return page(request, house)


def page(request: HttpRequest, house: House, status: int = 200) -> HttpResponse:
    """Answer with the page of today; a notice that was not published answers with it too."""
    now = house.local()
    context = {
        "now": now,
        "card": cards.card(house),
        "greeting": _part(now.hour),
        "day": day.of(house, person(request)),
        "ready": ready.lines(house),
        "unplaced": unplaced.lines(house, person(request)),
        "cover": (cover := shifts.cover(house, shifts.band_at(house)[0])),
        "shift": last_shift(request, house, cover),
        "worker_down": not serving.worker_alive(),
        "notice_waits": publishing.on_hours(house),
        "sheet_trouble": nightly.trouble(house),
        "partners_off": partners.stopped(house.organization) if MAY["see partners"] & request.roles else [],  # type: ignore[attr-defined]
    }
    return render(request, "openings/today.html", context, status=status)


def _part(hour: int) -> str:
    """Return the part of the day a greeting is for."""
    if hour < 5:
        return "night"
    if hour < 12:
        return "morning"
    return "afternoon" if hour < 17 else "evening"
