"""Who can take a shift: call-outs, shifts to be taken, and swaps; the mail and what became of it."""

from datetime import date, timedelta

import pytest
import time_machine

from respite import history
from respite.deciding import decide
from respite.models import Membership
from stays import calling_out, shifts, taking
from stays.models import Band, Shift, ShiftAsk
from tests import working
from tests.factories import MembershipFactory
from tests.moments import refused

NOON = "2043-11-24 18:00:00+00:00"
TUESDAY = date(2043, 11, 24)
FRIDAY = date(2043, 11, 27)
State = ShiftAsk.State


@pytest.fixture(autouse=True)
def noon(house):
    """It is noon on a Tuesday, and the house wants one person at night."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def bo(house):
    """Bo, who is called when somebody is missing."""
    return MembershipFactory(house=house, person__name="Bo", person__email="bo@house.example", per_diem=True).person


@pytest.fixture
def lou(house):
    """Lou, peer supporter."""
    return MembershipFactory(house=house, person__name="Lou").person


def on(house, person, day=TUESDAY, band=Band.NIGHT):
    return shifts.sign_up(house, person=person, on=day, band=band, by=person)


def who(day=TUESDAY, band=Band.NIGHT):
    return sorted(Shift.objects.filter(date=day, band=band).values_list("person__name", flat=True))


def call_out(house, by):
    return taking.call_out(house, on=TUESDAY, band=Band.NIGHT, by=by)


def test_call_out_writes_to_free_per_diem_colleagues_only(house, lead, bo, lou):
    ask = call_out(house, lead)

    [(job, _at)] = working.queued("stays.call_out")
    assert job == {"ask_id": str(ask.pk), "person_id": bo.pk, "n": 0}
    line = history.about(ask)[0]
    assert (line.verb, line.facts) == ("asked for cover", {"on": "2043-11-24", "band": "night", "mails": 1})


def test_call_out_of_a_covered_band_is_refused(house, lead, bo):
    decide(house, by=lead, minimum_night=1)
    on(house, bo)

    assert refused("cover", call_out, house, lead) == "Enough people are on. There is nothing to ask for."


def test_call_out_twice_is_refused(house, lead):
    call_out(house, lead)

    refused("state", call_out, house, lead)


def test_call_out_for_what_is_over_is_refused(house, lead, noon):
    noon.shift(timedelta(days=1))

    refused("over", call_out, house, lead)


def test_take_signs_up_and_asks_on_while_one_more_is_missing(house, lead, bo, lou):
    ask = call_out(house, lead)

    taking.take(ask, by=bo)
    ask.refresh_from_db()
    assert (who(), ask.state) == (["Bo"], State.OPEN)

    taking.take(ask, by=lou)
    ask.refresh_from_db()
    assert (who(), ask.state, ask.answered_by) == (["Bo", "Lou"], State.TAKEN, lou)


def test_take_after_somebody_else_says_who_was_faster(house, lead, bo, lou):
    decide(house, by=lead, minimum_night=1)
    ask = call_out(house, lead)
    taking.take(ask, by=bo)

    assert refused("state", taking.take, ask, by=lou) == "Bo has taken it already. Thank you."
    assert who() == ["Bo"]


def test_answer_after_ones_own_yes_says_that_it_is_yours(house, lead, bo):
    decide(house, by=lead, minimum_night=1)
    ask = call_out(house, lead)
    taking.take(ask, by=bo)

    assert refused("state", taking.take, ask, by=bo) == "You said yes to it already."
    assert refused("state", taking.decline, ask, by=bo) == "You said yes to it already."


def test_sign_up_answers_a_call_out(house, lead, bo):
    decide(house, by=lead, minimum_night=1)
    ask = call_out(house, lead)

    on(house, bo)

    ask.refresh_from_db()
    assert (ask.state, ask.answered_by) == (State.TAKEN, bo)


def test_take_twice_is_refused(house, lead, bo):
    ask = call_out(house, lead)
    taking.take(ask, by=bo)

    assert refused("twice", taking.take, ask, by=bo) == "Bo is on then already."


def test_take_by_a_stranger_is_refused(house, lead, stranger):
    refused("member", taking.take, call_out(house, lead), by=stranger)


def test_take_by_somebody_whose_role_ended_is_refused(house, lead, bo):
    ask = call_out(house, lead)
    Membership.objects.filter(person=bo).update(ends=TUESDAY)

    refused("member", taking.take, ask, by=bo)


def test_take_of_a_colleagues_shift_changes_hands_once(house, peer, bo, lou):
    ask = taking.ask_for(on(house, peer), by=peer)

    taking.take(ask, by=lou)

    assert who() == ["Lou"]
    assert refused("state", taking.take, ask, by=bo) == "Lou has taken it already. Thank you."


def test_ask_for_one_colleague_is_only_theirs_to_answer(house, peer, bo, lou):
    ask = taking.ask_for(on(house, peer), by=peer, to=lou)

    refused("asked", taking.take, ask, by=bo)
    refused("asked", taking.decline, ask, by=bo)
    taking.decline(ask, by=lou)

    ask.refresh_from_db()
    assert (ask.state, who()) == (State.DECLINED, ["Joy"])
    assert working.queued("stays.call_out") == []


def test_ask_again_while_one_is_open_is_refused(house, peer, lou):
    shift = on(house, peer)
    taking.ask_for(shift, by=peer, to=lou)

    assert refused("state", taking.ask_for, shift, by=peer) == "Somebody was asked to take this shift already."


def test_ask_taken_back_cannot_be_answered(house, peer, lou):
    ask = taking.ask_for(on(house, peer), by=peer, to=lou)

    taking.take_back(ask, by=peer)

    assert refused("state", taking.take, ask, by=lou) == "This question is not open any more."
    assert who() == ["Joy"]


def test_own_shift_cannot_be_taken_from_oneself(house, peer):
    refused("asked", taking.take, taking.ask_for(on(house, peer), by=peer), by=peer)


def test_swap_exchanges_both_shifts_in_one_step(house, peer, lou):
    mine, theirs = on(house, peer), on(house, lou, FRIDAY, Band.DAY)

    taking.take(taking.ask_for(mine, by=peer, in_return=theirs), by=lou)

    assert (who(), who(FRIDAY, Band.DAY)) == (["Lou"], ["Joy"])


def test_swap_keeps_everything_when_one_shift_changed_since(house, peer, lou, bo):
    mine, theirs = on(house, peer), on(house, lou, FRIDAY, Band.DAY)
    ask = taking.ask_for(mine, by=peer, in_return=theirs)
    taking.take(taking.ask_for(theirs, by=lou), by=bo)

    refused("state", taking.take, ask, by=lou)

    assert (who(), who(FRIDAY, Band.DAY)) == (["Joy"], ["Bo"])


def test_swap_that_would_put_somebody_on_twice_is_refused(house, peer, lou):
    mine, theirs = on(house, peer), on(house, lou, FRIDAY, Band.DAY)
    on(house, lou)

    assert refused("twice", taking.ask_for, mine, by=peer, in_return=theirs) == "Lou is on then already."


def test_swap_that_became_impossible_meanwhile_changes_nothing(house, peer, lou):
    mine, theirs = on(house, peer), on(house, lou, FRIDAY, Band.DAY)
    ask = taking.ask_for(mine, by=peer, in_return=theirs)
    on(house, peer, FRIDAY, Band.DAY)

    refused("twice", taking.take, ask, by=lou)

    assert (who(), who(FRIDAY, Band.DAY)) == (["Joy"], ["Joy", "Lou"])


def test_swap_with_another_house_is_refused(house, harbor, peer, stranger):
    theirs = shifts.sign_up(harbor, person=stranger, on=FRIDAY, band=Band.DAY, by=stranger)

    refused("twice", taking.ask_for, on(house, peer), by=peer, in_return=theirs)


def test_sign_off_takes_the_questions_about_it_along(house, peer, lou):
    mine, theirs = on(house, peer), on(house, lou, FRIDAY, Band.DAY)
    ask = taking.ask_for(mine, by=peer, in_return=theirs)

    shifts.sign_off(theirs, by=lou)
    ask.refresh_from_db()
    assert (ask.state, ask.in_return) == (State.TAKEN_BACK, None)

    shifts.sign_off(mine, by=peer)
    assert not ShiftAsk.objects.exists()


def test_mail_names_the_house_neutrally_and_the_shift(house, lead, bo, mail_server):
    house.neutral_name = "Juniper"
    house.save(update_fields=["neutral_name"])
    ask = call_out(house, lead)

    working.work()

    [letter] = mail_server.letters
    said = letter.get_payload(decode=True).decode()
    assert (letter["To"], letter["Subject"]) == ("bo@house.example", "Juniper: can you take a shift?")
    assert "Ana asks who can take a shift at Juniper: Tuesday 24 November, night, from 11 pm to 7 am." in said
    assert "Juniper House" not in said + letter["Subject"]
    assert "juniper-house" not in said
    assert [(each.words, each.trouble) for each in calling_out.outcomes([ask])[str(ask.pk)]] == [
        ("A mail to Bo went out.", False)
    ]


def test_mail_the_server_refuses_is_seen_by_who_asked(house, lead, bo, mail_server):
    mail_server.then("rcpt 550")
    ask = call_out(house, lead)

    working.work()

    [outcome] = calling_out.outcomes([ask])[str(ask.pk)]
    assert (outcome.words, outcome.trouble) == ("The mail to Bo did not leave. Please phone instead.", True)


def test_mail_waits_for_a_server_that_is_away_and_gives_up_at_last(house, lead, bo, settings, noon):
    settings.MAIL_BACKEND = "smtp"
    settings.MAILERS = {
        "default": {
            "BACKEND": "respite.gateways.mail.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
        }
    }
    ask = call_out(house, lead)

    for minutes in [0, *calling_out.WAITS]:
        noon.shift(timedelta(minutes=minutes))
        assert working.work() == ["stays.call_out"]

    assert working.queued("stays.call_out") == []
    [outcome] = calling_out.outcomes([ask])[str(ask.pk)]
    assert outcome.trouble


def test_mail_does_not_leave_once_it_is_answered(house, lead, bo, lou, mail_server):
    decide(house, by=lead, minimum_night=1)
    taking.take(call_out(house, lead), by=lou)

    working.work()

    assert mail_server.letters == []


def test_mail_job_that_comes_twice_sends_once_RE_10(house, lead, bo, mail_server):
    ask = call_out(house, lead)

    calling_out.send(str(ask.pk), bo.pk)
    calling_out.send(str(ask.pk), bo.pk)

    assert len(mail_server.letters) == 1
    assert not calling_out.outcomes([ask])[str(ask.pk)][0].trouble


def test_mail_whose_worker_died_in_between_is_not_sent_again_RE_10(house, lead, bo, mail_server):
    ask = call_out(house, lead)
    history.record(calling_out.LEAVING, ask, house=house, person=bo.pk, n=0)

    calling_out.send(str(ask.pk), bo.pk)

    assert mail_server.letters == []
    assert calling_out.outcomes([ask])[str(ask.pk)][0].words.startswith("We are not sure")
