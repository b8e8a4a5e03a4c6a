"""A shift one cannot take: sign off with a word about the gap, or ask who takes it; and the answers of colleagues."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from respite.access import LEADS, office, person
from respite.forms import Form
from respite.htmx import go
from respite.models import House
from stays import asked, roster, shifts, taking, team
from stays.models import Shift, ShiftAsk
from stays.shift_forms import AskForm
from stays.views.confirming import Page, confirm, sent, status_of
from stays.views.shifts import back, band_of, band_page, shift_of

SWAP_AHEAD = timedelta(days=21)  # colleagues' shifts so far ahead can be taken in return


@require_http_methods(["GET", "POST"])
@office("work shifts")
def sign_off(request: HttpRequest, house: House, day: str, band: str, whose: int) -> HttpResponse:
    shift = _mine_or_led(request, house, day, band, whose)
    mine = shift.person_id == person(request).pk
    names = {"name": shift.person.name, "shift": asked.shift_words(shift.date, shift.band)}
    row = next(row for row in shifts.cover(house, shift.date) if row.band == shift.band)
    address = _address(house, shift)

    def effect() -> str:
        shifts.sign_off(shift, by=person(request))
        return address

    page = Page(
        title=_("Sign off: %(shift)s") % names if mine else _("Take %(name)s off: %(shift)s") % names,
        verb=_("Sign off") if mine else _("Take %(name)s off") % names,
        will=roster.gap_left(row),
        stays=_("You can ask who takes it first. Then nothing is left open.") if row.names and mine else "",
        done=_("You are off: %(shift)s.") % names if mine else _("%(name)s is off: %(shift)s.") % names,
        back_url=address,
    )
    return confirm(request, Form(sent(request)), page, effect)


@require_http_methods(["GET", "POST"])
@office("work shifts")
def ask(request: HttpRequest, house: House, day: str, band: str, whose: int) -> HttpResponse:
    shift = _mine_or_led(request, house, day, band, whose)
    free = [each for each in team.free(house, shift.date, shift.band) if each.person.pk != shift.person_id]
    swaps = _in_return(house, shift)
    theirs = [row for row in swaps if str(row.person_id) == request.GET.get("with")]
    form = AskForm(sent(request), free=free, theirs=theirs)
    address = _address(house, shift)

    def effect() -> str:
        kind, number = form.chosen()
        one = next((each.person for each in free if kind == "to" and each.person.pk == number), None)
        swap = next((row for row in theirs if kind == "for" and row.pk == number), None)
        taking.ask_for(shift, by=person(request), to=one, in_return=swap)
        return address

    return confirm(request, form, _swap_page(shift, theirs) if theirs else _ask_page(shift, swaps), effect)


def _ask_page(shift: Shift, swaps: list[Shift]) -> Page:
    """Ask everybody, or one; with a link for each colleague to swap with, instead of a list of all their shifts."""
    return Page(
        title=_("Who can take it: %(shift)s") % {"shift": asked.shift_words(shift.date, shift.band)},
        verb=_("Ask"),
        will=_("%(name)s stays on until somebody says yes.") % {"name": shift.person.name},
        stays=_("Per diem colleagues who are free get a mail when you ask everybody."),
        done=_("Asked. The first yes takes it, and you see it here."),
        back_url=_address(shift.house, shift),
        template="stays/shift_ask.html",
        more={"swap_with": sorted({(row.person.name, row.person_id) for row in swaps})},
    )


def _swap_page(shift: Shift, theirs: list[Shift]) -> Page:
    names = {"name": theirs[0].person.name, "shift": asked.shift_words(shift.date, shift.band)}
    return Page(
        title=_("A swap with %(name)s: %(shift)s") % names,
        verb=_("Ask"),
        will=_("Nothing changes until %(name)s says yes. Then the two shifts change hands.") % names,
        done=_("Asked. %(name)s can say yes, or not this time.") % names,
        back_url=reverse(
            "stays:shift-ask", args=[shift.house.slug, shift.date.isoformat(), shift.band, shift.person_id]
        ),
    )


@require_POST
@office("work shifts")
def take(request: HttpRequest, house: House, ask: str) -> HttpResponse:
    return _answer(request, house, ask, taking.take, _("Thank you. It is yours: %(shift)s."))


@require_POST
@office("work shifts")
def not_this_time(request: HttpRequest, house: House, ask: str) -> HttpResponse:
    return _answer(request, house, ask, taking.decline, _("Noted: not this time. %(who)s can see it."))


@require_POST
@office("work shifts")
def take_back(request: HttpRequest, house: House, ask: str) -> HttpResponse:
    found = _find(house, ask)
    whose = {found.by_id, found.shift.person_id if found.shift else None}
    if person(request).pk not in whose and not LEADS & request.roles:  # type: ignore[attr-defined]
        raise PermissionDenied
    return _answer(request, house, ask, taking.take_back, _("Taken back. Nobody is asked any more."))


def _answer(request: HttpRequest, house: House, ask: str, verb: Callable[..., ShiftAsk], said: str) -> HttpResponse:
    """Carry out one answer; whoever comes later reads one sentence and sees the shift as it stands now."""
    found = _find(house, ask)
    when, which = band_of(found.date.isoformat(), found.band)
    try:
        verb(found, by=person(request))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return band_page(request, house, when, which, status=status_of(refusal), refused=True)
    messages.success(request, said % {"shift": asked.shift_words(when, which), "who": found.by.name})
    return go(request, back(request, house, when, which))


def _find(house: House, ask: str) -> ShiftAsk:
    rows = ShiftAsk.objects.select_related("house__organization", "by", "shift", "in_return")
    return get_object_or_404(rows, house=house, pk=ask)


def _mine_or_led(request: HttpRequest, house: House, day: str, band: str, whose: int) -> Shift:
    """Return somebody's shift for themselves or for a lead; 404 when it is not there, 403 for other colleagues."""
    shift = shift_of(house, *band_of(day, band), whose)
    if shift.person_id != person(request).pk and not LEADS & request.roles:  # type: ignore[attr-defined]
        raise PermissionDenied
    return shift


def _in_return(house: House, shift: Shift) -> list[Shift]:
    """Return colleagues' shifts that could be taken in return: to come, and neither would be on twice."""
    first: date = house.local().date()
    rows = Shift.objects.filter(house=house, date__gte=first, date__lte=first + SWAP_AHEAD).select_related("person")
    found = [row for row in rows if row.person_id != shift.person_id]
    same = {row.person_id for row in rows if (row.date, row.band) == (shift.date, shift.band)}
    mine = {(row.date, row.band) for row in rows if row.person_id == shift.person_id}
    works = {each.person.pk for each in team.of_house(house, shift.date)}
    return [row for row in found if row.person_id in works - same and (row.date, row.band) not in mine]


def _address(house: House, shift: Shift) -> str:
    return reverse("stays:shift", args=[house.slug, shift.date.isoformat(), shift.band])
