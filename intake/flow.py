"""The verbs from first contact to a yes or a kind no, in the order of the story.

A refusal is a ValidationError with a sentence for the screen; its code tells the kind (see stays/booking.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.contact import Contact
from intake.models import ContactTry, Conversation, NotMatched, Offer, Request
from intake.promise import call_back_by
from respite import codes, history, vault
from respite.locks import again
from respite.models import Bed, House, Key, Person
from respite.nights import Nights
from stays import booking
from stays.models import Guest, Stay

State = Request.State
WAITING = {State.HEARD, State.TALKING}
BEFORE_AN_OFFER = {State.HEARD, State.TALKING, State.KNOWN, State.NOT_NOW, State.ELSEWHERE}


HAPPENS = [Stay.State.EXPECTED, Stay.State.HERE, Stay.State.LEFT]


@dataclass(frozen=True)
class Code:
    """What opens a guest's own page. Shown once; only its hash is kept."""

    locator: str
    words: list[str]

    def __str__(self) -> str:
        return " ".join([self.locator, *self.words])


@again
def receive(
    house: House,
    *,
    name: str,
    contact: Contact,
    wishes: Mapping[str, Any] | None = None,
    to_know: str = "",
    source: str = Request.Source.WEB,
    by: Person | None = None,
    at: datetime | None = None,
) -> tuple[Request, Code]:
    """Take in a request for a conversation and return it with the code of the guest's own page.

    `by` is the colleague who wrote it down on the phone or at the door; None when the person asked on the web.
    """
    with transaction.atomic():
        asked_at = at or timezone.now()
        request = Request(house=house, source=source, asked_at=asked_at, promised_by=call_back_by(house, asked_at))
        request.key = Key.make(house.organization)
        request.name, request.contact, request.to_know = name, contact.kept(), to_know
        request.wishes = dict(wishes or {})
        code = _give_code(request)
        request.save(force_insert=True)
        history.record("asked", request, house=house, by=by, source=source)
        return request, code


@again
def new_code(request: Request, *, by: Person) -> Code:
    """Make a new code for a guest who lost theirs; the old one opens nothing from now on (SE-02)."""
    with transaction.atomic():
        request = _locked(request)
        code = _give_code(request)
        request.save(update_fields=["locator", "secret_hash"])
        history.record("new code", request, house=request.house, by=by)
        return code


@again
def take_up(request: Request, *, by: Person) -> Request:
    """Start the conversation; colleagues see who is talking. Taking over from a colleague is allowed and recorded."""
    with transaction.atomic():
        _lapse_first(request)
        request = _locked(request)
        _refuse_unless(request, WAITING | {State.KNOWN, State.NOT_NOW})
        if request.state == State.TALKING and request.taken_by_id == by.pk:
            return request
        request.state, request.taken_by = State.TALKING, by
        request.save(update_fields=["state", "taken_by"])
        history.record("taken up", request, house=request.house, by=by)
        return request


@again
def tried(request: Request, *, by: Person) -> ContactTry:
    """Nobody answered: log the try and put the request back for the next one."""
    with transaction.atomic():
        request = _locked(request)
        _refuse_unless(request, WAITING)
        request.state, request.taken_by = State.HEARD, None
        request.save(update_fields=["state", "taken_by"])
        history.record("tried", request, house=request.house, by=by)
        return ContactTry.objects.create(request=request, by=by)


def known_guests(request: Request) -> list[Guest]:
    """Return guests of the organization who gave the same number before, for staff to recognise."""
    contact = request.safe_contact
    if not contact.phone:
        return []
    found = Guest.objects.filter(organization=request.house.organization_id, phone_print=_print(request, contact))
    if request.guest_id:
        found = found.exclude(pk=request.guest_id)
    return list(found.select_related("key"))


@again
def converse(
    request: Request,
    *,
    outcome: str,
    by: Person,
    agreed: str = "",
    guest: Guest | None = None,
    reason: str = "",
    instead: str = "",
    at: datetime | None = None,
) -> Conversation:
    """Record that we talked, and how it ended. From now on the person is a guest of the organization.

    `guest` is somebody already known, recognised by the person and staff together. For an outcome that leads
    elsewhere or not now, `reason` is tallied without a name. An offer is made by `offer`, which calls this.
    """
    with transaction.atomic():
        _lapse_first(request)
        request = _locked(request)
        _refuse_unless(request, BEFORE_AN_OFFER)
        if request.guest is None:
            request.guest = _recognise(request, guest) if guest else _welcome(request)
        request.state, request.taken_by = _state_after(outcome), None
        request.ended_at = timezone.now() if outcome == Conversation.Outcome.ELSEWHERE else None
        request.save(update_fields=["guest", "state", "taken_by", "ended_at"])
        house = request.house
        held_at = at or timezone.now()
        days = timedelta(days=house.rules().conversation_days)
        talk = Conversation(request=request, guest=request.guest, house=house, by=by, outcome=outcome, held_at=held_at)
        talk.agreed, talk.valid_until = agreed, house.local(held_at).date() + days
        talk.save(force_insert=True)
        if reason:
            NotMatched.objects.create(house=house, on=house.local().date(), reason=reason, instead=instead)
        history.record("talked", request, house=house, by=by, outcome=outcome)
        return talk


