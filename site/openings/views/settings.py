"""The settings of what the public reads: what holds now, and what will hold from when."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from openings.settings_forms import NoticeForm
from respite import rule_forms
from respite.access import office
from respite.models import House
from stays.views.confirming import sent, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@office("change settings")
def notice(request: HttpRequest, house: House) -> HttpResponse:
    form, status = NoticeForm(sent(request), house=house), 200
    if request.method == "POST" and form.is_valid():
        try:
            return rule_forms.save(request, form, reverse("openings:settings-notice", args=[house.slug]))
        except ValidationError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    return render(request, "openings/settings_notice.html", {"form": form, "groups": form.groups()}, status=status)
