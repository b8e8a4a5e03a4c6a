"""The doors of the public process (RESPITE_ROLE=public): what all may read opens, the rest says it is not here."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve

Next = Callable[[HttpRequest], HttpResponse]
# By the name of the address; the name space "guidelines" is open whole.
OPEN = {
    "atom", "element", "embed", "for-directories", "for-directories-area", "healthz", "json-feed", "leave", "oembed",
    "openapi", "readyz", "robots", "sitemap", "try-it", "wagtail_serve",
}  # fmt: skip
GUESTS = ("mine", "intake:")  # pages of guests that stand at another address


def only_public(get_response: Next) -> Next:
    """Let through what is open to everybody. The rest is answered before a view could ask for what may not be read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return get_response(request)
        if is_open(match):
            return get_response(request)
        context = {"elsewhere": settings.DESK_URL and match.view_name.startswith(GUESTS)}
        return render(request, "respite/elsewhere.html", context, status=404)

    return middleware


def is_open(match: ResolverMatch) -> bool:
    """Say whether an address is open in the public process; pages in another language lead to those that are."""
    return match.view_name in OPEN or match.namespace == "guidelines" or match.route.startswith("<language:")
