"""The page on which a night on paper is typed in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from respite.access import office, person
from respite.forms import once
from respite.htmx import go
from respite.models import House
from stays import paper
from stays.paper_forms import Sheet
from stays.views.confirming import sent, status_of


@office("run stays")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, house: House) -> HttpResponse:
    me = person(request)
    stays = paper.stays_on_paper(house, me)
    sheet, status = Sheet(sent(request), house=house, stays=stays, check=request.GET.get("check", "")), 200
    back = reverse("stays:night-sheet", args=[house.slug])

    def effect() -> str:
        lines = [row.written() for row in sheet.rows]
        done = paper.enter(house, lines, check=sheet.form.cleaned_data["check"], by=me)
        messages.success(request, _said(done))
        return back

    if request.method == "POST" and sheet.is_valid():
        try:
            return go(request, once(request, sheet.form, effect))
        except ValidationError as refusal:
            sheet.refuse(refusal)
            status = status_of(refusal)
    context = {"sheet": sheet, "back": back, "by_phone": _by_phone(house)}
    return render(request, "stays/night/enter.html", context, status=status)


def _said(done: paper.Entered) -> str:
    new = ngettext("Saved. %(n)d line was written.", "Saved. %(n)d lines were written.", done.written)
    said = new % {"n": done.written}
    if not done.known:
        return said
    known = ngettext(
        "%(n)d line was typed in before, so it was left as it is.",
        "%(n)d lines were typed in before, so they were left as they are.",
        done.known,
    ) % {"n": done.known}
    return f"{said} {known}" if done.written else _("Everything on it was typed in before. Nothing was changed.")


def _by_phone(house: House) -> str:
    """Return where a request is written down that came by phone; nothing while that page is not there."""
    try:
        return reverse("desk:request-new", args=[house.slug])
    except NoReverseMatch:
        return ""
