"""Two people who wait together: with both their own yes, they stand side by side on the call list."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake import moves, receipts
from intake.models import Consent, Request
from respite import history
from respite.locks import again
from respite.models import House, Person

HOW = Consent.How


@again
def pair(one: Request, other: Request, *, by: Person, how: str = HOW.PHONE) -> None:
    """Let two people of one house wait together. `by` heard the yes of each of them; each gets a receipt.

    Refused (code "state") when one of them waits with somebody already, or the two are not of the same house.
    """
    with transaction.atomic():
        both = _both(one, other)
        house = both[0].house
        if len(both) < 2 or both[1].house_id != house.pk:
            raise ValidationError(_("Choose two people who asked this house."), code="state")
        for request in both:
            moves.refuse_unless(request, moves.BEFORE_AN_OFFER | {Request.State.OFFERED})
            if request.waits_with_id or Request.objects.filter(waits_with=request).exists():
                raise ValidationError(_("One of the two waits with somebody already."), code="state")
        for request, friend in (both, reversed(both)):
            request.waits_with = friend
            request.save(update_fields=["waits_with"])
            until = _last_day(request, house)
            receipts.write(request, purpose=Consent.Purpose.TOGETHER, to=house, until=until, how=how, heard_by=by)
            history.record("waits together", request, house=house, by=by)


@again
def part(request: Request, *, by: Person | None = None) -> None:
    """One of the two wishes to wait alone; both keep their own place. Refused (code "state") for somebody alone."""
    with transaction.atomic():
        friend = Request.objects.get(pk=request.pk).waits_with
        both = _both(request, friend or request)
        if len(both) < 2:
            raise ValidationError(_("They wait for themselves already."), code="state")
        for each in both:
            each.waits_with = None
            each.save(update_fields=["waits_with"])
            how = HOW.PHONE if by else HOW.PAGE
            mine = each.pk == request.pk  # of the other one it ends by itself
            receipts.end(each, purpose=Consent.Purpose.TOGETHER, how=how if mine else HOW.END, by=by if mine else None)
            history.record("waits alone", each, house=each.house, by=by)


def friends(requests: Iterable[Request]) -> dict[UUID, UUID]:
    """Return who waits with whom among `requests`, by their ids: only while the yes of both of them holds."""
    pairs = {row.pk: row.waits_with_id for row in requests if row.waits_with_id}
    if not pairs:
        return {}
    yes = Consent.objects.in_force(timezone.now().date()).filter(purpose=Consent.Purpose.TOGETHER, request__in=pairs)
    said = set(yes.values_list("request", flat=True))
    return {one: other for one, other in pairs.items() if {one, other} <= said}


def friend_of(request: Request) -> Request | None:
    """Return who somebody waits with, as long as the yes of both of them holds; or None."""
    friend = request.waits_with
    if friend is None or friend.key.destroyed_at or not friends([request, friend]):
        return None
    return friend


def _both(one: Request, other: Request) -> list[Request]:
    """Lock two requests in the order of their ids, so that two colleagues never wait for each other."""
    return [moves.locked(request) for request in sorted({one, other}, key=lambda row: row.pk)]


def _last_day(request: Request, house: House) -> date:
    """Return until when they wait together: as long as the place on the list holds, else as long as one would."""
    place = request.places.filter(ended_at=None).first()
    return place.until if place else house.local().date() + timedelta(days=house.rules().list_days)
