"""One list of every page of the office, with the state it is looked at in; it drives all checks in the browser (AX-01).

Each entry is the name of an address and a function that makes its arguments from the scene. A test compares the list
with the addresses there are, so a new page without an entry is noticed.
"""

from datetime import timedelta
from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone

from intake import asking_words, flow, listing, offering, touring
from intake.models import HouseQuestion
from openings.models import NumbersAsked
from openings.partners import agreements, keys, partnering
from openings.partners.webhook_models import Kind, Subscription, Webhook
from respite.deciding import decide
from respite.models import Role
from respite.nights import Nights
from stays import (
    accommodating,
    agreeing,
    booking,
    closing,
    connecting,
    incidents,
    logbook,
    noting,
    record_parts,
    shifts,
)
from stays.models import Band, Connection
from tests.cast import member
from tests.factories import CALL, BedFactory, HouseFactory, RoomFactory, make_guest
from tests.intake.test_settings_screen import PETS

LONG = "Rosamunde Wolfeschlegelstein"  # a name that has to find its place, too


def scene():
    """A house on a full day: guests here, coming, gone, an offer out, a room closed, requests, a call due."""
    house = HouseFactory(name="Juniper House", slug="juniper-house", organization__slug="valley")
    for at, name in enumerate(["Birch", "Cedar", "Willow", "Room with a view of the lake"]):
        BedFactory(room=RoomFactory(house=house, name=name, position=at, features=["step_free"] if not at else []))
    lead = member(house, Role.LEAD, "Ana")
    peer = member(house, Role.PEER, "Joy")
    decide(house, by=lead, list_mode="list", max_nights=30, window_days=60)
    agreeing.agree(house, text="# Quiet\nQuiet hours are from 10 pm to 8 am.", by=lead, meeting="House meeting")
    it = SimpleNamespace(house=house, lead=lead, peer=peer)
    it.here = _stay(it, LONG, "Birch", 0, 4, arrive=True)
    it.coming = _stay(it, "Mika", "Cedar", 2, 3)
    it.today = _stay(it, "Theo", "Willow", 0, 2)
    left = booking.leave(_stay(it, "Edda", "Cedar", 0, 1, arrive=True), by=peer)
    connecting.wish(left, choice="few", by=peer, contact=CALL.kept(), first=house.local().date())
    it.left, it.call = left, Connection.objects.filter(stay=left).order_by("number").first()
    nights = Nights.starting(house.tonight() + timedelta(days=1), 3)
    bed = house.beds.get(room__name="Room with a view of the lake")
    it.closure = closing.close(house, nights=nights, reason="repair", by=lead, bed=bed)
    it.asked = flow.receive(house, name="Omar", contact=CALL, to_know="A few quiet nights would help.")[0]
    it.offered = flow.receive(house, name="Luz", contact=CALL)[0]
    offering.offer(it.offered, nights=Nights.starting(house.tonight() + timedelta(days=6), 2), by=peer)
    it.waits = flow.receive(house, name="Uma", contact=CALL)[0]
    partner_of(it)
    NumbersAsked.objects.create(house=house, asked_by=lead, holds_from=house.tonight())
    flow.converse(it.waits, outcome="call_list", by=peer)
    listing.join(it.waits, kind="list", by=peer, how="phone")
    it.tour = touring.offer_time(house, starts_at=timezone.now() + timedelta(days=2), places=2, by=peer)
    asking_words.decide_question(house, by=lead, kind="words", match="", words=PETS)
    it.question = HouseQuestion.objects.get()
    shifts.sign_up(house, person=peer, on=house.tonight(), band=Band.NIGHT, by=peer)
    it.entry = logbook.write(house, words="The boiler knocks. It is only air.", by=peer, guest=it.here.guest)
    it.incident = incidents.note(
        house,
        kind="building",
        at=timezone.now(),
        happened="A pipe burst.",
        did_next="We turned the water off.",
        by=peer,
    )
    it.part = record_parts.add(house, name="Plan", why="The licence asks for it.", by=lead)
    it.note = noting.write(it.here, words="She likes tea at night.", by=lead)
    it.asked_for = accommodating.ask(it.here, words="A lamp, please.", by=peer)
    agreeing.agree(house, text="# Quiet\nQuiet hours are from 9 pm to 8 am.", by=lead, meeting="Second house meeting")
    return it


