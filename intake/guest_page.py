"""What the guest's own page shows: one place decides what they may read, and the address only after a yes (SE-06)."""

from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from intake import (
    answering,
    belonging,
    consenting,
    guest_stay,
    guest_waiting,
    guest_words,
    listing,
    saying,
    trail,
    writing,
)
from intake.change_pages import CHANGES
from intake.mine_forms import MessageForm
from intake.models import Offer, Request
from intake.opened_by import opened_by
from respite.models import House
from respite.templatetags.words import count_nights, until
from stays import window
from stays.models import Guidelines, Stay, Wish

State = Request.State
MAY_TAKE_BACK = {State.HEARD, State.TALKING, State.KNOWN, State.NOT_NOW, State.ELSEWHERE, State.OFFERED, State.COMING}
MAY_ASK_AGAIN = {State.KNOWN, State.NOT_NOW, State.ELSEWHERE, State.TAKEN_BACK}
ARRIVED = {Stay.State.HERE, Stay.State.LEFT}
NEWEST = 3  # messages on the page itself; the others are one tap away


def of(asked: Request) -> dict[str, Any]:
    """Return the context of the page of one request."""
    known = head(asked)
    return {
        **known,
        **_written(asked),
        "waiting": guest_waiting.of(asked, known["place"], arrived=_knows_the_house(asked, known["stay"])),
        "rule": _rule(asked, known["open_offer"]),
        "openings": opened_by(asked),
        "consents": consenting.receipts_of(asked, in_force=True),
        "ways": consenting.ways(asked.safe_contact),
        "has_stay": guest_stay.stay_of(asked) is not None,
        "changes": [(key, change.label) for key, change in CHANGES.items()],
    }


def head(asked: Request) -> dict[str, Any]:
    """Return where things stand: what is on the page first, and what may be decided from there."""
    house, standing = asked.house, State(asked.standing)  # type: ignore[attr-defined]
    offers = asked.offers.with_standing().select_related("stay__guest__key", "stay__guidelines", "stay__house")
    offer = offers.first()
    stay = offer.stay if offer and offer.answer == Offer.Answer.ACCEPTED else None
    place = listing.place_of(asked) if standing in listing.MAY_WAIT else None
    words, next_words = saying.status(asked, standing, stay, offer)
    told = _stay(stay, house) if stay else None
    return {
        "house": house,
        "asked": asked,
        "name": (belonging.guest_of(asked) or asked).name,
        "status": words,
        "next": guest_waiting.next_words(asked, place) or next_words,
        "place": place,
        "offer": _offer(asked, offer) if offer else None,
        "open_offer": offer if offer and offer.standing == "open" else None,  # type: ignore[attr-defined]
        "stay": told,
        "guidelines": (stay.guidelines if stay else None) or Guidelines.objects.in_force(house),
        "kept_guidelines": bool(stay and stay.guidelines_id),
        "after": _after(stay) if stay else None,
        "may_take_back": standing in MAY_TAKE_BACK and not _knows_the_house(asked, told) and not asked.joined_to_id,
        "ask_again": may_ask_again(asked, stay),
    }


def _knows_the_house(asked: Request, stay: dict[str, Any] | None) -> bool:
    """Say whether this request led to a stay that began: there is nothing to take back, and no tour to choose."""
    return bool(stay and stay["state"] in ARRIVED) and asked.standing == State.COMING  # type: ignore[attr-defined]


def may_ask_again(asked: Request, stay: Stay | None) -> bool:
    """Say whether they can ask for a conversation again from here, without telling anything twice."""
    over = bool(stay and stay.state == Stay.State.LEFT)
    return (asked.standing in MAY_ASK_AGAIN or over) and not asked.joined_to_id  # type: ignore[attr-defined]


