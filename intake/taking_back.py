"""Taking a request back, whole: with its offer go its tour, its place on the list and its copies at other houses."""

from django.db import transaction

from intake import flow, handing, lapsing, listing, pairing, touring
from intake.models import Request
from respite.locks import again
from respite.models import House, Person


@again
def take_back(request: Request, *, by: Person | None = None) -> Request:
    """The person takes their request back, and with it everything that waits on it; nobody rings them any more.

    Refused as `flow.take_back` is; then nothing at all has changed.
    """
    with transaction.atomic():
        taken = flow.take_back(request, by=by)
        call_off(taken, by=by)
        return taken


def call_off(request: Request, *, by: Person | None = None) -> list[House]:
    """End what waits on a request and is no bed-night; return the houses that know the person by themselves."""
    lapsing.lapse_first(request)
    if request.waits_with_id:
        pairing.part(request, by=by)
    place, visit = request.places.filter(ended_at=None).first(), touring.visit_of(request)
    if place:
        listing.leave(place, by=by)
    if visit:
        touring.cancel(visit, by=by)
    return handing.withdraw_all(request, by=by)
