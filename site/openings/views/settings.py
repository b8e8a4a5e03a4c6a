"""The settings of what the public reads: what holds now, what will hold from when, and who agrees to numbers."""

from dataclasses import replace

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
    form, me = Form(sent(request)), person(request)
    verb, page = (numbers.take_back, _taking_back()) if row.asked_by == me else (numbers.agree, _agreeing(house, row))
    back = reverse("openings:settings-notice", args=[house.slug])
    page = replace(page, back_url=back, seen=numbers.mark(row))

    def effect() -> str:
        # What was read may be another asking than the one that stands now: then neither verb does anything.
        verb(house, by=me, seen=form.cleaned_data.get("seen", ""))
        return back

    return confirm(request, form, page, effect)


def _taking_back() -> Page:
    return Page(
        title=_("Ask for numbers no more"),
        verb=_("Take it back"),
        will=_("Nothing changes outside."),
        done=_("Taken back."),
    )


def _agreeing(house: House, row: NumbersAsked) -> Page:
    values = {"name": row.asked_by, "day": day(max(row.holds_from, house.tonight()))}
    return Page(
        title=_("Agree to tell numbers"),
        verb=_("I agree"),
        will=_("%(name)s asked for it. From %(day)s on everybody reads how many rooms are open.") % values,
        stays=_("A change of the number can tell when somebody came or left. You can go back to words any day."),
        done=_("Saved. You both agreed to tell numbers."),
    )
