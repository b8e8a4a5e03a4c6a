"""The page of a house that has none: every outlet leads to its address, so something true stands there.

It is made of what the house itself says, in the frame of the public site, and holds nothing that an editor wrote.
"""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Site

from openings import outlets, standing, structured, words
from pages.house_parts import of_rooms
from pages.houses import HouseListPage, HousePage, good_to_know, takes_requests
from respite import languages
from respite.models import House
from stays.models import Guidelines


def answer(request: HttpRequest, parts: list[str]) -> HttpResponse | None:
    """Answer at the address of a published house whose page nobody wrote here; at any other address with nothing.

    Where its page stands on another site of this installation, lead there.
    """
    if len(parts) != 2 or parts[0] != HouseListPage.SLUG:
        return None
    written = HousePage.objects.live().filter(house=OuterRef("pk"))
    houses = House.objects.published().select_related("organization").annotate(written=Exists(written))
    house = houses.filter(slug=parts[1]).first()
    if house is None:
        return None
    elsewhere = _written_elsewhere(request, house) if house.written else ""
    return redirect(elsewhere) if elsewhere else _plain(request, house)


def _written_elsewhere(request: HttpRequest, house: House) -> str:
    """Return the whole address of the house's page on another site, in the language being spoken or else in English."""
    spoken = [get_language(), settings.LANGUAGE_CODE]
    pages = HousePage.objects.live().public().filter(house=house, alias_of=None, locale__language_code__in=spoken)
    here = Site.find_for_request(request)
    for page in sorted(pages.select_related("locale"), key=lambda page: spoken.index(page.locale.language_code)):
        stands = page.get_url_parts(request)
        if stands and stands[0] != (here and here.pk) and _is_there(page, house):
            return page.get_full_url(request) or ""
    return ""


def _is_there(page: HousePage, house: House) -> bool:
    """Say whether the site of the page shows it: as the home page above it does for its own organization alone."""
    home = page.home
    return home is not None and home.live and home.organization_id in (None, house.organization_id)


def _plain(request: HttpRequest, house: House) -> HttpResponse:
    request.house = house  # type: ignore[attr-defined]
    return render(request, "pages/plain_house.html", _facts(house))


def _facts(house: House) -> dict[str, Any]:
    seen = standing.seen_of([house.pk])[house.pk]
    notice, rules = words.told(seen), house.rules()
    guidelines = Guidelines.objects.for_all().in_force(house)
    rooms = list(house.rooms.in_use())
    by_form = takes_requests(seen, notice)
    return {
        "house": house,
        "notice": notice,
        "by_form": by_form,
        "rules": rules,
        "rooms": [(room, good_to_know(room)) for room in rooms],
        "access": of_rooms(rooms),
        "guidelines": guidelines,
        "ask_elsewhere": languages.other_ways("intake:ask", house.slug),
        "oembed": outlets.oembed_links(house.slug),
        "structured": structured.service(
            seen,
            provider=house.organization.name,
            audience=rules.area_rule,
            terms=settings.BASE_URL + reverse("guidelines:public", args=[house.slug]) if guidelines else "",
            by_form=by_form,
        ),
    }
