"""The night sheet in the office: the page, its PDF, one kept for the phone by hand, and the code that opens that."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from respite import codes, qr
from respite import pdf as paper
from respite.access import office, person
from respite.forms import Form
from respite.htmx import go
from respite.models import House
from stays import nightkeep, nightly, nightsheet
from stays.models import NightCode, NightSheet
from stays.trail import NIGHT_SHEET, all_opened
from stays.views.confirming import carry_out, sent

LISTED = 9  # three days of three shifts


@require_GET
@office("run stays")
def sheet(request: HttpRequest, house: House) -> HttpResponse:
    return _page(request, house)


@require_GET
@office("run stays")
def pdf(request: HttpRequest, house: House) -> HttpResponse:
    """Give the sheet as it is now, on Letter or on A4, under the name of the house and the day of the night."""
    size, read = "a4" if request.GET.get("paper") == "a4" else "letter", _read(request, house)
    name = slugify(house.neutral_name) or "sheet" if house.confidential else house.slug
    context = {"sheet": read, "paper": size}
    return paper.answer("stays/pdf/night.html", context, f"{name}-{house.tonight(read.made_at):%Y-%m-%d}")


@require_POST
@office("run stays")
def keep(request: HttpRequest, house: House) -> HttpResponse:
    """Keep the sheet as it is now for the phone; a full disk is said in a sentence."""
    try:
        nightly.make(house, by=person(request))
    except ValidationError as refusal:
        return _page(request, house, refusal.messages[0])
    messages.success(request, _("Saved. The phone has this sheet for one day."))
    return go(request, "stays:night-sheet", house.slug)


@office("run stays")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, house: House) -> HttpResponse:
    """Show the night code, to read or to print for the staff room, and make a new one."""
    form, here = Form(sent(request)), reverse("stays:night-code", args=[house.slug])

    def effect() -> str:
        nightly.new_code(house, by=person(request))
        return here

    if request.method == "POST" and form.is_valid():
        refusal, where = carry_out(
            request, form, effect, _("Saved. In a few minutes, the new code opens the sheet of this shift.")
        )
        if refusal is None:
            return go(request, where)
        form.refuse(refusal)
    return render(request, "stays/night/code.html", {"form": form, **_card(house)})


def _card(house: House) -> dict[str, Any]:
    """Return the code as words and as a square; the square carries it behind the #, which no server sees (SE-05)."""
    row = NightCode.objects.filter(house=house).select_related("house", "made_by").first()
    if row is None:
        return {}
    locator, words = codes.read(str(row.code))
    address = f"{settings.BASE_URL}{reverse('night:door')}"
    square = qr.drawn(f"{address}#{'-'.join([locator, *words])}")
    return {"row": row, "locator": locator, "words": words, "door": address, "qr": square}


def _page(request: HttpRequest, house: House, refusal: str = "") -> HttpResponse:
    """Answer with the sheet and everything beside it; with a refusal, 503: the disk is not there just now."""
    made = NightSheet.objects.filter(house=house).exclude(check_word="").select_related("by")[:LISTED]
    night_code = nightly.code_of(house)
    kept = nightkeep.kept_since(night_code) if night_code else None
    context = {
        "sheet": _read(request, house),
        "made": made,
        "has_code": bool(night_code),
        "kept_at": kept if kept and timezone.now() - kept < nightkeep.KEPT_FOR else None,
        "trouble": refusal or nightly.trouble(house),
    }
    return render(request, "stays/night/page.html", context, status=503 if refusal else 200)


def _read(request: HttpRequest, house: House) -> nightsheet.Sheet:
    """Read the sheet for the person who asks, and write down whose record it opens."""
    me = person(request)
    sheet = nightsheet.read(house, reader=me)
    all_opened(sheet.opens, by=me, why=NIGHT_SHEET)
    return sheet
