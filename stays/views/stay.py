"""The list of stays, and the page of one."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from respite.access import may, office, person
from respite.models import Feature, House
from respite.nights import Nights
from respite.templatetags.words import day, short_day
from stays import closed, stay_page, undoing, window
from stays.models import Connection, Guidelines, Stay, Wish
from stays.telling import rooms_words, span_words, standing
from stays.trail import STAY_PAGE, opened, openings, trail
from stays.verb_words import is_overstay
from stays.views.confirming import may_start, stay_of

State = Stay.State
LATELY = timedelta(days=14)
PLACED = {State.HELD, State.EXPECTED, State.HERE}


@require_GET
@office("run stays")
def stays(request: HttpRequest, house: House) -> HttpResponse:
    tonight = house.tonight()
    recent = Q(state=State.LEFT, nights__endswith__gte=tonight - LATELY)
    rows = (Stay.objects.promised() | Stay.objects.filter(recent)).of_house(house).with_guest()
    rows = rows.order_by(F("left_at").desc(nulls_first=True), "nights").annotate(closed=closed.to(person(request)))
    told = [(row.state, _line(closed.cover(row) if row.closed else row, house)) for row in rows]
    titles = {
        State.HERE: (_("Here"), _("No one is staying tonight.")),
        State.EXPECTED: (_("Expected"), _("No one is expected.")),
        State.HELD: (_("Held for an offer"), _("No room is held.")),
        State.LEFT: (_("Left in the last two weeks"), _("No one.")),
    }
    groups = [
        {"title": title, "empty": empty, "lines": [line for kind, line in told if kind == state]}
        for state, (title, empty) in titles.items()
    ]
    counted = stay_page.house_count(house) if may(person(request), "reopen what is closed", house) else ""
    return render(request, "stays/stays.html", {"groups": groups, "counted": counted})


@require_GET
@office("run stays")
def stay(request: HttpRequest, house: House, code: str) -> HttpResponse:
    found = stay_of(house, code, person(request))
    opened(found.guest, by=person(request), why=STAY_PAGE)
    context = {
        "stay": found,
        "name": found.guest.name,
        "standing": standing(found, house, house.tonight()),
        "room": rooms_words(found) or (_("No room yet") if found.state in PLACED else ""),
        "span": _span(found, house),
        "needs": [label for value, label in Feature.choices if value in found.needs],
        "verbs": _verbs(found, house),
        "trail": trail(found, house),
        "openings": openings(found.guest, house),
        "guidelines": Guidelines.objects.in_force(house),
        "language": dict(settings.LANGUAGES).get(found.acknowledged_in, found.acknowledged_in),
        "wish": Wish.objects.filter(stay=found).select_related("stay__guest__key").first(),
        "calls": [_call(row, house.local().date()) for row in found.connections.all()],
        "overstay": is_overstay(found),
        **stay_page.of(found, house, person(request), request.session, undoing.of_stay(found)),
        **_nights(found, house),
    }
    return render(request, "stays/stay.html", context)


def _line(stay: Stay, house: House) -> dict[str, str]:
    """Return one row of the list: with the day they left once they did, and with the day they arrive before."""
    told, rooms = standing(stay, house, house.tonight()), rooms_words(stay)
    left = stay.state == State.LEFT
    values = {"room": rooms, "day": day(stay.arrives if left else stay.leaves)}
    second = _("%(room)s, came %(day)s") if left else _("%(room)s, leaves %(day)s")
    return {
        "when": short_day(_left_on(stay, house) if left else stay.arrives),
        "name": stay.guest.name,
        "words": told.words,
        "second": second % values if rooms else "",
        "url": stay.get_absolute_url() if stay.code else "",
    }


def _left_on(stay: Stay, house: House) -> date:
    return house.local(stay.left_at).date() if stay.left_at else stay.leaves


def _span(stay: Stay, house: House) -> str:
    """Say from when to when a stay is; of one without a night, when it was."""
    if stay.state == State.LEFT and not stay.bed_nights():
        return _("Came and left on %(day)s") % {"day": day(_left_on(stay, house))}
    return span_words(stay.range)


def _verbs(stay: Stay, house: House) -> list[dict[str, Any]]:
    """Return the buttons for what may happen next; the most likely one last, and filled."""
    name = {"name": stay.guest.name}
    here, late = stay.state == State.HERE, stay.state == State.EXPECTED and stay.arrives <= house.tonight()
    rest = (stay.leaves - max(stay.arrives, house.tonight() if here else stay.arrives)).days
    if is_overstay(stay):
        # Past the day that was planned: what happened is asked first, and nothing happens by itself.
        longer, gone = _("%(name)s stays longer") % name, _("%(name)s has left") % name
        return [_verb("stays:stay-extend", longer, main=True), _verb("stays:stay-leave", gone, main=True)]
    found = [
        ("stays:stay-extend", _("Add nights"), may_start(stay, "change nights")),
        ("stays:stay-shorten", _("Drop nights"), may_start(stay, "change nights") and rest > 1),
        ("stays:stay-move", _("Move to another room"), may_start(stay, "move") and rest > 0),
        # A held room belongs to an offer, which is answered or taken back with the request.
        ("stays:stay-cancel", _("Plans changed"), stay.state == State.EXPECTED),
        ("stays:stay-did-not-arrive", _("Did not come"), late),
        ("stays:stay-arrive", _("%(name)s is here") % name, late),
        ("stays:stay-leave", _("%(name)s is leaving") % name, here),
    ]
    main = {"stays:stay-arrive", "stays:stay-leave"}
    return [_verb(url, label, main=url in main) for url, label, possible in found if possible]


def _verb(url: str, label: str, *, main: bool) -> dict[str, Any]:
    return {"url": url, "label": label, "main": main}


def _nights(stay: Stay, house: House) -> dict[str, Any]:
    """Return the strip of days that the window rule looks at, and the sentence beside it."""
    rules, tonight = house.rules(stay.arrives), house.tonight()
    seen = Nights(stay.leaves - timedelta(days=rules.window_days), stay.leaves)
    taken = {night for night in window.taken_by(stay.guest, house, seen) if night in seen}
    slept = tonight + timedelta(days=1) if stay.state == State.HERE else tonight  # its first night not slept by now
    days = [
        {"date": night, "state": "" if night not in taken else "here" if night < slept else "expected"}
        for night in seen
    ]
    first = min(taken, default=None)
    return {
        "strip": days if len(days) <= 62 else [],
        "strip_first": day(seen.arrives),
        "strip_days": len(days),
        "used": len(taken),
        "most": rules.max_nights,
        "back_from": day(first + timedelta(days=rules.window_days)) if first else "",
    }


def _call(row: Connection, today: date) -> dict[str, str]:
    state = Connection.State(row.state)
    if state == Connection.State.PLANNED and row.ends_on < today:
        state = Connection.State.NOT_REACHED  # it has ended by itself; the worker writes that down later
    tones = {Connection.State.PLANNED: "berry", Connection.State.KEPT: "sage"}
    values = {"number": row.number, "of": row.of, "day": day(row.due_on), "state": state.label}
    planned = state == Connection.State.PLANNED
    words = (
        _("Call %(number)d of %(of)d, %(day)s") % values
        if planned
        else _("Call %(number)d of %(of)d, %(state)s") % values
    )
    return {
        "tone": tones.get(state, "slate"),
        "mark": "phone" if planned else "tick",
        "words": words,
    }
