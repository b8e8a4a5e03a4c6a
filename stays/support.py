"""Calls that were simply support: counted in one tap, never a failed booking. No name is kept, not even of us."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respite.models import House
from respite.nights import Nights
from stays.models import SupportCall

OWN_TOPICS: dict[str, str | Promise] = {
    "lonely": gettext_lazy("feeling alone"),
    "night": gettext_lazy("getting through the night"),
    "people": gettext_lazy("family, friends or neighbours"),
    "home": gettext_lazy("housing, money or work"),
    "care": gettext_lazy("care and services"),
    "talk": gettext_lazy("just to talk"),
    "other": gettext_lazy("something else"),
}
WEEKS = 8
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """How many calls one week had, and how many minutes as far as somebody wrote them down."""

    span: Nights
    calls: int
    minutes: int


def count(house: House) -> SupportCall:
    """Count one call, with the day and the hour on the clock of the house and nothing else."""
    now = house.local(timezone.now())
    return SupportCall.objects.create(house=house, date=now.date(), hour=now.hour)


def describe(call: SupportCall, *, minutes: int | None, topic: str) -> SupportCall:
    """Add how long it was and what it was about. Refused with code "topic" for a topic the house does not have."""
    if topic and topic not in topics(call.house):
        raise ValidationError(_("Choose one of these."), code="topic")
    call.minutes, call.topic = minutes, topic
    call.save(update_fields=["minutes", "topic"])
    return call


def take_back(call: SupportCall) -> None:
    """Undo a tap too many."""
    call.delete()


def topics(house: House) -> dict[str, str]:
    """Return the topics of the house, a line each; else our own. What is kept is the line, or the code of our own."""
    lines = [line.strip()[:40] for line in house.rules().call_topics.splitlines() if line.strip()]
    return {line: line for line in lines} or {code: str(words) for code, words in OWN_TOPICS.items()}


def today(house: House) -> int:
    """Return how many calls were counted today."""
    return SupportCall.objects.filter(house=house, date=house.local().date()).count()


def weeks(house: House, number: int = WEEKS) -> list[Week]:
    """Return the last weeks from Monday to Sunday, newest first; one query however many calls there were."""
    first = _monday(house.local().date()) - WEEK * (number - 1)
    rows = SupportCall.objects.filter(house=house, date__gte=first).order_by()
    found: Counter[date] = Counter()
    minutes: Counter[date] = Counter()
    for day, calls, long in rows.values_list("date").annotate(calls=Count("pk"), long=Sum("minutes")):
        found[_monday(day)] += calls
        minutes[_monday(day)] += long or 0
    mondays = [first + WEEK * n for n in reversed(range(number))]
    return [Week(Nights(monday, monday + WEEK), found[monday], minutes[monday]) for monday in mondays]


def by_topic(house: House, number: int = WEEKS) -> list[tuple[str, int]]:
    """Return what the calls of these weeks were about, the most frequent first, as far as somebody said so."""
    first = _monday(house.local().date()) - WEEK * (number - 1)
    rows = SupportCall.objects.filter(house=house, date__gte=first).exclude(topic="").order_by()
    counted = rows.values_list("topic").annotate(calls=Count("pk")).order_by("-calls", "topic")
    return [(str(OWN_TOPICS.get(topic, topic)), calls) for topic, calls in counted]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
