"""What every page's frame knows: the house, the organization, the way out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from respite import access, hiding, languages, phones
from respite.models import House, Organization, Role


def respite(request: HttpRequest) -> dict[str, Any]:
    """Put `respite` into the context; each part is read only when a template asks for it."""
    house: House | None = getattr(request, "house", None)
    return {
        "respite": {
            "house": house,
            "organization": SimpleLazyObject(lambda: _organization(request, house)),
            "phones": phones.known,
            "demo": settings.DEMO,
            "desk": settings.DESK_URL,
            "languages": SimpleLazyObject(lambda: languages.elsewhere(request)),
            "written_in": languages.written_in,
            "names_hidden": hiding.on,
            "me": SimpleLazyObject(lambda: _me(request, house)),
            "roles": getattr(request, "roles", set()),
            "may": SimpleLazyObject(lambda: _may(request)),
            "houses": SimpleLazyObject(lambda: list(House.objects.visible_to(request.user))),  # type: ignore[arg-type]
        }
    }


def _organization(request: HttpRequest, house: House | None) -> Organization | None:
    if house:
        return house.organization
    if getattr(request, "organization", None):
        return request.organization  # type: ignore[attr-defined]
    # Where no page says whose it is, the organization with a home page comes first.
    shown = Organization.objects.filter(houses__published=True)
    return shown.order_by("home_page", "name").first()


def _may(request: HttpRequest) -> set[str]:
    """Return the permissions of this person in this house, with underscores so that templates can ask."""
    roles: set[str] = getattr(request, "roles", set())
    return {words.replace(" ", "_") for words, allowed in access.MAY.items() if allowed & roles}


def _me(request: HttpRequest, house: House | None) -> dict[str, str]:
    """Return the name of whoever is signed in, and of their roles in this house the one that may do most."""
    mine: set[Role] = getattr(request, "roles", set()) if house else set()
    most = max(mine, key=lambda role: sum(role in allowed for allowed in access.MAY.values()), default=None)
    return {"name": str(request.user), "role": str(most.label) if most else ""}
