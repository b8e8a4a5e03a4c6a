"""After the stay: none, one or a few calls; due, kept, not reached; at the end the number is forgotten."""

from datetime import timedelta

import pytest

from respite import history, vault
from respite.deciding import decide
from stays import booking, connecting
from stays.models import Connection, Wish
from tests.factories import CALL, here, make_guest
from tests.moments import later, refused


@pytest.fixture
def stay(house, peer):
    """A stay that just ended."""
    return booking.leave(here(house, peer), by=peer)


def today(house):
    return house.local().date()


def wish(stay, choice="one", **more):
    return connecting.wish(stay, **{"choice": choice, "by": None, "contact": CALL.kept(), "when": "evenings"} | more)


def calls(stay):
    return list(Connection.objects.filter(stay=stay).order_by("number"))


def number_of(stay):
    found = Wish.objects.select_related("stay__guest__key").get(stay=stay)
    return found.contact, found.when


def test_wish_for_no_contact_plans_nothing_and_keeps_no_number(stay):
    made = wish(stay, "none")

    assert (made.choice, made.until, calls(stay)) == ("none", None, [])
    assert number_of(stay) == ({}, "")


def test_wish_for_one_call_plans_it_soon_after_leaving(house, stay):
    made = wish(stay)

    [call] = calls(stay)
    assert (call.number, call.of, call.state, call.kind) == (1, 1, "planned", "call")
    assert call.due_on == max(stay.leaves, today(house)) + timedelta(days=2)
    assert call.ends_on == made.until == call.due_on + timedelta(days=7)
    assert number_of(stay) == (CALL.kept(), "evenings")


def test_wish_for_a_few_calls_spreads_them_evenly(house, stay):
    first = today(house) + timedelta(days=3)

    wish(stay, "few", first=first, until=first + timedelta(days=30))

    assert [(call.number, call.due_on) for call in calls(stay)] == [
        (1, first),
        (2, first + timedelta(days=10)),
        (3, first + timedelta(days=20)),
    ]
    assert {call.ends_on for call in calls(stay)} == {first + timedelta(days=30)}


def test_wish_before_leaving_counts_from_the_day_of_leaving(house, peer):
    stay = here(house, peer)

    wish(stay)

    assert calls(stay)[0].due_on == stay.leaves + timedelta(days=2)


def test_wish_refuses_a_last_day_before_the_first_call(house, stay):
    refused("nights", wish, stay, until=today(house) - timedelta(days=1))

    assert not Wish.objects.exists()


def test_wish_refuses_another_choice(stay):
    refused("choice", wish, stay, "daily")


def test_wish_changed_replaces_what_was_planned_and_keeps_what_was_kept(house, peer, stay):
    wish(stay, "few")
    connecting.keep(calls(stay)[0], by=peer)

    wish(stay, "one", by=peer)

    assert [(call.state, call.of) for call in Connection.objects.order_by("due_on", "of")] in (
        [("kept", 3), ("planned", 1)],
        [("planned", 1), ("kept", 3)],
    )
    assert Wish.objects.get().choice == "one"


def test_wish_changed_to_none_ends_it_and_forgets_the_number(stay):
    wish(stay, "few")

    wish(stay, "none", contact=None, when="")

    assert calls(stay) == []
    assert number_of(stay) == ({}, "")


def test_wish_by_the_guest_is_on_record_without_a_name(stay, peer):
    wish(stay)
    assert (history.about(stay)[0].by, history.about(stay)[0].facts) == (None, {"choice": "one"})

    wish(stay, by=peer)

    assert history.about(stay)[0].by == peer


def test_connections_are_due_on_their_day_and_every_day_after_until_the_last(house, stay):
    wish(stay)
    [call] = calls(stay)

    def due(on):
        return list(Connection.objects.due(on))

    assert due(call.due_on - timedelta(days=1)) == []
    assert due(call.due_on) == due(call.ends_on) == [call]
    assert due(call.ends_on + timedelta(days=1)) == []


def test_keep_ends_the_call_with_who_kept_it_and_forgets_the_number(peer, stay):
    wish(stay)

    call = connecting.keep(calls(stay)[0], by=peer)

    assert (call.state, call.kept_by) == ("kept", peer)
    assert call.kept_at is not None
    assert number_of(stay) == ({}, "")
    assert history.about(call)[0].verb == "connection kept"


