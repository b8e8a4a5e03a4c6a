"""Keys of partners: made once, shown once, kept as a keyed hash. A new one overlaps with the old one for some days."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openings.partners.models import Partner, PartnerKey
from openings.partners.partnering import working
from respite import history, vault
from respite.locks import again
from respite.models import Person

LETTERS = "bcdfghjkmnpqrstvwxz23456789"
KEY = re.compile(r"respite_[a-z2-9]{8}_[A-Za-z0-9_-]{43}", re.ASCII)
OVERLAP, LONGEST = 7, 90  # days
MOST = 10  # keys of one partner that work at the same time


@again
def make(partner: Partner, *, by: Person) -> str:
    """Make a key and return it, this once. Raises ValidationError (code "state") when there are very many already."""
    with working(partner) as fresh:
        if fresh.keys.working().count() >= MOST:
            raise ValidationError(_("There are ten keys already. Take one back first."), code="state")
        return _make(fresh, by)


@again
def rotate(key: PartnerKey, *, by: Person, days: int = OVERLAP) -> str:
    """Make a key in place of this one, which goes on working for so many days, and return the new one, this once.

    Raises ValidationError (code "state") when the old one has an end already.
    """
    with working(key.partner) as fresh:
        old = _open(key)
        old.ends_at = timezone.now() + timedelta(days=days)
        old.save(update_fields=["ends_at"])
        history.record("replaced a key", fresh, by=by, key=old.start, days=days)
        return _make(fresh, by)


@again
def revoke(key: PartnerKey, *, by: Person) -> None:
    """Take a key back at once. Taking it back twice does nothing more."""
    with working(key.partner) as fresh:
        if PartnerKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
            history.record("took a key back", fresh, by=by, key=key.start)


def digest(key: str) -> bytes:
    """Return what is kept of a key."""
    return hmac.digest(vault.purpose_key("partner keys"), key.encode(), hashlib.sha256)


def _make(partner: Partner, by: Person) -> str:
    start = "respite_" + "".join(secrets.choice(LETTERS) for _n in range(8))
    key = f"{start}_{secrets.token_urlsafe(32)}"
    PartnerKey.objects.create(partner=partner, start=start, digest=digest(key), made_at=timezone.now(), made_by=by)
    history.record("made a key", partner, by=by, key=start)
    return key


def _open(key: PartnerKey) -> PartnerKey:
    fresh = PartnerKey.objects.select_for_update().get(pk=key.pk)
    if fresh.revoked_at or fresh.ends_at:
        raise ValidationError(_("This key has an end already. Please look again."), code="state")
    return fresh
