"""The verbs of the guest on their own page: answer an offer, ask for more time, end the calls after a stay."""

from collections.abc import Callable
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from intake import lapsing, listing, offering
from intake.models import ListPlace, Offer, Request
from respite import history
from respite.locks import again
from respite.models import Entry
from stays import connecting
from stays.models import Connection

MORE_TIME = "asked for more time"


WORDS = {Offer.Answer.ACCEPTED: "yes", Offer.Answer.NOT_NOW: "not-now", Offer.Answer.DECLINED: "no"}


def answer(offer: Offer, word: str) -> None:
    """Do what the guest answered: "yes", "not-now", "no" or "more-time". The same answer twice changes nothing."""
    if offer.answer and WORDS.get(Offer.Answer(offer.answer)) == word:
        return
    if word not in VERBS:
        raise ValidationError(_("Choose yes, not now, no, or more time."), code="choice")
    VERBS[word](offer)


@again
def not_now(offer: Offer) -> ListPlace | None:
    """Not this room, but they wish to keep their place on the list; None when the house keeps it no longer."""
    with transaction.atomic():
        return listing.keep(offering.decline(offer, keep_place=True).request)


def ask_more_time(offer: Offer) -> None:
    """Tell the house that the guest needs longer; the hold itself only the house can make longer."""
    with transaction.atomic():
        asked = (
            Request.objects.select_for_update(of=("self",))
            .select_related("house__organization")
            .get(pk=offer.request_id)
        )
        if not Offer.objects.open().filter(pk=offer.pk).exists():
            raise lapsing.sentence(offer)
        if not wants_more_time(offer):
            history.record(MORE_TIME, asked, house=asked.house, by=None)


VERBS: dict[str, Callable[[Offer], object]] = {
    "yes": offering.accept,
    "not-now": not_now,
    "no": offering.decline,
    "more-time": ask_more_time,
}


def wants_more_time(offer: Offer) -> bool:
    """Say whether the guest asked for more time since this offer was made."""
    return Entry.objects.filter(subject=offer.request_id, verb=MORE_TIME, at__gte=offer.made_at).exists()


def end_calls(asked: Request) -> None:
    """End every call that is still planned after the stays of this request."""
    planned = Connection.objects.filter(stay__offer__request=asked, state=Connection.State.PLANNED)
    while first := planned.first():
        with suppress(ValidationError):  # the second tap of two, or a colleague, ended it meanwhile
            connecting.end(first, by=None)
