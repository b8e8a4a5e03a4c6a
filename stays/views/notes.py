"""Notes on a stay: write one, change or take back one's own, leave its words as they are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from respite.access import office, person
from respite.forms import Form
from respite.htmx import go
from respite.models import House
from stays import hinting, noting
from stays.models import Note, Stay
from stays.record_forms import NoteForm
from stays.views.confirming import Page, confirm, sent, stay_of, stay_url, verb_page


@verb_page("")
def write(request: HttpRequest, stay: Stay) -> HttpResponse:
    form = NoteForm(sent(request), house=stay.house, name=stay.guest.name)

    def effect() -> str:
        words = form.cleaned_data["words"]
        noting.write(stay, words=words, by=person(request), readers=form.readers())
        hinting.settle(request.session, stay.house, words, request.POST.getlist("left"))
        return f"{stay_url(stay)}#notes"

    names = {"name": stay.guest.name}
    page = Page(
        title=_("A note on %(name)s’s stay") % names,
        verb=_("Save the note"),
        done=_said(stay, form),
        stay=stay,
        template="stays/note_form.html",
        more=_context(stay),
    )
    return confirm(request, form, page, effect)


@verb_page("")
def change(request: HttpRequest, stay: Stay, note: UUID) -> HttpResponse:
    found = _note(stay, note, request)
    first = {name: getattr(found, name) for name in ("words", "staff_only", "reason", "until")}
    form = NoteForm(sent(request), house=stay.house, name=stay.guest.name, initial=first)

    def effect() -> str:
        words = form.cleaned_data["words"]
        noting.change(found, words=words, by=person(request), readers=form.readers())
        hinting.settle(request.session, stay.house, words, request.POST.getlist("left"))
        return f"{stay_url(stay)}#notes"

    page = Page(
        title=_("Change your note"),
        verb=_("Save the note"),
        done=_said(stay, form),
        stay=stay,
        template="stays/note_form.html",
        more={**_context(stay), "hints": hinting.of(stay.house, found.words, request.session)},
    )
    return confirm(request, form, page, effect)


@verb_page("")
def take_back(request: HttpRequest, stay: Stay, note: UUID) -> HttpResponse:
    found = _note(stay, note, request)

    def effect() -> str:
        noting.take_back(found, by=person(request))
        return f"{stay_url(stay)}#notes"

    page = Page(
        title=_("Take your note back"),
        verb=_("Take it back"),
        will=_("The note is deleted. Nobody reads it any more."),
        done=_("The note is gone."),
        stay=stay,
    )
    return confirm(request, Form(sent(request)), page, effect)


@require_POST
@office("run stays")
def leave_words(request: HttpRequest, house: House, code: str, note: UUID) -> HttpResponse:
    stay = stay_of(house, code, person(request))
    hinting.leave(request.session, _note(stay, note, request).words)
    messages.success(request, _("It stays as it is."))
    return go(request, f"{stay_url(stay)}#notes")


def _note(stay: Stay, note: UUID, request: HttpRequest) -> Note:
    """Return a note of this stay that is this colleague's own, or 404; whether it is too late the verb says."""
    found = get_object_or_404(Note, pk=note, stay=stay, by=person(request))
    found.stay = stay
    return found


def _said(stay: Stay, form: NoteForm) -> str:
    """Say who reads what was saved; read only once the form is whole."""
    names = {"name": stay.guest.name}
    if form.is_bound and form.data.get("staff_only"):
        return _("Saved. Only staff can read your note, and %(name)s sees that there is one.") % names
    return _("Saved. %(name)s can read your note.") % names


def _context(stay: Stay) -> dict[str, Any]:
    return {"name": stay.guest.name, "kept_days": stay.house.rules().stay_days}
