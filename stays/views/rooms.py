"""Rooms and beds out of use for good, and the clock the house lives by."""

from datetime import date
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from respite.access import office, person
from respite.forms import Form
from respite.models import Bed, House
from respite.templatetags.words import clock, day
from stays import retiring, zones
from stays.views.confirming import Page, confirm, sent


class ZoneForm(Form):
    """Another time zone. `seen` repeats that its meaning was shown."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), error_messages={"required": gettext_lazy("Choose a time zone.")}
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [(name, name.replace("_", " ")) for name in sorted(available_timezones())]  # type: ignore[attr-defined]


@require_GET
@office("close rooms")
def rooms(request: HttpRequest, house: House) -> HttpResponse:
    context = {"beds": house.beds.select_related("room"), "out": retiring.out_of_use(house), "house": house}
    return render(request, "stays/rooms.html", context)


@office("close rooms")
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, house: House, bed: int) -> HttpResponse:
    found, back = _bed(house, bed), reverse("stays:rooms", args=[house.slug])

    def effect() -> str:
        retiring.retire(found, by=person(request))
        return back

    page = Page(
        title=_("Take %(room)s out of use for good") % {"room": found},
        verb=_("Take it out of use"),
        will=_("From tonight on it is not on the board and not offered. You can bring it back any day."),
        stays=_("Stays that were there stay on record. It is not possible while somebody has nights there."),
        done=_("Saved. %(room)s is out of use.") % {"room": found},
        back_url=back,
    )
    return confirm(request, Form(sent(request)), page, effect)


@office("close rooms")
@require_http_methods(["GET", "POST"])
def bring_back(request: HttpRequest, house: House, bed: int) -> HttpResponse:
    found, back = _bed(house, bed), reverse("stays:rooms", args=[house.slug])

    def effect() -> str:
        retiring.bring_back(found, by=person(request))
        return back

    page = Page(
        title=_("Use %(room)s again") % {"room": found},
        verb=_("Use it again"),
        will=_("From tonight on it is on the board and can be offered."),
        done=_("Saved. %(room)s is in use again.") % {"room": found},
        back_url=back,
    )
    return confirm(request, Form(sent(request)), page, effect)


@office("change settings")
@require_http_methods(["GET", "POST"])
def zone(request: HttpRequest, house: House) -> HttpResponse:
    form, back = ZoneForm(sent(request), initial={"zone": house.zone}), reverse("stays:rooms", args=[house.slug])
    told = zones.meaning(house, form.cleaned_data["zone"]) if form.is_bound and form.is_valid() else None

    def effect() -> str:
        if form.cleaned_data["seen"] != form.cleaned_data["zone"]:
            raise ValidationError(_("Nothing is saved yet. Read what it means, then send this again."), code="look")
        zones.change(house, zone=form.cleaned_data["zone"], by=person(request))
        return back

    page = Page(
        title=_("The clock of the house"),
        verb=_("Change the clock") if told else _("See what it means"),
        will=_meaning(told) if told else _("Now the house lives by %(zone)s.") % {"zone": house.zone},
        stays=_("No night moves. Every stay and closure keeps its dates, and held rooms keep their time."),
        done=_("Saved. The house lives by another clock."),
        back_url=back,
        template="stays/zone.html",
        more={"seen": form.cleaned_data["zone"] if told else ""},
    )
    return confirm(request, form, page, effect)


def _meaning(told: zones.Meaning) -> str:
    """Say what o'clock it would be, and which night tonight would be."""
    values: dict[str, str] = {
        "now": clock(told.clock_now),
        "then": clock(told.clock_then),
        "night": _night(told.tonight_then),
        "before": _night(told.tonight_now),
    }
    if told.moves:
        return _("It is %(now)s, and would be %(then)s. Tonight would be %(night)s; now it is %(before)s.") % values
    return _("It is %(now)s, and would be %(then)s. Tonight stays the night of %(night)s.") % values


def _night(night: date) -> str:
    return day(night)


def _bed(house: House, pk: int) -> Bed:
    found = get_object_or_404(Bed.every.filter(house=house).select_related("room"), pk=pk)
    found.house = house
    return found
