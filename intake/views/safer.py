"""Safer browsing: what the way out does and does not do, in the neutral frame of the guest's pages (CS-08)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from respite.models import House


@require_safe
def browsing(request: HttpRequest, house: str = "") -> HttpResponse:
    # Shown for a house that only takes calls, too: whoever reads this may be watched all the same.
    found = get_object_or_404(House.objects.published().select_related("organization"), slug=house) if house else None
    request.house = found  # type: ignore[attr-defined]
    return render(request, "intake/safer_browsing.html", {"house": found})
