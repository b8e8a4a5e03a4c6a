"""Another house is asked to ring somebody; and its own answer, by when it will."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import flow, handing, list_page, wording
from intake.list_forms import HandOverForm, RingForm
from intake.models import HandOver, Request
from intake.views import refusal
from respite.access import office, person
from respite.forms import once
from respite.htmx import go
from respite.models import House
from respite.templatetags.words import until

State = HandOver.State


@require_http_methods(["GET", "HEAD", "POST"])
@office("answer requests")
def hand_over(request: HttpRequest, house: House, code: str) -> HttpResponse:
    asked = _find(request, house, code)
    flow.look(asked, by=person(request))
    if request.method != "POST":
        return _page(request, asked, HandOverForm(asked=asked, choices=_choices(asked)))
    if "take-back" in request.POST:
        return _take_back(request, asked)
    form = HandOverForm(request.POST, asked=asked, choices=handing.houses_to_ask(house))
    if not form.is_valid():
        return _page(request, asked, form)
    try:
        address = once(request, form, lambda: _hand_over(request, asked, form))
    except ValidationError as refused:
        form.refuse(refused)
        return _page(request, asked, form, refusal.status(refused))
    words = _("%(house)s is asked to ring %(name)s. They can see it on their page.")
    messages.success(request, words % {"house": form.cleaned_data["to"].name, "name": _name(asked)})
    return go(request, address)


@require_http_methods(["GET", "HEAD", "POST"])
@office("answer requests")
def ring(request: HttpRequest, house: House, code: str) -> HttpResponse:
    far = _find(request, house, code)
    made = get_object_or_404(HandOver.objects.select_related("request__house", "to", "far__key"), far=far)
    if made.state == State.TAKEN:
        return go(request, "desk:request", house.slug, code)
    over = handing.is_over(made)
    if request.method != "POST" or over:
        return _answer(request, made, RingForm(house=house), over=over, status=409 if request.method == "POST" else 200)
    if "cannot" in request.POST:
        return _cannot(request, made)
    form = RingForm(request.POST, house=house)
    if not form.is_valid():
        return _answer(request, made, form)
    try:
        address = once(request, form, lambda: _take(request, made, form))
    except ValidationError as refused:
        form.refuse(refused)
        over = handing.is_over(made)
        return _answer(request, made, form, over=over, status=refusal.status(refused))
    words = _("Noted. They see that you will ring by %(when)s.")
    messages.success(request, words % {"when": until(form.moment, house)})
    return go(request, address)


def _choices(asked: Request) -> list[handing.Choice]:
    """Return the houses that can still be asked."""
    asked_now = {made.to_id for made in handing.of_request(asked) if made.state in {State.ASKED, State.TAKEN}}
    return [choice for choice in handing.houses_to_ask(asked.house) if choice.house.pk not in asked_now]


def _find(request: HttpRequest, house: House, code: str) -> Request:
    rows = Request.objects.of_house(house).open_to(person(request)).filter(key__destroyed_at=None).with_person()
    found: Request = get_object_or_404(rows, code=code)
    found.house = house  # with its settings read
    return found


def _name(request: Request) -> str:
    return str((request.guest or request).name)


def _page(request: HttpRequest, asked: Request, form: HandOverForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"asked": asked, "name": _name(asked), "form": form}
    context["rows"] = [list_page.handed(made) for made in handing.of_request(asked)]
    context["none"] = not form.fields["to"].choices  # type: ignore[attr-defined]
    return render(request, "intake/hand_over.html", context, status=status)


def _hand_over(request: HttpRequest, asked: Request, form: HandOverForm) -> str:
    said = form.cleaned_data
    handing.hand_over(asked, to=said["to"], parts=said["parts"], by=person(request), how=said["how"])
    return reverse("desk:request-hand-over", args=[asked.house.slug, asked.code])


def _take_back(request: HttpRequest, asked: Request) -> HttpResponse:
    mine = {str(row.pk): row for row in asked.hand_overs.all()}
    made = mine.get(request.POST["take-back"])
    if made is None:
        raise Http404
    try:
        ended = handing.withdraw(made, by=person(request))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        words = _("%(house)s has talked with them, and keeps what they told there.")
        kept = handing.stays_there(ended)
        words = words if kept else _("Taken back. What %(house)s was told is erased.")
        messages.success(request, words % {"house": ended.to.name})
    return go(request, "desk:request-hand-over", asked.house.slug, asked.code)


def _answer(
    request: HttpRequest, made: HandOver, form: RingForm, *, over: bool = False, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"made": made, "form": form, "over": over, "crumb": made.to.slug}
    if not over:
        far = made.far
        assert far is not None
        flow.look(far, by=person(request))
        context |= {"far": far, "nights": wording.nights_in_mind(far.wishes) if far.wishes else ""}
    return render(request, "intake/hand_over_ring.html", context, status=status)


def _take(request: HttpRequest, made: HandOver, form: RingForm) -> str:
    handing.take(made, rings_by=form.moment, by=person(request))
    return reverse("desk:request", args=[made.to.slug, made.far.code])  # type: ignore[union-attr]


def _cannot(request: HttpRequest, made: HandOver) -> HttpResponse:
    house = made.to
    try:
        handing.cannot(made, by=person(request))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Noted. What you were told about them is erased here."))
    return go(request, "desk:requests", house.slug)
