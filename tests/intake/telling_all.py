"""Somebody who told us everything there is a place for, with a rare word in each; for the copy and for erasing."""

from datetime import timedelta
from types import SimpleNamespace

from django.apps import apps
from django.utils import timezone

from intake import flow, handing, listing, offering, touring, writing
from intake.contact import Contact
from intake.models import Conversation, Delivery, HandOver, Offer, Request
from stays import booking, connecting
from stays.models import Accommodation, Guest, LogEntry, Note, RecordPart, RecordWords, Stay
from stays.trail import opened
from tests import factories
from tests.intake.waiting import keeps

RARE = {
    "name": "Zanzibella",
    "phone": "+17155550163",
    "address": "quillfeather@mail.example",
    "ask for": "Auntie Bramblewick",
    "times": "after the owlhour",
    "to know": "a lanternfish by the window",
    "together": "Marigoldo",
    "interpreter": "Klingonese",
    "animal": "fetches the snowglobe",
    "asked": "Do you like thunderpipes?",
    "said": "only purple thunderpipes",
    "agreed": "we agreed on saffronmilk",
    "offer words": "the room smells of cardamoon",
    "message": "is there a gingerswing",
    "answer": "yes a gingerswing",
    "moved because": "the dustlark was lost",
    "pronouns": "fae/faer-quox",
    "wish when": "on velvetdays",
    "wish phone": "+17155550164",
    "second agreed": "we agreed on pepperstars",
    "hopes": "to sleep like a marmotfeather",
    "note": "she bakes honeybarrels",
    "own note": "I dream of pinwheelcats",
    "log": "leave the oven to the tambourines",
    "accommodation": "a lamp of moonwax",
    "accommodation answer": "the lamp is from glimmerhill",
    "record": "the licence asks for oatbuttons",
}


def tell_all(house, other, by):
    """Return the request of somebody with a past stay, a call list place, a tour, another house, and much written."""
    keeps(house)
    contact = Contact(
        call=True, voicemail=True, text=True, email=True, page=True, phone=RARE["phone"], address=RARE["address"],
        ask_for=RARE["ask for"], windows=("morning",), times=RARE["times"],
    )  # fmt: skip
    first = (house.tonight() + timedelta(days=30)).isoformat()
    wishes = {
        "from": first, "nights": 3, "together": RARE["together"], "interpreter": RARE["interpreter"],
        "animal": RARE["animal"],
    }  # fmt: skip
    asked, code = flow.receive(
        house, name=RARE["name"], contact=contact, wishes=wishes, to_know=RARE["to know"],
        answers={"1": {"asked": RARE["asked"], "said": RARE["said"]}}, language="es",
    )  # fmt: skip
    flow.look(asked, by=by)
    flow.take_up(asked, by=by)
    flow.tried(asked, by=by)
    _stay(asked, house, by)
    flow.ask_again(asked, contact=contact)
    flow.converse(asked, outcome="known", by=by, agreed=RARE["second agreed"])
    place = listing.join(asked, kind="list")
    listing.move(place, reason="other", words=RARE["moved because"], by=by)
    tour = touring.offer_time(house, starts_at=timezone.now() + timedelta(days=2), places=2, by=by)
    touring.book(asked, tour)
    writing.write(asked, words=RARE["message"])
    writing.write(asked, words=RARE["answer"], by=by)
    handing.hand_over(asked, to=other, parts=["name", "contact", "nights", "to_know"], by=None, how="page")
    asked = Request.objects.with_standing().with_person().get(pk=asked.pk)
    asked.closed_to.add(factories.PersonFactory(name="Colleague Ottobar"))
    Delivery.objects.filter(request=asked).update(trouble="the service was tangledown")
    return SimpleNamespace(request=asked, code=code, far=HandOver.objects.get().far)


def _stay(asked, house, by):
    """A stay that is over, with a wish for calls after it."""
    nights = factories.nights_from_tonight(house)
    offer = offering.offer(asked, nights=nights, by=by, agreed=RARE["agreed"], words=RARE["offer words"])
    stay = booking.leave(booking.arrive(offering.accept(offer), by=by), by=by)
    guest = Guest.objects.select_related("key").get(pk=stay.guest_id)
    guest.pronouns = RARE["pronouns"]
    guest.save()
    opened(guest, by=by, why="stay page")
    stay = Stay.objects.select_related("guest__key", "house").get(pk=stay.pk)
    _written(stay, house, by)
    calls = Contact(call=True, phone=RARE["wish phone"])
    connecting.wish(stay, choice="few", by=by, contact=calls.kept(), when=RARE["wish when"])


def _written(stay, house, by):
    """Everything that is written at the house about a stay."""
    stay.hopes = RARE["hopes"]
    stay.save(update_fields=["hopes"])
    Note(stay=stay, by=by, words=RARE["note"]).save()
    Note(stay=stay, words=RARE["own note"]).save()
    LogEntry(house=house, guest=stay.guest, by=by, words=RARE["log"], until=house.tonight()).save()
    Accommodation(
        stay=stay, words=RARE["accommodation"], state="agreed", answer=RARE["accommodation answer"], answered_by=by,
        answered_at=timezone.now(),
    ).save()  # fmt: skip
    part = RecordPart.objects.create(house=house, name="Plan", why="The licence.", holds_from=house.tonight())
    RecordWords(stay=stay, part=part, words=RARE["record"], by=by).save()


def everything_readable():
    """Return all that anybody could read in the database with the keys that are there, of every table."""
    told = []
    for model in apps.get_models():
        fields = [field.attname for field in model._meta.concrete_fields]
        told += [str(getattr(row, name)) for row in model._base_manager.all() for name in fields]
    return "\n".join(told)


def counts():
    """Return what reports count: talks by outcome, offers by answer, stays by state, and how many asked."""
    return {
        "asked": Request.objects.count(),
        "talked": sorted(Conversation.objects.values_list("outcome", flat=True)),
        "offered": sorted(Offer.objects.values_list("answer", flat=True)),
        "nights": sorted(str(stay.nights) for stay in Stay.objects.filter(state="left")),
    }
