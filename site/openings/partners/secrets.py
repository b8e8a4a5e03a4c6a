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
    """Return the secrets that sign now: the newest first, and the one before it while both hold."""
    sealed = [subscription.secret]
    if subscription.old_secret and subscription.old_until and now < subscription.old_until:
        sealed.append(subscription.old_secret)
    return [vault.unwrap(bytes(one), _owner(subscription)) for one in sealed]


def _owner(subscription: Subscription) -> str:
    return f"webhook|{subscription.pk}"
