"""What the guest's own page shows of waiting: the call list with its rule, tours, and other houses that were asked."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake import guest_words, handing, listing, moves, receipts, touring
from intake.models import Consent, HandOver, ListPlace, Request
from respite.models import House
from respite.templatetags.words import day, moment

State = Request.State
MAY_TOUR = moves.BEFORE_AN_OFFER | {State.OFFERED, State.COMING}
MAY_HAND_OVER = moves.BEFORE_AN_OFFER | {State.OFFERED}
MOST_TIMES = 8
A_WHILE = timedelta(days=7)  # for so long "not now" rests, when no room is offered just then


def of(asked: Request, place: ListPlace | None, *, arrived: bool = False) -> dict[str, Any]:
    """Return the sections of what somebody waits for; each is None when there is nothing in it.

    Who has `arrived` knows the house, and is asked to no tour.
    """
    if asked.joined_to_id:
        return {}
    return {
        "list": _place(asked, place) if place else _list(asked),
        "tours": _tours(asked, arrived=arrived),
        "houses": _houses(asked),
    }


def next_words(asked: Request, place: ListPlace | None) -> str:
    """Say what comes next for somebody we talked with who waits: a call of another house, or of ours."""
    if asked.standing not in {State.KNOWN, State.NOT_NOW, State.ELSEWHERE}:  # type: ignore[attr-defined]
        return ""
    rings = [made for made in handing.of_request(asked) if made.state == HandOver.State.TAKEN]
    if rings:
        return guest_words.handed(rings[0], asked)
    return _("We call you if a room opens. Below you see the rule, and why not yet.") if place else ""


def rests_until(place: ListPlace) -> Any:
    """Return until when "not now" rests, said on the page: a week, and no longer than the place holds."""
    return min(place.house.local().date() + A_WHILE, place.until)


def _list(asked: Request) -> dict[str, Any] | None:
    """Return the rule of the list, and the way to ask for a place."""
    house, standing = asked.house, asked.standing  # type: ignore[attr-defined]
    mode = house.rules().list_mode
    if standing not in listing.MAY_WAIT or mode == "none":
        return None
    until = house.local().date() + timedelta(days=house.rules().list_days)
    words = receipts.words(Consent.Purpose.LIST, house, until=until)
    return {
        "title": _("A call if a room opens") if mode == "call" else _("Our call list"),
        "lines": [listing.rule_words(house)],
        "consent": in_their_words(words, house, asked),
        "need": house.rules().list_need if house.rules().list_order == "need" else "",
        "on": False,
    }


def _place(asked: Request, place: ListPlace) -> dict[str, Any]:
    """Return what somebody on the list may know: the rule, why not yet, until when, and who changed the order."""
    house = asked.house
    place.request, place.house = asked, house  # read already, with keys and settings
    left = house.rules().not_now_times - place.not_nows
    resting = bool(place.rests_until and place.rests_until > house.local().date())
    open_offer = asked.standing == State.OFFERED  # type: ignore[attr-defined]
    return {
        "title": _("You are on the call list"),
        "lines": listing.why_not_yet(place),
        "until": _("Your place holds until %(day)s.") % {"day": day(place.until)},
        "moves": [_moved(move, house) for move in place.moves.select_related("by", "place__request__key")],
        "still": place.asked_still_at is not None,
        "not_now": left > 0 and not (resting or open_offer or place.asked_still_at),
        "left": ngettext("You can say this %d more time.", "You can say this %d more times.", left) % left,
        "rests": day(rests_until(place)),
        "on": True,
    }


def _moved(move: Any, house: House) -> str:
    values = {"who": move.by.name, "when": moment(move.at, house), "why": move.get_reason_display()}
    told = _("%(who)s changed the order %(when)s: %(why)s.") % values
    words = str(move.words).strip()
    return f"{told} {words}" if words else told


def _tours(asked: Request, *, arrived: bool) -> dict[str, Any] | None:
    """Return the tour somebody chose, or the times they can choose from."""
    house = asked.house
    visit = touring.visit_of(asked)
    if visit:
        when = moment(visit.tour.starts_at, house)
        return {"visit": visit, "words": _("You come and look at the house: %(when)s.") % {"when": when}}
    if arrived or asked.standing not in MAY_TOUR:  # type: ignore[attr-defined]
        return None
    times = [(str(tour.pk), moment(tour.starts_at, house)) for tour in touring.open_times(house)[:MOST_TIMES]]
    return {"times": times} if times else None


def _houses(asked: Request) -> dict[str, Any] | None:
    """Return what other houses answered, and whether more can be asked."""
    rows = handing.of_request(asked)
    told = [
        {
            "words": guest_words.handed(made, asked),
            "house": made.to.slug,
            "open": made.state in {HandOver.State.ASKED, HandOver.State.TAKEN},
            "name": guest_words.house_name(made.to, asked),
        }
        for made in rows
    ]
    may_ask = asked.standing in MAY_HAND_OVER and bool(asked.safe_contact.channels)  # type: ignore[attr-defined]
    may_ask = may_ask and House.objects.published().exclude(pk=asked.house_id).exists()
    return {"told": told, "may_ask": may_ask} if told or may_ask else None


def in_their_words(words: str, house: House, asked: Request) -> str:
    """Return the words of a yes as they may stand on their screen: the house under the name they allowed."""
    return words.replace(house.name, guest_words.house_name(house, asked))
