"""What a code opens, a guest's own page or answers kept for later: counted before anything is hashed.

Every wrong code gets one answer. Counted are failures, by keyed hashes of the locator and of the network that change
every day; never an address (SE-04).
"""

import ipaddress
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from intake.models import Attempt, Draft, Request
from respite import codes, vault

PER_LOCATOR = 10
PER_NETWORK = 30
EVERYWHERE = 1000
SPAN = timedelta(hours=1)


class TooMany(Exception):
    """There were so many wrong codes in the last hour that this one is not even looked at."""


def enter(typed: str, address: str) -> Request | Draft | None:
    """Return what the typed code opens: a request, a draft that is kept for later, or None.

    Raises TooMany before any hashing. The try is written down first and taken back when the code is right, so that
    many at once count too.
    """
    locator, words = codes.read(typed)
    now = timezone.now()
    prints = {"locator": locator, "network": network(address)}
    tries = [Attempt.objects.create(print=_print(kind, value, now.date()), at=now) for kind, value in prints.items()]
    found = None
    try:
        _refuse_too_many(prints, now)
        behind = _behind(locator, now)
        found = behind if codes.opens(behind.secret_hash if behind else "", words) else None
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


def _behind(locator: str, now: datetime) -> Request | Draft | None:
    """Return the one row with this locator; both tables are asked each time, so that the time taken tells nothing."""
    asked = Request.objects.filter(locator=locator, key__destroyed_at=None).first()
    saved = Draft.objects.filter(locator=locator, saved_until__gt=now).select_related("key", "house").first()
    return asked or saved


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
