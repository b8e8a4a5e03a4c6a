"""Finer data only under an agreement: signed on paper elsewhere, written down here by one person, agreed by another.

Both have to be allowed to change the settings of every house in it. It ends by itself after its last day, and anybody
who leads one of its houses can end it before (INTEROP.md 5.3).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openings.partners import bounds
from openings.partners.models import Agreement, AgreementHouse, Partner
from openings.partners.partnering import working
from respite import history
from respite.access import may
from respite.locks import again
from respite.models import House, Person
from stays.availability import NUMBERS_FROM

CHANGED = _("This changed just now. Nothing was done. Please look again.")


@again
def record(
    partner: Partner, *, houses: Iterable[House], what: str, signed_on: date, ends_on: date, by: Person
) -> Agreement:
    """Write an agreement down; nothing more is told until somebody else agrees.

    Raises ValidationError for a house that tells only by phone, for numbers of a small one, without any house, and
    for days between which nothing could hold (bounds.agreed).
    """
    chosen = list(houses)
    _check(chosen, what)
    with working(partner) as fresh:
        bounds.agreed(fresh.organization, signed_on, ends_on)
        row = Agreement(partner=fresh, what=what, signed_on=signed_on, ends_on=ends_on, recorded_by=by)
        row.recorded_at = timezone.now()
        row.full_clean(exclude=["houses"])
        row.save(force_insert=True)
        _put_in(row, chosen)
        facts: dict[str, Any] = {"agreement": str(row.pk), "what": what, "ends_on": ends_on.isoformat()}
        facts["houses"] = sorted(house.slug for house in chosen)
        history.record("wrote an agreement down", fresh, by=by, **facts)
        return row


@again
def agree(agreement: Agreement, *, by: Person) -> Agreement:
    """Agree to what somebody else wrote down; it holds from the day of signing on.

    Raises ValidationError (code "state") for whoever wrote it, for whoever may not change the settings of each house,
    when nothing waits any more, and when a house does not fit any more.
    """
    with working(agreement.partner) as fresh:
        row = _waiting(agreement)
        houses = list(row.houses.all())
        _check(houses, row.what)
        if row.recorded_by_id == by.pk or not all(
            may(person, "change settings", house) for person in (by, row.recorded_by) for house in houses
        ):
            raise ValidationError(
                _("It takes two people who may change the settings of each house in it."), code="state"
            )
        row.agreed_by, row.agreed_at = by, timezone.now()
        row.save(update_fields=["agreed_by", "agreed_at"])
        history.record("agreed to an agreement", fresh, by=by, agreement=str(row.pk))
        return row


@again
def take_back(agreement: Agreement, *, by: Person) -> None:
    """Take back what nobody agreed to yet. Raises ValidationError (code "state") when somebody did."""
    with working(agreement.partner) as fresh:
        _waiting(agreement).delete()
        history.record("took an agreement back", fresh, by=by, agreement=str(agreement.pk))


@again
def end(agreement: Agreement, *, by: Person) -> Agreement:
    """End an agreement at once: from now on the partner reads what everybody reads. Ending twice does nothing more."""
    with working(agreement.partner) as fresh:
        row = Agreement.objects.select_for_update(of=("self",)).filter(pk=agreement.pk).first()
        if row is None:
            raise ValidationError(CHANGED, code="state")
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            history.record("ended an agreement", fresh, by=by, agreement=str(row.pk))
        return row


def fitting(house: House) -> bool:
    """Say whether anything can be agreed about a house: not when it tells only by phone."""
    return house.style != "phone_only"


def read_since(houses: list[House], since: datetime) -> bool:
    """Say whether a partner can read more of any of these houses now, or could at any time since a moment."""
    then, today = houses[0].local(since).date(), houses[0].local().date()  # houses of one area share their clock
    rows = Agreement.objects.filter(houses__in=houses, agreed_at__isnull=False, ends_on__gte=then, signed_on__lte=today)
    return rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=since)).exists()


def _check(houses: list[House], what: str) -> None:
    if not houses:
        raise ValidationError({"houses": _("Choose a house.")}, code="state")
    for house in houses:
        if not fitting(house):
            sentence = _("%(house)s tells only by phone, so nothing more can be agreed about it.")
            raise ValidationError({"houses": sentence % {"house": house}}, code="state")
        if what == Agreement.What.NUMBERS and house.beds.count() < NUMBERS_FROM:
            sentence = _("%(house)s has fewer than five beds. Numbers there would point at people.")
            raise ValidationError({"houses": sentence % {"house": house}}, code="state")


def _put_in(row: Agreement, houses: list[House]) -> None:
    try:
        AgreementHouse.objects.bulk_create([AgreementHouse(agreement=row, house=house) for house in houses])
    except IntegrityError as refusal:  # it became confidential in this very moment, or is somebody else's
        sentence = _("One of these houses tells only by phone, so nothing more can be agreed about it.")
        raise ValidationError({"houses": sentence}, code="state") from refusal


def _waiting(agreement: Agreement) -> Agreement:
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("recorded_by")
    row = rows.filter(pk=agreement.pk, agreed_at__isnull=True, ended_at__isnull=True).first()
    if row is None:
        raise ValidationError(CHANGED, code="state")
    return row
