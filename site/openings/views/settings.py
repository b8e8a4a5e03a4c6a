"""The settings of what the public reads: what holds now, what will hold from when, and who agrees to numbers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openings import numbers
from openings.models import NumbersAsked
from openings.settings_forms import NoticeForm
from respite.access import office, person
from respite.forms import Form
from respite.models import House
from respite.templatetags.words import day
from stays.views.confirming import Page, confirm, sent
from stays.views.settings import rules_page


@require_http_methods(["GET", "HEAD", "POST"])
@office("change settings")
def notice(request: HttpRequest, house: House) -> HttpResponse:
    form, address = NoticeForm(sent(request), house=house), reverse("openings:settings-notice", args=[house.slug])
    return rules_page(request, form, address, _("What the public reads"), asked=numbers.asked(house))


@require_http_methods(["GET", "POST"])
@office("change settings")
def agree(request: HttpRequest, house: House) -> HttpResponse:
    row = get_object_or_404(NumbersAsked.objects.select_related("asked_by"), house=house)
    me, back = person(request), reverse("openings:settings-notice", args=[house.slug])
    mine = row.asked_by == me
    values = {"name": row.asked_by, "day": day(max(row.holds_from, house.tonight()))}

    def effect() -> str:
        (numbers.take_back if mine else numbers.agree)(house, by=me)
        return back

    page = Page(
        title=_("Ask for numbers no more") if mine else _("Agree to tell numbers"),
        verb=_("Take it back") if mine else _("I agree"),
        will=_("Nothing changes outside.")
        if mine
        else _("%(name)s asked for it. From %(day)s on everybody reads how many rooms are open.") % values,
        stays=""
        if mine
        else _("A change of the number can tell when somebody came or left. You can go back to words any day."),
        done=_("Taken back.") if mine else _("Saved. You both agreed to tell numbers."),
        back_url=back,
    )
    return confirm(request, Form(sent(request)), page, effect)
