"""The settings page of extra record parts: off, until a lead adds one with the rule that asks for it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from respite.access import office, person
from respite.forms import once
from respite.htmx import go
from respite.models import House
from stays import record_parts
from stays.models import RecordPart
from stays.record_forms import RecordPartForm


@require_http_methods(["GET", "HEAD", "POST"])
@office("change settings")
def parts(request: HttpRequest, house: House) -> HttpResponse:
    form = RecordPartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def effect() -> str:
            record_parts.add(house, name=said["name"], why=said["why"], by=person(request))
            return reverse("stays:record-parts", args=[house.slug])

        try:
            where = once(request, form, effect)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved. It stands on each stay from now on."))
            return go(request, where)
    context = {"form": form, "parts": record_parts.in_force(house)}
    return render(request, "stays/record_parts.html", context)


@require_POST
@office("change settings")
def end(request: HttpRequest, house: House, part: UUID) -> HttpResponse:
    record_parts.end(get_object_or_404(RecordPart, house=house, pk=part), by=person(request))
    messages.success(request, _("Saved. It is not asked any more. What was written stays with its stays."))
    return go(request, "stays:record-parts", house.slug)
