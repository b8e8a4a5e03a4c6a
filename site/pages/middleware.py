"""In the CMS: a page that may not be read yet is answered with a sentence, and the clock is that of the house."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.users.models import UserProfile

from pages.whose import zone_of

Next = Callable[[HttpRequest], HttpResponse]


def stopped_page(get_response: Next) -> Next:
    """Say what keeps a page from being published where a door of Wagtail's has no form to say it on.

    Such a door (a workflow, many pages at once, a copy) works on what was saved before, so nothing typed is lost.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        if not request.path.startswith("/cms/") or not isinstance(wrong, ValidationError):
            return None
        messages.error(request, " ".join(wrong.messages))
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def clock_of_the_house(get_response: Next) -> Next:
    """Let the CMS speak in the zone of whoever writes: of their first house, unless they chose another."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None) if request.path.startswith("/cms/") else None
        if user is not None and user.is_authenticated:
            if not hasattr(user, "wagtail_userprofile"):
                user.wagtail_userprofile = UserProfile.get_for_user(user)
            profile = user.wagtail_userprofile
            if not profile.current_time_zone and (zone := zone_of(user)):
                # Said for this request only: what is kept is what somebody chose.
                profile.get_current_time_zone = lambda: zone
        return get_response(request)

    return middleware
