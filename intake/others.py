"""What others may say about a person, where a house allows it: only with the person's own yes, heard and written down.

Somebody else may ask for them, and a professional may be asked for a word. No papers are taken and no words are kept.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from intake import flow, moves, receipts
from intake.contact import Contact
from intake.flow import Code
from intake.models import Consent, Request
from respite import history
from respite.locks import again
from respite.models import Entry, House, Person

Purpose = Consent.Purpose
HOLDS = timedelta(days=30)
HEARD = "a professional's word"


@dataclass(frozen=True)
class Word:
    """Where a professional's word stands: the yes to ask for it, and whether we have it."""

    yes: Consent | None
    have: bool


@again
def ask_for(
    house: House, *, name: str, contact: Contact, yes: bool, how: str, by: Person, **told: Any
) -> tuple[Request, Code]:
    """Take in a request that somebody else makes for a person, with the person's own yes as a receipt.

    `how` that yes was heard: on the phone or in person. Refused with code "yes" without it, and with code "state" in a
    house that takes no such requests.
    """
    if house.rules().others_ask != "with_yes":
        raise ValidationError(_("This house talks with the person themselves. Please ask them to call."), code="state")
    if not yes:
        raise ValidationError(_("First hear it from the person themselves. Without their own yes we wait."), code="yes")
    with transaction.atomic():
        request, code = flow.receive(house, name=name, contact=contact, by=by, **told)
        receipts.write(request, purpose=Purpose.THIRD_PARTY, to=house, until=yes_until(house), how=how, heard_by=by)
        return request, code


@again
def may_ask_word(request: Request, *, how: str, by: Person) -> Consent:
    """Write down the person's yes to asking a professional. Refused (code "state") where the house does not ask."""
    with transaction.atomic():
        request = moves.locked(request)
        house = request.house
        if house.rules().professional_word != "ask":
            raise ValidationError(_("This house asks no professional."), code="state")
        if word(request).yes:
            raise ValidationError(_("Their yes is written down already."), code="state")
        until = yes_until(request.house)
        return receipts.write(
            request, purpose=Purpose.PROFESSIONAL, to=request.house, until=until, how=how, heard_by=by
        )


@again
def have_word(request: Request, *, by: Person) -> None:
    """Tick that the word came. Refused (code "state") without the person's yes; what it said is not kept."""
    with transaction.atomic():
        request = moves.locked(request)
        if not word(request).yes:
            raise ValidationError(_("First ask the person. Without their own yes we do not ask anybody."), code="state")
        if not word(request).have:
            history.record(HEARD, request, house=request.house, by=by)


def word(request: Request) -> Word:
    """Return where a professional's word about somebody stands."""
    rows = Consent.objects.in_force(request.house.local().date()).filter(request=request, purpose=Purpose.PROFESSIONAL)
    have = Entry.objects.filter(subject=request.pk, verb=HEARD)
    yes = rows.select_related("heard_by", "request__key").first()
    return Word(yes, bool(yes) and have.filter(at__gte=yes.given_at).exists())  # type: ignore[union-attr]


def yes_until(house: House) -> date:
    """Return until when such a yes holds."""
    return house.local().date() + HOLDS
