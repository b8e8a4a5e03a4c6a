"""The verbs from first contact to a yes or a kind no, in the order of the story.

A refusal is a ValidationError with a sentence for the screen; its code tells the kind (see stays/booking.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake import closing_to, lapsing, moves
from intake.contact import Contact
from intake.models import ContactTry, Conversation, Draft, Looked, NotMatched, Offer, Request
from intake.moves import BEFORE_AN_OFFER, WAITING
from intake.promise import call_back_by
from respite import codes, history, vault
from respite.access import may
from respite.locks import again
from respite.models import House, Key, Person
from stays import booking
from stays.changing import changing
from stays.models import Guest, Stay

State = Request.State
ONCE_IN = timedelta(hours=1)


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
    answers: Mapping[str, Any] | None = None,
    language: str = "en",
    source: str = Request.Source.WEB,
    by: Person | None = None,
    at: datetime | None = None,
) -> tuple[Request, Code]:
    """Take in a request for a conversation and return it with the code of the guest's own page.

    `answers` are those to the house's own questions that are kept. `by` is the colleague who wrote it down on the phone
    or at the door; None when the person asked on the web.
    """
    with transaction.atomic():
        asked_at = at or timezone.now()
        request = Request(house=house, source=source, asked_at=asked_at, promised_by=call_back_by(house, asked_at))
        request.key = Key.make(house.organization)
        request.name, request.to_know, request.language = name, to_know, language
        request.wishes, request.answers = dict(wishes or {}), dict(answers or {})
        _say_how_to_reach(request, contact)
        code = _give_code(request)
        request.save(force_insert=True)
        closing_to.carry_over(request)
        history.record("asked", request, house=house, by=by, source=source)
        return request, code


@again
def new_code(request: Request, *, by: Person) -> Code:
    """Make a new code for a guest who lost theirs; the old one opens nothing from now on (SE-02)."""
    with transaction.atomic():
        request = moves.locked(request)
        code = _give_code(request)
        request.save(update_fields=["locator", "secret_hash"])
        history.record("new code", request, house=request.house, by=by)
        return code


@again
def take_up(request: Request, *, by: Person) -> Request:
    """Start the conversation; colleagues see who is talking. Taking over from a colleague is allowed and recorded."""
    with transaction.atomic():
        lapsing.lapse_first(request)
        request = moves.locked(request)
        moves.refuse_unless(request, WAITING | {State.KNOWN, State.NOT_NOW})
        if request.state == State.TALKING and request.taken_by_id == by.pk:
            return request
        request.state, request.taken_by = State.TALKING, by
        request.save(update_fields=["state", "taken_by"])
        history.record("taken up", request, house=request.house, by=by)
        return request


@again
def let_go(request: Request, *, by: Person) -> Request:
    """Put a request back for whoever comes next; the promise to call stays the same."""
    with transaction.atomic():
        request = moves.locked(request)
        moves.refuse_unless(request, {State.TALKING})
        request.state, request.taken_by = State.HEARD, None
        request.save(update_fields=["state", "taken_by"])
        history.record("let go", request, house=request.house, by=by)
        return request


@again
def hand_to(request: Request, *, to: Person, by: Person) -> Request:
    """Give a request to a colleague of the house, who goes on with it. Refused when it is closed to them."""
    with transaction.atomic():
        lapsing.lapse_first(request)
        request = moves.locked(request)
        moves.refuse_unless(request, WAITING | {State.KNOWN, State.NOT_NOW})
        open_to_them = Request.objects.filter(pk=request.pk).open_to(to).exists()
        if not open_to_them or not may(to, "answer requests", request.house):
            raise ValidationError(_("This colleague cannot take it. Choose somebody else."), code="state")
        request.state, request.taken_by = State.TALKING, to
        request.save(update_fields=["state", "taken_by"])
        history.record("handed to", request, house=request.house, by=by, to=str(to.pk))
        return request


@again
def tried(request: Request, *, by: Person, came: str = ContactTry.Came.NO_ANSWER) -> ContactTry:
    """Somebody called and did not reach them: log the try and put the request back for the next one.

    Refused (code "contact") for a call without a yes to calls, or a voicemail without a yes to voicemail (CS-34).
    """
    with transaction.atomic():
        request = moves.locked(request)
        moves.refuse_unless(request, WAITING)
        contact = request.safe_contact
        if not contact.call or (came == ContactTry.Came.VOICEMAIL and not contact.voicemail):
            raise ValidationError(_("They did not say yes to this. Please choose a way they did."), code="contact")
        request.state, request.taken_by = State.HEARD, None
        request.save(update_fields=["state", "taken_by"])
        history.record("tried", request, house=request.house, by=by, came=came)
        return ContactTry.objects.create(request=request, by=by, came=came)


@again
def ask_again(
    request: Request,
    *,
    contact: Contact | None = None,
    wishes: Mapping[str, Any] | None = None,
    by: Person | None = None,
    at: datetime | None = None,
) -> Request:
    """Somebody we know asks for a conversation again, on the same page and with the same code: nothing is told twice.

    Refused while a request is on its way already.
    """
    with transaction.atomic():
        lapsing.lapse_first(request)
        request = moves.locked(request)
        if request.state != State.COMING or _is_awaited(request):
            moves.refuse_unless(request, moves.ENDED | {State.KNOWN})
        asked_at = at or timezone.now()
        request.state, request.ended_at, request.taken_by = State.HEARD, None, None
        request.asked_at, request.promised_by = asked_at, call_back_by(request.house, asked_at)
        if wishes is not None:
            request.wishes = dict(wishes)
        request.save(update_fields=["state", "ended_at", "taken_by", "asked_at", "promised_by", "wishes"])
        history.record("asked again", request, house=request.house, by=by)
        return say_contact(request, contact=contact, by=by) if contact else request


@again
def say_contact(request: Request, *, contact: Contact, by: Person | None = None) -> Request:
    """The person says anew how to reach them; from now on only this holds, for the request and for who they are to us.

    `by` is the colleague who heard it; None when they changed it on their page.
    """
    with transaction.atomic():
        request = moves.locked(request)
        _say_how_to_reach(request, contact)
        request.save(update_fields=["contact", "phone_print", "mail_print"])
        closing_to.carry_over(request)
        if request.sure_guest:
            _learn(request.sure_guest, request)
        history.record("contact said", request, house=request.house, by=by)
        return request


def still_right(request: Request, *, by: Person) -> Request:
    """They say that the ways to reach them are still right: the same wish, said today."""
    return say_contact(request, contact=replace(request.safe_contact, said_on=""), by=by)


def look(request: Request, *, by: Person, why: str = "read") -> None:
    """Write down that `by` opened the request: at most once an hour for each person and reason (SE-32)."""
    look_at([request], by=by, why=why)


def look_at(requests: Iterable[Request], *, by: Person, why: str) -> None:
    """Write down the same for everybody on a list, at the price of one."""
    keys = [row.pk for row in requests]
    recent = Looked.objects.filter(request__in=keys, by=by, why=why, at__gt=timezone.now() - ONCE_IN)
    known = set(recent.values_list("request", flat=True))
    Looked.objects.bulk_create(Looked(request_id=key, by=by, why=why) for key in keys if key not in known)


def known_guests(request: Request) -> list[Guest]:
    """Return guests of the organization who gave the same number or address before, for staff to recognise."""
    same = Q(phone_print=request.phone_print, phone_print__isnull=False)
    same |= Q(mail_print=request.mail_print, mail_print__isnull=False)
    found = Guest.objects.filter(same, organization=request.house.organization_id, key__destroyed_at=None)
    return [guest for guest in found.select_related("key") if guest.pk != request.guest_id]


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
    need: str = "",
    at: datetime | None = None,
) -> Conversation:
    """Record that we talked, and how it ended. From now on the person is a guest of the organization.

    `guest` is somebody already known, recognised by the person and staff together. For an outcome that leads
    elsewhere or not now, `reason` is tallied without a name. An offer is made by `offer`, which calls this.
    """
    with transaction.atomic():
        lapsing.lapse_first(request)
        request = moves.locked(request)
        moves.refuse_unless(request, BEFORE_AN_OFFER)
        if request.guest is None:
            request.guest = recognise(request, guest) if guest else _welcome(request)
        if request.sure_guest is None and Contact.read(request.contact) != Contact():
            _learn(request.guest, request)  # we believed it, and now we talked
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
            now = house.local()
            NotMatched.objects.create(
                house=house, on=now.date(), hour=now.hour, need=need, reason=reason, instead=instead
            )
        history.record("talked", request, house=house, by=by, outcome=outcome)
        return talk


@again
def take_back(request: Request, *, by: Person | None = None) -> Request:
    """The person takes their request back, at any point before they arrive; a held or promised room becomes free."""
    with changing(request.house):
        request = moves.locked(request)
        moves.refuse_unless(request, BEFORE_AN_OFFER | {State.OFFERED, State.COMING})
        for made in request.offers.filter(answer__in=["", Offer.Answer.ACCEPTED]).select_related("stay__house"):
            if made.stay.state in {Stay.State.HELD, Stay.State.EXPECTED}:
                booking.cancel(made.stay, by=by, undoable=False)
            elif made.stay.state == Stay.State.HERE:
                raise ValidationError(_("You are here already. Tell us if you want to leave."), code="state")
            elif made.stay.state == Stay.State.LEFT and request.state == State.COMING:
                raise ValidationError(_("This stay is over. You can ask again any day."), code="state")
            elif made.stay.state == Stay.State.LEFT:  # an earlier one; they asked again since
                continue
            made.answer, made.answered_at = Offer.Answer.TAKEN_BACK, timezone.now()
            made.save(update_fields=["answer", "answered_at"])
        request.state, request.taken_by, request.ended_at = State.TAKEN_BACK, None, timezone.now()
        request.save(update_fields=["state", "taken_by", "ended_at"])
        history.record("taken back", request, house=request.house, by=by)
        return request


def free_locator() -> str:
    """Return a locator that stands on no code in use, be it of a request or of a draft that is kept for later."""
    place = codes.locator()
    while Request.objects.filter(locator=place).exists() or Draft.objects.filter(locator=place).exists():
        place = codes.locator()
    return place


def _give_code(request: Request) -> Code:
    words = codes.secret_words()
    request.locator, request.secret_hash = free_locator(), codes.seal(words)
    return Code(request.locator, words)


def _state_after(outcome: str) -> State:
    return {
        Conversation.Outcome.KNOWN: State.KNOWN,
        Conversation.Outcome.CALL_LIST: State.KNOWN,
        Conversation.Outcome.OFFER: State.KNOWN,
        Conversation.Outcome.NOT_NOW: State.NOT_NOW,
        Conversation.Outcome.ELSEWHERE: State.ELSEWHERE,
    }[Conversation.Outcome(outcome)]


def _welcome(request: Request) -> Guest:
    """Make the guest of a first conversation; they take over the key of their request, and who it is closed to."""
    guest = Guest(organization=request.house.organization, key=request.key)
    guest.name, guest.contact, guest.to_know = request.name, request.contact, request.to_know
    guest.phone_print, guest.mail_print = request.phone_print, request.mail_print
    guest.save(force_insert=True)
    guest.closed_to.set(request.closed_to.all())
    return guest


def recognise(request: Request, guest: Guest) -> Guest:
    """Say that a request is of somebody we know; closed to a colleague stays so.

    What each said about reaching them stays apart until we talked: a wrong guess must not mix two people.
    """
    if guest.organization_id != request.house.organization_id:
        raise ValidationError(_("This guest is not known here."), code="state")
    guest.closed_to.add(*request.closed_to.all())
    return guest


def _learn(guest: Guest, request: Request) -> None:
    guest.contact, guest.phone_print, guest.mail_print = request.contact, request.phone_print, request.mail_print
    guest.save(update_fields=["contact", "phone_print", "mail_print"])


def _say_how_to_reach(request: Request, contact: Contact) -> None:
    """Keep how to reach them with the day they said it, and the keyed hashes by which staff may recognise them."""
    organization = request.house.organization_id
    said = contact if contact.said_on else replace(contact, said_on=request.house.local().date().isoformat())
    request.contact = said.kept()
    request.phone_print = vault.fingerprint("phone", contact.phone, organization) if contact.phone else None
    mail = contact.address.strip().casefold()
    request.mail_print = vault.fingerprint("mail", mail, organization) if mail else None


def _is_awaited(request: Request) -> bool:
    """Say whether a stay of this request is still to come or going on."""
    return request.offers.filter(stay__state__in=[Stay.State.EXPECTED, Stay.State.HERE]).exists()
