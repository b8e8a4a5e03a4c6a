"""The guidelines in the office: which versions there are, what differs between two, and the next one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from respite.access import office, person
from respite.htmx import go
from respite.models import House
from stays import agreeing, starter
from stays.comparing import compare
from stays.guidelines_forms import GuidelinesForm, filled_from
from stays.models import Guidelines
from stays.views.confirming import carry_out, sent, status_of


@require_GET
@office("see the office")
def versions(request: HttpRequest, house: House) -> HttpResponse:
    rows = list(Guidelines.objects.with_words().filter(house=house))
    return render(request, "stays/guidelines.html", {"versions": _standing(rows, house), "two": len(rows) > 1})


@require_GET
@office("see the office")
def version(request: HttpRequest, house: House, version: int) -> HttpResponse:
    rows = list(Guidelines.objects.with_words().filter(house=house))
    told = next((one for one in _standing(rows, house) if one["version"].version == version), None)
    if told is None:
        raise Http404
    before = next((row for row in rows if row.version < version), None)
    changes = compare(before.text, told["version"].text) if before else []
    context = {**told, "before": before, "changes": changes}
    return render(request, "stays/guidelines_one.html", context)


@require_GET
@office("see the office")
def compared(request: HttpRequest, house: House) -> HttpResponse:
    rows = list(Guidelines.objects.with_words().filter(house=house))
    if len(rows) < 2:
        raise Http404
    older, newer = _picked(request, rows, "from", rows[1]), _picked(request, rows, "to", rows[0])
    if older.version > newer.version:
        older, newer = newer, older
    texts = [
        {"words": one, "changes": compare(twin.text, one.text)}
        for one in newer.all_words()
        if (twin := older.said_in(one.language, easy=one.easy))
    ]
    context = {"versions": rows, "older": older, "newer": newer, "texts": texts}
    return render(request, "stays/guidelines_compare.html", context)


@office("change settings")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, house: House) -> HttpResponse:
    last = agreeing.newest(house)
    form = GuidelinesForm(
        sent(request), first=last is None, today=house.local().date(), initial=_at_first(request, house, last)
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        done = _("Saved. The new version is published.")
        refusal, where = carry_out(request, form, lambda: _agree(request, house, form), done)
        if refusal is None:
            return go(request, where)
        form.refuse(refusal)
    context = {"form": form, "last": last, "starting": last is None and request.method == "GET"}
    status = status_of(refusal) if refusal else 200
    if refusal and status == 409:
        context |= _meanwhile(house, form)
    return render(request, "stays/guidelines_new.html", context, status=status)


def _agree(request: HttpRequest, house: House, form: GuidelinesForm) -> str:
    said, (own, *others) = form.cleaned_data, form.words
    agreeing.agree(
        house,
        text=own.text,
        by=person(request),
        holds_from=said["holds_from"],
        meeting=said["meeting"],
        met_on=said["met_on"],
        what_changed=own.what_changed,
        made=own.made,
        checked_by=own.checked_by,
        others=others,
        after=said["after"],
    )
    return reverse("stays:guidelines", args=[house.slug])


def _at_first(request: HttpRequest, house: House, last: Guidelines | None) -> dict[str, Any]:
    """Return what stands on the page when it is opened: the newest words, or ours where a house has none yet."""
    first: dict[str, Any] = {"holds_from": house.tonight(), "after": last.version if last else 0}
    if last:
        return first | filled_from(last)
    asked = request.GET.get("start", "")
    if asked == "ours":
        return first | starter.filled(house)
    return first | {"text": starter.headings()} if asked == "headings" else first


def _meanwhile(house: House, form: GuidelinesForm) -> dict[str, Any]:
    """Return what a colleague agreed on while this page was open, beside what was written here."""
    last = agreeing.newest(house)
    if last is None:
        return {}
    form.look_again(last.version)
    return {"last": last, "meanwhile": compare(last.text, form.cleaned_data["text"])}


def _standing(rows: list[Guidelines], house: House) -> list[dict[str, Any]]:
    """Say of each version whether it holds, will hold, or did; one whose day a newer version came before never will."""
    tonight = house.tonight()
    current = next((row for row in rows if row.holds_from <= tonight), None)
    told, earliest = [], None
    for row in rows:  # the newest first
        never = earliest is not None and earliest <= row.holds_from and row.holds_from > tonight
        earliest = min(filter(None, (earliest, row.holds_from)))
        coming = row.holds_from > tonight
        standing = "now" if row == current else "never" if never else "coming" if coming else "before"
        told.append({"version": row, "standing": standing, "words": row.all_words()})
    return told


def _picked(request: HttpRequest, rows: list[Guidelines], name: str, usual: Guidelines) -> Guidelines:
    number = request.GET.get(name, "")
    if not number:
        return usual
    found = next((row for row in rows if str(row.version) == number), None)
    if found is None:
        raise Http404
    return found
