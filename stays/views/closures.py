"""Closing a room or the house, and opening it again."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from respite.access import office
from respite.forms import Form
from respite.htmx import go
from respite.models import House, Person
from respite.templatetags.words import day
from stays import closing
from stays.forms import ClosureForm
from stays.models import Closure
from stays.telling import public_words
from stays.views.confirming import Page, carry_out, confirm, sent, status_of


@office("close rooms")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, house: House) -> HttpResponse:
    first = {"bed": request.GET.get("bed", ""), "first": request.GET.get("from") or house.tonight().isoformat()}
    form = ClosureForm(sent(request), house=house, initial=first)
    back = reverse("stays:board", args=[house.slug])

    def effect() -> str:
        said = form.cleaned_data
        bed = form.beds.get(said["bed"])
        assert isinstance(request.user, Person)
        closing.close(house, nights=said["nights"], reason=said["reason"], by=request.user, bed=bed)
        return back

    page = Page(
        title=_("Close a room"),
        verb=_("Close it"),
        will=_("Nobody is offered these nights. Stays that are agreed are never moved by this."),
        public=public_words(house),
        done=_("Saved. It is closed for these nights."),
        back_url=back,
    )
    return confirm(request, form, page, effect)


@require_GET
@office("see the board")
def closure(request: HttpRequest, house: House, closure: UUID) -> HttpResponse:
    return _closure_page(request, _of(house, closure), Form())


@require_POST
@office("close rooms")
def reopen(request: HttpRequest, house: House, closure: UUID) -> HttpResponse:
    found, form = _of(house, closure), Form(request.POST)
    if not form.is_valid():
        return _closure_page(request, found, form)

    def effect() -> str:
        assert isinstance(request.user, Person)
        closing.reopen(found, by=request.user)
        return reverse("stays:board", args=[house.slug])

    refusal, where = carry_out(request, form, effect, _("Saved. It is open again."))
    if refusal is None:
        return go(request, where)
    form.refuse(refusal)
    return _closure_page(request, found, form, status_of(refusal))


def _of(house: House, pk: UUID) -> Closure:
    found = get_object_or_404(Closure.objects.filter(house=house).select_related("bed__room"), pk=pk)
    found.house = house
    return found


def _closure_page(request: HttpRequest, closure: Closure, form: Form, status: int = 200) -> HttpResponse:
    house = closure.house
    first: date = max(closure.nights.lower, house.tonight())
    context = {
        "closure": closure,
        "what": str(closure.bed) if closure.bed else _("The whole house"),
        "form": form,
        "can_reopen": not closure.ended_at and first < closure.nights.upper,
        "from_day": day(first),
        "public": public_words(house),
    }
    return render(request, "stays/closure.html", context, status=status)
