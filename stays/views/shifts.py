"""Shifts: two weeks of bands with who is on; signing up is one tap, everything else has a page of its own."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from respite.access import LEADS, office, person
from respite.htmx import go
from respite.models import House, Person
from stays import asked, rest, roster, shifts, taking, team
from stays.models import Band, Shift
from stays.shift_forms import PutOnForm
from stays.views.confirming import status_of


@require_GET
@office("work shifts")
def weeks(request: HttpRequest, house: House) -> HttpResponse:
    return list_page(request, house, read_day(request.GET.get("from", "")) or shifts.band_at(house)[0])


@require_GET
@office("work shifts")
def band(request: HttpRequest, house: House, day: str, band: str) -> HttpResponse:
    return band_page(request, house, *band_of(day, band))


@require_POST
@office("work shifts")
def sign_up(request: HttpRequest, house: House, day: str, band: str) -> HttpResponse:
    when, which = band_of(day, band)
    me = person(request)

    def effect() -> None:
        shifts.check_not_over(house, when, which)
        shifts.sign_up(house, person=me, on=when, band=which, by=me)

    said = _("You are on: %(shift)s.") % {"shift": asked.shift_words(when, which)}
    return carry_out(request, house, (when, which), effect, said + rest.after(slot_of(house, when, which, me).would))


@require_POST
@office("plan shifts")
def put_on(request: HttpRequest, house: House, day: str, band: str) -> HttpResponse:
    when, which = band_of(day, band)
    form = PutOnForm(request.POST, colleagues=team.of_house(house, when))
    if not form.is_valid():
        messages.error(request, _("Choose somebody who works in this house."))
        return band_page(request, house, when, which, status=409)
    whom = next(each.person for each in team.of_house(house, when) if each.person.pk == form.cleaned_data["person"])
    said = _("%(name)s is on.") % {"name": whom.name} + rest.after(slot_of(house, when, which, whom).would)
    return carry_out(
        request,
        house,
        (when, which),
        lambda: shifts.sign_up(house, person=whom, on=when, band=which, by=person(request)),
        said,
    )


@require_POST
@office("work shifts")
def call_out(request: HttpRequest, house: House, day: str, band: str) -> HttpResponse:
    when, which = band_of(day, band)
    said = _("Asked. The first yes takes it, and you see it here.")
    return carry_out(
        request,
        house,
        (when, which),
        lambda: taking.call_out(house, on=when, band=which, by=person(request)),
        said,
    )


def carry_out(
    request: HttpRequest, house: House, shift: tuple[date, Band], effect: Callable[[], object], said: str
) -> HttpResponse:
    """Carry out one tap and go back to where it was made; a refusal shows the band as it stands now."""
    try:
        effect()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return band_page(request, house, *shift, status=status_of(refusal), refused=True)
    messages.success(request, said)
    return go(request, back(request, house, *shift))


def back(request: HttpRequest, house: House, when: date, which: Band) -> str:
    """Return the page a tap was made on: the list at its day, Today, the start of a shift, or the page of the band."""
    came = request.POST.get("back", "")
    if came == "today":
        return reverse("office-today", args=[house.slug])
    if came == "shift":
        return reverse("office-shift", args=[house.slug])
    if (first := read_day(came)) is not None:
        return f"{reverse('stays:shifts', args=[house.slug])}?from={first.isoformat()}#d-{when.isoformat()}"
    return reverse("stays:shift", args=[house.slug, when.isoformat(), which.value])


def list_page(request: HttpRequest, house: House, first: date) -> HttpResponse:
    """Answer with two weeks from `first` on."""
    me, today = person(request), shifts.band_at(house)[0]
    gaps = roster.gaps(house, me)
    context = {
        "first": first,
        "today": today,
        "days": roster.days(house, first, me),
        "gaps": gaps[: roster.GAPS_SHOWN],
        "more_gaps": max(0, len(gaps) - roster.GAPS_SHOWN),
        "questions": asked.of(house, me, everybodys=bool(LEADS & request.roles)),  # type: ignore[attr-defined]
        "before": first - timedelta(days=roster.DAYS),
        "after": first + timedelta(days=roster.DAYS),
        "last": first + timedelta(days=roster.DAYS - 1),
    }
    return render(request, "stays/shifts.html", context)


def band_page(
    request: HttpRequest, house: House, when: date, which: Band, *, status: int = 200, refused: bool = False
) -> HttpResponse:
    """Answer with everything about one band of one day."""
    me = person(request)
    slot = slot_of(house, when, which, me)
    row = slot.cover
    colleagues = team.of_house(house, when)
    questions = asked.of(house, me, everybodys=True)
    mine = [each for each in questions.asked if (each.ask.date, each.ask.band) == (when, which)]
    free = [] if row.over else team.free(house, when, which)
    context: dict[str, Any] = {
        "slot": slot,
        "title": asked.shift_words(when, which),
        "on": list(zip(row.people, row.names, strict=True)),
        "form": PutOnForm(colleagues=[each for each in colleagues if each.person.pk not in row.people]),
        "works": any(each.person.pk == me.pk for each in colleagues),
        "me_pk": me.pk,
        "free": free,
        "free_words": team.free_words(free),
        "per_diem": [each.name for each in free if each.per_diem],
        "asks": mine,
        "called_out": any(each.ask.shift_id is None for each in mine),
        "can_answer": {each.ask.pk for each in questions.to_answer},
        "refused": refused,
    }
    return render(request, "stays/shift.html", context, status=status)


def slot_of(house: House, when: date, which: Band, me: Person) -> roster.Slot:
    """Return one band of one day as somebody sees it."""
    return next(each for each in roster.slots(house, when, me) if each.cover.band == which)


def band_of(day: str, band: str) -> tuple[date, Band]:
    """Read the day and the band of an address, or 404."""
    when = read_day(day)
    if when is None or band not in Band.values:
        raise Http404
    return when, Band(band)


def shift_of(house: House, when: date, which: Band, whose: int) -> Shift:
    """Return the shift of one person, or 404."""
    rows = Shift.objects.select_related("person", "house__organization")
    found = rows.filter(house=house, date=when, band=which, person=whose).first()
    if found is None:
        raise Http404
    return found


def read_day(typed: str) -> date | None:
    """Read the day of an address; None when it is none, or so far away that nobody plans it."""
    try:
        found = parse_date(typed)
    except ValueError:
        return None
    return found if found and 2000 <= found.year <= 2200 else None
