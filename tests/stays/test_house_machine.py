"""Any order of verbs of the house at work, often two of them in the same moment: what holds after each (RE-17).

Two colleagues are two threads with a connection each; everything really commits. A long run (500 stories of 50 steps)
is asked for with RESPITE_LONG=1; the short one is part of every run.
"""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from intake import flow, offering
from intake.models import Delivery, Offer, Request
from respite import history
from respite.deciding import decide
from respite.models import House as TheHouse
from respite.nights import Nights
from stays import availability, booking, closing, undoing
from stays.models import Allocation, Change, Closure, Stay
from tests.cast import member
from tests.factories import CALL, BedFactory, HouseFactory, RoomFactory
from tests.moments import lapse

LONG = os.environ.get("RESPITE_LONG") == "1"
KIND = {"state", "taken", "lapsed", "limit", "nights", "contact", "busy", "cover", "paused"}
SAYS = {
    "held": "held", "confirmed": "expected", "arrived": "here", "left": "left", "cancelled": "cancelled",
    "did not arrive": "did_not_arrive", "let go": "let_go", "lapsed": "let_go",
}  # fmt: skip
USUAL = {
    "request",
    "offer",
    "accept",
    "arrive",
    "extend",
    "shorten",
    "move",
    "swap",
    "close",
    "reopen",
    "leave",
    "undo",
}
EVERY = USUAL | {"decline", "lapse", "cancel", "did_not_arrive"}
ACTIONS = [
    *["goes_on"] * 6, "request", "offer", "offer", "accept", "accept", "decline", "lapse", "arrive", "arrive", "arrive",
    "extend", "extend", "shorten", "move", "move", "move", "swap", "swap", "close", "close", "reopen", "leave", "leave",
    "cancel", "did_not_arrive", "undo", "undo", "undo",
]  # fmt: skip
STEP = st.tuples(st.sampled_from(ACTIONS), st.integers(0, 5), st.sampled_from([0, 0, 0, 1, 2]), st.integers(1, 3))
DONE: Counter[str] = Counter()


