"""Opening a guest's own page with its code: counted before anything is hashed, one answer for every wrong code.

Counted are failures, by keyed hashes of the locator and of the network that change every day; never an address (SE-04).
"""

import ipaddress
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from intake.models import Attempt, Request
from respite import codes, vault

PER_LOCATOR = 10
PER_NETWORK = 30
EVERYWHERE = 1000
SPAN = timedelta(hours=1)


class TooMany(Exception):
    """There were so many wrong codes in the last hour that this one is not even looked at."""


def enter(typed: str, address: str) -> Request | None:
    """Return the request that the typed code opens, or None. Raises TooMany before any hashing.

    The try is written down first and taken back when the code is right, so that many at once count too.
    """
    locator, words = codes.read(typed)
    now = timezone.now()
    prints = {"locator": locator, "network": network(address)}
    tries = [Attempt.objects.create(print=_print(kind, value, now.date()), at=now) for kind, value in prints.items()]
    found = None
    try:
        _refuse_too_many(prints, now)
        asked = Request.objects.filter(locator=locator, key__destroyed_at=None).first()
        found = asked if codes.opens(asked.secret_hash if asked else "", words) else None
    except TooMany:
        _take_back(tries)
        raise
    if found:
        _take_back(tries)
    return found


def network(address: str) -> str:
    """Return the network of an address: /24, or /48 of the newer kind."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))


def sweep(now: datetime | None = None) -> int:
    """Delete tries that no longer count; return how many. The worker calls it."""
    return Attempt.objects.filter(at__lt=(now or timezone.now()) - SPAN).delete()[0]


def _refuse_too_many(prints: dict[str, str], now: datetime) -> None:
    days = {now.date(), (now - SPAN).date()}
    recent = Attempt.objects.filter(at__gt=now - SPAN)
    for kind, most in (("locator", PER_LOCATOR), ("network", PER_NETWORK)):
        ours = Q(print__in=[_print(kind, prints[kind], day) for day in days])
        if recent.filter(ours).count() > most:
            raise TooMany
    if recent.count() > 2 * EVERYWHERE:
        raise TooMany


def _print(kind: str, value: str, day: date) -> bytes:
    return vault.fingerprint(f"{kind} {day}", value)


def _take_back(tries: list[Attempt]) -> None:
    Attempt.objects.filter(pk__in=[row.pk for row in tries]).delete()
