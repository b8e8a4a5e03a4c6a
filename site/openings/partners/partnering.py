"""The verbs of a partner: begin, change, end. With the end every key and every webhook ends too."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openings.partners import bounds
from openings.partners.models import Partner
from openings.partners.webhook_models import Subscription
from respite import history
from respite.locks import again
from respite.models import Organization, Person


@again
def begin(
    organization: Organization, *, name: str, email: str = "", phone: str = "", since: date, by: Person
) -> Partner:
    """Write down a partner.

    Raises ValidationError without a way to reach them, when the name is there already, and for a day still to come.
    """
    bounds.begun(organization, since)
    partner = Partner(organization=organization, name=" ".join(name.split()), email=email, phone=phone, since=since)
    with transaction.atomic():
        partner.full_clean()
        partner.save(force_insert=True)
        history.record("began with a partner", partner, by=by)
        return partner


@again
def change(partner: Partner, *, name: str, email: str, phone: str, since: date, by: Person) -> Partner:
    """Change what a partner is called and how to reach them. Raises ValidationError as `begin` does."""
    with working(partner) as fresh:
        fresh.name, fresh.email, fresh.phone, fresh.since = " ".join(name.split()), email, phone, since
        bounds.begun(fresh.organization, since)
        fresh.full_clean()
        fresh.save(update_fields=["name", "email", "phone", "since"])
        history.record("changed a partner", fresh, by=by)
        return fresh


@again
def end(partner: Partner, *, by: Person, on: date) -> Partner:
    """End it: no key opens anything from now on, what was agreed is over, and nothing is sent any more."""
    now = timezone.now()
    with working(partner) as fresh:
        fresh.ended = max(on, fresh.since)
        fresh.save(update_fields=["ended"])
        fresh.keys.filter(revoked_at__isnull=True).update(revoked_at=now)
        fresh.agreements.filter(ended_at__isnull=True).update(ended_at=now)
        Subscription.objects.filter(partner=fresh).delete()
        history.record("ended with a partner", fresh, by=by)
        return fresh


@contextmanager
def working(partner: Partner) -> Iterator[Partner]:
    """Open a transaction and lock the row of a partner. Raises ValidationError (code "state") when it has ended.

    A lock that leaves its key alone: whoever asks with a key meanwhile is counted, and waits for nothing.
    """
    with transaction.atomic():
        rows = Partner.objects.select_for_update(of=("self",), no_key=True)
        fresh = rows.select_related("organization").get(pk=partner.pk)
        if fresh.ended:
            raise ValidationError(_("This partner has ended. Nothing was changed."), code="state")
        yield fresh


def of(organization: Organization) -> list[Partner]:
    """Return the partners of an organization by name, those that ended last."""
    rows = Partner.objects.filter(organization=organization).prefetch_related("keys", "subscriptions", "agreements")
    return sorted(rows, key=lambda row: (row.ended is not None, row.name.lower()))


def one(organization: Organization, pk: UUID) -> Partner | None:
    """Return a partner of this organization; of another one there is nothing."""
    return Partner.objects.filter(organization=organization, pk=pk).select_related("organization").first()