class House(RuleBasedStateMachine):
    """Three rooms, at most five people, two colleagues."""

    def __init__(self):
        super().__init__()
        made = HouseFactory()
        decide(made, by=None, max_nights=30, window_days=60)
        self.house = TheHouse.objects.select_related("organization").get(pk=made.pk)
        for _ in range(3):
            BedFactory(room=RoomFactory(house=made))
        self.team = [member(made, "lead", "Ana"), member(made, "lead", "Bo")]
        self.people = [flow.receive(made, name="Rosa", contact=CALL)[0] for _ in range(3)]
        self.threads = ThreadPoolExecutor(max_workers=2)

    def teardown(self):
        together = Barrier(2)

        def hang_up():
            together.wait(10)
            connection.close()

        for _ in [self.threads.submit(hang_up) for _ in range(2)]:
            _.result()
        self.threads.shutdown()

    @rule(one=STEP, other=st.none() | STEP)
    def something_happens(self, one, other):
        """One colleague does something, or two at once: each is done, or refused with a plain sentence."""
        steps = [step for step in (one, other) if step]
        together = Barrier(len(steps))

        def act(step, by):
            together.wait(10)
            return self.attempt(*step, by)

        running = [self.threads.submit(act, step, by) for step, by in zip(steps, self.team, strict=False)]
        for result in running:
            refusal = result.result(timeout=30)
            if refusal:
                assert {error.code for error in refusal.error_list} <= KIND, refusal
                assert " ".join(refusal.messages).strip().endswith("."), refusal

    def attempt(self, action, who, later, count, by):
        try:
            if action == "goes_on":
                action = self.next_step(who)
            if getattr(self, action)(who, later, count, by):
                DONE[action] += 1
        except ValidationError as refusal:
            return refusal
        return None

    # what people do; each returns whether there was anything to do

    def next_step(self, who):
        """Return the next step of the usual story, so that most get far."""
        if self.stay(who, "expected"):
            return "arrive"
        return "accept" if self.open_offer(who) else "offer"

    def request(self, who, later, count, by):
        if len(self.people) < 5:
            self.people.append(flow.receive(self.house, name="Luz", contact=CALL)[0])
            return True
        return flow.ask_again(self.person(who))

    def offer(self, who, later, count, by):
        nights = Nights.starting(self.house.tonight() + timedelta(days=later), count)
        return offering.offer(self.person(who), nights=nights, by=by, talked=False)

    def accept(self, who, later, count, by):
        made = self.open_offer(who)
        return made and offering.accept(made)

    def decline(self, who, later, count, by):
        made = self.open_offer(who)
        return made and offering.decline(made)

    def lapse(self, who, later, count, by):
        made = self.open_offer(who)
        if made:
            lapse(made.stay)
        if later:
            offering.tidy(self.house)
        return bool(made)

    def arrive(self, who, later, count, by):
        stay = self.stay(who, "expected")
        return stay and booking.arrive(stay, by=by)

    def extend(self, who, later, count, by):
        stay = self.stay(who, "here", "expected")
        return stay and booking.extend(stay, leaves=stay.leaves + timedelta(days=count), by=by)

    def shorten(self, who, later, count, by):
        stay = self.stay(who, "here", "expected")
        return stay and booking.shorten(stay, leaves=stay.leaves - timedelta(days=count), by=by)

    def move(self, who, later, count, by):
        stay = self.stay(who, "here", "expected", "held")
        bed = list(self.house.beds.all())[count - 1]
        start = self.house.tonight() + timedelta(days=later)
        return stay and booking.move(stay, to=bed, by=by, from_night=start if later else None)

    def swap(self, who, later, count, by):
        stay, other = self.stay(who, "here", "expected", "held"), self.stay(who + count, "here", "expected", "held")
        return stay and other and booking.swap(stay, other=other, by=by)

    def close(self, who, later, count, by):
        nights = Nights.starting(self.house.tonight() + timedelta(days=later), count)
        bed = list(self.house.beds.all())[who % 3] if who else None
        return closing.close(self.house, nights=nights, reason="repair", by=by, bed=bed)

    def reopen(self, who, later, count, by):
        closure = Closure.objects.filter(house=self.house, ended_at=None).order_by("pk").first()
        return closure and closing.reopen(closure, by=by)

    def leave(self, who, later, count, by):
        stay = self.stay(who, "here")
        return stay and booking.leave(stay, by=by)

    def cancel(self, who, later, count, by):
        stay = self.stay(who, "expected")
        return stay and booking.cancel(stay, by=by)

    def did_not_arrive(self, who, later, count, by):
        stay = self.stay(who, "expected")
        return stay and booking.did_not_arrive(stay, by=by)

    def undo(self, who, later, count, by):
        recent = list(Change.objects.filter(house=self.house, undone_at=None).select_related("house")[: later + 1])
        return recent and undoing.undo(recent[-1], by=by)

    def person(self, who):
        pk = self.people[who % len(self.people)].pk
        return Request.objects.with_standing().with_person().get(pk=pk)

    def stay(self, who, *states):
        rows = Stay.objects.filter(house=self.house).select_related("house", "guest__key").order_by("made_at", "code")
        found = list(rows.filter(state__in=states) if states else rows)
        return found[who % len(found)] if found else None

    def open_offer(self, who):
        rows = Offer.objects.filter(request__house=self.house, answer="").select_related(
            "request__house", "stay__house"
        )
        found = list(rows.order_by("made_at"))
        return found[who % len(found)] if found else None

    # what always holds

    def kept(self):
        return Allocation.objects.filter(house=self.house)

    @invariant()
    def nobody_is_promised_a_bed_twice(self):
        nights = [(row.bed_id, night) for row in self.kept() for night in row.range]
        assert len(nights) == len(set(nights))

    @invariant()
    def every_promised_night_has_its_bed_and_no_other_has(self):
        for stay in Stay.objects.filter(house=self.house).prefetch_related("allocations"):
            beds = [night for row in stay.allocations.all() for night in row.range]
            assert len(beds) == len(set(beds))
            if stay.is_open:
                assert set(beds) == set(stay.range), stay.state
            assert set(beds) <= set(stay.range)
            assert not beds or stay.state in {"held", "expected", "here", "left"}

    @invariant()
    def no_hold_is_without_its_offer(self):
        assert not Stay.objects.filter(house=self.house, state="held").exclude(offer__answer="").exists()
        for request in Request.objects.filter(house=self.house).with_standing():
            assert (request.standing == "offered") == Offer.objects.open().filter(request=request).exists()

    @invariant()
    def room_is_never_less_than_none(self):
        band = availability.tonight(self.house)
        assert 0 <= band.free <= band.total == 3

    @invariant()
    def every_state_has_its_event(self):
        for stay in Stay.objects.filter(house=self.house):
            said = [line for line in history.about(stay) if line.verb in SAYS or line.verb == "undone"]
            last = max(said, key=lambda line: line.pk)
            assert stay.state == (last.facts["state"] if last.verb == "undone" else SAYS[last.verb])

    @invariant()
    def nothing_that_was_changed_since_is_undone(self):
        """The beds of a stay are those that the newest change of it left behind, once what was undone is left out."""
        newest = {}
        for change in Change.objects.filter(house=self.house, undone_at=None).order_by("at"):
            newest |= change.after["stays"]
        live = list(Stay.objects.filter(house=self.house, pk__in=newest, state__in=["held", "expected", "here"]))
        for pk, told in undoing.picture(live)["stays"].items():
            assert told["beds"] == newest[pk]["beds"]

    @invariant()
    def closed_rooms_are_closed_by_somebody(self):
        closed = self.kept().filter(closure__isnull=False).values_list("closure", flat=True)
        tonight = self.house.tonight()
        ended = Closure.objects.filter(pk__in=closed, ended_at__isnull=False)
        assert all(row.nights.lower < tonight for row in ended)

    @invariant()
    def nothing_is_sent_without_a_yes(self):
        sent = Delivery.objects.filter(request__house=self.house).select_related("request__key")
        assert all(row.channel in row.request.safe_contact.ways for row in sent)


@pytest.mark.django_db(transaction=True)
def test_any_order_of_verbs_in_two_threads_keeps_the_promises_RE_17():
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=500 if LONG else 8,
            stateful_step_count=50 if LONG else 35,
            deadline=None,
            derandomize=not LONG,
            suppress_health_check=list(HealthCheck),
            phases=list(Phase) if LONG else [Phase.explicit, Phase.generate],
        ),
    )
    assert set(DONE) >= (EVERY if LONG else USUAL), DONE
