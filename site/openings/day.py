"""What comes up today and tomorrow in one house, and the house tonight: as rows of words, each with one button.

Read once, told twice: the same bed-nights give the arrivals, the departures and the bars of tonight.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from intake import sending, wording
from intake.desk import offers_out
from intake.handing import UNANSWERED
from intake.models import Request
from intake.templatetags.asking import reach
from respite.models import House, Person
from respite.nights import ONE_DAY, Nights, at
from respite.templatetags.words import clock, count_nights, day_words, hour_words, short_day
from stays import accommodating, closed, logbook, promised
from stays.models import Allocation, Connection, LogEntry, Stay, TurnRound
from stays.telling import rooms_words, standing

MOST_TASKS = 8  # of the house log; the others stand there
LOOK_BACK = timedelta(days=14)  # somebody whose last night is over and who has not left yet still shows


@dataclass(frozen=True)
class Row:
    """One line of a list of the day. `at` sorts it; `post` says that the button starts something."""

    at: datetime
    when: str
    words: str
    url: str = ""
    verb: str = ""
    name: str = ""
    second: str = ""
    late: str = ""
    post: bool = False
    first: bool = False


@dataclass(frozen=True)
class Bar:
    """One bed tonight."""

    room: str
    small: str
    state: str = "free"
    name: str = ""
    words: str = ""
    url: str = ""


@dataclass(frozen=True)
class Day:
    """Everything the page of today lists."""

    today: list[Row]
    tomorrow: list[Row]
    bars: list[Bar]
    guests: int
    undelivered: int = 0  # messages that did not arrive: phone instead
    undelivered_url: str = ""


def of(house: House, person: Person) -> Day:
    """Return the lists of `house` as `person` sees them now."""
    today = house.local().date()
    rows = _bed_nights(house, person)
    stays = _stays(rows)
    listed = [
        *_requests(house, person, today),
        *_connections(house, person, today),
        *_offers(house, person),
        *_coming_and_going(house, stays, today),
        *_accommodations(house, person, today),
        *_tasks(house, person, today),
    ]
    listed.sort(key=lambda row: (not row.late, row.at))
    ends = at(today + ONE_DAY, time(), house.tz)
    due = [row for row in listed if row.at < ends]
    after = [row for row in listed if row.at >= ends]
    pressing = next((n for n, row in enumerate(due) if row.post), None)
    bars = _bars(house, rows)
    return Day(
        today=[replace(row, first=n == pressing) for n, row in enumerate(due)],
        tomorrow=[row for row in after if row.at < ends + ONE_DAY] + list(_opening_again(house, rows, today)),
        bars=bars,
        guests=sum(bar.state == "here" for bar in bars),
        **_undelivered(house, person),
    )


def _undelivered(house: House, person: Person) -> dict[str, Any]:
    """Count the messages to look after by phone, and lead to them: to the one request, or to the desk."""
    codes = list(sending.in_trouble(house, person).values_list("request__code", flat=True))
    one = len(set(codes)) == 1
    url = _url("request", house, codes[0], "desk") if one else _url("requests", house, namespace="desk")
    return {"undelivered": len(codes), "undelivered_url": url}


def _requests(house: House, person: Person, today: date) -> Iterator[Row]:
    """Tell who waits for us, by the time we said."""
    waiting = Request.objects.of_house(house).filter(key__destroyed_at__isnull=True).exclude(UNANSWERED)
    waiting = waiting.open_to(person).waiting().with_person()
    for asked in waiting:
        promised_on = house.local(asked.promised_by).date()
        talking = asked.state == Request.State.TALKING and asked.taken_by is not None
        said = " ".join(asked.safe_contact.lines())
        if talking:
            names = {"who": asked.taken_by, "name": asked.name}
            mine = asked.taken_by_id == person.pk
            said = (_("You are talking with %(name)s.") if mine else _("%(who)s is talking with %(name)s now.")) % names
        yield Row(
            at=asked.promised_by,
            when=_("by %(time)s") % {"time": clock(asked.promised_by, house)}
            if promised_on >= today
            else short_day(promised_on),
            name=str(asked.name),
            words=_asked(asked, house),
            second=said,
            late=wording.past_the_time(asked.promised_by) if asked.is_late else "",
            url=_url("request" if talking else "request-take-up", house, asked.code, "desk"),
            verb=_("Open") if talking else _("Start the conversation"),
            post=not talking,
        )


def _asked(asked: Request, house: House) -> str:
    when = {"when": day_words(house.local(asked.asked_at).date(), house.local().date())}
    return {
        Request.Source.WEB: _("asked for a conversation %(when)s"),
        Request.Source.PHONE: _("called %(when)s"),
        Request.Source.DOOR: _("came to the door %(when)s"),
        Request.Source.HOUSE: _("was asked for by another house %(when)s"),
    }[Request.Source(asked.source)] % when


def _connections(house: House, person: Person, today: date) -> Iterator[Row]:
    """Tell whose call is due."""
    noon = at(today, time(12), house.tz)
    for row in promised.of_house(house, person).due(today):
        wish = getattr(row.stay, "wish", None)
        yield Row(
            at=noon,
            when=(wish.when if wish and len(wish.when) < 16 else "") or _("any time"),
            name=str(row.guest.name),
            words=_("wants a call today") if row.due_on == today else _("wanted a call this week"),
            second=_numbered(row) + " " + " ".join(reach(row).lines()),
            url=_url("connections", house, namespace="connections"),
            verb=_("Open"),
        )


def _numbered(row: Connection) -> str:
    values = {"n": row.number, "all": row.of, "day": short_day(row.ends_on)}
    if row.of == 1:
        return _("The only one. Ends %(day)s.") % values
    return _("Call %(n)d of %(all)d. Ends %(day)s.") % values


def _offers(house: House, person: Person) -> Iterator[Row]:
    """Tell who is thinking about a room, and until when it is held."""
    rows = offers_out().filter(request__house=house).exclude(closed.to(person, "stay__guest"))
    rows = rows.select_related("request__key", "request__guest__key", "stay__guest__key")
    for offer in rows:
        stay, waits = offer.stay, getattr(offer, "wants_time", False)
        values = {"room": rooms_words(stay), "day": short_day(stay.arrives), "nights": count_nights(len(stay.range))}
        yield Row(
            at=offer.until,
            when=_("until %(time)s") % {"time": clock(offer.until, house)},
            name=str(offer.request.name),
            words=_("asks for more time to think") if waits else _("is thinking about a room"),
            second=_("%(room)s, %(day)s, %(nights)s.") % values + " " + " ".join(offer.request.safe_contact.lines()),
            url=_url("request", house, offer.request.code, "desk"),
            verb=_("Open the offer"),
        )


def _coming_and_going(house: House, stays: Iterable[Stay], today: date) -> Iterator[Row]:
    """Tell who arrives and who goes home, today, tomorrow, or sooner and not yet done."""
    rules, tonight = house.rules(), house.tonight()
    for stay in stays:
        if stay.state == Stay.State.EXPECTED and stay.arrives <= today + ONE_DAY:
            yield _arrival(house, stay, tonight, rules.arrive_from, rules.arrive_until)
        if stay.state == Stay.State.HERE and stay.leaves <= today + ONE_DAY:
            yield _departure(house, stay, today)


def _arrival(house: House, stay: Stay, tonight: date, first: int, last: int) -> Row:
    """Tell an arrival by the night of the house: somebody expected tonight may still come after midnight."""
    values = {"room": rooms_words(stay), "nights": count_nights(len(stay.range))}
    window = _("%(first)s to %(last)s") % {"first": hour_words(first), "last": hour_words(last)}
    when = max(stay.arrives, tonight)
    return Row(
        at=at(when, time(first % 24), house.tz),
        when=window if stay.arrives >= tonight else day_words(stay.arrives, tonight),
        name=str(stay.guest.name),
        words=_("arrives, %(room)s, %(nights)s") % values
        if stay.arrives >= tonight
        else _("was to arrive, %(room)s, %(nights)s") % values,
        second="" if stay.acknowledged_at else _("Guidelines not talked through yet."),
        url=_url("stay", house, stay.code, "stays"),
        verb=_("Open"),
    )


def _departure(house: House, stay: Stay, today: date) -> Row:
    values = {"room": rooms_words(stay, since=stay.leaves - ONE_DAY)}
    over = stay.leaves < today
    return Row(
        at=at(max(stay.leaves, today), time(10), house.tz),
        when=day_words(stay.leaves, today) if over else _("morning"),
        name=str(stay.guest.name),
        words=_("was to leave %(room)s") % values if over else _("leaves %(room)s") % values,
        second=count_nights(len(stay.range)),
        url=_url("stay", house, stay.code, "stays"),
        verb=_("Open"),
    )


def _accommodations(house: House, person: Person, today: date) -> Iterator[Row]:
    """Tell who asked for something that would make their stay work and waits for our answer."""
    for asked in accommodating.open_ones(house, person):
        yield Row(
            at=at(today, time(9), house.tz),
            when=_("any time"),
            name=str(asked.stay.guest.name),
            words=_("asked for something that would make the stay work"),
            second=_("Asked %(when)s.") % {"when": day_words(house.local(asked.asked_at).date(), today)},
            url=_url("stay", house, asked.stay.code, "stays") + "#asked",
            verb=_("Open"),
        )


def _tasks(house: House, person: Person, today: date) -> Iterator[Row]:
    """Tell what the log says is to do, by its day; whom it names is told that we read it."""
    entries: list[LogEntry] = list(logbook.to_do(house, person).filter(due_on__lte=today + ONE_DAY)[:MOST_TASKS])
    for entry in logbook.read(entries, by=person):
        due = entry.due_on or today
        yield Row(
            at=at(max(due, today), time(9), house.tz),
            when=_("in the day") if due >= today else short_day(due),
            words=Truncator(entry.words).chars(120),
            second=_("From the house log, by %(name)s.") % {"name": entry.by.name},
            url=_url("log", house, namespace="stays") + "?tab=to-do",
            verb=_("Open"),
        )


def _opening_again(house: House, rows: Iterable[Allocation], today: date) -> Iterator[Row]:
    """Tell which rooms come back tomorrow."""
    for row in rows:
        if row.closure and row.nights.upper == today + ONE_DAY:
            yield Row(
                at=at(today + ONE_DAY, time(9), house.tz),
                when=_("morning"),
                words=_("%(room)s opens again") % {"room": row.bed},
                second=row.closure.get_reason_display().capitalize(),
                url=_url("board", house, namespace="stays"),
                verb=_("Open"),
            )


def _bed_nights(house: House, person: Person) -> list[Allocation]:
    """Read what takes beds around tonight, with guests, closures and rooms, by one query; not who is closed."""
    tonight = house.tonight()
    around = Nights(tonight - LOOK_BACK, tonight + 3 * ONE_DAY)
    rows = Allocation.objects.of_house(house).touching(around).holding().with_all()
    rows = rows.exclude(stay__state=Stay.State.LEFT).annotate(closed_out=closed.to(person, "stay__guest"))
    found: list[Allocation] = list(rows)
    for row in found:
        if row.closed_out and row.stay:  # type: ignore[attr-defined]
            closed.cover(row.stay)
    return found


def _stays(rows: Iterable[Allocation]) -> list[Stay]:
    """Return each stay once, knowing its own bed-nights as far as they were read."""
    found: dict[Any, Stay] = {}
    own: dict[Any, list[Allocation]] = {}
    for row in rows:
        if row.stay:
            found.setdefault(row.stay_id, row.stay)
            own.setdefault(row.stay_id, []).append(row)
    for key, stay in found.items():
        stay._prefetched_objects_cache = {"allocations": own[key]}  # type: ignore[attr-defined]
    return list(found.values())


def _bars(house: House, rows: Iterable[Allocation]) -> list[Bar]:
    """Tell each bed tonight: here, expected, held, closed or free."""
    tonight = house.tonight()
    taken = {row.bed_id: row for row in rows if tonight in row.range}
    unready = Exists(TurnRound.objects.open().filter(bed=OuterRef("pk")))
    beds = house.beds.select_related("room").annotate(unready=unready)
    return [_bar(house, bed, taken.get(bed.pk), tonight) for bed in beds]


def _bar(house: House, bed: Any, row: Allocation | None, tonight: date) -> Bar:
    bar = Bar(room=str(bed), small=", ".join(bed.room.feature_words()[:1]))
    if row and row.closure:
        words = _("%(reason)s, back %(day)s") % {
            "reason": row.closure.get_reason_display(),
            "day": day_words(row.nights.upper, tonight),
        }
        return replace(bar, state="closed", name=_("Closed"), words=words, url=_url("board", house, namespace="stays"))
    stay = row.stay if row else None
    if stay is None:
        return replace(bar, words=_("being made ready")) if bed.unready else bar
    told = standing(stay, house, tonight)
    return replace(
        bar, state=told.mark, name=str(stay.guest.name), words=told.words, url=_url("stay", house, stay.code, "stays")
    )


def _url(name: str, house: House, code: str = "", namespace: str = "") -> str:
    """Return an address of this house, or nothing while that page is not there."""
    try:
        return reverse(f"{namespace}:{name}", args=[house.slug, code] if code else [house.slug])
    except NoReverseMatch:
        return ""
