"""Stop new offers now, and start again: one page and one button each."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from respite.access import office, person
from respite.forms import Form
from respite.htmx import go
from respite.models import House
from stays import pausing
from stays.closure_forms import PauseForm
from stays.views.confirming import Page, confirm, sent


@office("pause offers")
@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, house: House) -> HttpResponse:
    today = reverse("office-today", args=[house.slug])
    if request.method == "GET" and pausing.current(house):
        return go(request, today)
    form = PauseForm(sent(request))

    def effect() -> str:
        said = form.cleaned_data
        pausing.pause(house, reason=said["reason"], by=person(request), look_again_on=said["look_again_on"])
        return today

    page = Page(
        title=_("Stop new offers now"),
        verb=_("Stop new offers"),
        will=_("From now on nobody is offered a room. That holds until one of you starts again."),
        stays=_("Who is here or expected stays so. Offers that are open stay open, unless you take them back."),
        public=_("The public page says “please call” at once, and never why."),
        done=_("Saved. No new offers from now on."),
        back_url=today,
    )
    return confirm(request, form, page, effect)


@office("pause offers")
@require_http_methods(["GET", "POST"])
def start_again(request: HttpRequest, house: House) -> HttpResponse:
    today = reverse("office-today", args=[house.slug])
    if request.method == "GET" and not pausing.current(house):
        return go(request, today)

    def effect() -> str:
        pausing.start_again(house, by=person(request))
        return today

    page = Page(
        title=_("Make offers again"),
        verb=_("Start again"),
        will=_("Rooms can be offered again, for all nights that are free."),
        public=_("The public page keeps saying “please call” until one of you confirms what the board says."),
        done=_("Saved. Offers can be made again. Please confirm what the public page says."),
        back_url=today,
    )
    return confirm(request, Form(sent(request)), page, effect)
