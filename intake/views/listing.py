"""The call list: who waits, in which order and why, and what somebody says on the phone about their place."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from intake import desk, flow, list_page, listing, pairing
from intake.list_forms import MoveForm, NotNowForm, PairForm
from intake.models import ListPlace, Request
from intake.views import desk as desk_views
from intake.views import refusal
from respite.access import office, person
from respite.forms import Form, once
from respite.htmx import asked_part, go, page_or_part
from respite.models import House

PARTS = ("call-list",)
Effect = Callable[[HttpRequest, ListPlace, Any], str]


@require_GET
@office("answer requests")
def show(request: HttpRequest, house: House) -> HttpResponse:
    return _list(request, house)


@require_http_methods(["GET", "HEAD", "POST"])
@office("answer requests")
def place(request: HttpRequest, house: House, code: str) -> HttpResponse:
    found = _find(request, house, code)
    if request.method != "POST":
        return _place(request, house, found)
    word = request.POST.get("do", "")
    if word not in EFFECTS:
        raise Http404
    make, effect = EFFECTS[word]
    form = make(request, found)
    if not form.is_valid():
        return _place(request, house, found, {word: form})
    name = _name(found.request)
    said: list[str] = []
    try:
        once(request, form, lambda: said.append(effect(request, found, form)) or _address(house))  # type: ignore[func-returns-value]
    except ValidationError as refused:
        return _refuse(request, found, word, form, refused)
    if said:  # sent a second time, nothing happened again
        messages.success(request, said[0] % {"name": name})
    return _list(request, house) if asked_part(request, PARTS) else go(request, "desk:list", house.slug)


def _list(request: HttpRequest, house: House, status: int = 200, *, refused: bool = False) -> HttpResponse:
    me = person(request)
    rows = list_page.rows(house, me)
    flow.look_at([row.request for row in rows], by=me, why="list")
    view = desk.View()
    context = {
        "tabs": desk_views.tabs(house, view, desk.counts(house, me, view), on_list=True),
        "rows": rows,
        "next": list_page.next_for(house, me),
        "rules": house.rules(),
        "rule": listing.rule_words(house),
        "refused": refused,
    }
    return page_or_part(request, "intake/list.html", context, parts=PARTS, status=status)


def _place(
    request: HttpRequest, house: House, found: ListPlace, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    me = person(request)
    row = next((row for row in list_page.rows(house, me) if row.place.pk == found.pk), None)
    if row is None:
        raise Http404
    flow.look(found.request, by=me, why="list")
    ready = {word: make(request, found, bound=False) for word, (make, _effect) in EFFECTS.items()}
    context = {"row": row, "forms": _by_name(ready | (forms or {})), "house": house}
    context["sent"] = next(iter(forms.values())) if forms else None
    return page_or_part(request, "intake/list_place.html", context, status=status)


def _by_name(forms: dict[str, Any]) -> dict[str, Any]:
    return {word.replace("-", "_"): form for word, form in forms.items()}


def _refuse(request: HttpRequest, found: ListPlace, word: str, form: Any, refused: ValidationError) -> HttpResponse:
    """Say why not, where the form was sent from: in the live line of the list, or on the form of the place."""
    status, house = refusal.status(refused), found.house
    gone = not listing.living(house).filter(pk=found.pk).exists()
    if asked_part(request, PARTS) or gone:
        messages.error(request, " ".join(refused.messages))
        return _list(request, house, status, refused=True)
    form.refuse(refused)
    return _place(request, house, found, {word: form}, status)


def _find(request: HttpRequest, house: House, code: str) -> ListPlace:
    """Return the newest place of this person on the list of this house, when it is open to whoever asks."""
    asked = Request.objects.of_house(house).open_to(person(request)).filter(code=code)
    rows = ListPlace.objects.filter(house=house, request__in=asked).select_related(
        "request__key", "request__guest__key", "request__house__organization", "house__organization"
    )
    return get_object_or_404(rows.order_by("-since")[:1])


def _name(request: Request) -> str:
    return str((request.guest or request).name)


def _address(house: House) -> str:
    return reverse("desk:list", args=[house.slug])


def _form(kind: type[Form], prefix: str) -> Callable[..., Any]:
    """Return how to make a form of the page of a place; each has a prefix, because they stand on one page."""

    def make(request: HttpRequest, found: ListPlace, *, bound: bool = True) -> Form:
        facts = {"place": found, "person": person(request)} if kind is PairForm else {}
        return kind(request.POST if bound else None, prefix=prefix, **facts)

    return make


def _not_now(request: HttpRequest, found: ListPlace, form: Any) -> str:
    if not listing.living(found.house).filter(pk=found.pk).exists():
        raise ValidationError(_("This place on the list is over. You can ask for a new one any day."), code="state")
    kept = listing.keep(found.request, by=person(request), rests_until=form.cleaned_data.get("rests_until"))
    if kept is None:
        return _("“Not now” was said as often as the house keeps a place for it. %(name)s is off the list.")
    return _("Noted. %(name)s keeps the place.")


def _still(request: HttpRequest, found: ListPlace, form: Any) -> str:
    listing.still_wish(found, by=person(request))
    return _("Noted. %(name)s still wishes a call.")


def _leave(request: HttpRequest, found: ListPlace, form: Any) -> str:
    listing.leave(found, by=person(request))
    return _("%(name)s is off the list. They can ask again any day.")


def _top(request: HttpRequest, found: ListPlace, form: Any) -> str:
    said = form.cleaned_data
    listing.move(found, reason=said["reason"], words=said["words"], by=person(request))
    return _("%(name)s is at the top now. They can read why.")


def _rule(request: HttpRequest, found: ListPlace, form: Any) -> str:
    listing.move(found, reason="rule", by=person(request), first=False)
    return _("%(name)s is back where the rule has them.")


def _pair(request: HttpRequest, found: ListPlace, form: Any) -> str:
    said = form.cleaned_data
    pairing.pair(found.request, said["other"], by=person(request), how=said["how"])
    return _("%(name)s does not wait alone any more. Both can read it.")


def _part(request: HttpRequest, found: ListPlace, form: Any) -> str:
    pairing.part(found.request, by=person(request))
    return _("%(name)s waits alone now. Both keep their place.")


EFFECTS: dict[str, tuple[Callable[..., Any], Effect]] = {
    "not-now": (_form(NotNowForm, "not-now"), _not_now),
    "still": (_form(Form, "still"), _still),
    "leave": (_form(Form, "leave"), _leave),
    "top": (_form(MoveForm, "top"), _top),
    "rule": (_form(Form, "rule"), _rule),
    "pair": (_form(PairForm, "pair"), _pair),
    "part": (_form(Form, "part"), _part),
}
