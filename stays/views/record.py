"""What is kept on a stay, each on a page of its own: hopes, lock box, out until, what would help, extra parts, undo."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from respite.access import office, person
from respite.forms import Form
from respite.models import House
from stays import accommodating, outing, readable, record_parts, stay_page, welcoming
from stays.models import Accommodation, RecordPart, RecordWords, Stay
from stays.record_forms import AnswerForm, AskForm, BoxForm, HopesForm, OutForm, PartForm
from stays.telling import rooms_words, span_words
from stays.trail import PRINTED, opened
from stays.views.confirming import Page, confirm, sent, stay_of, stay_url, verb_page

FORM = "stays/record_form.html"


@verb_page("", words=["hopes said", "hopes erased"])
def hopes(request: HttpRequest, stay: Stay) -> HttpResponse:
    form = HopesForm(sent(request), initial={"words": readable.hopes(stay)})
    names = {"name": stay.guest.name}

    def effect() -> str:
        welcoming.hope(stay, words=form.cleaned_data["words"], by=person(request))
        return stay_url(stay)

    page = Page(
        title=_("What %(name)s hopes for") % names,
        verb=_("Save"),
        will=_("Write it as they say it. It is theirs, to change and to keep."),
        done=_("Saved. %(name)s can read it and change it.") % names,
        stay=stay,
        template=FORM,
        more={**_told(stay, kept=stay_page.hopes_kept(stay.house)), "stands": readable.hopes(stay)},
    )
    return confirm(request, form, page, effect)


@verb_page("")
def box(request: HttpRequest, stay: Stay) -> HttpResponse:
    form = BoxForm(sent(request), house=stay.house, stay=stay, initial={"box": stay.lock_box})
    names = {"name": stay.guest.name}

    def effect() -> str:
        welcoming.lend(stay, box=form.cleaned_data["box"], by=person(request))
        return stay_url(stay)

    free = ", ".join(welcoming.boxes(stay.house, stay)) or _("none")
    page = Page(
        title=_("A lock box for %(name)s") % names,
        verb=_("The key is with %(name)s") % names,
        will=_("Not lent now: %(boxes)s.") % {"boxes": free},
        stays=_("We keep the number only, and never what is in it."),
        done=_("Saved. The key is with %(name)s.") % names,
        stay=stay,
    )
    return confirm(request, form, page, effect)


@verb_page("")
def key_back(request: HttpRequest, stay: Stay) -> HttpResponse:
    def effect() -> str:
        welcoming.key_back(stay, by=person(request))
        return stay_url(stay)

    title = _("The key of lock box %(box)s is back") % {"box": stay.lock_box}
    page = Page(title=title, verb=_("The key is back"), done=_("Saved. The key is back."), stay=stay)
    return confirm(request, Form(sent(request)), page, effect)


@verb_page("")
def out(request: HttpRequest, stay: Stay) -> HttpResponse:
    form = OutForm(sent(request), stay=stay)
    names = {"name": stay.guest.name}

    def effect() -> str:
        outing.out_until(stay, until=form.until())
        return stay_url(stay)

    page = Page(
        title=_("%(name)s is out for a while") % names,
        verb=_("Save"),
        will=_("Only if %(name)s says so. Nobody has to tell us where they are.") % names,
        stays=_("It is deleted when they are back or leave. It stands in no log and in no history."),
        done=_("Saved, at their word."),
        stay=stay,
    )
    return confirm(request, form, page, effect)


@verb_page("")
def back(request: HttpRequest, stay: Stay) -> HttpResponse:
    names = {"name": stay.guest.name}

    def effect() -> str:
        outing.back(stay)
        return stay_url(stay)

    page = Page(title=_("%(name)s is back") % names, verb=_("Delete the time"), done=_("The time is gone."), stay=stay)
    return confirm(request, Form(sent(request)), page, effect)


@verb_page("")
def ask(request: HttpRequest, stay: Stay) -> HttpResponse:
    form = AskForm(sent(request))
    names = {"name": stay.guest.name}

    def effect() -> str:
        accommodating.ask(stay, words=form.cleaned_data["words"], by=person(request))
        return stay_url(stay)

    page = Page(
        title=_("What would make the stay work for %(name)s") % names,
        verb=_("Save"),
        will=_("In their words, as far as you can. We ask for no papers and no reason."),
        done=_("Saved. It waits for our answer."),
        stay=stay,
        template=FORM,
        more=_told(stay, hints=True),
    )
    return confirm(request, form, page, effect)


@verb_page("", words=["accommodation answered"])
def answer(request: HttpRequest, stay: Stay, asked: UUID) -> HttpResponse:
    found = get_object_or_404(Accommodation, pk=asked, stay=stay)
    found.stay = stay
    first = {"state": found.state if found.answered_at else None, "words": found.answer}
    form = AnswerForm(sent(request), initial=first)

    def effect() -> str:
        said = form.cleaned_data
        accommodating.answer(found, state=said["state"], words=said["words"], by=person(request))
        return stay_url(stay)

    names = {"name": stay.guest.name}
    page = Page(
        title=_("Our answer to %(name)s") % names,
        verb=_("Save the answer"),
        done=_("Saved. %(name)s can read the answer.") % names,
        stay=stay,
        template=FORM,
        more={**_told(stay, hints=True), "quote": found.words, "stands": _answered(found)},
    )
    return confirm(request, form, page, effect)


@verb_page("", words=["record part filled"])
def part(request: HttpRequest, stay: Stay, part: UUID) -> HttpResponse:
    asked = get_object_or_404(RecordPart, pk=part, house=stay.house)
    row = RecordWords.objects.filter(part=asked, stay=stay).first()
    if row:
        row.stay = stay
    form = PartForm(sent(request), initial={"words": row.words if row else ""})

    def effect() -> str:
        record_parts.fill(stay, part=asked, words=form.cleaned_data["words"], by=person(request))
        return stay_url(stay)

    page = Page(
        title=asked.name,
        verb=_("Save"),
        done=_("Saved. %(name)s can read it.") % {"name": stay.guest.name},
        stay=stay,
        template=FORM,
        more={**_told(stay, hints=True), "why": asked.why, "stands": row.words if row else ""},
    )
    return confirm(request, form, page, effect)


@require_GET
@office("run stays")
def on_paper(request: HttpRequest, house: House, code: str) -> HttpResponse:
    stay = stay_of(house, code, person(request))
    opened(stay.guest, by=person(request), why=PRINTED)
    context = {
        "stay": stay,
        "name": stay.guest.name,
        "span": span_words(stay.range),
        "room": rooms_words(stay),
        "hopes": readable.hopes(stay),
        "record": stay_page.readable_record(stay, house),
        "kept_days": house.rules().stay_days,
    }
    return render(request, "stays/stay_print.html", context)


def _answered(found: Accommodation) -> str:
    """Say the answer that stands: its kind, and its words."""
    return "\n\n".join(filter(None, [str(found.get_state_display()), found.answer]))


def _told(stay: Stay, *, kept: str = "", hints: bool = False) -> dict[str, Any]:
    """Return what a form says beside its fields: who reads it, and how long it is kept."""
    return {
        "name": stay.guest.name,
        "kept": kept or stay_page.stay_kept(stay.house),
        "hinted": hints,
        "who": _("Staff who run stays here, and %(name)s on their page.") % {"name": stay.guest.name},
    }
