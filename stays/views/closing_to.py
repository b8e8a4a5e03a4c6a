"""Stepping back from a guest one knows, closing a record, opening it again: for a guest without a request."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from respite.access import office, person
from respite.forms import Form
from respite.htmx import go
from respite.models import Entry, House, Person
from stays import closed, stepping_back
from stays.models import Stay
from stays.record_forms import CloseToForm
from stays.views.confirming import Page, confirm, sent, stay_of, stay_url, verb_page


@office("run stays")
@require_http_methods(["GET", "POST"])
def know(request: HttpRequest, house: House, code: str) -> HttpResponse:
    if request.method == "POST" and _stepped_back(house, code, person(request)):
        return go(request, "stays:stays", house.slug)  # a second tap: it is done, and the page is gone
    return _know(request, house.slug, code)


@verb_page("")
def _know(request: HttpRequest, stay: Stay) -> HttpResponse:
    me = person(request)

    def effect() -> str:
        stepping_back.close(stay.guest, house=stay.house, to=me, by=me)
        return reverse("stays:stays", args=[stay.house.slug])

    names = {"name": stay.guest.name}
    page = Page(
        title=_("You know %(name)s") % names,
        verb=_("I step back"),
        will=_("You step back. From now on you see nothing of them: no name, no words, only that a room is taken."),
        stays=_("Your colleagues go on. A lead can open it to you again."),
        done=_("You stepped back. Your colleagues go on."),
        stay=stay,
    )
    return confirm(request, Form(sent(request)), page, effect)


@verb_page("")
def close_to(request: HttpRequest, stay: Stay) -> HttpResponse:
    shut = stay.guest.closed_to.values("pk")
    people = stepping_back.colleagues(stay.house).exclude(pk__in=shut).exclude(pk=person(request).pk)
    form = CloseToForm(sent(request), people=people)

    def effect() -> str:
        stepping_back.close(stay.guest, house=stay.house, to=form.cleaned_data["to"], by=person(request))
        return stay_url(stay)

    names = {"name": stay.guest.name}
    page = Page(
        title=_("Close %(name)s’s record to a colleague") % names,
        verb=_("Close it to them"),
        will=_("They see nothing of it from now on. No reason is asked."),
        stays=_("Everybody else goes on as before. A lead can open it again."),
        done=_("Saved, and it stays so."),
        stay=stay,
    )
    return confirm(request, form, page, effect)


@require_POST
@office("reopen what is closed")
def reopen(request: HttpRequest, house: House, code: str, who: int) -> HttpResponse:
    stay = stay_of(house, code, person(request))
    to = get_object_or_404(Person, pk=who, pk__in=stay.guest.closed_to.values("pk"))
    try:
        stepping_back.reopen(stay.guest, house=house, to=to, by=person(request))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("%(who)s can open it again.") % {"who": to.name})
    return go(request, stay_url(stay))


def _stepped_back(house: House, code: str, me: Person) -> bool:
    """Say whether a stay of this house is closed to `me` because I stepped back; who was closed out learns nothing."""
    mine = Entry.objects.filter(subject=OuterRef("guest"), verb="closed to", by=me, facts__to=str(me.pk))
    return Stay.objects.of_house(house).filter(closed.to(me), Exists(mine), code=code).exists()
