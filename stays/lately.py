"""What a board has to know of its house beside the nights, at the price of two queries (docs/decisions/0014).

Whether an open board is old: a short word that changes whenever the house does. The last change, while it can be
undone. How many are on at night.
"""

import hmac
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Exists, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from respite import vault
from respite.models import House, Person
from respite.nights import Nights
from stays import undoing
from stays.models import Band, Change, Pause, Shift

# Asked with "from and up to this house", so that only the index of house and number serves it: of a quiet house among
# busy ones the newest line may lie far back, and a walk backwards through everybody's history would find it late.
STATE = """
SELECT coalesce((SELECT id FROM respite_entry WHERE house_id >= %(house)s AND house_id <= %(house)s
                 ORDER BY house_id DESC, id DESC LIMIT 1), 0),
       (SELECT count(*) FROM stays_stay WHERE house_id = %(house)s AND state = 'held' AND hold_until <= now()),
       (SELECT string_agg(id::text || out_until::text, ',' ORDER BY id) FROM stays_stay
        WHERE house_id = %(house)s AND state = 'here' AND out_until IS NOT NULL),
       EXISTS (SELECT FROM stays_guest_closed_to WHERE person_id = %(me)s)
"""


@dataclass(frozen=True)
class Lately:
    """The last change that can still be undone, people on at night; are new offers stopped?"""

    change: Change | None
    on: Counter[date]
    paused: bool = False


def state(house: House) -> str:
    """Return the word that says whether a board is old, in one indexed read."""
    return seen_by(house)[0]


def seen_by(house: House, me: Person | None = None) -> tuple[str, bool]:
    """Return the word of the state, and whether any guest is closed to `me`.

    Every open board asks this every few seconds, so it is the plain SQL that the ORM would take ten times longer to
    write. What it counts changes a board without a line of history: a hold lapses by the database's clock, without a
    line until somebody writes; until when guests are out is in no history (LN-51). The word is a keyed digest: it goes
    out in addresses, which servers write down, and nobody shall read from it until when somebody was out.
    """
    with connection.cursor() as cursor:
        cursor.execute(STATE, {"house": house.pk, "me": me.pk if me else None})
        line, lapsed, out, covered = cursor.fetchone()
    word = f"{house.pk}.{line}.{house.tonight().isoformat()}.{lapsed}.{out}"
    return hmac.digest(vault.purpose_key("board"), word.encode(), "sha256")[:12].hex(), covered


def read(house: House, view: Nights) -> Lately:
    """Return what else a board tells for the nights of a view. The word of the state is to be asked for before."""
    nights = Shift.objects.filter(band=Band.NIGHT, date__gte=view.arrives, date__lt=view.leaves)
    people = nights.filter(house=OuterRef("pk")).order_by().values("house").annotate(all=ArrayAgg("date")).values("all")
    told = JSONObject(
        pk="pk", at="at", verb="verb", by="by__name", undone_at="undone_at", before="before", after="after"
    )
    last = Change.objects.filter(house=OuterRef("pk")).order_by("-at").values(told=told)[:1]
    stopped = Exists(Pause.objects.open().filter(house=OuterRef("pk")))
    rows = House.objects.filter(pk=house.pk).order_by()
    rows = rows.annotate(last=Subquery(last, output_field=JSONField()), people=Subquery(people), stopped=stopped)
    change, dates, paused = rows.values_list("last", "people", "stopped").get()
    return Lately(_change(house, change), Counter(dates or ()), paused)


def _change(house: House, told: dict[str, Any] | None) -> Change | None:
    """Return what was told as the change it is, when it can still be undone by its age (as `undoing.last`)."""
    if told is None or told["undone_at"]:
        return None
    at = parse_datetime(told["at"])
    if at is None or at < timezone.now() - undoing.OFFERED:
        return None
    by = Person(name=told["by"])
    return Change(
        pk=told["pk"], house=house, at=at, verb=told["verb"], by=by, before=told["before"], after=told["after"]
    )
