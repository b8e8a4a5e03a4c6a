"""The partners of an organization: the list, one of them, and who they are."""

from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openings.partners import page as said
from openings.partners import partnering
from openings.partners.forms import PartnerForm
from openings.partners.views.doors import partner_of, partner_url, with_form
from respite.access import office, person
from respite.forms import Form
from respite.models import House
from stays.views.confirming import Page, confirm, sent

MONTHS = 12


@require_safe
@office("see partners")
def partners(request: HttpRequest, house: House) -> HttpResponse:
    today = house.local().date()
    rows = [said.line(row, today) for row in partnering.of(house.organization)]
    return render(request, "openings/partners.html", {"rows": rows})


@require_safe
@office("see partners")
def partner(request: HttpRequest, house: House, partner: UUID) -> HttpResponse:
    row, today = partner_of(house, partner), house.local().date()
    months = row.uses.annotate(month=TruncMonth("day")).values("month").annotate(times=Sum("times")).order_by("-month")
    context = {
        "partner": row,
        "keys": [said.key(one, house) for one in row.keys.select_related("made_by")],
        "agreements": said.agreements(row, today),
        "subscriptions": [(one, said.state(one)) for one in row.subscriptions.all()],
        "months": list(months[:MONTHS]),
    }
    return render(request, "openings/partner.html", context)


@require_http_methods(["GET", "POST"])
@office("keep partners")
def new(request: HttpRequest, house: House) -> HttpResponse:
    form = PartnerForm(sent(request), initial={"since": house.local().date()})

    def effect() -> str:
        made = partnering.begin(house.organization, by=person(request), **form.told())
        return partner_url(house, made)

    page = Page(
        title=_("Add a partner"),
        verb=_("Add the partner"),
        done=_("Saved. Next they can get a key, or be sent news."),
        back_url=reverse("openings:partners", args=[house.slug]),
    )
    return confirm(request, form, with_form(page), effect)


@require_http_methods(["GET", "POST"])
@office("keep partners")
def change(request: HttpRequest, house: House, partner: UUID) -> HttpResponse:
    row = partner_of(house, partner)
    first = {"name": row.name, "email": row.email, "phone": row.phone, "since": row.since}
    form, back = PartnerForm(sent(request), initial=first), partner_url(house, row)

    def effect() -> str:
        partnering.change(row, by=person(request), **form.told())
        return back

    title = _("Change %(name)s") % {"name": row}
    page = Page(title=title, verb=_("Save"), done=_("Saved."), back_url=back)
    return confirm(request, form, with_form(page, row), effect)


@require_http_methods(["GET", "POST"])
@office("keep partners")
def end(request: HttpRequest, house: House, partner: UUID) -> HttpResponse:
    row = partner_of(house, partner)

    def effect() -> str:
        partnering.end(row, by=person(request), on=house.local().date())
        return reverse("openings:partners", args=[house.slug])

    page = Page(
        title=_("End with %(name)s") % {"name": row},
        verb=_("End it"),
        will=_("Their keys open nothing from now on. What was agreed is over, and we send them no more news."),
        stays=_("They can still read what everybody reads. The counts of their use stay."),
        done=_("%(name)s is no partner any more.") % {"name": row},
        back_url=partner_url(house, row),
    )
    return confirm(request, Form(sent(request)), page, effect)
