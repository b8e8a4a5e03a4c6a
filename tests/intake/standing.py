"""Every state of the guest's own page, each made through the verbs: for reading grades, pictures and axe.

`STATES[name](scene)` brings the request of `scene` there. A scene is made by `scene(house, other, by)`.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from intake import answering, flow, handing, joining, listing, offering, touring, writing
from intake.models import HandOver, ListPlace, Offer, Request
from respite.models import House, Person
from stays import agreeing, booking, connecting
from stays.models import Stay
from tests import factories
from tests.intake.waiting import keeps


@dataclass
class Scene:
    """A request and its code, the house, another house, and who works there."""

    request: Request
    code: str
    house: House
    other: House
    by: Person

    def offer(self, *, later=2, **more):
        """Make an offer."""
        nights = factories.nights_from_tonight(self.house, 4, later=later)
        return offering.offer(
            self.request, nights=nights, by=self.by, agreed="You like a quiet room, and to cook for yourself.",
            words="The room is upstairs and quiet, as you asked.", **more,
        )  # fmt: skip


def scene(house, other, by):
    """Return a fresh request to a house that keeps a list."""
    keeps(house)
    contact = factories.CALL
    request, code = factories.ask(house, contact=contact, to_know="No stairs, please.")
    return Scene(request, str(code), house, other, by)


def heard(it):
    """Just asked."""


def late(it):
    """Past the time we said."""
    Request.objects.update(promised_by=timezone.now() - timedelta(hours=1))


def talking(it):
    """A colleague took it up, and looked."""
    flow.look(it.request, by=it.by)
    flow.take_up(it.request, by=it.by)


def known(it):
    """We talked."""
    flow.converse(it.request, outcome="known", by=it.by, agreed="You call us when it gets hard at night.")


def not_now(it):
    """We talked, and it was not the time."""
    flow.converse(it.request, outcome="not_now", by=it.by, agreed="You first want to talk with your sister.")


def elsewhere(it):
    """We talked, and looked for another place."""
    flow.converse(it.request, outcome="elsewhere", by=it.by, agreed="We looked at the warm line and two groups.")


def taken_back(it):
    """They took it back."""
    flow.take_back(it.request)


def offered(it):
    """An offer waits, and there are messages."""
    it.offer()
    writing.write(it.request, words="It was good to talk, Luz. The 3:15 bus stops near us.", by=it.by)
    writing.write(it.request, words="Thank you. I will tell you tonight.")


def more_time(it):
    """They asked for more time."""
    answering.ask_more_time(it.offer())


def lapsed(it):
    """The time of the offer is over."""
    made, past = it.offer(), timezone.now() - timedelta(minutes=1)
    Offer.objects.filter(pk=made.pk).update(until=past)
    Stay.objects.filter(pk=made.stay_id).update(hold_until=past)


def declined(it):
    """They said no."""
    offering.decline(it.offer())


def put_off(it):
    """They said not now, and keep their place."""
    listing.join(it.request, kind="list")
    answering.answer(it.offer(), "not-now")


def coming(it):
    """They said yes."""
    agreeing.agree(it.house, text="# Ours\nBe kind.", by=it.by)
    offering.accept(it.offer())


def here(it):
    """They are here."""
    booking.arrive(offering.accept(it.offer(later=0)), by=it.by)


def left(it):
    """They went home, and wish for a few calls."""
    stay = booking.arrive(offering.accept(it.offer(later=0)), by=it.by)
    booking.leave(stay, by=it.by)
    connecting.wish(stay, choice="few", by=it.by, contact=factories.CALL.kept())


def on_list(it):
    """On the call list, moved up once, with a tour to choose."""
    known(it)
    place = listing.join(it.request, kind="list")
    listing.move(place, reason="already", words="The pipe broke.", by=it.by)
    for day in (2, 3):
        touring.offer_time(it.house, starts_at=timezone.now() + timedelta(days=day), places=1, by=it.by)


def asked_still(it):
    """Asked gently whether they still wish a call."""
    known(it)
    place = listing.join(it.request, kind="list")
    ListPlace.objects.update(until=it.house.local().date() + timedelta(days=2))
    listing.ask_still(place)


def touring_soon(it):
    """A tour is chosen."""
    known(it)
    tour = touring.offer_time(it.house, starts_at=timezone.now() + timedelta(days=2), places=1, by=it.by)
    touring.book(it.request, tour)


def handed_over(it):
    """Another house is asked."""
    elsewhere(it)
    handing.hand_over(it.request, to=it.other, parts=["name", "contact"], by=it.by, how="phone")


def rings(it):
    """Another house says by when it rings."""
    handed_over(it)
    handing.take(HandOver.objects.get(), rings_by=timezone.now() + timedelta(hours=3), by=it.by)


def did_not_ring(it):
    """Another house cannot ring this time."""
    handed_over(it)
    handing.cannot(HandOver.objects.get(), by=it.by)


def asked_twice(it):
    """They asked again with another request, and this one was put together with it."""
    later, _code = factories.ask(it.house)
    joining.join(*joining.order(it.request, later), by=it.by)


STATES = {
    made.__name__: made
    for made in (
        heard, late, talking, known, not_now, elsewhere, taken_back, offered, more_time, lapsed, declined, put_off,
        coming, here, left, on_list, asked_still, touring_soon, handed_over, rings, did_not_ring, asked_twice,
    )
}  # fmt: skip
