"""What a board has to know of its house beside the nights, at the price of one query (docs/decisions/0014).

Whether an open board is old: a short word that changes whenever the house does. The last change, while it can be
undone. How many are on at night.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from respite.models import Entry, House, Person
from respite.nights import Nights
from stays import undoing
from stays.models import Band, Change, Pause, Shift, Stay


@dataclass(frozen=True)
class Lately:
    """The word of the state, the last change that can still be undone, people on at night; are new offers stopped?"""

    state: str
    change: Change | None
    on: Counter[date]
    paused: bool = False


def state(house: House) -> str:
    """Return the word that says whether a board is old, in one indexed read."""
    line, lapsed = _rows(house).values_list("line", "lapsed").get()  # type: ignore[misc]
    return _word(house, line, lapsed)


def read(house: House, view: Nights) -> Lately:
    """Return all of it for the nights of a view."""
    nights = Shift.objects.filter(band=Band.NIGHT, date__gte=view.arrives, date__lt=view.leaves)
    people = nights.filter(house=OuterRef("pk")).order_by().values("house").annotate(all=ArrayAgg("date")).values("all")
    told = JSONObject(
        pk="pk", at="at", verb="verb", by="by__name", undone_at="undone_at", before="before", after="after"
    )
    last = Change.objects.filter(house=OuterRef("pk")).order_by("-at").values(told=told)[:1]
    stopped = Exists(Pause.objects.open().filter(house=OuterRef("pk")))
    rows = _rows(house).annotate(
        last=Subquery(last, output_field=JSONField()), people=Subquery(people), stopped=stopped
    )
    line, lapsed, change, dates, paused = rows.values_list("line", "lapsed", "last", "people", "stopped").get()
    return Lately(_word(house, line, lapsed), _change(house, change), Counter(dates or ()), paused)


def _rows(house: House) -> QuerySet[House]:
    """Return the house with its newest line of history, and how many holds the clock has ended meanwhile.

    A hold lapses by the database's clock without a line of history until somebody writes; so it is counted here.
    """
    # Written so that only the index of house and number serves it: of a quiet house among busy ones the newest line
    # may lie far back, and a walk backwards through everybody's history would find it late.
    lines = Entry.objects.filter(house__gte=house.pk, house__lte=house.pk).order_by("-house_id", "-pk")
    newest = lines.values("pk")[:1]
    lapsed = Stay.objects.filter(house=OuterRef("pk")).lapsed().order_by().values("house").annotate(n=Count(F("pk")))
    rows = House.objects.filter(pk=house.pk).order_by()
    return rows.annotate(line=Coalesce(Subquery(newest), 0), lapsed=Coalesce(Subquery(lapsed.values("n")), 0))


def _word(house: House, line: int, lapsed: int) -> str:
    return f"{line}.{house.tonight().isoformat()}.{lapsed}"


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
