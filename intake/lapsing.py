"""Offers whose time is over: written down by the next verb that comes by, under the lock of the house.

Reading never needs this: over by the database's clock is over everywhere (decision 5).
"""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake import moves
from intake.models import Offer, Request
from respite import history
from respite.models import Person
from respite.queueing import later
from stays.changing import changing, end
from stays.models import Stay

State = Request.State


def sentence(offer: Offer) -> ValidationError:
    """Return the sentence for an answer that comes after the time of the offer."""
    return ValidationError(
        _("The time for this offer is over, so we let the room go. You can ask again any day."), code="lapsed"
    )


def answer(offer: Offer, word: str, state: State, *, by: Person | None) -> Offer:
    """Write down how an offer ended, and where its request stands from now on. Needs the house locked."""
    offer.answer, offer.answered_at = word, timezone.now()
    offer.save(update_fields=["answer", "answered_at"])
    request = moves.locked(offer.request)
    request.state = state
    request.save(update_fields=["state"])
    house = request.house
    history.record(f"offer {word.replace('_', ' ')}", request, house=house, by=by)
    if word != Offer.Answer.ACCEPTED and house.rules().next_room == "offer":
        later("intake.room_opened", house_id=str(house.pk), once=f"room opened {house.pk}")
    return offer


def lapse_first(request: Request) -> None:
    """Write down what only others know yet, so that the request stands where everybody reads that it stands.

    That is a lapse, known to the clock, or a change of plans before arriving, known to the stay.
    """
    if Offer.objects.over().filter(request=request).exists():
        with changing(request.house):
            write_down(request)
    row = Request.objects.with_standing().filter(pk=request.pk, state=State.COMING).first()
    if row and row.standing == State.KNOWN:  # type: ignore[attr-defined]
        Request.objects.filter(pk=request.pk, state=State.COMING).update(state=State.KNOWN)


def write_down(request: Request) -> int:
    """Write down the lapse of this request's offers, with what follows from it. Needs the house locked."""
    count = 0
    for made in Offer.objects.over().filter(request=request).select_related("stay__house"):
        if made.stay.state == Stay.State.HELD:
            end(made.stay, Stay.State.LET_GO, by=None, verb="lapsed")
        answer(made, Offer.Answer.LAPSED, State.KNOWN, by=None)
        count += 1
    return count