@again
def offer(
    request: Request,
    *,
    nights: Nights,
    by: Person,
    agreed: str = "",
    words: str = "",
    hours: int | None = None,
    needs: Iterable[str] = (),
    bed: Bed | None = None,
    despite_limit: bool = False,
    guest: Guest | None = None,
    talked: bool = True,
) -> Offer:
    """Offer a room: hold it until a stated time, in the same step as recording the conversation.

    `talked` is False when the conversation is already on file. Nothing at all is written when no room is free.
    """
    with booking.changing(request.house) as house:
        _lapse_first(request)
        request = _locked(request)
        if talked or request.guest is None:
            converse(request, outcome=Conversation.Outcome.OFFER, by=by, agreed=agreed, guest=guest)
            request = _locked(request)
        _refuse_unless(request, BEFORE_AN_OFFER | {State.OFFERED})
        if request.offers.filter(answer="").exists():
            raise ValidationError(
                _("There is already an open offer. Answer or take back that one first."), code="state"
            )
        stay = booking.hold(
            request.guest,  # type: ignore[arg-type]
            house=house,
            nights=nights,
            by=by,
            hours=hours,
            needs=needs,
            bed=bed,
            despite_limit=despite_limit,
        )
        made = Offer(request=request, stay=stay, made_by=by, until=stay.held_until)
        made.words = words
        made.save(force_insert=True)
        request.state, request.ended_at = State.OFFERED, None
        request.save(update_fields=["state", "ended_at"])
        history.record("offered", request, house=house, by=by, until=made.until.isoformat())
        return made


@again
def accept(offer: Offer, *, by: Person | None = None) -> Stay:
    """Say yes. Refused with code "lapsed" when the time is over by the database's clock; then the room is let go.

    `by` is the colleague who heard the yes on the phone; None when the guest said it on their page.
    """
    refusal = None
    with booking.changing(offer.request.house):
        offer = _answerable(offer)
        if not Offer.objects.open().filter(pk=offer.pk).exists():
            _write_lapsed(offer.request)
            refusal = lapsed_sentence(offer)
        else:
            stay = booking.confirm(offer.stay, by=by)
            _answer(offer, Offer.Answer.ACCEPTED, State.COMING, by=by)
    if refusal:  # raised outside, so that letting the room go is kept
        raise refusal
    return stay


@again
def decline(offer: Offer, *, by: Person | None = None) -> Offer:
    """Say no, thank you: the room is free again, and the person stays known to the house."""
    with booking.changing(offer.request.house):
        offer = _answerable(offer)
        if offer.stay.state == Stay.State.HELD:
            booking.let_go(offer.stay, by=by)
        return _answer(offer, Offer.Answer.DECLINED, State.KNOWN, by=by)


@again
def withdraw(offer: Offer, *, by: Person) -> Offer:
    """The house takes an open offer back, after talking with the person."""
    with booking.changing(offer.request.house):
        offer = _answerable(offer)
        if offer.stay.state == Stay.State.HELD:
            booking.let_go(offer.stay, by=by)
        return _answer(offer, Offer.Answer.TAKEN_BACK, State.KNOWN, by=by)


@again
def more_time(offer: Offer, *, hours: int, by: Person) -> Offer:
    """Hold the room longer: for `hours` from now by the database's clock, and to the full hour."""
    with booking.changing(offer.request.house):
        offer = _answerable(offer)
        if not Offer.objects.open().filter(pk=offer.pk).exists():
            raise lapsed_sentence(offer)
        stay = offer.stay
        stay.hold_until = offer.until = max(offer.until, booking.hours_from_now(stay.house, hours))
        stay.save(update_fields=["hold_until"])
        offer.save(update_fields=["until"])
        history.record("more time", offer.request, house=stay.house, by=by, until=offer.until.isoformat())
        return offer


@again
def take_back(request: Request, *, by: Person | None = None) -> Request:
    """The person takes their request back, at any point before they arrive; a held or promised room becomes free."""
    with booking.changing(request.house):
        request = _locked(request)
        _refuse_unless(request, BEFORE_AN_OFFER | {State.OFFERED, State.COMING})
        for made in request.offers.filter(answer__in=["", Offer.Answer.ACCEPTED]).select_related("stay__house"):
            if made.stay.state in {Stay.State.HELD, Stay.State.EXPECTED}:
                booking.cancel(made.stay, by=by)
            elif made.stay.state == Stay.State.HERE:
                raise ValidationError(_("You are here already. Tell us if you want to leave."), code="state")
            elif made.stay.state == Stay.State.LEFT:
                raise ValidationError(_("This stay is over. You can ask again any day."), code="state")
            made.answer, made.answered_at = Offer.Answer.TAKEN_BACK, timezone.now()
            made.save(update_fields=["answer", "answered_at"])
        request.state, request.taken_by, request.ended_at = State.TAKEN_BACK, None, timezone.now()
        request.save(update_fields=["state", "taken_by", "ended_at"])
        history.record("taken back", request, house=request.house, by=by)
        return request


