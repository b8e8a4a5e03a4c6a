"""The settings of what the public reads: what holds now, and what will hold from when."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openings.settings_forms import NoticeForm
from respite.access import office
from respite.models import House
from stays.views.confirming import sent
from stays.views.settings import rules_page


@require_http_methods(["GET", "HEAD", "POST"])
@office("change settings")
def notice(request: HttpRequest, house: House) -> HttpResponse:
    address = reverse("openings:settings-notice", args=[house.slug])
    return rules_page(request, NoticeForm(sent(request), house=house), address, _("What the public reads"))
