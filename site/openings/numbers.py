"""Telling numbers of rooms takes two people: a number says more about those inside than a word (INTEROP.md 5.3)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openings.models import NumbersAsked
from respite import history
from respite.access import may
from respite.deciding import decide
from respite.locks import again, locked
from respite.models import House, Person
from stays.availability import NUMBERS_FROM

COUNT = "count"


@again
def ask(house: House, *, by: Person, holds_from: date) -> NumbersAsked:
    """Ask that the house tells numbers from a day on; nothing changes until somebody else agrees.

    The newest word counts. Raises ValidationError (code "state") where numbers may not be told.
    """
    with locked(house) as fresh:
        _check(fresh)
        facts = {"asked_by": by, "holds_from": holds_from}
        row, _new = NumbersAsked.objects.update_or_create(house=fresh, defaults=facts)
        history.record("asked to tell numbers", fresh, house=fresh, by=by, holds_from=holds_from.isoformat())
        return row


@again
def agree(house: House, *, by: Person, seen: str) -> None:
    """Agree that the house tells numbers, and decide it, from the day that was asked for or from tonight.

    `seen` is the mark of what was read. Raises ValidationError (code "state") when something else, or nothing, is asked
    by now, for whoever asked, and unless both may change settings.
    """
    with locked(house) as fresh:
        row = _as_seen(fresh, seen)
        both = {row.asked_by, by}
        if len(both) < 2 or not all(may(person, "change settings", fresh) for person in both):
            raise ValidationError(_("Numbers need two people who may change settings."), code="state")
        _check(fresh)
        row.delete()
        history.record("agreed to tell numbers", fresh, house=fresh, by=by, asked_by=str(row.asked_by_id))
        decide(fresh, by=by, holds_from=max(row.holds_from, fresh.tonight()), publishing=COUNT)


@again
def take_back(house: House, *, by: Person, seen: str) -> None:
    """Ask for numbers no more. Raises ValidationError (code "state") when something else is asked by now."""
    with locked(house) as fresh:
        _as_seen(fresh, seen).delete()
        history.record("asked for numbers no more", fresh, house=fresh, by=by)


def mark(row: NumbersAsked) -> str:
    """Return what tells one asking from another: who, and from when."""
    return f"{row.asked_by_id}.{row.holds_from.isoformat()}"


def _as_seen(house: House, seen: str) -> NumbersAsked:
    row = asked(house)
    if row is None or mark(row) != seen:
        raise ValidationError(_("This changed just now. Nothing was done. Please look again."), code="state")
    return row


def asked(house: House) -> NumbersAsked | None:
    """Return who asks for numbers, if anybody does."""
    return NumbersAsked.objects.filter(house=house).select_related("asked_by").first()


def _check(house: House) -> None:
    if house.confidential:
        raise ValidationError(_("This house is confidential, so it tells only by phone."), code="state")
    if house.beds.count() < NUMBERS_FROM:
        raise ValidationError(
            _("Numbers need a house with five beds or more. In a smaller one they point at people."), code="state"
        )
