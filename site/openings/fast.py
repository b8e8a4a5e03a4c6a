"""The fast lane: public reads are answered before sessions, languages and sign-in are looked at (DESIGN.md 4)."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

from openings import element, feeds, limits
from openings.api import openapi
from openings.hsds.asking import LISTS
from openings.views import hsds, public
from openings.views.embed import embed

Next = Callable[[HttpRequest], HttpResponse]
ROUTES: list[tuple[re.Pattern[str], Callable[..., HttpResponse]]] = [
    (re.compile(r"/api/v1/availability"), public.houses),
    (re.compile(r"/api/v1/availability/(?P<slug>[^/]+)"), public.house),
    (re.compile(r"/api/v1/openapi\.json"), openapi),
    (re.compile(re.escape(feeds.JSON_PATH)), public.json_feed),
    (re.compile(re.escape(feeds.ATOM_PATH)), public.atom),
    (re.compile(r"/oembed"), public.card_of),
    (re.compile(re.escape(element.PATH)), public.script),
    (re.compile(r"/embed/(?P<slug>[-a-zA-Z0-9_]+)/"), embed),
    (re.compile(r"/hsds/v3/?"), hsds.about),
    (re.compile(r"/hsds/v3/openapi\.json"), hsds.openapi),
    (re.compile(rf"/hsds/v3/(?P<kind>{'|'.join(LISTS)})"), hsds.listing),
    (re.compile(rf"/hsds/v3/(?P<kind>{'|'.join(LISTS)})/(?P<id>[^/]+)"), hsds.record),
    (re.compile(r"/hsds/profile/"), hsds.profile_page),
    (re.compile(r"/hsds/profile/profile/(?P<name>[a-z_/]+)\.json"), hsds.patch),
    (re.compile(r"/hsds/profile/schema/(?P<name>[a-z_/]+)\.json"), hsds.schema),
    (re.compile(r"/hsds/data-guide/"), hsds.data_guide),
    (re.compile(r"/exports/hsds\.zip"), hsds.package),
    (re.compile(r"/(hsds|exports)/.*", re.DOTALL), hsds.nothing),
    (re.compile(r"/api/.*", re.DOTALL), public.nothing),
]
START = ("/api/", "/embed/", "/feeds/", "/oembed", "/hsds/", "/exports/")


def lane(get_response: Next) -> Next:
    """Answer the addresses in `ROUTES`, with the security headers every answer has; hand all others on."""
    security = SecurityMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(START):
            return get_response(request)
        count = limits.take(request)
        if count is None:
            return answer(request)
        if count.over:
            return security.process_response(request, limits.refused(request, count))
        return limits.say(answer(request), count)

    def answer(request: HttpRequest) -> HttpResponse:
        for route, view in ROUTES:
            if found := route.fullmatch(request.path_info):
                elsewhere = security.process_request(request)
                return elsewhere or security.process_response(request, view(request, **found.groupdict()))
        return get_response(request)

    return middleware
