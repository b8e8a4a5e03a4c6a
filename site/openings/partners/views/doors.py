"""What the pages of partners share: finding a row of this organization, and a page that shows a secret once."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise

from openings.partners import partnering
from openings.partners.models import Partner
from openings.partners.webhook_models import Subscription
from respite.forms import Form
from respite.models import House
from stays.views.confirming import Page, confirm

FORM = "openings/partner_form.html"


def partner_of(house: House, pk: UUID) -> Partner:
    """Return a partner of the organization of `house`, or 404."""
    found = partnering.one(house.organization, pk)
    if found is None:
        raise Http404
    return found


def subscription_of(house: House, pk: UUID) -> Subscription:
    """Return a subscription of a partner of this organization, or 404."""
    rows = Subscription.objects.select_related("partner__organization", "made_by")
    return get_object_or_404(rows, pk=pk, partner__organization=house.organization_id)


def partner_url(house: House, partner: Partner) -> str:
    """Return the address of the page of a partner."""
    return reverse("openings:partner", args=[house.slug, partner.pk])


def subscription_url(house: House, subscription: Subscription) -> str:
    """Return the address of the page of a subscription."""
    return reverse("openings:subscription", args=[house.slug, subscription.pk])


def with_form(page: Page, partner: Partner | None = None) -> Page:
    """Return a page that is mostly a form."""
    return replace(page, template=FORM, more={"partner": partner})


def shown_once(
    request: HttpRequest, form: Form, page: Page, make: Callable[[], tuple[str, str]], words: str | Promise
) -> HttpResponse:
    """Have `make` make a secret and show it this once; it returns the secret and where to go on.

    Only a hash or a sealed copy is kept, so the same form sent again leads on without it.
    """
    made: list[tuple[str, str]] = []

    def effect() -> str:
        made.append(make())
        return made[-1][1]

    answer = confirm(request, form, page, effect)
    if not made or answer.status_code not in {204, 303}:
        return answer
    secret, where = made[-1]
    context = {"title": page.title, "secret": secret, "words": words, "next": where}
    return render(request, "openings/partner_secret.html", context)
