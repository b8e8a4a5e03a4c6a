"""What the page of one request shows, put together."""

from datetime import timedelta
from typing import Any

from django.utils.text import capfirst

from intake import desk, flow, trail, wording
from intake.desk_forms import OUTCOMES, AnswerForm, EndForm, OfferForm
from intake.models import Offer, Request
from respite.models import House, Person
from stays import telling
from stays.models import Stay
from stays.trail import openings

State = Request.State


def of(asked: Request, house: House, person: Person, form: OfferForm | None = None) -> dict[str, Any]:
    """Return the context of the page: who, how to reach them, what was said, and the form that fits where it stands.

    `form` is the one that was sent and came back; without one the page starts fresh.
    """
    standing = State(asked.standing)  # type: ignore[attr-defined]
    contact = asked.safe_contact
    talking_here = standing == State.TALKING and asked.taken_by_id == person.pk
    form = form or _fresh(asked, house, standing, talking_here=talking_here)
    offer = desk.open_offer(asked)
    stay = _stay(asked) if standing == State.COMING else None
    return {
        "asked": asked,
        "standing": standing,
        "chip": _chip(standing, stay, house),
        "stay": stay,
        "mine": talking_here,
        "where": wording.where(contact),
        "rules": wording.rules(contact),
        "form": form,
        "ends": isinstance(form, EndForm),
        "endings": OUTCOMES,
        "look": form.look(asked.guest) if form else None,
        "known": [] if asked.guest else flow.known_guests(asked),
        "offer": offer,
        "answer_form": AnswerForm(initial={"hours": house.rules().hold_hours}) if offer else None,
        "talks": asked.conversations.select_related("by", "guest__key"),
        "tries": asked.tries.select_related("by"),
        "lines": trail.lines(asked),
        "opened": openings(asked.guest, house, most=5) if asked.guest else [],
        "house_rules": house.rules(),
        "known_until": house.local().date() + timedelta(days=house.rules().conversation_days),
    }


def _fresh(asked: Request, house: House, standing: State, *, talking_here: bool) -> OfferForm | None:
    """Return an unsent form: the whole sheet while we talk, the offer alone for somebody known."""
    if talking_here:
        return EndForm(house=house, asked=asked)
    return OfferForm(house=house, asked=asked) if standing in {State.KNOWN, State.NOT_NOW} else None


def _stay(asked: Request) -> Stay | None:
    """Return the stay that this request led to."""
    said_yes = asked.offers.filter(answer=Offer.Answer.ACCEPTED).select_related("stay").first()
    return said_yes.stay if said_yes else None


def _chip(standing: State, stay: Stay | None, house: House) -> dict[str, Any]:
    """Return how the state is shown; once somebody said yes, it is the state of their stay."""
    if stay:
        told = telling.standing(stay, house, house.tonight())
        return {"name": told.mark, "tone": told.tone, "words": capfirst(told.words)}
    mark, tone = desk.CHIPS[standing]
    return {"name": mark, "tone": tone, "words": standing.label}
