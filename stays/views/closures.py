"""Closing a room or the house, changing until when, and opening it again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from respite.access import office, person
from respite.forms import Form
from respite.htmx import go
from respite.locks import again
from respite.models import House
from respite.templatetags.words import day
from stays import closing, meanwhile
from stays.closure_forms import Asking, ClosingForm, ClosureEndForm
from stays.models import Closure
from stays.telling import public_words
from stays.views.confirming import Page, carry_mark, carry_out, refuse, sent, status_of, step


@office("close rooms")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, house: House) -> HttpResponse:
    first = {"bed": request.GET.get("bed", ""), "first": request.GET.get("from") or house.tonight().isoformat()}
    me = person(request)

    def effect(form: ClosingForm) -> str:
        said = form.cleaned_data
        closing.close(
            house, nights=said["nights"], reason=said["reason"], by=me, bed=form.chosen_bed(), answers=form.answers()
        )
        return reverse("stays:board", args=[house.slug])

    page = Page(
        title=_("Close a room"),
        verb=_("Close it"),
        will=_("Nobody is offered these nights. Who has a room then is shown to you before anything is saved."),
        public=public_words(house, closing=True),
        done=_("Saved. It is closed for these nights."),
        back_url=reverse("stays:board", args=[house.slug]),
    )
    return _ask(request, page, lambda: ClosingForm(sent(request), house=house, me=me, initial=first), effect)


@office("close rooms")
@require_http_methods(["GET", "POST"])
def change_end(request: HttpRequest, house: House, closure: UUID) -> HttpResponse:
    mark = meanwhile.mark(house)  # before the closure is read: what comes later is news
    found, me = _of(house, closure), person(request)
    address = reverse("stays:closure", args=[house.slug, found.pk])
    if not found.can_change:  # type: ignore[attr-defined]
        return go(request, address)

    def effect(form: ClosureEndForm) -> str:
        closing.change_end(found, back=form.cleaned_data["back"], by=me, answers=form.answers())
        return address

    page = Page(
        title=_("Another end for this closure"),
        verb=_("Change the end"),
        will=_("Now it is back on %(day)s.") % {"day": day(found.nights.upper)},
        public=public_words(house, closing=True),
        done=_("Saved. The closure has another end."),
        back_url=address,
    )

    def look() -> None:
        meanwhile.check_closure(found, request.POST.get("mark", ""))

    return _ask(request, page, lambda: ClosureEndForm(sent(request), closure=found, me=me, mark=mark), effect, look)


@require_GET
@office("see the board")
def closure(request: HttpRequest, house: House, closure: UUID) -> HttpResponse:
    form = Form()
    carry_mark(form, meanwhile.mark(house))  # before the closure is read: what comes later is news
    return _closure_page(request, _of(house, closure), form)


@require_POST
@office("close rooms")
def reopen(request: HttpRequest, house: House, closure: UUID) -> HttpResponse:
    seen, form = meanwhile.mark(house), Form(request.POST)
    carry_mark(form, seen)
    found = _of(house, closure)
    if not form.is_valid():
        return _closure_page(request, found, form)

    def effect() -> str:
        meanwhile.check_closure(found, form.cleaned_data["seen"])
        closing.reopen(found, by=person(request))
        return reverse("stays:board", args=[house.slug])

    refusal, where = carry_out(request, form, effect, _("Saved. It is open again."))
    if refusal is None:
        return go(request, where)
    refuse(form, refusal, seen)
    return _closure_page(request, found, form, status_of(refusal))


def _ask[F: Asking](
    request: HttpRequest,
    page: Page,
    make: Callable[[], F],
    effect: Callable[[F], str],
    look: Callable[[], None] = lambda: None,
) -> HttpResponse:
    """Show what is in the way first; carry it out once it was decided. A refusal shows what is in the way by then."""
    form, status = make(), 200
    decided = form.is_valid() and form.decided  # asked first, so that what was sent can be read in any case
    if request.method == "POST":
        refusal, where = step(request, form, again(look), lambda: effect(form), page.done, ready=decided)
        if where:
            return go(request, where)
        if refusal is not None:
            form, status = make(), status_of(refusal)
            form.refuse(refusal)
    if form.found:
        page = replace(page, verb=_("Do all of this now"))
    return render(request, "stays/closure_new.html", {"page": page, "form": form}, status=status)


def _of(house: House, pk: UUID) -> Closure:
    found = get_object_or_404(Closure.objects.filter(house=house).select_related("bed__room"), pk=pk)
    found.house = house
    found.can_change = not found.ended_at and found.nights.upper > house.tonight()  # type: ignore[attr-defined]
    return found


def _closure_page(request: HttpRequest, closure: Closure, form: Form, status: int = 200) -> HttpResponse:
    house = closure.house
    first: date = max(closure.nights.lower, house.tonight())
    context = {
        "closure": closure,
        "what": str(closure.bed) if closure.bed else _("The whole house"),
        "form": form,
        "can_reopen": closure.can_change,  # type: ignore[attr-defined]
        "from_day": day(first),
        "public": public_words(house, closing=True),
    }
    return render(request, "stays/closure.html", context, status=status)
