"""The guidelines of a house: for everybody as a page and a PDF, in the office by version."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from respite import languages
from respite import pdf as paper
from respite.access import office
from respite.models import House, Person
from stays import agreeing
from stays.forms import GuidelinesForm
from stays.models import Guidelines
from stays.views.confirming import Page, confirm, sent


@require_GET
def public(request: HttpRequest, slug: str) -> HttpResponse:
    shown = _asked(request, slug)
    request.house = shown["house"]  # type: ignore[attr-defined]
    return render(request, "stays/guidelines_public.html", shown)


@require_GET
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    shown = _asked(request, slug) | {"respite": {"written_in": languages.written_in()}}
    return paper.answer("stays/pdf/guidelines.html", shown, f"guidelines-{shown['guidelines'].version}")


@require_GET
@office("see the office")
def versions(request: HttpRequest, house: House) -> HttpResponse:
    rows = list(Guidelines.objects.filter(house=house).select_related("by"))
    tonight = house.tonight()
    current = next((row for row in rows if row.holds_from <= tonight), None)
    return render(request, "stays/guidelines.html", {"versions": rows, "current": current, "tonight": tonight})


@office("change settings")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, house: House) -> HttpResponse:
    last = Guidelines.objects.filter(house=house).first()
    first = {"text": last.text if last else "", "holds_from": house.tonight()}
    form = GuidelinesForm(sent(request), initial=first)
    back = reverse("stays:guidelines", args=[house.slug])

    def effect() -> str:
        said = form.cleaned_data
        assert isinstance(request.user, Person)
        agreeing.agree(
            house, text=said["text"], by=request.user, holds_from=said["holds_from"], meeting=said["meeting"]
        )
        return back

    page = Page(
        title=_("Agree on a new version"),
        verb=_("Publish this version"),
        will=_("From its day on, this version is shown to everybody and shared at each arrival."),
        stays=_("Older versions stay as they are. A guest keeps the version of their stay."),
        done=_("Saved. The new version is published."),
        back_url=back,
    )
    return confirm(request, form, page, effect)


def _asked(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return the asked version of a published house, else the one in force; 404 for one whose day has not come."""
    house = get_object_or_404(House.objects.published().select_related("organization"), slug=slug)
    rows = Guidelines.objects.filter(house=house, holds_from__lte=house.tonight())
    number = request.GET.get("version", "")
    if number:
        found = rows.filter(version=int(number)).first() if number.isdecimal() and len(number) < 6 else None
    else:
        found = Guidelines.objects.in_force(house)
    if found is None:
        raise Http404
    return {"house": house, "guidelines": found, "newest": rows.first()}
