"""What the page of a stay shows of its record: notes, out until, wishes, extra parts, what can be undone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from respite.models import Bed, House, Person
from respite.nights import Nights
from respite.templatetags.words import clock, moment, short_day
from stays import hinting, lastchange, noting, readable, record_parts
from stays.models import Accommodation, Change, LogEntry, Note, RecordWords, Stay
from stays.recording import AGREED
from stays.telling import near_day, span_words

# What somebody did to a stay: said to themselves, and to a colleague.
DID: dict[str, tuple[str | Promise, str | Promise]] = {
    "arrived": (_("You marked %(name)s as here %(when)s."), _("%(who)s marked %(name)s as here %(when)s.")),
    "left": (_("You wrote %(when)s that %(name)s left."), _("%(who)s wrote %(when)s that %(name)s left.")),
    "cancelled": (_("You cancelled this stay %(when)s."), _("%(who)s cancelled this stay %(when)s.")),
    "did not arrive": (
        _("You marked %(when)s that %(name)s did not come."),
        _("%(who)s marked %(when)s that %(name)s did not come."),
    ),
    "extended": (_("You added nights %(when)s."), _("%(who)s added nights %(when)s.")),
    "shortened": (_("You dropped nights %(when)s."), _("%(who)s dropped nights %(when)s.")),
    "moved": (_("You changed the room %(when)s."), _("%(who)s changed the room %(when)s.")),
    "swapped": (_("You swapped two rooms %(when)s."), _("%(who)s swapped two rooms %(when)s.")),
}


@dataclass(frozen=True)
class NoteLine:
    """One note as the page shows it."""

    pk: Any
    by: str
    when: str
    words: str
    staff: str = ""  # who may not read it, why and until when
    readers: str = ""
    more: str = ""  # that it came from paper, or was changed
    mine: bool = False  # still this colleague's to change
    hints: tuple[hinting.Hint, ...] = ()


def notes(stay: Stay, house: House, person: Person, session: SessionBase) -> dict[str, Any]:
    """Return the notes on a stay, newest first, each with who can read it, and how many of them are staff-only."""
    rows = list(Note.objects.filter(stay=stay).in_force(house.tonight()).select_related("by"))
    read = readable.by_the_guest(rows)
    mine = [row for row in rows if noting.may_change(row, person)]
    lists = hinting.words_of(house) if mine else {}
    lines = []
    for row in rows:
        row.stay = stay
        hints = hinting.hints(row.words, lists) if row in mine and not hinting.is_left(session, row.words) else []
        lines.append(_note(row, house, mine=row in mine, read=row.pk in read, hints=tuple(hints)))
    return {"notes": lines, "counted": counted(len(rows) - len(read), len(rows))}


def counted(staff_only: int, every: int) -> str:
    """Say how many notes are staff-only, of how many; nothing while there is none (LN-53)."""
    words = ngettext("%(n)d staff-only note of %(all)d.", "%(n)d staff-only notes of %(all)d.", staff_only)
    return words % {"n": staff_only, "all": every} if staff_only else ""


def house_count(house: House) -> str:
    """Say the same of all stays of a house, for who looks after how we write."""
    rows = Note.objects.filter(stay__house=house).in_force(house.tonight())
    return counted(rows.filter(staff_only=True).count(), rows.count())


def _note(row: Note, house: House, *, mine: bool, read: bool, hints: tuple[hinting.Hint, ...]) -> NoteLine:
    name = {"name": row.stay.guest.name}
    staff = ""
    if not read and row.until:
        values = {"day": short_day(row.until), "why": row.get_reason_display()}
        staff = __("Staff only until %(day)s. Reason: %(why)s") % values
    return NoteLine(
        pk=row.pk,
        by=row.by.name if row.by else __("%(name)s wrote") % name,
        when=capfirst(moment(row.at, house)),
        words=row.words,
        staff=staff,
        readers=__("%(name)s can read this") % name if read and row.by else "",
        more=_more(row, house),
        mine=mine,
        hints=hints,
    )


def _more(row: Note, house: House) -> str:
    """Say that a note was on paper first, or changed."""
    if row.from_paper:
        return __("Written on paper first. Typed in %(when)s.") % {"when": moment(row.entered_at, house)}
    return __("Changed %(when)s.") % {"when": moment(row.changed_at, house)} if row.changed_at else ""


def undo(stay: Stay, house: House, person: Person, change: Change | None) -> dict[str, str] | None:
    """Say what was done last and can be undone, and what comes back; None when there is nothing."""
    if change is None or change.verb not in DID:
        return None
    if len(change.after["stays"]) > 1 and any(row.closed_out for row in lastchange.touched(change, person)):  # type: ignore[attr-defined]
        return None
    mine, theirs = DID[change.verb]
    values = {"name": stay.guest.name, "who": change.by.name, "when": moment(change.at, house)}
    was = change.before["stays"][str(stay.pk)]
    nights = Nights(*(date.fromisoformat(told) for told in was["nights"]))
    back = {"state": Stay.State(was["state"]).label, "span": span_words(nights), "room": _rooms(was["beds"])}
    return {
        "did": str(mine if change.by_id == person.pk else theirs) % values,
        "back": (
            __("Undo brings back: %(state)s, %(span)s, in %(room)s.")
            if back["room"]
            else __("Undo brings back: %(state)s, %(span)s.")
        )
        % back,
        "change": str(change.pk),
    }


def _rooms(beds: list[list[Any]]) -> str:
    """Name the rooms of a picture in the order of their nights: "Birch, then Cedar"."""
    told = Bed.objects.select_related("room").in_bulk([bed for bed, _first, _end in beds])
    names = [str(told[bed]) for bed, _first, _end in sorted(beds, key=lambda row: row[1]) if bed in told]
    return __(", then ").join(dict.fromkeys(names))


def out_words(stay: Stay, house: House) -> str:
    """Say until when the guest is out, by their own word: "Out until Wed 25, 10 am"."""
    if not stay.out_until:
        return ""
    local: datetime = house.local(stay.out_until)
    values = {"day": near_day(local.date(), house.local().date()), "time": clock(local)}
    return __("Out until %(day)s, %(time)s") % values


def box_words(stay: Stay) -> str:
    """Say which lock box the guest has, and where its key is."""
    if not stay.lock_box:
        return ""
    values = {"box": stay.lock_box, "name": stay.guest.name}
    if stay.key_back_at:
        return __("Lock box %(box)s. The key is back.") % values
    return __("Lock box %(box)s, key with %(name)s.") % values


def asked(stay: Stay, house: House) -> list[dict[str, Any]]:
    """Return what the guest asked for, newest first, with our answers."""
    rows = Accommodation.objects.filter(stay=stay).select_related("by", "answered_by")
    tones = {Accommodation.State.ASKED: "lamp", Accommodation.State.AGREED: "sage"}
    found = []
    for row in rows:
        row.stay = stay
        found.append(
            {
                "pk": row.pk,
                "words": row.words,
                "state": row.get_state_display(),
                "tone": tones.get(Accommodation.State(row.state), "slate"),
                "open": row.state == Accommodation.State.ASKED,
                "answer": row.answer,
                "by": row.by.name if row.by else stay.guest.name,
                "when": moment(row.asked_at, house),
                "answered": moment(row.answered_at, house) if row.answered_at else "",
                "answered_by": row.answered_by.name if row.answered_by else "",
            }
        )
    return found


def parts(stay: Stay, house: House) -> list[dict[str, Any]]:
    """Return the extra parts of the record: those asked for now, and what stands in others from before."""
    rows = list(RecordWords.objects.filter(stay=stay).select_related("part", "by"))
    written = {row.part_id: row for row in rows}
    now = record_parts.in_force(house)
    told = [*now, *(row.part for row in rows if row.part not in now)]
    found = []
    for part in told:
        row = written.get(part.pk)
        if row:
            row.stay = stay
        found.append({"part": part, "words": row.words if row else "", "row": row, "asked": part in now})
    return found


def closing(stay: Stay, house: House) -> dict[str, Any]:
    """Return who this guest is closed to, and where one closes: with their request, if there is one."""
    request = stay.guest.requests.filter(house=house).order_by("-asked_at").first()
    where, code = ("desk:request-", request.code) if request else ("stays:stay-", stay.code)
    people = list(stay.guest.closed_to.all())
    return {
        "know_url": reverse(f"{where}know", args=[house.slug, code]),
        "close_to_url": reverse(f"{where}close-to", args=[house.slug, code]),
        "closed_to": [
            {"name": each.name, "url": reverse(f"{where}reopen", args=[house.slug, code, each.pk])} for each in people
        ],
    }


def readable_record(stay: Stay, house: House) -> dict[str, Any]:
    """Return what the guest may read of one stay, to print it: the same questions as on their own page."""
    guest = stay.guest
    return {
        "notes": [row for row in readable.notes(guest) if row.stay_id == stay.pk],
        "log": [row for row in readable.log(guest) if row.house_id == house.pk],
        "asked": asked(stay, house),
        "parts": [each for each in parts(stay, house) if each["words"]],
    }


def of(stay: Stay, house: House, person: Person, session: SessionBase, change: Change | None) -> dict[str, Any]:
    """Return the context of the record's panels."""
    return {
        **notes(stay, house, person, session),
        "undo": undo(stay, house, person, change),
        "out": out_words(stay, house),
        "box": box_words(stay),
        "lends_boxes": bool(house.rules().lock_boxes),
        "key_out": bool(stay.key_out_at and not stay.key_back_at),
        "hopes": readable.hopes(stay),
        "asked": asked(stay, house),
        "parts": parts(stay, house),
        "closing": closing(stay, house),
        "kept": stay_kept(house),
        "may_write": stay.state in AGREED and stay.guest.key.destroyed_at is None,
        "named": LogEntry.objects.filter(guest=stay.guest, house=house).in_force(house.tonight()).count(),
    }


def stay_kept(house: House) -> str:
    """Say how long what is written about a stay is kept."""
    days = house.rules().stay_days
    if days == 365:
        return __("It goes by itself one year after the stay.")
    return ngettext(
        "It goes by itself %(n)d day after the stay.", "It goes by itself %(n)d days after the stay.", days
    ) % {"n": days}


def hopes_kept(house: House) -> str:
    """Say how long what a guest hoped for is kept."""
    days = house.rules().hopes_days
    return ngettext(
        "It stays on their page for %(n)d day after leaving, then it is erased.",
        "It stays on their page for %(n)d days after leaving, then it is erased.",
        days,
    ) % {"n": days}
