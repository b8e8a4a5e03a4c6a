"""The verbs of the guest on their own page: answer an offer, ask for more time, end the calls after a stay."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from intake import lapsing, offering
from intake.models import Offer, Request
from respite import history
from respite.models import Entry
from stays import connecting
from stays.models import Connection

MORE_TIME = "asked for more time"


def answer(offer: Offer, word: str) -> None:
    """Do what the guest answered: "yes", "no" or "more-time". The same answer twice changes nothing."""
    said = {Offer.Answer.ACCEPTED: "yes", Offer.Answer.DECLINED: "no"}.get(Offer.Answer(offer.answer or "lapsed"))
    if offer.answer and said == word:
        return
    if word == "yes":
        offering.accept(offer)
    elif word == "no":
        offering.decline(offer)
    elif word == "more-time":
        ask_more_time(offer)
    else:
        raise ValidationError(_("Choose yes, no, or more time."), code="choice")


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


def wants_more_time(offer: Offer) -> bool:
    """Say whether the guest asked for more time since this offer was made."""
    return Entry.objects.filter(subject=offer.request_id, verb=MORE_TIME, at__gte=offer.made_at).exists()


def end_calls(asked: Request) -> None:
    """End every call that is still planned after the stays of this request."""
    planned = Connection.objects.filter(stay__offer__request=asked, state=Connection.State.PLANNED)
    while first := planned.first():
        with suppress(ValidationError):  # the second tap of two, or a colleague, ended it meanwhile
            connecting.end(first, by=None)
