"""A house with a call list, and people on it, as the tests of the list, of proposals and of pairs need them."""

from datetime import timedelta

from intake import flow, listing
from intake.models import ListPlace
from respite import deciding
from tests import factories


def keeps(house, by=None, **rules):
    """Let the house keep a list, with these other settings; it holds since long ago."""
    values = {"list_mode": "list"} | rules
    deciding.decide(house, by=by, holds_from=house.tonight() - timedelta(days=400), **values)
    return house


def waits(house, by=None, name="Luz", *, ago=0, need=False, wishes=None, talked=False, **more):
    """Put somebody on the list, as if they had asked `ago` hours earlier; with `talked`, after a conversation."""
    request = factories.ask(house, name=name, wishes=wishes, **more)[0]
    if talked:
        flow.converse(request, outcome="known", by=by, agreed="We talked.")
        request.refresh_from_db()
    place = listing.join(request, kind=house.rules().list_mode, need=need)
    ListPlace.objects.filter(pk=place.pk).update(since=place.since - timedelta(hours=ago))
    place.refresh_from_db()
    return place


def nights(house, first=0, count=3, **more):
    """Return wishes for `count` nights from so many nights after tonight."""
    return {"from": (house.tonight() + timedelta(days=first)).isoformat(), "nights": count, **more}


def names(house):
    """Return who stands on the list, in its order."""
    return [place.request.name for place in listing.order(house)]
