"""What undo does not bring back, what it makes unready again, and whom a refusal does not name."""

import pytest

from intake import erasing, flow, offering
from intake.models import Request
from respite.deciding import decide
from respite.nights import Nights
from stays import availability, booking, keeping, retiring, undoing
from stays.models import Change, Stay, TurnRound
from tests.factories import ask, expected, here, make_guest, nights_from_tonight
from tests.moments import later, refused


def bed(house, name):
    return house.beds.get(room__name=name)


def coming(house, by):
    """Return a request whose stay is agreed."""
    request = ask(house)[0]
    offer = offering.offer(request, nights=Nights.starting(house.tonight(), 3), by=by, talked=False)
    return request, offering.accept(offer)


def again(request):
    return Request.objects.with_standing().with_person().get(pk=request.pk)


def test_request_taken_back_by_us_is_no_slip_on_the_board(house, peer):
    request, stay = coming(house, peer)

    flow.take_back(again(request), by=peer)

    assert Stay.objects.get(pk=stay.pk).state == "cancelled"
    assert undoing.last(house) is None


def test_somebody_who_was_erased_does_not_come_back_SE_62(house, peer):
    request, stay = coming(house, peer)
    booking.leave(booking.arrive(stay, by=peer), by=peer)
    erasing.erase(again(request), by=peer)

    words = refused("state", undoing.undo, undoing.last(house), by=peer)

    assert "was erased" in words
    assert Stay.objects.get(pk=stay.pk).state == "left"


@pytest.fixture
def turning(house, lead):
    """The house makes rooms ready before they are open again."""
    decide(house, by=lead, turn_round_minutes=120, publishing="live")
    return type(house).objects.get(pk=house.pk)


def test_room_left_for_another_one_is_made_ready_before_it_is_open(turning, peer):
    stay = here(turning, peer, bed=bed(turning, "Birch"))
    here(turning, peer, make_guest(turning.organization, "Luz"), bed=bed(turning, "Cedar"))

    booking.move(stay, to=bed(turning, "Willow"), by=peer)

    assert [row.bed for row in TurnRound.objects.open()] == [bed(turning, "Birch")]
    assert availability.tonight(turning).state == "full"


def test_moving_into_a_room_says_that_it_is_ready(turning, peer):
    gone = here(turning, peer, bed=bed(turning, "Birch"))
    stay = here(turning, peer, make_guest(turning.organization, "Luz"), bed=bed(turning, "Cedar"))
    booking.leave(gone, by=peer)

    booking.move(stay, to=bed(turning, "Birch"), by=peer)

    assert [row.bed for row in TurnRound.objects.open()] == [bed(turning, "Cedar")]
    undoing.undo(undoing.last(turning), by=peer)
    assert not TurnRound.objects.open().exists()


def test_arrival_that_was_a_slip_leaves_the_room_to_be_made_ready(turning, peer):
    booking.leave(here(turning, peer, bed=bed(turning, "Birch")), by=peer)
    booking.arrive(expected(turning, peer, make_guest(turning.organization, "Luz"), bed=bed(turning, "Birch")), by=peer)
    assert not TurnRound.objects.open().exists()

    undoing.undo(undoing.last(turning), by=peer)

    assert [row.bed for row in TurnRound.objects.open()] == [bed(turning, "Birch")]


def test_refusal_names_nobody_who_is_closed_to_its_reader(house, peer, lead):
    stay = here(house, peer, bed=bed(house, "Birch"))
    stay.guest.closed_to.add(lead)
    other = here(house, peer, make_guest(house.organization, "Luz"), bed=bed(house, "Cedar"))

    told = [
        refused("taken", booking.move, other, to=bed(house, "Birch"), by=lead),
        refused("taken", retiring.retire, bed(house, "Birch"), by=lead),
    ]

    assert [words for words in told if "Rosa" in words or "a guest" not in words] == []


def test_pictures_for_undo_go_once_nobody_can_use_them(house, peer):
    here(house, peer, nights=nights_from_tonight(house, 2))

    with later(hours=25):
        keeping.sweep(house)

    assert not Change.objects.exists()
