"""Any order of verbs, from first contact to leaving: what holds after each of them (RE-17).

A long run (500 stories of 50 steps) is asked for with RESPITE_LONG=1; the short one is part of every run.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from intake import flow, offering
from intake.contact import Contact
from intake.models import Conversation, Offer, Request
from intake.moves import TABLE
from respite import history
from respite.nights import Nights
from stays import booking, closing
from stays.models import Allocation, Closure, Stay
from tests.cast import member
from tests.factories import CALL, BedFactory, HouseFactory, RoomFactory
from tests.moments import lapse

LONG = os.environ.get("RESPITE_LONG") == "1"
KIND = {"state", "taken", "lapsed", "limit", "nights", "contact", "busy", "paused", "cover"}
# Where a request stands after the last of these; what follows from a stay's own verbs is told there.
SAYS = {
    "asked": "heard",
    "asked again": "heard",
    "taken up": "talking",
    "let go": "heard",
    "tried": "heard",
    "offered": "offered",
    "offer accepted": "coming",
    "offer declined": "known",
    "offer not now": "known",
    "offer lapsed": "known",
    "offer taken back": "known",
    "taken back": "taken_back",
}
ENDINGS = {"known": "known", "offer": "known", "call_list": "known", "not_now": "not_now", "elsewhere": "elsewhere"}
DONE: Counter[str] = Counter()
VERBS = {"take_up", "let_go", "tried", "take_back", "converse", "ask_again", "offer", "accept", "decline", "withdraw"}
MOST = {"take_up", "converse", "offer", "accept", "arrive", "leave", "take_back", "ask_again"}
VERBS |= {"more_time", "arrive", "leave", "cancel", "did_not_arrive", "close", "reopen"}
WHO = st.integers(0, 3)
CONTACTS = [CALL, Contact(i_will_call=True), Contact(text=True, phone="+17155550188")]
ACTIONS = [
    *["goes_on"] * 8,
    *["asks", "asks_again", "before_talking", "before_talking", "takes_back", "talks", "gets_an_offer", "answers"],
    *["answers", "lets_time_pass", "changes_plans", "closes_a_room", "opens_a_room"],
]


class House(RuleBasedStateMachine):
    """Two rooms, four people, one colleague."""

    def __init__(self):
        super().__init__()
        self.all_or_nothing = transaction.atomic()
        self.all_or_nothing.__enter__()
        self.house = HouseFactory()
        for _ in range(2):
            BedFactory(room=RoomFactory(house=self.house))
        self.peer = member(self.house, "peer", "Joy")
        self.people = [flow.receive(self.house, name="Rosa", contact=CALL)[0] for _ in range(2)]

    def teardown(self):
        transaction.set_rollback(True)
        self.all_or_nothing.__exit__(None, None, None)

    def attempt(self, verb, *args, **facts):
        """Do it, or be refused with a plain sentence and nothing written."""
        before, refused = self.written(), None
        try:
            with transaction.atomic():
                verb(*args, **facts)
                DONE[verb.__name__] += 1
        except ValidationError as refusal:
            refused = refusal
        if refused:
            assert {error.code for error in refused.error_list} <= KIND, refused
            assert " ".join(refused.messages).strip().endswith("."), refused
            assert self.written() == before

    def written(self):
        return (
            list(Request.objects.order_by("pk").values_list("pk", "state")),
            list(Offer.objects.order_by("pk").values_list("pk", "answer")),
            list(Allocation.objects.order_by("pk").values_list("bed", "nights")),
        )

    def person(self, who):
        return Request.objects.with_standing().with_person().get(pk=self.people[who % len(self.people)].pk)

    def offer_of(self, request):
        return request.offers.select_related("request__house", "stay__house").order_by("-made_at").first()

    def stay_of(self, request):
        made = request.offers.filter(answer="accepted").select_related("stay__house").order_by("-made_at").first()
        return made and made.stay

    @rule(
        action=st.sampled_from(ACTIONS), who=WHO, later=st.integers(0, 2), count=st.integers(1, 3), flag=st.booleans()
    )
    def somebody_does_something(self, action, who, later, count, flag):
        """One rule for everything: the engine would leave whole rules out of a run."""
        getattr(self, action)(who=who, later=later, count=count, flag=flag)

    def goes_on(self, who, later, count, flag):
        """The next step of the usual story, so that most stories get far."""
        request, stay = self.person(who), self.stay_of(self.person(who))
        made = self.offer_of(request)
        if request.standing in {"heard", "talking"} and stay is None:
            self.attempt(flow.take_up, request, by=self.peer)
            if flag:
                self.attempt(flow.converse, request, outcome="known", by=self.peer)
        elif request.standing == "offered":
            self.attempt(offering.accept, made, by=self.peer)
        elif request.standing == "coming":
            verb = {"expected": booking.arrive, "here": booking.leave}.get(stay.state)
            self.attempt(verb, stay, by=self.peer) if verb else self.attempt(flow.ask_again, request)
        else:
            nights = Nights.starting(self.house.tonight() + timedelta(days=later), count)
            self.attempt(offering.offer, request, nights=nights, by=self.peer, talked=False)

    def asks(self, who, later, count, flag):
        if len(self.people) < 4:
            self.people.append(flow.receive(self.house, name="Luz", contact=CONTACTS[count - 1])[0])

    def asks_again(self, who, later, count, flag):
        self.attempt(flow.ask_again, self.person(who))

    def before_talking(self, who, later, count, flag):
        verb = [flow.take_up, flow.let_go, flow.tried][later]
        self.attempt(verb, self.person(who), by=self.peer)

    def takes_back(self, who, later, count, flag):
        self.attempt(flow.take_back, self.person(who), by=None if flag else self.peer)

    def talks(self, who, later, count, flag):
        outcome = Conversation.Outcome.values[(later * 3 + count) % len(Conversation.Outcome.values)]
        self.attempt(flow.converse, self.person(who), outcome=outcome, by=self.peer)

    def gets_an_offer(self, who, later, count, flag):
        nights = Nights.starting(self.house.tonight() + timedelta(days=later), count)
        self.attempt(offering.offer, self.person(who), nights=nights, by=self.peer, talked=flag)

    def answers(self, who, later, count, flag):
        made, verb = self.offer_of(self.person(who)), ["decline", "withdraw", "more_time"][later]
        more = {"decline": {"keep_place": flag}, "more_time": {"hours": 3}}.get(verb, {})
        if made:
            self.attempt(getattr(offering, verb), made, by=self.peer, **more)

    def lets_time_pass(self, who, later, count, flag):
        made = self.offer_of(self.person(who))
        if made and made.answer == "":
            lapse(made.stay)
        if flag:
            offering.tidy(self.house)

    def changes_plans(self, who, later, count, flag):
        stay = self.stay_of(self.person(who))
        if stay:
            verb = [booking.cancel, booking.did_not_arrive, booking.leave][count - 1]  # `later` is when they come
            self.attempt(verb, stay, by=self.peer)

    def closes_a_room(self, who, later, count, flag):
        bed = list(self.house.beds.all())[flag]
        nights = Nights.starting(self.house.tonight(), count)
        self.attempt(closing.close, self.house, bed=bed, nights=nights, reason="repair", by=self.peer)

    def opens_a_room(self, who, later, count, flag):
        closure = Closure.objects.filter(house=self.house, ended_at=None).first()
        if closure:
            self.attempt(closing.reopen, closure, by=self.peer)

    @invariant()
    def nobody_is_promised_a_bed_twice(self):
        nights = [(row.bed_id, night) for row in Allocation.objects.filter(house=self.house) for night in row.range]
        assert len(nights) == len(set(nights))

    @invariant()
    def no_hold_is_left_behind(self):
        kept = set(Allocation.objects.filter(stay__isnull=False).values_list("stay", flat=True))
        live = Stay.objects.filter(state__in=["held", "expected", "here"]).values_list("pk", flat=True)
        assert kept == set(live)
        assert not Stay.objects.filter(state="held").exclude(offer__answer="").exists()

    @invariant()
    def standing_follows_offers_and_stays(self):
        for request in Request.objects.with_standing():
            is_open = Offer.objects.open().filter(request=request).exists()
            happens = request.offers.filter(answer="accepted", stay__state__in=["expected", "here", "left"]).exists()
            assert (request.standing == "offered") == is_open
            assert happens or request.standing != "coming"
            assert request.offers.filter(answer="").count() <= 1

    @invariant()
    def every_state_has_its_event(self):
        for request in Request.objects.all():
            said = [entry for entry in history.about(request) if entry.verb in SAYS or entry.verb == "talked"]
            last = max(said, key=lambda entry: entry.pk)
            state = ENDINGS[last.facts["outcome"]] if last.verb == "talked" else SAYS[last.verb]
            assert state == request.state or (state, request.state) == ("coming", "known")

    @invariant()
    def nobody_is_a_guest_without_a_conversation(self):
        assert not Request.objects.filter(guest__isnull=False, conversations=None).exists()


@pytest.mark.django_db
def test_any_order_of_verbs_keeps_the_promises_RE_17():
    assert connection.in_atomic_block
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=500 if LONG else 10,
            stateful_step_count=50 if LONG else 40,
            deadline=None,
            derandomize=not LONG,
            suppress_health_check=list(HealthCheck),
            phases=list(Phase) if LONG else [Phase.explicit, Phase.generate],
        ),
    )
    assert set(DONE) >= (VERBS if LONG else MOST), DONE


def test_machine_could_reach_every_state():
    assert set(SAYS.values()) | set(ENDINGS.values()) == set(TABLE)
