"""One view, one template: the whole page, or the part of it that htmx asked for."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme


def page_or_part(
    request: HttpRequest, template: str, context: dict[str, Any], parts: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    """Render `template`, or only its partial that htmx named as its target.

    A part is sent only when the target is one of `parts`; a boosted, restored or plain request gets the page.
    The partial, the element's id and the target share one name (STYLE 17, 18).
    """
    target = asked_part(request, parts)
    answer = render(request, f"{template}#{target}" if target else template, context, status=status)
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


def asked_part(request: HttpRequest, parts: tuple[str, ...]) -> str | None:
    """Return the name of the part htmx asks for, when it is one of `parts`."""
    htmx = getattr(request, "htmx", None)
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return None
    return htmx.target if htmx.target in parts else None


def go(request: HttpRequest, to: str, *args: Any) -> HttpResponse:
    """Lead to another page of ours after a POST: by redirect, or by the header when htmx asked."""
    address = resolve_url(to, *args)
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        address = resolve_url("office")
    if getattr(request, "htmx", None):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = address
        return answer
    return HttpResponseRedirect(address, status=303)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Lead a visitor to the sign-in page and back; htmx gets a header, so no page lands inside a part (AX-24)."""
    back = request.get_full_path() if request.method == "GET" and not getattr(request, "htmx", None) else "/office/"
    return go(request, f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")
