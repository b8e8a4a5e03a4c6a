"""Keys of a partner: make one, put a new one in its place, take it back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from openings.partners import keys
from openings.partners.forms import OverlapForm
from openings.partners.models import PartnerKey
from openings.partners.views.doors import partner_of, partner_url, shown_once
from respite.access import office, person
from respite.forms import Form
from respite.models import House
from stays.views.confirming import Page, confirm, sent

WORDS = gettext_lazy("They send it as “Authorization: Bearer”, and keep it like a password.")


@require_http_methods(["GET", "POST"])
@office("keep partners")
def new(request: HttpRequest, house: House, partner: UUID) -> HttpResponse:
    row = partner_of(house, partner)
    back = partner_url(house, row)
    page = Page(
        title=_("A key for %(name)s") % {"name": row},
        verb=_("Make a key"),
        will=_("We show it once, on the next page. We cannot show it again."),
        stays=_("With a key alone they read what everybody reads. We count how often, each day."),
        done=_("The key is made."),
        back_url=back,
    )
    return shown_once(request, Form(sent(request)), page, lambda: (keys.make(row, by=person(request)), back), WORDS)


@require_http_methods(["GET", "POST"])
@office("keep partners")
def rotate(request: HttpRequest, house: House, key: UUID) -> HttpResponse:
    row, form = _key(house, key), OverlapForm(sent(request))
    back = partner_url(house, row.partner)
    page = Page(
        title=_("A new key in place of %(key)s") % {"key": row},
        verb=_("Make the new key"),
        will=_("We show the new key once, on the next page. We cannot show it again."),
        done=_("The new key is made."),
        back_url=back,
    )

    def make() -> tuple[str, str]:
        return keys.rotate(row, by=person(request), days=form.cleaned_data["days"]), back

    return shown_once(request, form, page, make, WORDS)


@require_http_methods(["GET", "POST"])
@office("keep partners")
def revoke(request: HttpRequest, house: House, key: UUID) -> HttpResponse:
    row = _key(house, key)
    back = partner_url(house, row.partner)

    def effect() -> str:
        keys.revoke(row, by=person(request))
        return back

    page = Page(
        title=_("Take back the key %(key)s") % {"key": row},
        verb=_("Take it back"),
        will=_("It opens nothing from now on. Whoever sends it is told that we do not know it."),
        stays=_("Other keys go on working."),
        done=_("The key is taken back."),
        back_url=back,
    )
    return confirm(request, Form(sent(request)), page, effect)


def _key(house: House, pk: UUID) -> PartnerKey:
    rows = PartnerKey.objects.select_related("partner__organization")
    return get_object_or_404(rows, pk=pk, partner__organization=house.organization_id)
