"""Agreements with a partner: write one down, agree to it as a second person, take it back, end it."""

from dataclasses import replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openings.partners import agreements
from openings.partners.forms import AgreementForm
from openings.partners.models import Agreement
from openings.partners.views.doors import partner_of, partner_url, with_form
from respite.access import may, office, person
from respite.forms import Form
from respite.models import House
from respite.templatetags.words import day
from stays.views.confirming import Page, confirm, sent


@require_http_methods(["GET", "POST"])
@office("keep partners")
def new(request: HttpRequest, house: House, partner: UUID) -> HttpResponse:
    row = partner_of(house, partner)
    houses = [one for one in house.organization.houses.prefetch_related("settings") if agreements.fitting(one)]
    form = AgreementForm(sent(request), houses=houses, initial={"signed_on": house.local().date()})
    back = partner_url(house, row)

    def effect() -> str:
        said = form.cleaned_data
        facts = {"what": said["what"], "signed_on": said["signed_on"], "ends_on": said["ends_on"]}
        agreements.record(row, houses=form.chosen, by=person(request), **facts)
        return back

    page = Page(
        title=_("What was agreed with %(name)s") % {"name": row},
        verb=_("Write it down"),
        will=_("Nothing more is told until a second person agrees here."),
        stays=_("Never which bed, never who. Houses that tell only by phone are not on this list."),
        done=_("Written down. It holds when somebody else who may change settings agrees."),
        back_url=back,
    )
    return confirm(request, form, with_form(page, row), effect)


@require_http_methods(["GET", "POST"])
@office("change settings")
def agreement(request: HttpRequest, house: House, agreement: UUID) -> HttpResponse:
    row, me = _agreement(house, agreement), person(request)
    mine = row.recorded_by == me
    verb = agreements.take_back if mine else agreements.agree
    back = partner_url(house, row.partner)
    page = replace(_taking_back() if mine else _agreeing(row), back_url=back)

    def effect() -> str:
        verb(row, by=me)
        return back

    return confirm(request, Form(sent(request)), page, effect)


@require_http_methods(["GET", "POST"])
@office("change settings")
def end(request: HttpRequest, house: House, agreement: UUID) -> HttpResponse:
    row, me = _agreement(house, agreement), person(request)
    if not may(me, "keep partners", house) and not row.houses.filter(pk=house.pk).exists():
        raise PermissionDenied
    back = partner_url(house, row.partner)

    def effect() -> str:
        agreements.end(row, by=me)
        return back

    page = Page(
        title=_("End what was agreed with %(name)s") % {"name": row.partner},
        verb=_("End it now"),
        will=_("From now on they read what everybody reads about %(houses)s.") % {"houses": _names(row)},
        stays=_("Their keys and the news we send them stay."),
        done=_("Ended. They read what everybody reads."),
        back_url=back,
    )
    return confirm(request, Form(sent(request)), page, effect)


def _agreement(house: House, pk: UUID) -> Agreement:
    rows = Agreement.objects.select_related("partner__organization", "recorded_by")
    return get_object_or_404(rows, pk=pk, partner__organization=house.organization_id)


def _taking_back() -> Page:
    return Page(
        title=_("Take back what you wrote down"),
        verb=_("Take it back"),
        will=_("Nobody agreed to it yet, so nothing changes outside."),
        done=_("Taken back."),
    )


def _agreeing(row: Agreement) -> Page:
    values = {
        "name": row.recorded_by,
        "partner": row.partner,
        "houses": _names(row),
        "first": day(row.signed_on),
        "last": day(row.ends_on),
    }
    will = _("%(name)s wrote it down. From %(first)s to %(last)s, %(partner)s may read this about %(houses)s:")
    return Page(
        title=_("Agree to what was signed with %(partner)s") % values,
        verb=_("I agree"),
        will=" ".join([will % values, f"{row.get_what_display()}."]),
        stays=_("A state at once can tell when somebody came or left. You can end it any day."),
        public=_("Everybody else reads what they read before."),
        done=_("Saved. You both agreed."),
    )


def _names(row: Agreement) -> str:
    return ", ".join(row.houses.values_list("name", flat=True))
