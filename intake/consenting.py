"""Taking back a yes, which takes no more steps than giving it (CS-32): what it allowed ends at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from intake import flow, handing, listing, moves, pairing, receipts
from intake.contact import Contact
from intake.models import Consent, HandOver, Request
from respite.locks import again
from respite.models import House, Person
from respite.templatetags.words import day, moment

# Each way to reach somebody that they can say yes to, in words.
WAYS: dict[str, str | Promise] = {
    "call": _("You may call me: %(number)s."),
    "voicemail": _("You may leave a voicemail."),
    "text": _("You may text me: %(number)s."),
    "email": _("You may write to me: %(address)s."),
    "page": _("You may leave me a message on this page."),
}


@dataclass(frozen=True)
class Way:
    """One way to reach them that they said yes to."""

    key: str
    words: str


def ways(contact: Contact) -> list[Way]:
    """Return the ways with a yes, in words: each can be taken back by itself."""
    values = {"number": contact.phone_words(), "address": contact.address}
    return [Way(key, str(words) % values) for key, words in WAYS.items() if getattr(contact, key)]


@again
def withdraw(consent: Consent, *, how: str = Consent.How.PAGE, by: Person | None = None) -> Consent:
    """Take a yes back. Whatever it allowed ends in the same step; taken back already is fine."""
    with transaction.atomic():
        request = moves.locked(consent.request)
        rows = Consent.objects.select_related("request__key", "to")
        consent = rows.get(pk=consent.pk)
        if consent.withdrawn_at:
            return consent
        ENDS.get(Consent.Purpose(consent.purpose), _nothing_more)(request, consent, by)
        receipts.end(request, purpose=consent.purpose, to=consent.to, how=how, by=by)
        return rows.get(pk=consent.pk)


def withdraw_way(request: Request, way: str, *, by: Person | None = None) -> Request:
    """Take back one way to reach them: from now on nothing goes there, and its number or address is forgotten.

    Refused (code "choice") for what is no way.
    """
    if way not in WAYS:
        raise ValidationError(_("Choose one of the ways."), code="choice")
    contact = Contact.read({**request.safe_contact.kept(), way: False})
    if not contact.call:
        contact = replace(contact, voicemail=False, ask_for="")
    if not (contact.call or contact.text):
        contact = replace(contact, phone="")
    if not contact.email:
        contact = replace(contact, address="")
    return flow.say_contact(request, contact=replace(contact, said_on=""), by=by)


def _off_the_list(request: Request, consent: Consent, by: Person | None) -> None:
    place = listing.place_of(request)
    if place:
        listing.leave(place, by=by)


def _not_handed_over(request: Request, consent: Consent, by: Person | None) -> None:
    open_ones = [HandOver.State.ASKED, HandOver.State.TAKEN]
    for each in request.hand_overs.filter(to=consent.to, state__in=open_ones):
        handing.withdraw(each, by=by)


def _alone(request: Request, consent: Consent, by: Person | None) -> None:
    if request.waits_with_id:
        pairing.part(request, by=by)


def _nothing_more(request: Request, consent: Consent, by: Person | None) -> None:
    """Do no more: what this yes allowed is asked of the receipt each time."""


ENDS: dict[Consent.Purpose, Callable[[Request, Consent, Person | None], None]] = {
    Consent.Purpose.LIST: _off_the_list,
    Consent.Purpose.HAND_OVER: _not_handed_over,
    Consent.Purpose.TOGETHER: _alone,
}


@dataclass(frozen=True)
class Given:
    """One receipt as the person reads it: the exact words, who may, until when, how it was given and how it ended."""

    id: UUID
    words: str
    what: str
    who: str
    until: str
    given: str
    ended: str
    version: int


def receipts_of(request: Request, *, in_force: bool = False) -> list[Given]:
    """Return the receipts of a request, newest first; with `in_force` only what still holds today."""
    today = request.house.local().date()
    rows = Consent.objects.filter(request=request).select_related("to")
    rows = rows.in_force(today) if in_force else rows
    return [_given(row, request, today) for row in rows]


def _given(row: Consent, request: Request, today: date) -> Given:
    row.request = request  # its key opens the words, and is read already
    house, vague = request.house, request.safe_contact.vague
    name = row.to.neutral_name if vague else row.to.name
    values = {"how": row.get_given_how_display(), "when": moment(row.given_at, house)}
    return Given(
        id=row.pk,
        words=str(row.words).replace(row.to.name, name),  # the house under the name that may stand on their screen
        what=row.get_purpose_display(),
        who=name,
        until=day(row.until),
        given=__("You said yes %(how)s, %(when)s.") % values,
        ended=_ended(row, house, today),
        version=row.version,
    )


def _ended(row: Consent, house: House, today: date) -> str:
    """Say how a yes ended; nothing while it holds."""
    if row.withdrawn_at is None:
        return "" if row.until >= today else __("It held until %(day)s.") % {"day": day(row.until)}
    values = {"how": row.get_withdrawn_how_display(), "when": moment(row.withdrawn_at, house)}
    if row.withdrawn_how == Consent.How.END:
        return __("It came to its end %(when)s.") % values
    return __("You took it back %(how)s, %(when)s.") % values
