"""What a card on the desk tells of a request: read in one go for the rows that are shown, and for no others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from intake import desk, sending
from intake.answering import MORE_TIME
from intake.models import Consent, ContactTry, Conversation, Delivery, Request
from intake.models.request import RequestQuerySet
from respite.models import House
from stays.models import Allocation
from stays.telling import in_order

SOON = timedelta(hours=2)


@dataclass(frozen=True)
class Held:
    """The offer that is out: until when, which rooms, which nights, and whether they ask for longer."""

    made_at: datetime
    until: datetime
    room: str
    arrives: date
    count: int
    wants_time: bool

    @property
    def soon(self) -> bool:
        """Say whether its time is over within two hours."""
        return self.until - timezone.now() < SOON


@dataclass(frozen=True)
class Try:
    """The last time somebody called and did not reach them."""

    who: str
    at: datetime
    came: str


@dataclass(frozen=True)
class Card:
    """One request on the desk."""

    asked: Request
    group: str
    standing: str
    unread: bool
    trouble: bool
    together: bool
    others_asked: bool
    offer: Held | None
    last_try: Try | None
    known_since: date | None
    known_until: date | None


def told(rows: RequestQuerySet, house: House) -> RequestQuerySet:
    """Add to rows of the desk what their cards tell; `house` is the one they are of."""
    tries = ContactTry.objects.filter(request=OuterRef("pk")).order_by("-at")
    talks = Conversation.objects.on_file(house.local().date()).filter(house=house, guest=OuterRef("guest"))
    talk = JSONObject(since="held_at", until="valid_until")
    others = Consent.objects.filter(request=OuterRef("pk"), purpose=Consent.Purpose.THIRD_PARTY, withdrawn_at=None)
    trouble = Delivery.objects.filter(sending.troubled(), request=OuterRef("pk"))
    return rows.with_person().annotate(
        last_try=Subquery(tries.values(told=JSONObject(who="by__name", at="at", came="came"))[:1]),
        held=Subquery(_offers().values("told")[:1]),
        talk=Subquery(talks.order_by("-held_at").values(told=talk)[:1]),
        trouble=Exists(trouble),
        others_asked=Exists(others),
        together=Case(When(~Q(waits_with=None), then=True), default=False),
    )


def cards(rows: Iterable[Any], house: House) -> list[Card]:
    """Return the cards of rows that were `told`."""
    found = []
    for row in rows:
        row.house = house  # with its settings read
        talk = row.talk or {}
        found.append(
            Card(
                asked=row,
                group=row.group,
                standing=row.standing,
                unread=row.unread,
                trouble=row.trouble,
                together=row.together,
                others_asked=row.others_asked,
                offer=_held(row.held) if row.held else None,
                last_try=_try(row.last_try) if row.last_try else None,
                known_since=house.local(_instant(talk["since"])).date() if talk else None,
                known_until=parse_date(talk["until"]) if talk else None,
            )
        )
    return found


def _offers() -> Any:
    rooms = Allocation.objects.filter(stay=OuterRef("stay")).order_by("nights").values("bed__room__name")
    rows = desk.offers_out().prefetch_related(None).filter(request=OuterRef("pk")).order_by("until")
    return rows.annotate(
        told=JSONObject(
            made_at="made_at",
            until="until",
            arrives=F("stay__nights__startswith"),
            leaves=F("stay__nights__endswith"),
            rooms=ArraySubquery(rooms),
            wants=Case(When(last_word=MORE_TIME, then=Value(True)), default=Value(False)),
        )
    )


def _held(kept: dict[str, Any]) -> Held:
    arrives, leaves = date.fromisoformat(kept["arrives"]), date.fromisoformat(kept["leaves"])
    return Held(
        made_at=_instant(kept["made_at"]),
        until=_instant(kept["until"]),
        room=in_order(kept["rooms"]),
        arrives=arrives,
        count=(leaves - arrives).days,
        wants_time=kept["wants"],
    )


def _try(kept: dict[str, Any]) -> Try:
    return Try(kept["who"], _instant(kept["at"]), kept["came"])


def _instant(told: str) -> datetime:
    found = parse_datetime(told)
    assert found
    return found
