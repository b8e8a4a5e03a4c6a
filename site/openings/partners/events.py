"""What partners are told, and when (INTEROP.md 6): written down together with what it is about, sent by the worker.

A house on the grid tells at every time of the grid, changed or not, so that silence means trouble; a house that
publishes at once tells each notice. A house that tells only by phone publishes nothing that could change, so it tells
that once and then nothing about room; a confidential house occurs in no event at all. The body is the public object,
byte for byte.
"""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from openings import outlets, standing
from openings.hsds import directory
from openings.partners.webhook_models import ABOUT_ROOM, Kind, ServiceKnown, Subscription, Webhook
from openings.standing import Seen
from respite.models import House
from respite.queueing import later

JOB = "openings.tell_partners"
ALONE = "openings.partners"  # one job at a time sends, so that guests' messages always find the worker free
PHONE = "phone"  # how the matter begins that a house tells only by phone now
LOOKED_BACK = timedelta(days=1)  # what ended longer ago, while no worker ran, is told by what is published since


def published(house: House, about: str) -> int:
    """Tell what the house says now, as one matter; return to how many. Belongs to the transaction that published it."""
    return _tell(Kind.PUBLISHED, house, about, Subscription.objects.wanting(Kind.PUBLISHED, house))


def by_phone() -> int:
    """Tell of houses that only say "please call" by now, whose word they said before has not been taken back yet.

    Whatever it is that changed: settings, a day that came, or who else tells the word of the area. It returns how many
    events it made. A word holds for a day at most, so what was told before that needs no taking back.
    """
    now, made = timezone.now(), 0
    wanting = Subscription.objects.on().filter(events__contains=[Kind.PUBLISHED])
    told = House.objects.published().filter(pk__in=wanting.values("houses"), confidential=False)
    houses = {house.pk: house for house in told}
    silent = _by_phone(houses, now) if houses else []
    lately = Webhook.objects.filter(house__in=silent, event__in=ABOUT_ROOM, made_at__gt=now - LOOKED_BACK)
    newest = lately.order_by("subscription_id", "house_id", "-made_at").distinct("subscription_id", "house_id")
    for row in newest if silent else []:
        if not row.about.startswith(PHONE) and row.house_id:
            to = wanting.filter(pk=row.subscription_id, houses=row.house_id)
            made += _tell(Kind.PUBLISHED, houses[row.house_id], f"{PHONE} after {row.pk}", to)
    return made


def untrue(rows: "QuerySet[Webhook]", now: datetime) -> "QuerySet[Webhook]":
    """Return those of `rows` about room that the public does not read any more: over, or of a house that tells none."""
    about = rows.filter(event__in=ABOUT_ROOM)
    silent = _by_phone(about.values_list("house", flat=True).distinct(), now)
    hidden = Q(house__published=False) | Q(house__confidential=True)
    return about.filter(hidden | Q(until__lte=now) | Q(house__in=silent) & ~Q(about__startswith=PHONE))


def _by_phone(houses: Iterable[uuid.UUID], now: datetime) -> list[uuid.UUID]:
    return [row.house for row in standing.of_houses(houses, now) if row.by_phone]


def expired() -> int:
    """Tell which words became too old to repeat since they were last looked at; return how many events it made.

    The word of an area is told of each of its houses, which is how partners know them.
    """
    now, made = timezone.now(), 0
    wanting = Subscription.objects.on().filter(events__contains=[Kind.EXPIRED])
    told_of = House.objects.published().filter(pk__in=wanting.values("houses"), confidential=False)
    houses = {house.pk: house for house in told_of}
    for row in standing.of_houses(houses, now) if houses else []:
        if row.valid_until is None or not now - LOOKED_BACK < row.valid_until <= now:
            continue
        house, about = houses[row.house], f"expired {row.valid_until.isoformat()}"
        told = Webhook.objects.filter(house=house, about=about).values("subscription")
        not_yet = wanting.filter(houses=house, made_at__lt=row.valid_until).exclude(pk__in=told)
        made += _tell(Kind.EXPIRED, house, about, not_yet)
    return made


def services() -> int:
    """Tell whose public facts changed since partners were last told; return how many events it made.

    Wherever they are changed, it is seen here. The first look only remembers.
    """
    wanting = Subscription.objects.on().filter(events__contains=[Kind.SERVICE])
    houses = {house.pk: house for house in House.objects.filter(pk__in=wanting.values("houses"), confidential=False)}
    if not houses:
        return 0
    known, made = dict(ServiceKnown.objects.values_list("house", "digest")), 0
    for listed in directory.read(timezone.now()):
        row = listed.seen.row
        if row.house not in houses:
            continue
        facts = (row.slug, row.name, row.zone, row.phone, row.phone_hours, row.area, row.style, *listed.runs)
        digest = hashlib.sha256(repr(facts).encode()).digest()
        if row.house in known and bytes(known[row.house]) != digest:
            house = houses[row.house]
            made += _tell(Kind.SERVICE, house, f"service {uuid.uuid4()}", wanting.filter(houses=house))
        if row.house not in known or bytes(known[row.house]) != digest:
            ServiceKnown.objects.update_or_create(house_id=row.house, defaults={"digest": digest})
    return made


def test(subscription: Subscription) -> int:
    """Tell an address something to try itself on: what its first house says now."""
    house = subscription.houses.filter(confidential=False).order_by("name").first()
    return _tell(Kind.TEST, house, f"test {uuid.uuid4()}", [subscription]) if house else 0


def anew(subscription: Subscription) -> int:
    """Tell an address what each of its houses says now; for one that was silent for a while."""
    houses = subscription.houses.filter(confidential=False)
    if Kind.PUBLISHED not in subscription.events:
        return 0
    return sum(_tell(Kind.PUBLISHED, house, f"anew {uuid.uuid4()}", [subscription]) for house in houses)


def _tell(kind: Kind, house: House, about: str, told: Iterable[Subscription]) -> int:
    """Write one event for each address, once a matter, and wake the worker."""
    addresses = list(told)
    seen = _seen(house, timezone.now()) if addresses else None
    if seen is None or (seen.row.by_phone and kind in ABOUT_ROOM and not about.startswith(PHONE)):
        return 0
    now = timezone.now()
    facts = {"event": kind, "house": house, "about": about, "body": _body(kind, seen, now)}
    facts["until"] = seen.row.valid_until if seen.holds and kind in ABOUT_ROOM else None
    times = {"made_at": now, "next_at": now, "changed_at": now}
    rows = [Webhook(subscription=one, **facts, **times) for one in addresses]
    Webhook.objects.bulk_create(rows, ignore_conflicts=True)
    new = list(Webhook.objects.filter(pk__in=[row.pk for row in rows]).values_list("subscription", flat=True))
    if new and kind in ABOUT_ROOM:
        older = Webhook.objects.filter(subscription__in=new, house=house, event__in=ABOUT_ROOM)
        older.filter(~Q(about=about), state=Webhook.State.WAITING).update(state=Webhook.State.NEWER, changed_at=now)
    if new:
        later(JOB, once=JOB, alone=ALONE, timestamp=0)
    return len(new)


def _seen(house: House, now: datetime) -> Seen | None:
    """Return the house as the public sees it; a house that is not on the public site is told to nobody."""
    row = standing.of_slug(house.slug, now)
    return row.seen(now) if row else None


def _body(kind: Kind, seen: Seen, now: datetime) -> str:
    facts = {"type": kind.value, "timestamp": now.isoformat(), "data": outlets.availability(seen)}
    return outlets.written(facts).decode()
