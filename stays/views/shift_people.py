"""Who works in the house, and who of them comes when called: a page for leads, one tap a person."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from respite.access import office, person
from respite.htmx import go
from respite.models import House
from stays import team
from stays.views.confirming import status_of


@require_GET
@office("plan shifts")
def people(request: HttpRequest, house: House) -> HttpResponse:
    return _page(request, house, 200)


@require_POST
@office("plan shifts")
def call(request: HttpRequest, house: House, whose: int) -> HttpResponse:
    found = next((row for row in team.members(house) if row.pk == whose), None)
    if found is None:
        raise Http404
    called = request.POST.get("called") == "1"
    try:
        team.call(found, called=called, by=person(request))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return _page(request, house, status_of(refusal))
    said = _("Saved. %(name)s comes when called.") if called else _("Saved. %(name)s works planned shifts.")
    messages.success(request, said % {"name": found.person.name})
    return go(request, "stays:shift-people", house.slug)


def _page(request: HttpRequest, house: House, status: int) -> HttpResponse:
    return render(request, "stays/shift_people.html", {"members": team.members(house)}, status=status)