def partner_of(it):
    """Valley 211: two keys, an agreement that holds and one that waits, an address that was stopped."""
    today, now = it.house.local().date(), timezone.now()
    it.office = member(it.house, Role.OFFICE, "Bea")
    it.partner = partnering.begin(
        it.house.organization, name="Valley 211", email="data@valley211.example", since=today, by=it.office
    )
    keys.make(it.partner, by=it.office)
    it.partner_key = it.partner.keys.get()
    facts = {"houses": [it.house], "what": "state", "signed_on": today, "ends_on": today + timedelta(days=30)}
    it.agreement = agreements.agree(agreements.record(it.partner, by=it.office, **facts), by=it.lead)
    it.waiting = agreements.record(it.partner, by=it.office, **facts)
    it.subscription = Subscription.objects.create(
        partner=it.partner, address="https://hooks.valley211.example/respite/a-very-long-part-of-an-address-without-end",
        events=list(Kind), secret=b"x", made_at=now, made_by=it.office, off_at=now, off_why="silent",
    )  # fmt: skip
    for n, (state, answer, trouble) in enumerate([("done", 204, ""), ("waiting", 500, ""), ("gave_up", None, "tls")]):
        Webhook.objects.create(
            subscription=it.subscription, event=Kind.PUBLISHED, house=it.house, about=str(n), body="{}", made_at=now,
            next_at=now, changed_at=now, state=state, answer=answer, trouble=trouble, tries=1,
        )  # fmt: skip


def _stay(it, name, room, later, count, *, arrive=False):
    nights = Nights.starting(it.house.tonight() + timedelta(days=later), count)
    guest = make_guest(it.house.organization, name)
    stay = booking.hold(guest, house=it.house, nights=nights, by=it.peer, bed=it.house.beds.get(room__name=room))
    stay = booking.confirm(stay, by=it.peer)
    return booking.arrive(stay, by=it.peer) if arrive else stay


def nothing(it):
    return []


def code(name):
    return lambda it: [getattr(it, name).code]


def key(name):
    return lambda it: [getattr(it, name).pk]


