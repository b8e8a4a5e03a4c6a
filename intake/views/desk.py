"""The requests desk and its one-tap steps: start the conversation, nobody answered."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from intake import desk, flow
from intake.models import Request
from intake.views import conversation
from respite.access import office, person
from respite.htmx import go
from respite.models import House

PAGE = 25


@require_GET
@office("answer requests")
def requests(request: HttpRequest, house: House) -> HttpResponse:
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in desk.TABS else "waiting"
    context: dict[str, Any] = {"tab": tab, "tabs": _tabs(house, tab), "rules": house.rules()}
    if tab == "waiting":
        context["groups"] = desk.waiting(house)
    elif tab == "offers":
        context["rows"] = desk.offered(house)
    else:
        context["page"] = Paginator(desk.cards(house, desk.TABS[tab][1]), PAGE).get_page(request.GET.get("page"))
        context["rows"] = context["page"].object_list
    return render(request, "intake/requests.html", context)


@require_POST
@office("answer requests")
def take_up(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = conversation.find(house, code)
    other = asked.taken_by if asked.state == Request.State.TALKING else None
    if other and other != request.user and "over" not in request.POST:
        words = _("%(who)s is talking with %(name)s now. You can take over on this page.")
        messages.info(request, words % {"who": other.name, "name": asked.name})
        return go(request, "desk:request", house.slug, code)
    try:
        flow.take_up(asked, by=person(request))
    except ValidationError as refused:
        return conversation.again(request, house, code, refused)
    return go(request, "desk:request", house.slug, code)


@require_POST
@office("answer requests")
def tried(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = conversation.find(house, code)
    try:
        flow.tried(asked, by=person(request))
    except ValidationError as refused:
        return conversation.again(request, house, code, refused)
    messages.success(
        request, _("Noted: no answer. %(name)s stays on the list for the next try.") % {"name": asked.name}
    )
    return go(request, "desk:requests", house.slug)


def _tabs(house: House, current: str) -> list[dict[str, object]]:
    counts = desk.counts(house)
    address = reverse("desk:requests", args=[house.slug])
    return [
        {
            "url": address if name == "waiting" else f"{address}?tab={name}",
            "label": label,
            "count": counts[name],
            "current": name == current,
        }
        for name, (label, _which) in desk.TABS.items()
    ]
