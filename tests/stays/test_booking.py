"""The verbs of a stay: one test per way out, and the states from which each may start."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from respite import changes, history
from respite.deciding import decide
from respite.models import Bed, Entry
from respite.nights import Nights
from stays import booking, closing
from stays.agreeing import agree
from stays.changing import changing
from stays.models import Allocation, Stay
from tests.factories import BedFactory, HouseFactory, expected, held, here, make_guest, nights_from_tonight
from tests.moments import lapse, later, refused


def beds_of(stay):
    """Return the rooms and nights of a stay, as the database has them."""
    rows = Allocation.objects.filter(stay=stay).select_related("bed__room").order_by("nights")
    return [(row.bed.room.name, row.nights.lower, row.nights.upper) for row in rows]


def in_room(stay):
    return [name for name, _, _ in beds_of(stay)]


def room(house, name):
    return Bed.objects.get(house=house, room__name=name)


def day(house, n):
    return house.tonight() + timedelta(days=n)


def fill(house, by, nights=None, count=3):
    """Take `count` rooms of the house."""
    return [expected(house, by, make_guest(house.organization, f"Guest {n}"), nights) for n in range(count)]


@pytest.fixture
def told(monkeypatch):
    """The houses whose change was told to who publishes."""
    seen = []
    monkeypatch.setattr(changes, "_listeners", [lambda house: seen.append(house.slug)])
    return seen


# hold


def test_hold_keeps_a_room_until_a_time_by_the_databases_clock(house, peer):
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now = cursor.fetchone()[0]

    stay = held(house, peer, hours=3)

    assert (stay.state, stay.range) == ("held", nights_from_tonight(house))
    assert timedelta(hours=3) <= stay.hold_until - now < timedelta(hours=4)
    assert (stay.hold_until.minute, stay.hold_until.second) == (0, 0)  # people are told "until 6 pm"
    assert beds_of(stay) == [("Willow", day(house, 0), day(house, 3))]


def test_hold_lasts_as_the_house_decided(house, peer, lead):
    decide(house, by=lead, hold_hours=24)

    stay = held(house, peer)

    assert stay.hold_until - timezone.now() > timedelta(hours=23)


def test_hold_is_on_record_and_told(house, peer, told):
    stay = held(house, peer)

    entry = history.about(stay)[0]
    assert (entry.verb, entry.by, entry.house) == ("held", peer, house)
    assert entry.facts == {
        "nights": [day(house, 0).isoformat(), day(house, 3).isoformat()],
        "despite_limit": False,
    }
    assert set(told) == {"juniper-house"}


def test_hold_refuses_nights_that_are_over(house, peer):
    nights = Nights.starting(day(house, -1), 3)

    assert "already over" in refused("nights", held, house, peer, nights=nights)


def test_hold_refuses_more_than_the_limit_and_says_from_when(house, peer):
    guest = make_guest(house.organization)
    expected(house, peer, guest, nights_from_tonight(house, 6))

    sentence = refused("limit", held, house, peer, guest, Nights.starting(day(house, 10), 2))

    assert sentence.startswith("A stay here is at most 7 nights in any 30 days. These nights fit from ")
    assert sentence.endswith("on; sooner if we talk.")
    assert Stay.objects.filter(guest=guest).count() == 1


def test_hold_despite_the_limit_is_recorded(house, peer):
    guest = make_guest(house.organization)

    stay = held(house, peer, guest, nights_from_tonight(house, 9), despite_limit=True)

    assert history.about(stay)[0].facts["despite_limit"] is True


def test_hold_within_the_limit_is_not_recorded_as_beyond_it(house, peer):
    stay = held(house, peer, despite_limit=True)

    assert history.about(stay)[0].facts["despite_limit"] is False


def test_hold_refuses_when_no_room_is_free_and_names_the_next_night(house, peer):
    fill(house, peer, nights_from_tonight(house, 2))

    sentence = refused("taken", held, house, peer)

    word = day(house, 2).strftime("%A")
    assert sentence.startswith("No room is free for all of these nights. From ")
    assert f"From {word} " in sentence


def test_hold_refuses_without_a_date_when_nothing_is_free_for_long(house, lead):
    closing.close(house, nights=Nights.starting(house.tonight(), 100), reason="repair", by=lead)

    assert refused("taken", held, house, lead) == "No room is free for all of these nights."


def test_hold_refused_writes_nothing(house, peer):
    fill(house, peer)
    before = Entry.objects.count()

    refused("taken", held, house, peer)

    assert Stay.objects.count() == 3
    assert Entry.objects.count() == before


def test_hold_of_a_named_bed(house, peer):
    stay = held(house, peer, bed=room(house, "Birch"))

    assert in_room(stay) == ["Birch"]


def test_hold_of_a_named_bed_that_is_taken_says_who_is_there(house, peer):
    held(house, peer, make_guest(house.organization, "Rosa"), bed=room(house, "Birch"))

    sentence = refused("taken", held, house, peer, make_guest(house.organization, "Luz"), bed=room(house, "Birch"))

    assert sentence.startswith("Birch is not free: Rosa until ")


def test_hold_of_another_houses_bed_says_nothing_about_it_SE_29(house, harbor, peer, stranger):
    held(harbor, stranger, make_guest(harbor.organization, "Secret"))

    sentence = refused("taken", held, house, peer, bed=room(harbor, "Pier"))

    assert sentence == "That bed is not in this house."


def test_hold_refuses_a_guest_of_another_organization_SE_29(house, harbor, peer):
    assert "not known here" in refused("state", held, house, peer, make_guest(harbor.organization))


def test_hold_twice_for_one_guest_and_night_names_the_reason(house, peer):
    guest = make_guest(house.organization)
    held(house, peer, guest)

    sentence = refused("taken", held, house, peer, guest)

    assert sentence == "This guest already has a room for some of these nights."


def test_hold_frees_holds_whose_time_is_over_RE_04(house, peer):
    stays = [held(house, peer, make_guest(house.organization)) for _ in range(3)]
    lapse(stays[0])

    stay = held(house, peer)

    stays[0].refresh_from_db()
    assert (stays[0].state, beds_of(stays[0])) == ("let_go", [])
    assert history.about(stays[0])[0].verb == "lapsed"
    assert history.about(stays[0])[0].by is None
    assert stay.state == "held"


def test_hold_is_not_stopped_by_the_guests_own_lapsed_hold_in_a_sister_house(house, peer):
    sister = HouseFactory(organization=house.organization)
    BedFactory(room__house=sister, room__name="Elm")
    guest = make_guest(house.organization)
    lapse(held(sister, peer, guest))

    stay = held(house, peer, guest)

    assert stay.state == "held"


@pytest.mark.parametrize("days", [-1, 1])
def test_hold_is_neither_freed_nor_kept_by_the_apps_clock_RE_16(house, peer, days):
    living = held(house, peer, make_guest(house.organization))
    over = held(house, peer, make_guest(house.organization))
    lapse(over)

    with later(days=days):
        still = [set(Stay.objects.held()), set(Stay.objects.lapsed())]
        with changing(house):
            pass

    living.refresh_from_db()
    over.refresh_from_db()
    assert still == [{living}, {over}]
    assert (living.state, over.state) == ("held", "let_go")


# confirm and let go


def test_confirm_makes_a_hold_a_promise(house, peer, told):
    stay = held(house, peer)
    told.clear()

    stay = booking.confirm(stay, by=peer)

    assert (stay.state, stay.hold_until) == ("expected", None)
    assert in_room(stay) == ["Willow"]
    assert history.about(stay)[0].verb == "confirmed"
    assert told == ["juniper-house"]


def test_confirm_after_the_time_is_refused_as_lapsed_RE_04(house, peer):
    stay = held(house, peer)
    lapse(stay)

    assert "we let it go" in refused("lapsed", booking.confirm, stay, by=peer)


def test_let_go_frees_the_room(house, peer):
    stay = booking.let_go(held(house, peer), by=peer)

    assert (stay.state, stay.hold_until, beds_of(stay)) == ("let_go", None, [])


# arrive


def test_arrive_makes_the_guest_be_here(house, peer):
    stay = here(house, peer)

    assert stay.state == "here"
    assert stay.arrived_at is not None
    assert in_room(stay) == ["Willow"]


def test_arrive_later_than_planned_begins_tonight(house, peer):
    stay = expected(house, peer)

    with later(days=1):
        stay = booking.arrive(stay, by=peer)

    assert stay.range == Nights(day(house, 1), day(house, 3))
    assert beds_of(stay) == [("Willow", day(house, 1), day(house, 3))]


@pytest.mark.parametrize("n", [-1, 3])
def test_arrive_outside_the_kept_nights_is_refused(house, peer, n):
    stay = expected(house, peer)

    with later(days=n):
        sentence = refused("nights", booking.arrive, stay, by=peer)

    assert "Change the nights first" in sentence
    assert day(house, 2).strftime("%A") in sentence


def test_arrive_records_the_guidelines_that_were_shared(house, peer, lead):
    version = agree(house, text="Be kind.", by=lead)

    stay = booking.arrive(expected(house, peer), by=peer, guidelines=version, word="tap")

    stay.refresh_from_db()
    assert (stay.guidelines, stay.acknowledged_by) == (version, "tap")
    assert history.about(stay)[0].facts == {"version": 1, "how": "tap"}


@pytest.mark.parametrize("word", ["", "shrug"])
def test_arrive_with_guidelines_shared_in_no_known_way_is_refused_whole(house, peer, lead, word):
    version = agree(house, text="Be kind.", by=lead)
    stay = expected(house, peer)

    refused("state", booking.arrive, stay, by=peer, guidelines=version, word=word)

    stay.refresh_from_db()
    assert stay.state == "expected"


def test_acknowledge_refuses_the_guidelines_of_another_house(house, harbor, peer, stranger):
    theirs = agree(harbor, text="Row together.", by=stranger)

    refused("state", booking.acknowledge, here(house, peer), guidelines=theirs, word="tap", by=peer)


def test_acknowledge_can_follow_later(house, peer, lead):
    stay = here(house, peer)
    version = agree(house, text="Be kind.", by=lead)

    stay = booking.acknowledge(stay, guidelines=version, word="spoken", by=peer)

    assert (stay.state, stay.acknowledged_by) == ("here", "spoken")


# move


def test_move_takes_the_guest_to_another_bed_from_tonight(house, peer):
    stay = here(house, peer)

    with later(days=1):
        booking.move(stay, to=room(house, "Cedar"), by=peer)

    assert beds_of(stay) == [
        ("Willow", day(house, 0), day(house, 1)),
        ("Cedar", day(house, 1), day(house, 3)),
    ]


def test_move_from_a_later_night_and_back_again_joins_the_nights(house, peer):
    stay = expected(house, peer)
    booking.move(stay, to=room(house, "Cedar"), by=peer, from_night=day(house, 1))
    assert in_room(stay) == ["Willow", "Cedar"]

    booking.move(stay, to=room(house, "Willow"), by=peer, from_night=day(house, 1))

    assert beds_of(stay) == [("Willow", day(house, 0), day(house, 3))]


def test_move_to_a_taken_bed_says_who_is_there_and_changes_nothing(house, peer):
    one, two, _ = fill(house, peer)

    sentence = refused("taken", booking.move, one, to=two.allocations.get().bed, by=peer)

    assert "Guest 1 until " in sentence
    assert len(beds_of(one)) == 1


def test_move_to_a_closed_bed_says_why(house, peer, lead):
    stay = expected(house, peer)
    closing.close(house, nights=nights_from_tonight(house), reason="repair", by=lead, bed=room(house, "Cedar"))

    sentence = refused("taken", booking.move, stay, to=room(house, "Cedar"), by=peer)

    assert sentence.startswith("Cedar is not free: repair until ")


def test_move_to_another_houses_bed_is_refused_SE_29(house, harbor, peer, stranger):
    held(harbor, stranger, make_guest(harbor.organization, "Secret"))
    stay = expected(house, peer)

    assert refused("taken", booking.move, stay, to=room(harbor, "Pier"), by=peer) == "That bed is not in this house."


def test_move_when_the_stay_is_over_by_then_is_refused(house, peer):
    refused("nights", booking.move, here(house, peer), to=room(house, "Cedar"), by=peer, from_night=day(house, 3))


# extend, shorten


def test_extend_adds_nights_in_the_same_bed(house, peer):
    stay = booking.extend(here(house, peer), leaves=day(house, 5), by=peer)

    assert beds_of(stay) == [("Willow", day(house, 0), day(house, 5))]
    assert stay.range == Nights(day(house, 0), day(house, 5))


def test_extend_moves_to_another_bed_when_the_own_one_is_promised(house, peer):
    stay = here(house, peer)
    expected(house, peer, make_guest(house.organization), nights_from_tonight(house, 2, later=4), bed=bed_of(stay))

    booking.extend(stay, leaves=day(house, 6), by=peer)

    [mine, other] = beds_of(stay)
    assert (mine[0], mine[1]) == ("Willow", day(house, 0))
    assert (other[1], other[2]) == (mine[2], day(house, 6))


def bed_of(stay):
    return stay.allocations.get().bed


@pytest.mark.parametrize("n", [2, 3])
def test_extend_refuses_what_adds_no_night(house, peer, n):
    assert "later day" in refused("nights", booking.extend, here(house, peer), leaves=day(house, n), by=peer)


def test_extend_keeps_the_window_rule(house, peer):
    stay = here(house, peer)

    assert "at most 7 nights" in refused("limit", booking.extend, stay, leaves=day(house, 8), by=peer)

    stay = booking.extend(stay, leaves=day(house, 8), by=peer, despite_limit=True)
    assert history.about(stay)[0].facts["despite_limit"] is True


def test_extend_refuses_when_no_room_is_free(house, peer):
    stay = here(house, peer)
    fill(house, peer, nights_from_tonight(house, 2, later=3))

    refused("taken", booking.extend, stay, leaves=day(house, 4), by=peer)

    stay.refresh_from_db()
    assert stay.leaves == day(house, 3)


def test_extend_into_the_guests_own_next_stay_names_the_reason(house, peer):
    guest = make_guest(house.organization)
    stay = here(house, peer, guest, nights_from_tonight(house, 2))
    expected(house, peer, guest, nights_from_tonight(house, 2, later=3))

    sentence = refused("taken", booking.extend, stay, leaves=day(house, 4), by=peer)

    assert sentence == "This guest already has a room for some of these nights."


def test_shorten_frees_the_last_nights(house, peer):
    stay = booking.shorten(here(house, peer), leaves=day(house, 1), by=peer)

    assert beds_of(stay) == [("Willow", day(house, 0), day(house, 1))]
    assert stay.leaves == day(house, 1)


@pytest.mark.parametrize("n", [-1, 0, 3, 4])
def test_shorten_keeps_at_least_tonight_and_shortens(house, peer, n):
    stay = here(house, peer)

    refused("nights", booking.shorten, stay, leaves=day(house, n), by=peer)

    assert beds_of(stay) == [("Willow", day(house, 0), day(house, 3))]


# leave


@pytest.mark.parametrize(("n", "kept"), [(1, 1), (2, 2), (3, 3), (5, 3)])
def test_leave_frees_the_nights_from_tonight_on(house, peer, n, kept):
    stay = here(house, peer)

    with later(days=n):
        stay = booking.leave(stay, by=peer)

    assert (stay.state, stay.range) == ("left", Nights(day(house, 0), day(house, kept)))
    assert beds_of(stay) == [("Willow", day(house, 0), day(house, kept))]


def test_leave_in_the_evening_of_arriving_takes_no_bed(house, peer):
    stay = booking.leave(here(house, peer), by=peer)

    assert (stay.state, beds_of(stay)) == ("left", [])
    assert len(stay.range) == 1


def test_leave_frees_the_room_for_the_next_at_once(house, peer):
    stays = [here(house, peer, make_guest(house.organization)) for _ in range(3)]
    refused("taken", held, house, peer)

    booking.leave(stays[0], by=peer)

    assert held(house, peer).state == "held"


def test_leave_from_the_second_room_keeps_the_nights_in_the_first(house, peer):
    stay = here(house, peer, nights=nights_from_tonight(house, 5))
    booking.move(stay, to=room(house, "Cedar"), by=peer, from_night=day(house, 2))

    with later(days=3):
        booking.leave(stay, by=peer)

    assert beds_of(stay) == [
        ("Willow", day(house, 0), day(house, 2)),
        ("Cedar", day(house, 2), day(house, 3)),
    ]


# cancel, did not arrive


def test_cancel_frees_the_nights(house, peer):
    stay = booking.cancel(expected(house, peer), by=None)

    assert (stay.state, beds_of(stay)) == ("cancelled", [])
    assert history.about(stay)[0].by is None


def test_did_not_arrive_frees_the_nights(house, peer):
    stay = expected(house, peer)

    with later(days=1):
        stay = booking.did_not_arrive(stay, by=peer)

    assert (stay.state, beds_of(stay)) == ("did_not_arrive", [])


def test_did_not_arrive_is_refused_before_the_first_night(house, peer):
    stay = expected(house, peer, nights=nights_from_tonight(house, later=2))

    assert "you can cancel" in refused("nights", booking.did_not_arrive, stay, by=peer)


# the states


def in_state(state, house, by):
    """Return a stay brought to `state` by the verbs."""
    if state in {"held", "let_go"}:
        stay = held(house, by)
        return stay if state == "held" else booking.let_go(stay, by=by)
    if state in {"expected", "cancelled", "did_not_arrive"}:
        stay = expected(house, by)
        end = {"cancelled": booking.cancel, "did_not_arrive": booking.did_not_arrive}
        return end[state](stay, by=by) if state in end else stay
    stay = here(house, by)
    return booking.leave(stay, by=by) if state == "left" else stay


VERBS = {
    "confirm": lambda stay, by: booking.confirm(stay, by=by),
    "let go": lambda stay, by: booking.let_go(stay, by=by),
    "arrive": lambda stay, by: booking.arrive(stay, by=by),
    "did not arrive": lambda stay, by: booking.did_not_arrive(stay, by=by),
    "cancel": lambda stay, by: booking.cancel(stay, by=by),
    "move": lambda stay, by: booking.move(stay, to=room(stay.house, "Cedar"), by=by),
    "swap": lambda stay, by: booking.swap(stay, other=expected(stay.house, by), by=by),
    "extend": lambda stay, by: booking.extend(stay, leaves=day(stay.house, 4), by=by),
    "shorten": lambda stay, by: booking.shorten(stay, leaves=day(stay.house, 2), by=by),
    "leave": lambda stay, by: booking.leave(stay, by=by),
}
MAY_START = {
    "held": {"confirm", "let go", "cancel", "move", "swap", "extend", "shorten"},
    "expected": {"arrive", "did not arrive", "cancel", "move", "swap", "extend", "shorten"},
    "here": {"leave", "move", "swap", "extend", "shorten"},
    "left": set(),
    "cancelled": set(),
    "did_not_arrive": set(),
    "let_go": set(),
}


def test_every_state_is_in_the_table_RE_06():
    assert set(MAY_START) == set(Stay.State.values)
    assert {"change nights", *VERBS} - {"extend", "shorten"} == set(booking.FROM)


@pytest.mark.parametrize("state", sorted(MAY_START))
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_verb_starts_only_from_its_states_RE_06(house, peer, state, verb):
    stay = in_state(state, house, peer)

    if verb in MAY_START[state]:
        VERBS[verb](stay, peer)

        assert history.about(stay)[0].verb not in {"held", "confirmed"} or verb == "confirm"
    else:
        sentence = refused("lapsed" if state == "let_go" else "state", VERBS[verb], stay, peer)

        stay.refresh_from_db()
        assert stay.state == state
        assert sentence.endswith("so we let it go." if state == "let_go" else f"{stay.get_state_display()}.")


def test_every_change_of_state_has_its_line_of_history_in_order_RE_06(house, peer):
    stay = here(house, peer)
    booking.extend(stay, leaves=day(house, 4), by=peer)
    booking.shorten(stay, leaves=day(house, 2), by=peer)
    booking.leave(stay, by=peer)

    verbs = [entry.verb for entry in reversed(history.about(stay))]
    assert verbs == ["held", "confirmed", "arrived", "extended", "shortened", "left"]
