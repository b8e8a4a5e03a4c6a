"""The secret of a subscription: made here, shown once, sealed by the installation's key, replaced with an overlap."""

import os
from base64 import b64encode
from datetime import datetime

from openings.partners.webhook_models import Subscription
from respite import vault

LENGTH = 32  # bytes


def fresh(subscription: Subscription) -> tuple[bytes, str]:
    """Return a new secret twice: sealed for this subscription, and as it is shown this once."""
    secret = os.urandom(LENGTH)
    return vault.wrap(secret, _owner(subscription)), f"whsec_{b64encode(secret).decode()}"


def in_use(subscription: Subscription, now: datetime) -> list[bytes]:
    """Return the secrets that sign now: the newest first, and the one before it while both hold.

    Raises vault.Unreadable when none of them opens any more.
    """
    sealed = [subscription.secret]
    if subscription.old_secret and subscription.old_until and now < subscription.old_until:
        sealed.append(subscription.old_secret)
    opened = [secret for one in sealed if (secret := _opened(one, _owner(subscription)))]
    if not opened:
        raise vault.Unreadable("No secret of this address opens.")
    return opened


def _opened(sealed: bytes | memoryview, owner: str) -> bytes | None:
    """Open one; one whose installation key is gone signs no more, and keeps the other from nothing."""
    try:
        return vault.unwrap(bytes(sealed), owner)
    except vault.Unreadable:
        return None


def _owner(subscription: Subscription) -> str:
    return f"webhook|{subscription.pk}"