def _written(asked: Request) -> dict[str, Any]:
    """Return everything that was written, by us and by them, and how we reach them."""
    thread = writing.thread(asked)
    return {
        "said": list(asked.conversations.select_related("by", "guest__key")),
        "lines": trail.lines(asked, guest=True),
        "thread": thread[:NEWEST],
        "more_messages": len(thread) > NEWEST,
        "may_write": asked.standing != State.TAKEN_BACK,  # type: ignore[attr-defined]
        "message_form": MessageForm(),
        "reading": saying.reading(asked.house),
        "reach": asked.safe_contact.guest_lines(),
        "said_on": parse_date(asked.safe_contact.said_on or ""),
    }


def _rule(asked: Request, offered: Offer | None) -> list[str]:
    """Return the come-again rule worked out for this person, when there is anything to work out."""
    guest = belonging.guest_of(asked)
    so_far = window.so_far(guest, asked.house, offered.stay_id if offered else None) if guest else None
    return guest_words.come_again(so_far, asked.house.tonight()) if so_far else []


def _offer(asked: Request, offer: Offer) -> dict[str, Any] | None:
    """Return the card of the newest offer: open, lapsed or answered; after a yes the stay says the rest."""
    house, standing, stay = asked.house, offer.standing, offer.stay  # type: ignore[attr-defined]
    values = {"house": guest_words.house_name(house, asked), "span": saying.span(stay.arrives, stay.leaves)}
    title = _("A room at %(house)s, %(span)s") % values
    if standing == "open":
        return _open_offer(asked, offer, title)
    lines = {
        Offer.Answer.LAPSED: [saying.lapsed(offer, house)],
        Offer.Answer.DECLINED: [
            _("You said no to this room. Thank you for telling us. You can ask again any day."),
        ],
        Offer.Answer.NOT_NOW: [_("You said not now to this room. Thank you for telling us.")],
    }.get(standing)
    state = "lapsed" if standing == Offer.Answer.LAPSED else "answered"
    return {"title": title, "lines": lines, "state": state} if lines else None


def _open_offer(asked: Request, offer: Offer, title: str) -> dict[str, Any]:
    """Return the card of an offer that waits for an answer."""
    house, stay = asked.house, offer.stay
    waits = answering.wants_more_time(offer)
    lines = [f"{count_nights(len(stay.range))}. {saying.arrival(stay, house)}", offer.words]
    if waits and asked.safe_contact.ways:
        lines.append(_("You asked for more time. You will hear from us. Until then, the time on top holds."))
    elif waits:
        lines.append(_("You asked for more time. Look here again, or call us. Until then, the time on top holds."))
    return {
        "title": title,
        "until": _("Held for you until %(when)s") % {"when": until(offer.until, house)},
        "lines": [line for line in lines if line],
        "small": _(
            "If we do not hear from you by then, we let the room go and nothing else changes. "
            "You can ask again any day. You get the address after you say yes."
        ),
        "action": reverse("intake:mine-answer", args=[stay.code]),
        "asked": waits,
        "not_now": house.rules().list_mode != "none",
        "state": "",
    }


def _stay(stay: Stay, house: House) -> dict[str, Any]:
    """Return what somebody needs who is coming or here; the address is told only now."""
    coming = stay.state == Stay.State.EXPECTED
    return {
        "state": stay.state,
        "coming": coming,
        "here": stay.state == Stay.State.HERE,
        "span": saying.span(stay.arrives, stay.leaves),
        "nights": count_nights(len(stay.range)),
        "address": house.address if coming or stay.state == Stay.State.HERE else "",
        "arrival": saying.arrival(stay, house) if coming else "",
    }


def _after(stay: Stay) -> dict[str, Any] | None:
    """Return what was wished for after the stay, and the calls that are still planned."""
    wish = Wish.objects.filter(stay=stay).first()
    if wish is None:
        return None
    planned = list(stay.connections.open(stay.house.local().date()))
    return {"words": wish.get_choice_display(), "calls": planned, "until": wish.until}
