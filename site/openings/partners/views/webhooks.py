"""News to a partner's system: where it goes, what was sent, and everything that can be done about it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openings.partners import page as said
from openings.partners import subscribing
from openings.partners.forms import SubscriptionForm
from openings.partners.views.doors import (
    partner_of,
    partner_url,
    shown_once,
    subscription_of,
    subscription_url,
    with_form,
)
from openings.partners.webhook_models import Subscription, Webhook
from respite.access import office, person
from respite.forms import Form
from respite.htmx import go
from respite.models import House, Person
from stays.views.confirming import Page, confirm, sent

SHEET = 30  # events on one page of the log
WORDS = gettext_lazy("With it their system checks that news really comes from us. It is kept like a password.")


@require_http_methods(["GET", "POST"])
@office("keep partners")
def new(request: HttpRequest, house: House, partner: UUID) -> HttpResponse:
    row = partner_of(house, partner)
    form = SubscriptionForm(sent(request), houses=house.organization.houses.filter(confidential=False))
    page = Page(
        title=_("Send news to %(name)s") % {"name": row},
        verb=_("Begin to send"),
        will=_("We show the secret of this address once, on the next page. We cannot show it again."),
        stays=_("News says what everybody reads, never more. Confidential houses are never in it."),
        done=_("News goes there from now on."),
        back_url=partner_url(house, row),
    )

    def make() -> tuple[str, str]:
        facts = {"address": form.cleaned_data["address"], "kinds": form.cleaned_data["events"]}
        made, secret = subscribing.begin(row, houses=form.chosen, by=person(request), **facts)
        return secret, subscription_url(house, made)

    return shown_once(request, form, with_form(page, row), make, WORDS)


@require_safe
@office("see partners")
def subscription(request: HttpRequest, house: House, subscription: UUID) -> HttpResponse:
    row = subscription_of(house, subscription)
    sheet = Paginator(row.deliveries.select_related("house"), SHEET).get_page(request.GET.get("page"))
    context = {
        "subscription": row,
        "state": said.state(row),
        "kinds": said.kinds(row),
        "houses": row.houses.order_by("name"),
        "sheet": sheet,
        "lines": [said.delivery(one, house) for one in sheet.object_list],
    }
    return render(request, "openings/subscription.html", context)


@require_http_methods(["GET", "POST"])
@office("keep partners")
def rotate(request: HttpRequest, house: House, subscription: UUID) -> HttpResponse:
    row = subscription_of(house, subscription)
    back = subscription_url(house, row)
    page = Page(
        title=_("A new secret"),
        verb=_("Make the new secret"),
        will=_("We show it once, on the next page. We cannot show it again."),
        stays=_("For 7 days all news carries both signatures, so nothing is lost while they change it."),
        done=_("The new secret is made."),
        back_url=back,
    )
    return shown_once(
        request, Form(sent(request)), page, lambda: (subscribing.rotate(row, by=person(request)), back), WORDS
    )


@require_http_methods(["GET", "POST"])
@office("keep partners")
def end(request: HttpRequest, house: House, subscription: UUID) -> HttpResponse:
    row = subscription_of(house, subscription)

    def effect() -> str:
        subscribing.take_away(row, by=person(request))
        return partner_url(house, row.partner)

    page = Page(
        title=_("Take this address away"),
        verb=_("Take it away"),
        will=_("We send nothing there any more, and forget the address with the list of what was sent."),
        stays=_("Their keys go on working."),
        done=_("The address is taken away."),
        back_url=subscription_url(house, row),
    )
    return confirm(request, Form(sent(request)), page, effect)


@require_POST
@office("keep partners")
def switch(request: HttpRequest, house: House, subscription: UUID) -> HttpResponse:
    row = subscription_of(house, subscription)
    verb, done = (
        (subscribing.pause, _("Paused. Nothing is sent there now."))
        if request.POST.get("to") == "pause"
        else (subscribing.go_on, _("It goes on. First they get what each house says now."))
    )
    return _do(request, house, row, lambda me: verb(row, by=me), done)


@require_POST
@office("keep partners")
def test(request: HttpRequest, house: House, subscription: UUID) -> HttpResponse:
    row = subscription_of(house, subscription)
    done = _("A test is on its way. Open this page again in some seconds.")
    return _do(request, house, row, lambda me: subscribing.test(row, by=me), done)


@require_POST
@office("keep partners")
def again(request: HttpRequest, house: House, delivery: UUID) -> HttpResponse:
    rows = Webhook.objects.select_related("subscription__partner__organization")
    row = get_object_or_404(rows, pk=delivery, subscription__partner__organization=house.organization_id)
    done = _("It is sent once more. Open this page again in some seconds.")
    return _do(request, house, row.subscription, lambda me: subscribing.send_again(row, by=me), done)


def _do(
    request: HttpRequest, house: House, row: Subscription, verb: Callable[[Person], None], done: str
) -> HttpResponse:
    """Carry out a verb that needs no page of its own, and go back to the page of the subscription."""
    try:
        verb(person(request))
        messages.success(request, done)
    except ValidationError as refusal:
        messages.info(request, refusal.messages[0])
    return go(request, subscription_url(house, row))
