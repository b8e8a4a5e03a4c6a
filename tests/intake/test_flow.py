"""From first contact to a yes or a kind no: every verb and refusal; offers lapse by the database's clock."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from intake import flow, forgetting, offering
from intake.contact import Contact
from intake.models import ContactTry, Conversation, NotMatched, Offer, Request
from respite import changes, codes, history
from respite.models import Bed, Entry, Feature
from respite.nights import Nights
from stays import booking
from stays.models import Allocation, Guest, Stay
from tests.factories import CALL, ask, expected, held, make_guest, nights_from_tonight
from tests.moments import lapse, later, refused


@pytest.fixture
def asked(house):
    """Luz asked for a conversation."""
    return ask(house)[0]


@pytest.fixture
def offered(house, peer, asked):
    """Luz has an open offer of three nights."""
    return offer(asked, peer)


@pytest.fixture
def told(monkeypatch):
    """What who publishes saw each time it was told: how many beds are taken tonight."""
    seen = []
    monkeypatch.setattr(
        changes, "_listeners", [lambda house: seen.append(Allocation.objects.of_house(house).holding().count())]
    )
    return seen


def offer(request, by, nights=None, **more):
    return offering.offer(request, nights=nights or nights_from_tonight(request.house), by=by, **more)


def fill(house, by, count=3):
    """Take `count` rooms for three nights."""
    return [expected(house, by, make_guest(house.organization)) for _ in range(count)]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def standing(request):
    return Request.objects.with_standing().get(pk=request.pk).standing


def verbs(subject):
    return [entry.verb for entry in reversed(history.about(subject))]


# receive


def test_receive_takes_in_the_persons_own_words_and_gives_a_code(house):
    request, code = ask(house, wishes={"from": "2026-11-28", "nights": 4}, to_know="I sleep badly.")

    read = Request.objects.with_person().get()
    assert (read.name, read.to_know, read.wishes) == ("Luz", "I sleep badly.", {"from": "2026-11-28", "nights": 4})
    assert (read.safe_contact, read.state, read.source, read.guest) == (CALL, "heard", "web", None)
    assert (code.locator, len(code.words)) == (read.locator, 5)
    assert codes.opens(read.secret_hash, code.words)
    assert str(code) == " ".join([code.locator, *code.words])
    assert not Guest.objects.exists()
    assert history.about(request)[0].facts == {"source": "web"}


def test_receive_by_a_colleague_is_on_record_with_their_name(house, peer):
    request, _ = ask(house, source="phone", by=peer)

    assert (history.about(request)[0].by, request.source) == (peer, "phone")


def test_receive_keeps_only_a_hash_of_the_code_SE_02(house):
    request, code = ask(house)

    kept = " ".join(str(value) for value in Request.objects.values().get().values())
    assert not any(word in kept for word in code.words)
    assert request.secret_hash.startswith("$argon2id$")


def test_receive_twice_makes_two_keys(house):
    one, two = (ask(house)[0] for _ in range(2))

    assert one.key.opened != two.key.opened


def test_new_code_closes_the_old_one_SE_02(house, peer):
    request, old = ask(house)

    new = flow.new_code(request, by=peer)

    read = fresh(request)
    assert codes.opens(read.secret_hash, new.words)
    assert not codes.opens(read.secret_hash, old.words)
    assert read.locator == new.locator
    assert verbs(request) == ["asked", "new code"]


# take up, tried


def test_take_up_shows_who_is_talking(asked, peer, lead):
    assert flow.take_up(asked, by=peer).taken_by == peer

    taken = flow.take_up(asked, by=lead)

    assert (taken.state, taken.taken_by) == ("talking", lead)
    assert verbs(asked) == ["asked", "taken up", "taken up"]


def test_take_up_again_by_the_same_person_does_nothing_more(asked, peer):
    flow.take_up(asked, by=peer)
    flow.take_up(asked, by=peer)

    assert verbs(asked) == ["asked", "taken up"]


def test_tried_puts_the_request_back_for_the_next_one(asked, peer):
    flow.take_up(asked, by=peer)

    tried = flow.tried(asked, by=peer)

    assert (fresh(asked).state, fresh(asked).taken_by) == ("heard", None)
    assert list(ContactTry.objects.values_list("request", "by")) == [(asked.pk, peer.pk)]
    assert tried.at is not None


# converse


def test_converse_makes_a_guest_of_the_persons_own_words(asked, peer):
    talk = flow.converse(asked, outcome="known", by=peer, agreed="We talk again in May.")

    guest = Guest.objects.select_related("key").get()
    assert (guest.name, Contact.read(guest.contact), guest.key_id) == ("Luz", CALL, asked.key_id)
    assert (fresh(asked).state, fresh(asked).guest) == ("known", guest)
    assert Conversation.objects.get().agreed == "We talk again in May."
    assert talk.valid_until == asked.house.local().date() + timedelta(days=180)


@pytest.mark.parametrize(
    ("outcome", "state", "over"), [("known", "known", 0), ("not_now", "not_now", 0), ("elsewhere", "elsewhere", 1)]
)
def test_converse_leads_to_its_state(asked, peer, outcome, state, over):
    flow.take_up(asked, by=peer)

    flow.converse(asked, outcome=outcome, by=peer)

    read = fresh(asked)
    assert (read.state, read.taken_by, read.ended_at is not None) == (state, None, bool(over))


def test_converse_tallies_a_reason_without_a_name(asked, peer):
    flow.converse(asked, outcome="elsewhere", by=peer, reason="area", instead="other_house")

    row = NotMatched.objects.get()
    assert (row.house, row.reason, row.instead) == (asked.house, "area", "other_house")


def test_converse_without_a_reason_tallies_nothing(asked, peer):
    flow.converse(asked, outcome="not_now", by=peer)

    assert not NotMatched.objects.exists()


def test_converse_twice_keeps_one_guest(asked, peer):
    flow.converse(asked, outcome="not_now", by=peer)
    flow.converse(asked, outcome="known", by=peer)

    assert Guest.objects.count() == 1
    assert Conversation.objects.count() == 2


def test_known_guests_are_those_with_the_same_number(house, peer, asked):
    flow.converse(asked, outcome="known", by=peer)
    again, _ = ask(house, name="L.")
    other, _ = ask(house, contact=Contact(call=True, phone="+17155550119"))
    silent, _ = ask(house, contact=Contact(i_will_call=True))

    assert [guest.name for guest in flow.known_guests(again)] == ["Luz"]
    assert flow.known_guests(other) == flow.known_guests(silent) == flow.known_guests(fresh(asked)) == []


def test_converse_with_somebody_recognised_keeps_their_newest_safe_contact_CS_34(house, peer, asked):
    flow.converse(asked, outcome="known", by=peer)
    guest = Guest.objects.get()
    careful = Contact(text=True, phone="+17155550188", ask_for="the sister", voicemail=False)
    again, _ = ask(house, contact=careful)

    flow.converse(again, outcome="known", by=peer, guest=guest)

    read = Request.objects.with_person().get(pk=again.pk)
    assert (read.guest, read.safe_contact) == (guest, careful)
    assert Guest.objects.count() == 1
    third, _ = ask(house, contact=careful)
    assert flow.known_guests(third) == [guest]


def test_converse_with_somebody_recognised_who_left_no_contact_keeps_what_we_had(house, peer, asked):
    flow.converse(asked, outcome="known", by=peer)
    again, _ = ask(house, contact=Contact(), source="door", by=peer)

    flow.converse(again, outcome="known", by=peer, guest=Guest.objects.get())

    assert Request.objects.with_person().get(pk=again.pk).safe_contact == CALL


def test_converse_refuses_a_guest_of_another_organization_SE_29(harbor, peer, asked):
    theirs = make_guest(harbor.organization)

    refused("state", flow.converse, asked, outcome="known", by=peer, guest=theirs)

    assert not Conversation.objects.exists()


# offer


def test_offer_holds_a_room_until_a_stated_time(house, peer, asked):
    made = offer(asked, peer, agreed="Three quiet nights.", words="We look forward to you.", hours=5)

    stay = made.stay
    assert (made.until, stay.state, stay.range) == (stay.hold_until, "held", nights_from_tonight(house))
    assert timedelta(hours=4, minutes=59) < made.until - timezone.now() <= timedelta(hours=6)
    assert (fresh(asked).state, standing(asked)) == ("offered", "offered")
    assert Offer.objects.select_related("stay__guest__key").get().words == "We look forward to you."
    assert Conversation.objects.get().outcome == "offer"
    assert verbs(asked) == ["asked", "talked", "offered"]
    assert list(Offer.objects.open()) == [made]


def test_offer_after_a_conversation_on_file_records_no_second_one(peer, asked):
    flow.converse(asked, outcome="known", by=peer)

    offer(asked, peer, talked=False)

    assert Conversation.objects.count() == 1


def test_offer_without_any_conversation_records_one_anyway(peer, asked):
    offer(asked, peer, talked=False)

    assert Conversation.objects.count() == 1


def test_offer_by_needs_or_by_bed(house, peer, asked):
    made = offer(asked, peer, needs=[Feature.STEP_FREE])
    assert [row.bed.room.name for row in made.stay.allocations.all()] == ["Birch"]

    offering.withdraw(made, by=peer)
    made = offer(asked, peer, bed=Bed.objects.get(house=house, room__name="Cedar"))

    assert [row.bed.room.name for row in made.stay.allocations.all()] == ["Cedar"]


def test_offer_when_no_room_is_free_writes_nothing_at_all(house, peer, asked, told):
    fill(house, peer)
    before = (Entry.objects.count(), Stay.objects.count(), Guest.objects.count())
    told.clear()

    sentence = refused("taken", offer, asked, peer, agreed="Three nights.")

    assert sentence.startswith("No room is free for all of these nights.")
    assert (Entry.objects.count(), Stay.objects.count(), Guest.objects.count()) == before
    assert not Offer.objects.exists()
    assert not Conversation.objects.exists()
    assert (fresh(asked).state, fresh(asked).guest) == ("heard", None)
    assert told == []


def test_offer_beyond_the_limit_is_refused_whole_and_can_be_meant(peer, asked):
    nine = nights_from_tonight(asked.house, 9)

    refused("limit", offer, asked, peer, nine)
    assert not Conversation.objects.exists()

    assert offer(asked, peer, nine, despite_limit=True).stay.range == nine


def test_offer_of_nights_that_are_over_is_refused_whole(peer, asked):
    refused("nights", offer, asked, peer, Nights.starting(asked.house.tonight() - timedelta(days=1), 3))

    assert fresh(asked).state == "heard"


def test_offer_is_one_at_a_time(peer, asked, offered):
    for talked in (True, False):
        refused("state", offer, asked, peer, talked=talked)

    assert Offer.objects.count() == 1


def test_offer_after_elsewhere_opens_the_request_again(peer, asked):
    flow.converse(asked, outcome="elsewhere", by=peer)

    offer(asked, peer, talked=False)

    assert (fresh(asked).state, fresh(asked).ended_at) == ("offered", None)


def test_offer_to_somebody_recognised(house, peer, asked):
    flow.converse(asked, outcome="known", by=peer)
    again, _ = ask(house)

    made = offer(again, peer, guest=Guest.objects.get())

    assert made.stay.guest == Guest.objects.get()


# accept


def test_accept_makes_the_held_room_a_promise(offered, asked):
    stay = offering.accept(offered)

    assert (stay.state, stay.hold_until) == ("expected", None)
    assert (fresh(offered).answer, fresh(asked).state) == ("accepted", "coming")
    assert fresh(offered).answered_at is not None
    assert (verbs(asked)[-1], history.about(asked)[0].by) == ("offer accepted", None)


def test_accept_heard_on_the_phone_is_on_record(peer, offered, asked):
    offering.accept(offered, by=peer)

    assert history.about(asked)[0].by == peer


def test_accept_twice_is_refused(offered):
    offering.accept(offered)

    assert refused("state", offering.accept, offered) == "This offer was already accepted."


def test_accept_after_the_time_lets_the_room_go_and_tells_the_public_RE_04(offered, asked, told):
    lapse(offered.stay)
    told.clear()

    sentence = refused("lapsed", offering.accept, offered)

    assert "The time for this offer is over" in sentence
    assert (fresh(offered).answer, fresh(asked).state, fresh(offered.stay).state) == ("lapsed", "known", "let_go")
    assert not Allocation.objects.exists()
    assert told[-1] == 0
    assert verbs(asked)[-1] == "offer lapsed"
    refused("lapsed", offering.accept, offered)


def test_lapsed_offer_reads_as_over_everywhere_before_anybody_writes_it_down_RE_04(offered, asked):
    lapse(offered.stay)

    assert fresh(asked).state == "offered"
    assert standing(asked) == "known"
    assert Offer.objects.with_standing().get().standing == "lapsed"
    assert list(Offer.objects.open()) == []
    assert list(Offer.objects.lapsed()) == [offered]
    assert list(Stay.objects.held()) == []
    assert list(Stay.objects.promised()) == []
    assert list(Allocation.objects.holding()) == []


@pytest.mark.parametrize("days", [-1, 1])
def test_apps_clock_neither_ends_nor_keeps_an_offer_RE_16(house, peer, asked, offered, days):
    other, _ = ask(house, name="Sol")
    over = offer(other, peer)
    lapse(over.stay)

    with later(days=days):
        assert list(Offer.objects.open()) == [offered]
        refused("lapsed", offering.accept, over)
        assert offering.accept(offered).state == "expected"


@pytest.mark.parametrize("days", [-1, 1])
def test_apps_clock_does_not_move_the_end_of_an_offer_RE_16(peer, asked, days):
    with later(days=days):
        made = offer(asked, peer, nights_from_tonight(asked.house, later=1), hours=2)

    assert timedelta(hours=1, minutes=59) < made.until - timezone.now() <= timedelta(hours=3)


def test_next_persons_verb_frees_a_lapsed_hold_without_a_worker_RE_04(house, peer, asked, offered):
    fill(house, peer, 2)
    other, _ = ask(house, name="Sol")
    refused("taken", offer, other, peer)
    lapse(offered.stay)

    made = offer(other, peer)

    assert made.stay.state == "held"
    assert fresh(offered.stay).state == "let_go"
    refused("lapsed", offering.accept, offered)
    assert (fresh(offered).answer, fresh(asked).state) == ("lapsed", "known")


# decline, withdraw, more time


@pytest.mark.parametrize(("verb", "answer"), [("decline", "declined"), ("withdraw", "taken_back")])
def test_no_frees_the_room_and_keeps_the_person_known(peer, offered, told, verb, answer):
    asked = offered.request
    told.clear()

    getattr(offering, verb)(offered, by=peer)

    assert (fresh(offered).answer, fresh(asked).state) == (answer, "known")
    assert fresh(offered.stay).state == "let_go"
    assert told[-1] == 0


@pytest.mark.parametrize("verb", ["decline", "withdraw"])
def test_no_after_the_time_is_still_a_no(peer, asked, offered, verb):
    lapse(offered.stay)

    getattr(offering, verb)(offered, by=peer)

    assert fresh(asked).state == "known"
    assert fresh(offered.stay).state == "let_go"


ANSWERS = {
    "accept": lambda made, by: offering.accept(made, by=by),
    "decline": lambda made, by: offering.decline(made, by=by),
    "withdraw": lambda made, by: offering.withdraw(made, by=by),
    "more_time": lambda made, by: offering.more_time(made, hours=9, by=by),
}


@pytest.mark.parametrize("first", ["accept", "decline", "withdraw"])
@pytest.mark.parametrize("second", sorted(ANSWERS))
def test_answer_stands_RE_06(peer, offered, first, second):
    ANSWERS[first](offered, peer)
    before = (fresh(offered).answer, fresh(offered.stay).state)

    assert "already" in refused("state", ANSWERS[second], offered, peer)

    assert (fresh(offered).answer, fresh(offered.stay).state) == before


def test_more_time_holds_the_room_longer_and_never_shorter(peer, asked, offered):
    made = offering.more_time(offered, hours=20, by=peer)
    assert made.until == fresh(made.stay).hold_until
    assert made.until - timezone.now() > timedelta(hours=19)

    again = offering.more_time(offered, hours=1, by=peer)

    assert again.until == made.until
    assert verbs(asked)[-1] == "more time"


def test_more_time_after_the_time_is_refused(peer, offered):
    lapse(offered.stay)

    refused("lapsed", offering.more_time, offered, hours=9, by=peer)

    assert list(Offer.objects.open()) == []


def test_room_cancelled_after_the_yes_makes_the_person_known_again(peer, asked, offered):
    booking.cancel(offering.accept(offered), by=peer)

    assert standing(asked) == "known"
    assert offer(asked, peer).stay.state == "held"


# a room that the house let go of by the stay's own verbs


@pytest.mark.parametrize("end", [booking.let_go, booking.cancel])
def test_offer_whose_room_was_let_go_is_open_no_more(peer, asked, offered, end):
    end(offered.stay, by=peer)

    assert list(Offer.objects.open()) == []
    assert Offer.objects.with_standing().get().standing == "lapsed"
    assert standing(asked) == "known"
    refused("lapsed", offering.accept, offered)
    assert (fresh(offered).answer, fresh(asked).state) == ("lapsed", "known")


def test_offer_can_follow_one_whose_room_was_let_go(peer, asked, offered):
    booking.let_go(offered.stay, by=peer)

    assert offer(asked, peer).stay.state == "held"


# after a lapse the request stands where everybody reads it stands


def test_take_up_and_converse_after_a_lapse_that_only_the_clock_knows_RE_04(peer, asked, offered):
    lapse(offered.stay)

    assert flow.take_up(asked, by=peer).state == "talking"
    flow.converse(asked, outcome="not_now", by=peer)

    assert (fresh(asked).state, fresh(offered).answer) == ("not_now", "lapsed")
    assert fresh(offered.stay).state == "let_go"


def test_offer_again_after_a_lapse_that_only_the_clock_knows_RE_04(peer, asked, offered):
    lapse(offered.stay)

    made = offer(asked, peer)

    assert [fresh(offered).answer, fresh(made).answer] == ["lapsed", ""]
    assert fresh(asked).state == "offered"


# take back


def at_state(state, asked, peer):
    """Bring a request to `state` by the verbs."""
    if state == "talking":
        flow.take_up(asked, by=peer)
    if state in {"known", "not_now", "elsewhere"}:
        flow.converse(asked, outcome=state, by=peer)
    if state == "taken_back":
        flow.take_back(asked)
    story = ["offered", "coming", "here", "left"]
    if state in story:
        steps = [lambda _: offer(asked, peer), offering.accept, lambda stay: booking.arrive(stay, by=peer)]
        steps.append(lambda stay: booking.leave(stay, by=peer))
        made = None
        for step in steps[: story.index(state) + 1]:
            made = step(made)
    if state == "lapsed":
        lapse(offer(asked, peer).stay)


@pytest.mark.parametrize("state", ["heard", "talking", "known", "not_now", "elsewhere", "offered", "lapsed", "coming"])
def test_take_back_before_arriving_frees_whatever_was_kept(peer, asked, state):
    at_state(state, asked, peer)

    flow.take_back(asked)

    read = fresh(asked)
    assert (read.state, read.taken_by, read.ended_at is not None) == ("taken_back", None, True)
    assert not Allocation.objects.exists()
    assert not Stay.objects.promised().exists()
    assert not Offer.objects.filter(answer__in=["", "accepted"]).exists()
    assert (verbs(asked)[-1], history.about(asked)[0].by) == ("taken back", None)


@pytest.mark.parametrize(
    ("state", "words"), [("here", "You are here already"), ("left", "over"), ("taken_back", "Taken back")]
)
def test_take_back_after_that_is_refused(peer, asked, state, words):
    at_state(state, asked, peer)
    before = (fresh(asked).state, list(Stay.objects.values_list("state")))

    assert words in refused("state", flow.take_back, asked)

    assert (fresh(asked).state, list(Stay.objects.values_list("state"))) == before


VERBS = {
    "take_up": lambda request, by: flow.take_up(request, by=by),
    "tried": lambda request, by: flow.tried(request, by=by),
    "converse": lambda request, by: flow.converse(request, outcome="known", by=by),
    "offer": offer,
    "take_back": lambda request, by: flow.take_back(request, by=by),
}
MAY_START = {
    "heard": {"take_up", "tried", "converse", "offer", "take_back"},
    "talking": {"take_up", "tried", "converse", "offer", "take_back"},
    "known": {"take_up", "converse", "offer", "take_back"},
    "not_now": {"take_up", "converse", "offer", "take_back"},
    "elsewhere": {"converse", "offer", "take_back"},
    "offered": {"take_back"},
    "coming": {"take_back"},
    "taken_back": set(),
}


def test_every_state_is_in_the_table_RE_06():
    assert set(MAY_START) == set(Request.State.values)


@pytest.mark.parametrize("state", sorted(MAY_START))
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_verb_starts_only_from_its_states_RE_06(peer, lead, asked, state, verb):
    at_state(state, asked, peer)
    said = len(verbs(asked))

    if verb in MAY_START[state]:
        VERBS[verb](asked, lead)

        assert len(verbs(asked)) > said
    else:
        with pytest.raises(ValidationError, match="already") as refusal:
            VERBS[verb](asked, lead)
        assert refusal.value.code == "state"
        assert (fresh(asked).state, len(verbs(asked))) == (state, said)


# tidy


def test_tidy_writes_down_what_lapsed_and_nothing_else(house, peer, asked, offered, told):
    other, _ = ask(house, name="Sol")
    kept = offer(other, peer)
    lapse(offered.stay)
    told.clear()

    assert offering.tidy(house) == 1
    assert offering.tidy(house) == 0

    assert (fresh(offered).answer, fresh(asked).state) == ("lapsed", "known")
    assert (fresh(kept).answer, fresh(other).state) == ("", "offered")
    assert told == [1, 1]


def test_tidy_is_of_one_house(harbor, stranger, offered):
    lapse(offered.stay)

    assert offering.tidy(harbor) == 0

    assert fresh(offered).answer == ""


def test_tidy_lets_a_hold_without_an_offer_go_too(house, peer):
    stay = held(house, peer)
    lapse(stay)

    offering.tidy(house)

    assert fresh(stay).state == "let_go"


def test_waiting_requests_come_by_their_promise(house, peer):
    now = timezone.now()
    late, soon, talking, known = (ask(house, at=now - timedelta(days=days))[0] for days in (9, 1, 5, 3))
    flow.take_up(talking, by=peer)
    flow.converse(known, outcome="known", by=peer)

    assert list(Request.objects.of_house(house).waiting()) == [late, talking, soon]


def test_old_request_that_led_nowhere_vanishes_with_its_key(house):
    request, _code = ask(house)

    with later(days=31):
        count = forgetting.forget_old(house)

    assert count == 1
    assert not Request.objects.filter(pk=request.pk).exists()
    assert type(request.key).objects.get(pk=request.key_id).destroyed_at is not None


def test_old_request_of_a_guest_is_never_forgotten_though_the_sweep_read_it_before(house, peer):
    request, _code = ask(house)
    read_before_they_talked = Request.objects.get(pk=request.pk)
    guest = flow.converse(request, outcome="known", by=peer).guest

    assert forgetting.forget(read_before_they_talked) is False

    guest.refresh_from_db()
    assert guest.name == "Luz"


def test_old_request_somebody_is_talking_about_stays(house, peer):
    request, _code = ask(house)
    flow.take_up(request, by=peer)

    with later(days=31):
        assert forgetting.forget_old(house) == 0


def test_person_whose_plans_changed_is_known_again_and_can_have_another_offer(house, peer):
    request, _code = ask(house)
    stay = offering.accept(offering.offer(request, nights=nights_from_tonight(house), by=peer))
    booking.cancel(stay, by=peer)

    again = offering.offer(request, nights=nights_from_tonight(house), by=peer, talked=False)

    assert again.answer == ""
    assert Request.objects.with_standing().get(pk=request.pk).standing == "offered"


def test_cancelled_stay_reads_as_known_to_the_house(house, peer):
    request, _code = ask(house)
    stay = offering.accept(offering.offer(request, nights=nights_from_tonight(house), by=peer))

    booking.cancel(stay, by=peer)

    assert Request.objects.with_standing().get(pk=request.pk).standing == "known"


def test_hold_ends_on_the_full_hour_and_never_early(house, peer):
    stay = held(house, peer, hours=6)

    local = stay.hold_until.astimezone(house.tz)
    assert (local.minute, local.second) == (0, 0)
    assert timedelta(hours=6) <= stay.hold_until - booking.database_now() + timedelta(seconds=5)
    assert stay.hold_until - booking.database_now() <= timedelta(hours=7)
