"""The settings of the house at work: what holds now, and what will hold from when."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from respite import deciding, rule_forms
from respite.access import office, person
from respite.htmx import go
from respite.models import House
from stays.board_view import a_date
from stays.settings_forms import WorkForm
from stays.views.confirming import sent, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@office("change settings")
def work(request: HttpRequest, house: House) -> HttpResponse:
    address = reverse("stays:settings-work", args=[house.slug])
    return rules_page(request, WorkForm(sent(request), house=house), address, _("The house at work"))


def rules_page(
    request: HttpRequest, form: rule_forms.RulesForm, address: str, title: str, **more: object
) -> HttpResponse:
    """Show a page of dated settings, or decide what was sent and go to `address`. A refusal keeps what was typed.

    `more` is what the page shows beside the form.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return rule_forms.save(request, form, address)
        except ValidationError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    context = {"form": form, "groups": form.groups(), "title": title, **more}
    return render(request, "stays/settings_rules.html", context, status=status)


@require_POST
@office("change settings")
def planned(request: HttpRequest, house: House) -> HttpResponse:
    """Take back a setting that was decided for a day to come, and go back to its page."""
    name, _dot, said = request.POST.get("planned", "").partition(".")
    since = a_date(said)
    if since and deciding.take_back(house, by=person(request), name=name, holds_from=since):
        messages.success(request, _("Taken back. What holds now goes on."))
    else:
        messages.info(request, _("It is not planned any more. Nothing was changed."))
    came = urlsplit(request.headers.get("Referer", ""))
    ours = came.netloc == request.get_host() and came.path.startswith(f"/office/{house.slug}/settings/")
    return go(request, came.path if ours else reverse("stays:settings-work", args=[house.slug]))