def test_keep_one_of_a_few_keeps_the_number_for_the_others(peer, stay):
    wish(stay, "few")

    connecting.keep(calls(stay)[0], by=peer)
    connecting.keep(calls(stay)[1], by=peer)
    assert number_of(stay) == (CALL.kept(), "evenings")

    connecting.keep(calls(stay)[2], by=peer)
    assert number_of(stay) == ({}, "")


def test_no_answer_comes_up_again_tomorrow_and_rests_after_the_houses_tries(house, peer, lead, stay):
    decide(house, by=lead, connection_tries=2)
    wish(stay, first=today(house), until=today(house) + timedelta(days=9))

    call = connecting.no_answer(calls(stay)[0], by=peer)
    assert (call.state, call.tries, call.due_on) == ("planned", 1, today(house) + timedelta(days=1))
    assert number_of(stay) == (CALL.kept(), "evenings")

    with later(days=1):
        call = connecting.no_answer(call, by=peer)
    assert (call.state, call.tries) == ("not_reached", 2)
    assert number_of(stay) == ({}, "")


def test_no_answer_on_the_last_day_rests_at_once(house, peer, stay):
    wish(stay, first=today(house), until=today(house))

    call = connecting.no_answer(calls(stay)[0], by=peer)

    assert call.state == "not_reached"


def test_not_today_puts_it_off_until_tomorrow(house, peer, stay):
    wish(stay, first=today(house))

    call = connecting.not_today(calls(stay)[0], by=peer)

    assert (call.due_on, call.tries) == (today(house) + timedelta(days=1), 0)


def test_not_today_is_refused_on_the_guests_last_day(house, peer, stay):
    wish(stay, first=today(house), until=today(house))

    assert "last day" in refused("nights", connecting.not_today, calls(stay)[0], by=peer)


def test_end_ends_every_call_of_the_stay_and_forgets_the_number(stay):
    wish(stay, "few")

    connecting.end(calls(stay)[1], by=None)

    assert {call.state for call in calls(stay)} == {"ended"}
    assert number_of(stay) == ({}, "")


@pytest.mark.parametrize("verb", [connecting.keep, connecting.no_answer, connecting.not_today, connecting.end])
def test_a_call_that_is_over_is_not_done_again_RE_06(peer, stay, verb):
    wish(stay)
    call = connecting.keep(calls(stay)[0], by=peer)

    assert refused("state", verb, call, by=peer) == "This is already marked as kept."


def test_calls_end_by_themselves_after_their_last_day(house, stay):
    wish(stay, "few")
    last = calls(stay)[0].ends_on

    assert connecting.end_by_themselves(last) == 0
    assert connecting.end_by_themselves(last + timedelta(days=1)) == 3

    assert {call.state for call in calls(stay)} == {"not_reached"}
    assert number_of(stay) == ({}, "")


def test_calls_of_others_go_on_when_some_end_by_themselves(house, peer, stay):
    other = booking.leave(here(house, peer, make_guest(house.organization)), by=peer)
    wish(stay, until=today(house) + timedelta(days=3))
    wish(other, until=today(house) + timedelta(days=9))

    connecting.end_by_themselves(today(house) + timedelta(days=4))

    assert [calls(one)[0].state for one in (stay, other)] == ["not_reached", "planned"]
    assert number_of(other) == (CALL.kept(), "evenings")


def test_calls_end_by_themselves_although_one_guests_key_is_gone(house, peer, stay):
    other = booking.leave(here(house, peer, make_guest(house.organization)), by=peer)
    wish(stay)
    wish(other)
    vault.destroy([stay.guest.key])

    assert connecting.end_by_themselves(today(house) + timedelta(days=99)) == 2

    assert number_of(other) == ({}, "")


def test_wish_made_late_counts_from_today(house, stay):
    with later(days=20):
        wish(stay)
        assert calls(stay)[0].due_on == today(house) + timedelta(days=2)


def test_second_tap_on_no_answer_counts_once_RE_05(stay, peer):
    wish(stay, first=today(stay.house))
    call = Connection.objects.get(stay=stay)
    connecting.no_answer(call, by=peer)

    refused("state", connecting.no_answer, call, by=peer)
    refused("state", connecting.not_today, call, by=peer)

    call.refresh_from_db()
    assert call.tries == 1


@pytest.mark.parametrize(("first", "until"), [(-1, 5), (1, 400)])
def test_wish_for_days_that_are_over_or_far_away_is_refused(stay, first, until):
    start = today(stay.house)

    refused("nights", wish, stay, first=start + timedelta(days=first), until=start + timedelta(days=until))

    assert not Wish.objects.exists()
