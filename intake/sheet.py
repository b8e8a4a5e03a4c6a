"""What the page of one request shows, put together: only the parts that the house uses and that fit where it stands."""

from datetime import timedelta
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from intake import (
    closing_to,
    desk,
    joining,
    listing,
    moves,
    opened_by,
    others,
    proposing,
    receipts,
    sending,
    touring,
    trail,
    wording,
    writing,
)
from intake.cards import Card
from intake.contact import Contact
from intake.desk_forms import AnswerForm, EndForm, HandToForm, OfferForm, seen
from intake.models import Consent, Conversation, ListPlace, Offer, Request
from respite.access import may
from respite.models import House, Person
from respite.templatetags.words import day, day_words, moment
from stays import telling
from stays.models import Stay

State = Request.State
OVER = {Offer.Answer.DECLINED, Offer.Answer.NOT_NOW, Offer.Answer.LAPSED, Offer.Answer.TAKEN_BACK}
NEXT = 2  # so many of those who are next on the list are named
ARRIVED = {Stay.State.HERE, Stay.State.LEFT}
TRIES = 5


def of(
    asked: Request, house: House, person: Person, form: OfferForm | None = None, *, bed: int | None = None
) -> dict[str, Any]:
    """Return the context of the page: who, how to reach them, what was said, and the form that fits where it stands.

    `form` is the one that was sent and came back; without one the page starts fresh, with the `bed` that was planned.
    """
    standing = State(asked.standing)  # type: ignore[attr-defined]
    talking_here = standing == State.TALKING and asked.taken_by_id == person.pk
    if form is None and (kind := _kind(standing, talking_here=talking_here)):
        form = kind(house=house, asked=asked, me=person, initial={"bed": bed})
    offer = desk.open_offer(asked)
    stay = _stay(asked) if standing == State.COMING else None
    look = form.look(asked.guest) if form else None
    words = writing.panel(asked)
    return {
        "asked": asked,
        "standing": standing,
        "chip": _chip(standing, stay, house),
        "stay": stay,
        "mine": talking_here,
        "form": form,
        "ends": isinstance(form, EndForm),
        "look": look,
        "saw": seen(look.nights) if look and look.fits and look.free else "",
        "stood": stood(asked),
        "offer": offer,
        "offer_rooms": telling.rooms_words(offer.stay) if offer else "",
        "answer_form": AnswerForm(initial={"hours": house.rules().hold_hours}) if offer else None,
        "talks": _talks(asked),
        "lines": trail.lines(asked),
        "opened": opened_by.opened_by(asked, most=5),
        "house_rules": house.rules(),
        "known_until": house.local().date() + timedelta(days=house.rules().conversation_days),
        "hand_to": HandToForm(asked=asked, me=person) if standing in {State.HEARD, State.TALKING} else None,
        "messages_panel": words,
        "unread": any(said.unread for said in words["thread"]),
        **reach(asked, house, standing),
        **_words(asked),
        **_same_person(asked, person),
        **_list(asked, house, tour=standing != State.TAKEN_BACK and not (stay and stay.state in ARRIVED)),
        **_word(asked, house),
        **_closed(asked, house, person),
        "may_hand_over": standing in moves.BEFORE_AN_OFFER | {State.OFFERED},
        "next_up": _next_up(asked, house, person, standing),
    }


def reach(asked: Request, house: House, standing: State) -> dict[str, Any]:
    """Return how to reach the person: what is not allowed is not told at all (CS-34)."""
    contact = asked.safe_contact
    waits = standing in {State.HEARD, State.TALKING}
    said = parse_date(contact.said_on) if contact.said_on else None
    today = house.local().date()
    return {
        "where": wording.where(contact),
        "rules": wording.rules(contact),
        "reachable": standing not in {State.TAKEN_BACK, State.ELSEWHERE},
        "said": _said(asked, said or house.local(asked.asked_at).date(), house),
        "ask_if_right": contact != Contact() and said != today,
        "may_call": contact.call and waits,
        "may_voicemail": contact.call and contact.voicemail and waits,
        "ways_panel": sending.panel(asked),
        "tries": [_tried(row, house) for row in asked.tries.select_related("by")[:TRIES]],
    }


def opened(card: Card, house: House) -> dict[str, Any]:
    """Return what a card tells once it is opened in place: enough to know what to do next, and no form but one."""
    asked = card.asked
    unread = asked.messages.filter(by=None, read_at=None).order_by("at")
    return {
        "card": card,
        "asked": asked,
        "unread_words": [{"words": row.words, "when": moment(row.at, house)} for row in unread],
        "troubles": [row for row in sending.told(asked) if row.trouble],
        **reach(asked, house, State(card.standing)),
        **_words(asked),
    }


def stood(asked: Request) -> str:
    """Return where a request stands, for a form to carry: what was done meanwhile is seen by it."""
    return f"{asked.state}|{asked.taken_by_id or ''}|{asked.conversations.count()}"


