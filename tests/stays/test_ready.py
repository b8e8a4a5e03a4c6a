"""A room that was left is not open until it is ready: begun by leaving, ended by a tap or by somebody arriving."""

from datetime import timedelta

import pytest
from django.urls import reverse

from openings import publishing, words
from respite import history
from respite.deciding import decide
from stays import availability, beds, booking, ready
from stays.availability import State
from stays.models import Allocation, TurnRound
from tests.cast import signed_in
from tests.factories import here, make_guest, nights_from_tonight
from tests.moments import later, refused

pytestmark = pytest.mark.live


@pytest.fixture
def sheets(house, lead):
    """This house makes rooms ready for three hours."""
    decide(house, by=lead, turn_round_minutes=180)
    return house


def room(house, name):
    return house.beds.get(room__name=name)


def left(house, by, name="Willow"):
    """Somebody just went home from that room; return its turn-round."""
    booking.leave(here(house, by, make_guest(house.organization, "Theo"), bed=room(house, name)), by=by)
    return TurnRound.objects.open().get(bed__room__name=name)


def expect_in_the_past(turn_round):
    TurnRound.objects.filter(pk=turn_round.pk).update(expected_at=turn_round.began_at - timedelta(minutes=1))


def test_leaving_begins_a_turn_round_that_ends_on_a_full_hour(sheets, peer):
    made = left(sheets, peer)

    assert timedelta(hours=3) <= made.expected_at - booking.database_now() + timedelta(seconds=5)
    assert made.expected_at - booking.database_now() <= timedelta(hours=4)
    assert sheets.local(made.expected_at).minute == 0


def test_leaving_begins_none_in_a_house_without_turn_round(house, peer):
    booking.leave(here(house, peer), by=peer)

    assert not TurnRound.objects.exists()


def test_leaving_begins_none_when_the_next_guest_is_in_the_room(sheets, peer):
    late = here(sheets, peer, make_guest(sheets.organization, "Theo"), bed=room(sheets, "Willow"))
    nights = (sheets.tonight() - timedelta(days=2), sheets.tonight())
    type(late).objects.filter(pk=late.pk).update(nights=nights)
    late.allocations.update(nights=nights)
    here(sheets, peer, bed=room(sheets, "Willow"))

    booking.leave(late, by=peer)

    assert not TurnRound.objects.exists()


def test_room_being_made_ready_is_not_open_to_the_public_until_the_tap(sheets, peer):
    for name in ("Birch", "Cedar"):
        here(sheets, peer, make_guest(sheets.organization, name), bed=room(sheets, name))
    stay = here(sheets, peer, make_guest(sheets.organization, "Theo"), bed=room(sheets, "Willow"))
    publishing.confirm(sheets, by=peer)

    booking.leave(stay, by=peer)
    after_leaving = words.published(sheets).band
    ready.room_ready(TurnRound.objects.get(), by=peer)

    assert (after_leaving, words.published(sheets).band) == (State.FULL, State.OPEN)


def test_room_is_not_ready_by_the_clock_alone(sheets, peer):
    made = left(sheets, peer)
    expect_in_the_past(made)

    assert availability.facts(sheets).taken == 1
    assert [line.late for line in ready.lines(sheets)] == [True]


def test_room_ready_twice_is_refused_and_can_be_taken_back(sheets, peer):
    made = left(sheets, peer)
    ready.room_ready(made, by=peer)
    assert "already said" in refused("state", ready.room_ready, made, by=peer)

    ready.not_ready(made, by=peer)

    assert TurnRound.objects.open().count() == 1
    assert "still being made ready" in refused("state", ready.not_ready, made, by=peer)
    assert [line.verb for line in history.about(made)] == ["room not ready", "room ready"]
    assert availability.facts(sheets).taken == 1


def test_room_ready_cannot_be_taken_back_from_under_a_guest(sheets, peer):
    made = left(sheets, peer)
    ready.room_ready(made, by=peer)
    here(sheets, peer, make_guest(sheets.organization, "Luz"), bed=room(sheets, "Willow"))

    assert "in use again" in refused("state", ready.not_ready, made, by=peer)


