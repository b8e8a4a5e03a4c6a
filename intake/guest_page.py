"""What the guest's own page shows: one place decides what they may read, and the address only after a yes (SE-06)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from intake import answering, saying, trail
from intake.models import Offer, Request
from respite.models import House
from respite.templatetags.words import count_nights, until
from stays.models import Guidelines, Stay, Wish
from stays.trail import openings

State = Request.State
MAY_TAKE_BACK = {State.HEARD, State.TALKING, State.KNOWN, State.NOT_NOW, State.ELSEWHERE, State.OFFERED, State.COMING}
ARRIVED = {Stay.State.HERE, Stay.State.LEFT}


def of(asked: Request) -> dict[str, Any]:
    """Return the context of the page of one request."""
    house, standing = asked.house, State(asked.standing)  # type: ignore[attr-defined]
    offers = asked.offers.with_standing().select_related("stay__guest__key", "stay__guidelines", "stay__house")
    offer = offers.first()
    stay = offer.stay if offer and offer.answer == Offer.Answer.ACCEPTED else None
    words, next_words = saying.status(asked, standing, stay, offer)
    contact = asked.safe_contact
    name = house.neutral_name if contact.vague else house.name
    return {
        "house": house,
        "asked": asked,
        "name": asked.guest.name if asked.guest else asked.name,
        "status": words,
        "next": next_words,
        "offer": _offer(asked, offer, name) if offer else None,
        "stay": _stay(stay, house) if stay else None,
        "said": [talk for talk in asked.conversations.select_related("by", "guest__key") if talk.agreed],
        "lines": trail.lines(asked, guest=True),
        "reach": contact.guest_lines(),
        "guidelines": (stay.guidelines if stay else None) or Guidelines.objects.in_force(house),
        "kept_guidelines": bool(stay and stay.guidelines_id),
        "openings": openings(asked.guest, house, most=20) if asked.guest else [],
        "after": _after(stay) if stay else None,
        "may_take_back": standing in MAY_TAKE_BACK and not (stay and stay.state in ARRIVED),
        "ask_again": standing in {State.KNOWN, State.NOT_NOW, State.ELSEWHERE, State.TAKEN_BACK},
    }


def _offer(asked: Request, offer: Offer, name: str) -> dict[str, Any] | None:
    """Return the card of the newest offer: open, lapsed or answered; after a yes the stay says the rest."""
    house, standing, stay = asked.house, offer.standing, offer.stay  # type: ignore[attr-defined]
    title = _("A room at %(house)s, %(span)s") % {"house": name, "span": saying.span(stay.arrives, stay.leaves)}
    if standing == Offer.Answer.LAPSED:
        return {"title": title, "lines": [saying.lapsed(offer, house)], "state": "lapsed"}
    if standing == Offer.Answer.DECLINED:
        words = _("You said no to this room. Thank you for telling us. You can ask again any day.")
        return {"title": title, "lines": [words], "state": "answered"}
    if standing != "open":
        return None
    waits = answering.wants_more_time(offer)
    lines = [f"{count_nights(len(stay.range))}. {saying.arrival(stay, house)}", offer.words]
    if waits and asked.safe_contact.channels:
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
        "state": "",
    }


def _stay(stay: Stay, house: House) -> dict[str, Any]:
    """Return what somebody needs who is coming or here; the address is told only now."""
    coming = stay.state == Stay.State.EXPECTED
    return {
        "state": stay.state,
        "coming": coming,
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