@again
def tidy(house: House) -> int:
    """Write down offers that lapsed, and let their rooms go; return how many. The worker calls it every minute."""
    with booking.changing(house):
        count = 0
        for made in Offer.objects.over().filter(request__house=house).select_related("request"):
            count += _write_lapsed(made.request)
        return count


def lapsed_sentence(offer: Offer) -> ValidationError:
    """Return the sentence for an answer that comes after the time of the offer."""
    return ValidationError(
        _("The time for this offer is over, so we let the room go. You can ask again any day."), code="lapsed"
    )


def _give_code(request: Request) -> Code:
    words = codes.secret_words()
    place = codes.locator()
    while Request.objects.filter(locator=place).exists():
        place = codes.locator()
    request.locator, request.secret_hash = place, codes.seal(words)
    return Code(place, words)


def _locked(request: Request) -> Request:
    rows = Request.objects.select_for_update(of=("self",)).select_related("house__organization", "key", "guest__key")
    return rows.get(pk=request.pk)


def _refuse_unless(request: Request, states: set[State]) -> None:
    if request.state in states:
        return
    sentence = _("This request is already marked as %(state)s.")
    raise ValidationError(sentence, params={"state": request.get_state_display()}, code="state")


def _state_after(outcome: str) -> State:
    return {
        Conversation.Outcome.KNOWN: State.KNOWN,
        Conversation.Outcome.OFFER: State.KNOWN,
        Conversation.Outcome.NOT_NOW: State.NOT_NOW,
        Conversation.Outcome.ELSEWHERE: State.ELSEWHERE,
    }[Conversation.Outcome(outcome)]


def _welcome(request: Request) -> Guest:
    """Make the guest of a first conversation; they take over the key of their request."""
    guest = Guest(organization=request.house.organization, key=request.key)
    guest.name, guest.contact, guest.to_know = request.name, request.contact, request.to_know
    contact = Contact.read(request.contact)
    guest.phone_print = _print(request, contact) if contact.phone else None
    guest.save(force_insert=True)
    return guest


def _recognise(request: Request, guest: Guest) -> Guest:
    """Join a request to somebody we know: from now on the newest way to reach them safely is the one that holds."""
    if guest.organization_id != request.house.organization_id:
        raise ValidationError(_("This guest is not known here."), code="state")
    contact = Contact.read(request.contact)
    if contact != Contact():
        guest.contact = contact.kept()
        guest.phone_print = _print(request, contact) if contact.phone else None
        guest.save(update_fields=["contact", "phone_print"])
    return guest


def _print(request: Request, contact: Contact) -> bytes:
    return vault.fingerprint("phone", contact.phone, request.house.organization_id)


def _answerable(offer: Offer) -> Offer:
    rows = Offer.objects.select_for_update(of=("self",)).select_related("stay__house", "stay__guest__key", "request")
    fresh = rows.get(pk=offer.pk)
    if fresh.answer == "":
        return fresh
    if fresh.answer == Offer.Answer.LAPSED:
        raise lapsed_sentence(fresh)
    sentence = _("This offer was already %(answer)s.")
    raise ValidationError(sentence, params={"answer": fresh.get_answer_display()}, code="state")


def _answer(offer: Offer, answer: str, state: State, *, by: Person | None) -> Offer:
    offer.answer, offer.answered_at = answer, timezone.now()
    offer.save(update_fields=["answer", "answered_at"])
    request = _locked(offer.request)
    request.state = state
    request.save(update_fields=["state"])
    history.record(f"offer {answer.replace('_', ' ')}", request, house=request.house, by=by)
    return offer


def _lapse_first(request: Request) -> None:
    """Write down what only others know yet, so that the request stands where everybody reads that it stands.

    That is a lapse, known to the clock, or a change of plans before arriving, known to the stay.
    """
    if Offer.objects.over().filter(request=request).exists():
        with booking.changing(request.house):
            _write_lapsed(request)
    coming = Request.objects.filter(pk=request.pk, state=State.COMING)
    coming.exclude(offers__answer=Offer.Answer.ACCEPTED, offers__stay__state__in=HAPPENS).update(state=State.KNOWN)


def _write_lapsed(request: Request) -> int:
    """Write down the lapse of this request's offers, with what follows from it. Needs the house locked."""
    count = 0
    for made in Offer.objects.over().filter(request=request).select_related("stay__house"):
        if made.stay.state == Stay.State.HELD:
            booking.end(made.stay, Stay.State.LET_GO, by=None, verb="lapsed")
        _answer(made, Offer.Answer.LAPSED, State.KNOWN, by=None)
        count += 1
    return count
