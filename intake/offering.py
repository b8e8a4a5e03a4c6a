"""The verbs of an offer: make it, answer it, hold it longer, let it lapse. The next in line is told by proposing.py.

A refusal is a ValidationError with a sentence for the screen; its code tells the kind (see stays/booking.py).
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake import flow, lapsing, moves, sending
from intake.models import Conversation, Offer, Request
from respite import history
from respite.locks import again
from respite.models import Bed, House, Person
from respite.nights import Nights
from stays import booking
from stays.changing import changing
from stays.models import Guest, Stay

State = Request.State
AFTER_TALKING = {State.KNOWN, State.NOT_NOW, State.ELSEWHERE, State.OFFERED}


@again
def offer(
    request: Request,
    *,
    nights: Nights,
    by: Person | None,
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
    `by` is None when the rule of the house makes the offer; never before somebody talked with the person.
    """
    with changing(request.house) as house:
        lapsing.lapse_first(request)
        request = moves.locked(request)
        if talked or request.guest is None:
            if by is None:
                raise ValidationError(_("We talk first. Then there can be an offer."), code="state")
            flow.converse(request, outcome=Conversation.Outcome.OFFER, by=by, agreed=agreed, guest=guest)
            request = moves.locked(request)
        moves.refuse_unless(request, AFTER_TALKING)
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
        sending.send(request, template="offer", by=by, about=made.pk)
        return made


@again
def accept(offer: Offer, *, by: Person | None = None) -> Stay:
    """Say yes. Refused with code "lapsed" when the time is over by the database's clock; then the room is let go.

    `by` is the colleague who heard the yes on the phone; None when the guest said it on their page.
    """
    refusal = None
    with changing(offer.request.house):
        offer = _answerable(offer)
        if not Offer.objects.open().filter(pk=offer.pk).exists():
            lapsing.write_down(offer.request)
            refusal = lapsing.sentence(offer)
        else:
            stay = booking.confirm(offer.stay, by=by)
            lapsing.answer(offer, Offer.Answer.ACCEPTED, State.COMING, by=by)
    if refusal:  # raised outside, so that letting the room go is kept
        raise refusal
    return stay


@again
def decline(offer: Offer, *, keep_place: bool = False, by: Person | None = None) -> Offer:
    """Say no, thank you: the room is free again, and the person stays known to the house.

    With `keep_place` it is a "not now": the person wishes to keep their place on the call list.
    """
    with changing(offer.request.house):
        offer = _answerable(offer)
        if offer.stay.state == Stay.State.HELD:
            booking.let_go(offer.stay, by=by)
        word = Offer.Answer.NOT_NOW if keep_place else Offer.Answer.DECLINED
        return lapsing.answer(offer, word, State.KNOWN, by=by)


@again
def withdraw(offer: Offer, *, by: Person) -> Offer:
    """The house takes an open offer back, after talking with the person."""
    with changing(offer.request.house):
        offer = _answerable(offer)
        if offer.stay.state == Stay.State.HELD:
            booking.let_go(offer.stay, by=by)
        return lapsing.answer(offer, Offer.Answer.TAKEN_BACK, State.KNOWN, by=by)


@again
def more_time(offer: Offer, *, hours: int, by: Person) -> Offer:
    """Hold the room longer: for `hours` from now by the database's clock, and to the full hour."""
    with changing(offer.request.house):
        offer = _answerable(offer)
        if not Offer.objects.open().filter(pk=offer.pk).exists():
            raise lapsing.sentence(offer)
        stay = offer.stay
        stay.hold_until = offer.until = max(offer.until, booking.hours_from_now(stay.house, hours))
        stay.save(update_fields=["hold_until"])
        offer.save(update_fields=["until"])
        history.record("more time", offer.request, house=stay.house, by=by, until=offer.until.isoformat())
        return offer


@again
def tidy(house: House) -> int:
    """Write down offers that lapsed, and let their rooms go; return how many. The worker calls it every minute."""
    with changing(house):
        count = 0
        for made in Offer.objects.over().filter(request__house=house).select_related("request"):
            count += lapsing.write_down(made.request)
        return count


def _answerable(offer: Offer) -> Offer:
    rows = Offer.objects.select_for_update(of=("self",)).select_related("stay__house", "stay__guest__key", "request")
    fresh = rows.get(pk=offer.pk)
    if fresh.answer == "":
        return fresh
    if fresh.answer == Offer.Answer.LAPSED:
        raise lapsing.sentence(fresh)
    sentence = _("This offer was already %(answer)s.")
    raise ValidationError(sentence, params={"answer": fresh.get_answer_display()}, code="state")
