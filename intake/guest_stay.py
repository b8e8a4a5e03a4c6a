"""The part of the guest's own page about their stay: what they may read of it, and what they can write there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from intake import belonging, saying
from intake.mine_stay_forms import HelpForm, HopesForm, NoteForm, OutForm
from intake.models import Request
from respite.forms import Form
from respite.models import House
from respite.templatetags.words import until
from stays import accommodating, noting, outing, readable, stay_page, welcoming
from stays.models import Accommodation, Guest, Note, Stay
from stays.recording import OPEN

State = Stay.State


@dataclass(frozen=True)
class WritePage:
    """One thing a guest can write about their stay, on a page of its own (CS-20)."""

    title: str | Promise
    hint: str | Promise
    button: str | Promise
    done: str | Promise
    form: type[Form]
    save: Callable[[Stay, Any], object]
    states: frozenset[str]
    first: Callable[[Stay], dict[str, Any]] = lambda stay: {}


HERE, ANY = frozenset({str(State.HERE)}), frozenset({*map(str, OPEN)})
PAGES: dict[str, WritePage] = {
    "note": WritePage(
        _("Write a note"),
        _("It stands with what we write about your stay."),
        _("Save the note"),
        _("Your note is here. The team can read it now."),
        NoteForm,
        lambda stay, form: noting.write(stay, words=form.cleaned_data["words"], by=None),
        ANY | {str(State.LEFT)},
    ),
    "hopes": WritePage(
        _("What you hope for"),
        _("In your own words. They are yours to keep or to change."),
        _("Save"),
        _("Saved. You can change it any time."),
        HopesForm,
        lambda stay, form: welcoming.hope(stay, words=form.cleaned_data["words"], by=None),
        ANY,
        lambda stay: {"words": readable.hopes(stay)},
    ),
    "help": WritePage(
        _("What would help"),
        _("Tell us what would make the stay work for you. We ask for no papers and no reason."),
        _("Ask for it"),
        _("We have it. You find our answer here."),
        HelpForm,
        lambda stay, form: accommodating.ask(stay, words=form.cleaned_data["words"], by=None),
        ANY,
    ),
    "out": WritePage(
        _("Out until"),
        _("You come and go as you like. You do not have to tell us. We delete the time when you are back."),
        _("Save"),
        _("Saved. We delete it when you are back."),
        OutForm,
        lambda stay, form: outing.out_until(stay, until=form.until()),
        HERE,
    ),
}


def stay_of(asked: Request) -> Stay | None:
    """Return the stay that is going on or to come, else the last one; None before there is any."""
    guest = belonging.guest_of(asked)
    if guest is None or guest.key.destroyed_at:
        return None
    rows = Stay.objects.filter(guest=guest).select_related("house__organization", "guest__key")
    found = rows.filter(state__in=OPEN).order_by("nights").first()
    return found or rows.filter(state=State.LEFT).order_by("-left_at").first()


def of(asked: Request, stay: Stay) -> dict[str, Any]:
    """Return the context of the page of their stay."""
    house, guest = stay.house, stay.guest
    return {
        "house": asked.house,
        "stay": stay,
        "span": saying.span(stay.arrives, stay.leaves),
        "here": stay.state == State.HERE,
        "out": __("You are out until %(when)s.") % {"when": until(stay.out_until, house)} if stay.out_until else "",
        "box": _box(stay),
        "hopes": readable.hopes(stay),
        "hopes_until": _hopes_until(stay, house),
        "asked": wishes(guest),
        "notes": notes(guest),
        "log": readable.log(guest),
        "parts": list(readable.record_words(guest)),
        "may": {key for key, page in PAGES.items() if stay.state in page.states},
        "kept": stay_page.stay_kept(house),
    }


def notes(guest: Guest) -> list[Note]:
    """Return the notes they may read, and of the others that there is one; their own say so."""
    found = readable.notes(guest)
    for row in found:
        row.is_theirs = row.by_id is None  # type: ignore[attr-defined]
    return found


def wishes(guest: Guest) -> list[Accommodation]:
    """Return what they asked for, each with where it stands."""
    found = list(readable.accommodations(guest))
    for row in found:
        row.said = says(row.state)  # type: ignore[attr-defined]
    return found


def open_note(asked: Request, note: UUID) -> Note | None:
    """Return a note that this guest wrote, to take it back."""
    guest = belonging.guest_of(asked)
    rows = Note.objects.filter(stay__guest=guest, by=None).select_related("stay__house", "stay__guest__key")
    return rows.filter(pk=note).first() if guest else None


def _box(stay: Stay) -> str:
    if stay.state != State.HERE or not stay.key_out_at or stay.key_back_at:
        return ""
    return __("You have the key of lock box %(box)s.") % {"box": stay.lock_box}


def _hopes_until(stay: Stay, house: House) -> date | None:
    """Return until when their hopes stay on the page, once they have left."""
    days = timedelta(days=house.rules().hopes_days)
    return house.local(stay.left_at + days).date() if stay.left_at else None


def says(state: str) -> str:
    """Say where something stands that they asked for."""
    return {
        Accommodation.State.ASKED: __("We have not answered yet."),
        Accommodation.State.AGREED: __("We said yes."),
        Accommodation.State.ANOTHER_WAY: __("We found another way."),
        Accommodation.State.NOT_POSSIBLE: __("It cannot be done here."),
    }[Accommodation.State(state)]