def _said(asked: Request, on: Any, house: House) -> str:
    words = _("%(name)s said so %(day)s.")
    return words % {"name": asked.name, "day": day_words(on, house.local().date())}


def _tried(row: Any, house: House) -> str:
    return wording.try_words(row.came) % {"who": row.by.name, "when": moment(row.at, house)}


def _words(asked: Request) -> dict[str, Any]:
    """Return what the person told, in their own words; answers to the house's questions stand beside the question."""
    answers: Any = asked.answers or {}
    wishes: Any = asked.wishes
    return {"wished": wording.wished(wishes), "answers": wording.answered(answers)}


def _talks(asked: Request) -> Any:
    """Return what was agreed on this request, and on those that were put together with it."""
    rows = Conversation.objects.filter(request=asked) | Conversation.objects.filter(request__joined_to=asked)
    return rows.select_related("by", "guest__key").order_by("-held_at")


def _same_person(asked: Request, person: Person) -> dict[str, Any]:
    """Return who may be the same person, and the earlier requests that were put together with this one."""
    rows = []
    for other in joining.suggestions(asked, to=person):
        row = {"who": other, "name": other.name, "alike": ", ".join(joining.alike(asked, other))}
        if isinstance(other, Request):
            older, newer = joining.order(asked, other)
            row |= {"request": other, "may_join": joining.can_join(older, newer)}
        rows.append(row)
    joined = [{"asked": row, "thread": writing.thread(row), **_words(row)} for row in joining.of(asked)]
    for row in joined:
        row["may_undo"] = joining.may_undo(row["asked"])
    return {"same": rows, "joined": joined, "recognised": _recognised(asked)}


def _recognised(asked: Request) -> bool:
    """Say whether staff recognised a guest in this request, and it can still be taken back."""
    if asked.guest is None or asked.guest.key_id == asked.key_id or asked.joined.exists():
        return False
    return not asked.conversations.exists() and not asked.offers.exists()


def _list(asked: Request, house: House, *, tour: bool) -> dict[str, Any]:
    """Return the call list and the tours, as far as the house has them; without `tour` no time for one is named."""
    rules = house.rules()
    visit = touring.visit_of(asked)
    tours = [] if visit or not tour else list(touring.open_times(house)[:12])
    listed = rules.list_mode != "none"
    until = house.local().date() + timedelta(days=rules.list_days)
    return {
        "place": listing.place_of(asked) if listed else None,
        "list_yes": receipts.words(Consent.Purpose.LIST, house, until=until) if listed else "",
        "list_rule": listing.rule_words(house) if listed else "",
        "list_kind": ListPlace.Kind(rules.list_mode).label if listed else "",
        "visit": visit,
        "tours": [{"id": row.pk, "words": capfirst(moment(row.starts_at, house))} for row in tours],
        "visit_words": capfirst(moment(visit.tour.starts_at, house)) if visit else "",
    }


def _word(asked: Request, house: House) -> dict[str, Any]:
    """Return where a professional's word stands, in a house that asks for one."""
    if house.rules().professional_word != "ask":
        return {"word": None}
    until = others.yes_until(house)
    yes = receipts.words(Consent.Purpose.PROFESSIONAL, house, until=until)
    return {"word": others.word(asked), "word_yes": yes}


def _closed(asked: Request, house: House, person: Person) -> dict[str, Any]:
    return {
        "closed_to": closing_to.closed_to(asked),
        "may_reopen": may(person, "reopen what is closed", house),
        "others_yes": asked.consents.filter(purpose=Consent.Purpose.THIRD_PARTY).first(),
    }


def _next_up(asked: Request, house: House, person: Person, standing: State) -> list[dict[str, Any]]:
    """Return who is next on the call list, once an offer on this request came to nothing and a room is free again."""
    if standing in {State.OFFERED, State.COMING}:
        return []
    last = asked.offers.with_standing().first()
    if last is None or last.standing not in OVER:  # type: ignore[attr-defined]
        return []
    found = [row for row in proposing.next_up(house) if row.place.request_id != asked.pk][: NEXT * 3]
    visible = Request.objects.filter(pk__in=[row.place.request_id for row in found]).open_to(person)
    keys = set(visible.values_list("pk", flat=True))
    return [
        {"request": row.place.request, "first": day(row.nights.arrives), "count": len(row.nights), "fits": row.bed_fits}
        for row in found
        if row.place.request_id in keys
    ][:NEXT]


def _kind(standing: State, *, talking_here: bool) -> type[OfferForm] | None:
    """Return which form the page starts with: the whole sheet while we talk, the offer alone for somebody known."""
    if talking_here:
        return EndForm
    return OfferForm if standing in {State.KNOWN, State.NOT_NOW} else None


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