def test_arriving_into_a_room_that_is_not_ready_is_possible_and_ends_it(sheets, peer):
    made = left(sheets, peer)

    here(sheets, peer, make_guest(sheets.organization, "Luz"), bed=room(sheets, "Willow"))

    made.refresh_from_db()
    assert (made.ready_by, TurnRound.objects.open().count()) == (peer, 0)
    assert availability.facts(sheets).taken == 1


def test_choice_for_tonight_prefers_a_room_that_is_ready(sheets, peer):
    tonight, later_on = nights_from_tonight(sheets), nights_from_tonight(sheets, later=2)
    before = beds.choose(sheets, tonight)[0].bed
    left(sheets, peer, str(before))

    assert beds.choose(sheets, tonight)[0].bed != before
    assert beds.choose(sheets, later_on)[0].bed == before


def test_choice_for_tonight_takes_a_room_that_is_not_ready_when_it_is_the_last_or_the_one_that_fits(sheets, peer):
    left(sheets, peer, "Birch")

    assert str(beds.choose(sheets, nights_from_tonight(sheets), ["step_free"])[0].bed) == "Birch"
    for name in ("Cedar", "Willow"):
        here(sheets, peer, make_guest(sheets.organization, name), bed=room(sheets, name))
    assert str(beds.choose(sheets, nights_from_tonight(sheets))[0].bed) == "Birch"


# The list on the page of today.


def test_list_says_by_when_and_one_tap_ends_it(sheets, peer, desk):
    made = left(sheets, peer)
    today = reverse("office-today", args=[sheets.slug])
    page = desk.get(today).text

    answer = desk.post(reverse("stays:room-ready", args=[sheets.slug, made.pk]))

    after = desk.get(answer["Location"]).text
    assert "Willow is being made ready, by" in page
    assert (answer.status_code, answer["Location"]) == (303, today)
    assert "Saved. Willow is ready." in after
    assert "Willow is ready. Joy said so at" in after


def test_list_undoes_the_tap(sheets, peer, desk):
    made = left(sheets, peer)
    ready.room_ready(made, by=peer)

    answer = desk.post(reverse("stays:not-ready", args=[sheets.slug, made.pk]))

    assert "Saved. Willow is still being made ready." in desk.get(answer["Location"]).text
    assert TurnRound.objects.open().count() == 1


def test_list_says_late_in_words(sheets, peer, desk):
    expect_in_the_past(left(sheets, peer))

    assert "Willow was to be ready today at" in desk.get(reverse("office-today", args=[sheets.slug])).text


def test_list_forgets_what_was_ready_a_while_ago(sheets, peer):
    made = left(sheets, peer)
    ready.room_ready(made, by=peer)

    with later(hours=3):
        assert ready.lines(sheets) == []


def test_second_tap_says_that_somebody_was_faster(sheets, peer, desk):
    made = left(sheets, peer)
    url = reverse("stays:room-ready", args=[sheets.slug, made.pk])
    desk.post(url)

    answer = desk.post(url)

    assert "Somebody already said that this room is ready." in desk.get(answer["Location"]).text


def test_tap_is_closed_to_those_outside_and_to_get(sheets, peer, editor, desk, stranger_desk):
    url = reverse("stays:room-ready", args=[sheets.slug, left(sheets, peer).pk])

    assert signed_in(editor).post(url).status_code == 403
    assert stranger_desk.post(url).status_code == 404
    assert desk.get(url).status_code == 405
    assert TurnRound.objects.open().exists()


def test_list_costs_the_same_with_one_room_and_three(sheets, peer, django_assert_num_queries):
    for name in ("Birch", "Cedar", "Willow"):
        left(sheets, peer, name)
        sheets.rules()
        with django_assert_num_queries(2):
            ready.lines(sheets)
    assert not Allocation.objects.filter(nights__contains=sheets.tonight()).exists()