# The name of an address, and what stands in it beside the house; several entries are several states.
PAGES = [
    ("office-today", nothing, ""),
    ("stays:board", nothing, ""),
    ("stays:board", nothing, "?nights=35"),
    ("stays:board", nothing, lambda it: f"?stay={it.here.code}"),
    ("stays:stay-plan", nothing, ""),
    ("stays:stays", nothing, ""),
    ("stays:stay", code("here"), ""),
    ("stays:stay", code("today"), ""),
    ("stays:stay", code("left"), ""),
    ("stays:stay-arrive", code("today"), ""),
    ("stays:stay-leave", code("here"), ""),
    ("stays:stay-extend", code("here"), ""),
    ("stays:stay-shorten", code("here"), ""),
    ("stays:stay-cancel", code("coming"), ""),
    ("stays:stay-did-not-arrive", code("today"), ""),
    ("stays:stay-guidelines", code("here"), ""),
    ("stays:stay-move", code("here"), ""),
    ("stays:stay-swap", code("here"), ""),
    ("stays:closure-new", nothing, ""),
    ("stays:closure", key("closure"), ""),
    ("stays:guidelines", nothing, ""),
    ("stays:guidelines-new", nothing, ""),
    ("stays:settings-work", nothing, ""),
    ("openings:settings-notice", nothing, ""),
    ("openings:settings-numbers", nothing, ""),
    ("openings:notice", nothing, ""),
    ("office-shift", nothing, ""),
    ("stays:board-find", nothing, ""),
    ("stays:board-houses", nothing, ""),
    ("stays:stay-note-change", lambda it: [it.here.code, it.note.pk], ""),
    ("stays:stay-part", lambda it: [it.here.code, it.part.pk], ""),
    ("stays:guidelines-version", lambda it: [1], ""),
    ("stays:guidelines-compare", nothing, ""),
    ("stays:shifts", nothing, ""),
    ("stays:shift-people", nothing, ""),
    ("stays:shift", lambda it: [it.house.tonight().isoformat(), "night"], ""),
    ("stays:log", nothing, ""),
    ("stays:log-change", key("entry"), ""),
    ("stays:incident", key("incident"), ""),
    ("stays:incident-change", key("incident"), ""),
    ("stays:incident-told", key("incident"), ""),
    ("stays:incident-debrief", key("incident"), ""),
    ("connections:connections", nothing, ""),
    ("connections:connections", nothing, "?tab=ended"),
    ("connections:connection-end", code("call"), ""),
    ("desk:requests", nothing, ""),
    ("desk:request-new", nothing, ""),
    ("desk:enquiry", nothing, ""),
    ("desk:list", nothing, ""),
    ("desk:list-place", code("waits"), ""),
    ("desk:tours", nothing, ""),
    ("desk:tour-call-off", key("tour"), ""),
    ("desk:request", code("asked"), ""),
    ("desk:request", code("offered"), ""),
    ("desk:request-hand-over", code("waits"), ""),
    ("desk:settings-requests", nothing, ""),
    ("desk:question-new", nothing, ""),
    ("desk:question-change", key("question"), ""),
    ("desk:question-end", key("question"), ""),
    ("openings:partners", nothing, ""),
    ("openings:partner", key("partner"), ""),
    ("openings:agreement", key("waiting"), ""),
    ("openings:agreement-end", key("agreement"), ""),
    ("openings:subscription", key("subscription"), ""),
]
# Pages that the tests of their own subject look at in the browser, in every state.
ELSEWHERE = {
    # tests/stays/test_record_browser.py
    "stay-note", "stay-hopes", "stay-box", "stay-out", "stay-ask", "stay-answer", "stay-print",
    "stay-know", "stay-close-to", "word-list", "record-parts",
    # tests/stays/test_closing_browser.py
    "closure-end", "pause", "pause-end", "rooms", "room-out", "zone",
    # tests/stays/test_night_browser.py
    "night-sheet", "night-code", "night-paper",
    # tests/stays/test_shift_pages.py
    "shift-ask", "incidents", "incident-new", "calls",
    # tests/site/partners/test_partners_browser.py
    "partner-new", "partner-change", "partner-end", "partner-key-new", "partner-key-rotate", "partner-key-revoke",
    "agreement-new", "subscription-new", "subscription-rotate", "subscription-end",
}  # fmt: skip
# Addresses that only take a form, lead on, or are shown as part of a page above; and pages of the intake that its own
# tests look at in the browser.
NO_PAGE = {
    "office-hide-names",
    "settings-planned", "closure-reopen", "connection-kept", "connection-no-answer", "connection-not-today",
    "enquiry-take-back", "request-ring", "request-take-up", "request-let-go", "request-hand-to", "request-tried",
    "request-send", "request-words", "delivery-settle", "request-contact", "request-still-right", "request-tour",
    "request-tour-off", "request-word-yes", "request-word-here", "request-converse", "request-offer", "offer-answer",
    "request-new-code", "request-take-back", "request-join", "request-part", "request-recognise",
    "request-not-recognised", "request-know", "request-close-to", "request-reopen", "question-move",
    "record-part-end", "office-shift-read", "board-changes", "undo", "stay-note-take-back", "stay-note-leave-words",
    "stay-key-back", "stay-back", "stay-reopen", "word-hints", "word-not-minded", "word-take-off", "room-ready",
    "not-ready", "room-back", "shift-on", "shift-put-on", "shift-call-out", "shift-off", "shift-take",
    "shift-not-this-time", "shift-take-back", "shift-person", "log-done", "log-not-done", "calls-count", "calls-last",
    "subscription-switch", "subscription-test", "webhook-again",
    "calls-undo", "incident-names", "night-sheet-pdf", "night-sheet-keep",
}  # fmt: skip


def address(it, name, facts, query):
    """Return where an entry of the list leads."""
    path = reverse(name, args=[it.house.slug, *facts(it)])
    return path + (query(it) if callable(query) else query)
