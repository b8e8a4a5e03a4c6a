"""The requests desk and its one-tap steps: start the conversation, put it back, hand it to a colleague, a call."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from intake import cards, desk, flow, handing
from intake.desk_forms import HandToForm, TryForm
from intake.models import ContactTry, HandOver, Request
from intake.views import conversation
from respite.access import office, person
from respite.htmx import go
from respite.models import House, Person


class Counted(Paginator[Any]):
    """A pager that knows how many there are, and asks no second time."""

    def __init__(self, rows: Any, size: int, count: int) -> None:
        super().__init__(rows, size)
        self.count = count


@require_GET
@office("answer requests")
def requests(request: HttpRequest, house: House) -> HttpResponse:
    me, view = person(request), desk.View.read(request.GET.dict())
    told = desk.counts(house, me, view)
    context: dict[str, Any] = {
        "view": view,
        "tabs": tabs(house, view, told),
        "filters": _filters(house, view, told, me),
        "rules": house.rules(),
        "every": view.address(house, how="", who="", group=""),
    }
    if view.tab == "waiting" and not view.group:
        context |= {"groups": _groups(house, me, view, told), "handed": _handed(house, me)}
    else:
        pager = Counted(desk.listed(house, me, view), desk.PAGE, told["shown"])
        page = pager.get_page(request.GET.get("page"))
        rows_of_page: Any = page.object_list
        keys = list(rows_of_page.values_list("pk", flat=True))
        rows = cards.cards(cards.told(desk.only(keys, house, me, view), house), house)
        query = view.address(house).partition("?")[2]
        context |= {"page": page, "rows": rows, "query": query, "heading": desk.GROUPS.get(view.group, "")}
    return render(request, "intake/requests.html", context)


@require_POST
@office("answer requests")
def take_up(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = conversation.find(house, code, person(request))
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
def let_go(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = conversation.find(house, code, person(request))
    try:
        flow.let_go(asked, by=person(request))
    except ValidationError as refused:
        return conversation.again(request, house, code, refused)
    messages.success(request, _("%(name)s waits for whoever comes next. The promise stays.") % {"name": asked.name})
    return go(request, "desk:requests", house.slug)


@require_POST
@office("answer requests")
def hand_to(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = conversation.find(house, code, person(request))
    form = HandToForm(request.POST, asked=asked, me=person(request))
    if not form.is_valid():
        return conversation.again(request, house, code, ValidationError(list(next(iter(form.errors.values())))))
    to = form.cleaned_data["to"]
    try:
        flow.hand_to(asked, to=to, by=person(request))
    except ValidationError as refused:
        return conversation.again(request, house, code, refused)
    messages.success(request, _("%(who)s goes on with %(name)s.") % {"who": to.name, "name": asked.name})
    return go(request, "desk:requests", house.slug)


@require_POST
@office("answer requests")
def tried(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = conversation.find(house, code, person(request))
    form = TryForm({"came": ContactTry.Came.NO_ANSWER} | request.POST.dict())
    if not form.is_valid():
        return conversation.again(request, house, code, ValidationError(list(next(iter(form.errors.values())))))
    try:
        flow.tried(asked, by=person(request), came=form.cleaned_data["came"])
    except ValidationError as refused:
        return conversation.again(request, house, code, refused)
    messages.success(request, _noted(form.cleaned_data["came"]) % {"name": asked.name})
    return go(request, "desk:requests", house.slug)


def _noted(came: str) -> str:
    return {
        ContactTry.Came.NO_ANSWER: _("Noted: no answer. %(name)s stays on the list for the next try."),
        ContactTry.Came.VOICEMAIL: _("Noted: you left a voicemail. %(name)s stays on the list."),
        ContactTry.Came.SOMEBODY_ELSE: _("Noted: somebody else picked up. %(name)s stays on the list."),
    }[ContactTry.Came(came)]


def _groups(house: House, me: Person, view: desk.View, told: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the groups of the first tab, each with its first cards and how many more there are."""
    first = desk.firsts(house, me, view).values("pk")
    shown = cards.cards(cards.told(desk.only(first, house, me, view), house), house)
    groups = []
    for name, heading in desk.GROUPS.items():
        rows = [card for card in shown if card.group == name]
        more = max(told[f"group_{name}"] - len(rows), 0)
        address = view.address(house, group=name)
        groups.append({"name": name, "heading": heading, "rows": rows, "more": more, "url": address})
    return [group for group in groups if group["rows"]]


def _handed(house: House, me: Person) -> list[HandOver]:
    """Return what other houses ask us, but for people closed to whoever looks."""
    found = handing.asked_of(house)
    if not found:
        return []
    open_ones = Request.objects.filter(pk__in=[made.far_id for made in found]).open_to(me)
    keys = set(open_ones.values_list("pk", flat=True))
    return [made for made in found if made.far_id in keys]


def tabs(house: House, view: desk.View, told: dict[str, Any], *, on_list: bool = False) -> list[dict[str, object]]:
    """Return the tabs of the desk; the call list, which has a page of its own, is one of them."""
    first = desk.View()
    shown: list[dict[str, object]] = [
        {
            "url": first.address(house, tab=name),
            "label": label,
            "count": told[f"tab_{name}"],
            "current": name == view.tab and not on_list,
        }
        for name, (label, _which) in desk.TABS.items()
    ]
    if house.rules().list_mode != "none":
        at = list(desk.TABS).index("known")
        url = reverse("desk:list", args=[house.slug])
        shown.insert(at, {"url": url, "label": _("Call list"), "count": told["list"], "current": on_list})
    return shown


def _filters(house: House, view: desk.View, told: dict[str, Any], me: Person) -> list[dict[str, Any]]:
    """Return the two filters: how they asked, and who talks with them. There is none by a trait of a person."""
    how: list[dict[str, Any]] = [
        {"url": view.address(house, how=""), "label": _("Any way"), "count": None, "current": not view.how}
    ]
    for source in Request.Source:
        count, current = told[f"how_{source}"], view.how == source
        if count or current:
            url = view.address(house, how=source.value)
            how.append({"url": url, "label": source.label, "count": count, "current": current})
    who: list[dict[str, Any]] = [
        {"url": view.address(house, who=""), "label": _("Anybody"), "count": None, "current": not view.who}
    ]
    talkers = sorted(told["talkers"], key=lambda row: (row["id"] != me.pk, row["name"]))
    choices = [("me" if row["id"] == me.pk else str(row["id"]), row["name"]) for row in talkers]
    for name, label in [("nobody", _("Nobody yet")), *choices]:
        url = view.address(house, who=name)
        who.append({"url": url, "label": label, "count": None, "current": view.who == name})
    parts = [{"label": _("How they asked"), "tabs": how}]
    return parts if view.tab == "mine" else [*parts, {"label": _("Who talks with them"), "tabs": who}]
