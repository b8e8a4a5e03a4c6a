"""Undo: everything stands as before, or nothing was touched and a sentence says why (docs/decisions/0014)."""

import importlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from psycopg.errors import CheckViolation

from respite.deciding import decide
from respite.models import Entry
from respite.nights import Nights
from stays import booking, closing, connecting, undoing
from stays.models import Allocation, Change, Connection, Stay, TurnRound, Wish
from stays.trail import trail
from tests.factories import expected, here, make_guest, nights_from_tonight
from tests.moments import later


def picture(house):
    """Return every stay and bed-night of the house as they stand."""
    stays = Stay.objects.filter(house=house).order_by("pk")
    beds = Allocation.objects.filter(house=house).order_by("bed", "nights")
    return (
        list(stays.values_list("pk", "state", "nights", "arrived_at", "left_at")),
        list(beds.values_list("bed", "nights", "stay", "closure")),
    )


def bed(house, name):
    return house.beds.get(room__name=name)


VERBS = {
    "move": lambda house, by, stay: booking.move(stay, to=bed(house, "Cedar"), by=by),
    "move from a night on": lambda house, by, stay: booking.move(
        stay, to=bed(house, "Cedar"), by=by, from_night=house.tonight() + timedelta(days=2)
    ),
    "extend": lambda house, by, stay: booking.extend(stay, leaves=stay.leaves + timedelta(days=2), by=by),
    "shorten": lambda house, by, stay: booking.shorten(stay, leaves=stay.leaves - timedelta(days=1), by=by),
    "leave": lambda house, by, stay: booking.leave(stay, by=by),
    "close": lambda house, by, stay: closing.close(
        house, nights=nights_from_tonight(house), reason="repair", by=by, bed=bed(house, "Willow")
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_undo_puts_back_what_was_before(house, peer, verb):
    stay = here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 4))
    before = picture(house)
    VERBS[verb](house, peer, stay)
    assert picture(house) != before

    undoing.undo(undoing.last(house), by=peer)

    assert picture(house) == before


def test_undo_of_a_swap_gives_both_their_rooms_back(house, peer):
    rosa = here(house, peer, bed=bed(house, "Birch"))
    luz = here(house, peer, make_guest(house.organization, "Luz"), bed=bed(house, "Cedar"))
    before = picture(house)
    booking.swap(rosa, other=luz, by=peer)

    undoing.undo(undoing.last(house), by=peer)

    assert picture(house) == before


@pytest.mark.parametrize(
    ("verb", "state"), [("arrive", "expected"), ("cancel", "expected"), ("did_not_arrive", "expected")]
)
def test_undo_is_the_way_back_from_a_slip(house, peer, verb, state):
    stay = expected(house, peer)
    before = picture(house)
    getattr(booking, verb)(stay, by=peer)

    undoing.undo(undoing.of_stay(stay), by=peer)

    assert Stay.objects.get(pk=stay.pk).state == state
    assert picture(house) == before


def test_undo_of_opening_again_closes_the_same_nights(house, lead):
    closure = closing.close(
        house, nights=nights_from_tonight(house, 5), reason="repair", by=lead, bed=bed(house, "Willow")
    )
    before = picture(house)
    closing.reopen(closure, by=lead)

    undoing.undo(undoing.last(house), by=lead)

    closure.refresh_from_db()
    assert picture(house) == before
    assert closure.ended_at is None


def test_undo_of_leaving_takes_back_the_calls_and_the_turn_round(house, peer, lead):
    decide(house, by=lead, turn_round_minutes=180)
    stay = here(house, peer)
    left = booking.leave(stay, by=peer)
    connecting.wish(left, choice="few", by=peer)
    assert TurnRound.objects.open().count() == 1

    undoing.undo(undoing.of_stay(stay), by=peer)

    assert (Wish.objects.count(), Connection.objects.count(), TurnRound.objects.open().count()) == (0, 0, 0)


def test_undo_refuses_when_somebody_changed_it_since(house, peer, lead):
    stay = here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 4))
    booking.move(stay, to=bed(house, "Cedar"), by=peer)
    change = undoing.last(house)
    booking.extend(stay, leaves=stay.leaves + timedelta(days=1), by=lead)
    before = picture(house)

    with pytest.raises(ValidationError, match="changed since") as refusal:
        undoing.undo(change, by=peer)

    assert refusal.value.code == "state"
    assert picture(house) == before


def test_undo_refuses_when_the_bed_is_somebody_elses_now(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"))
    booking.move(stay, to=bed(house, "Cedar"), by=peer)
    change = undoing.last(house)
    expected(house, peer, make_guest(house.organization, "Luz"), bed=bed(house, "Birch"))
    before = picture(house)

    with pytest.raises(ValidationError, match="taken a moment ago") as refusal:
        undoing.undo(change, by=peer)

    assert refusal.value.code == "taken"
    assert picture(house) == before


def test_undo_is_once_and_for_a_shift(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"))
    booking.move(stay, to=bed(house, "Willow"), by=peer)
    change = undoing.last(house)
    with later(hours=13), pytest.raises(ValidationError, match="too long ago"):
        undoing.undo(change, by=peer)
    undoing.undo(change, by=peer)

    with pytest.raises(ValidationError, match="undone already"):
        undoing.undo(change, by=peer)
    assert undoing.last(house) is None


def test_undo_keeps_no_word_of_anybody(house, peer):
    stay = here(house, peer)
    stay.out_until = stay.arrived_at
    stay.save(update_fields=["out_until"])
    booking.leave(stay, by=peer)

    told = str(list(Change.objects.values_list("before", "after")))

    assert "Rosa" not in told
    assert "out_until" not in told


def test_undo_is_told_in_history_and_makes_the_board_old(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"))
    booking.move(stay, to=bed(house, "Willow"), by=peer)

    undoing.undo(undoing.last(house), by=peer)

    line = Entry.objects.filter(subject=stay.pk).latest("pk")
    assert (line.verb, line.facts["what"]) == ("undone", "moved")


def test_what_guests_and_the_clock_do_is_not_kept_for_undo(house, peer):
    booking.cancel(expected(house, peer), by=None)

    assert not Change.objects.filter(verb="cancelled").exists()


def test_state_moves_only_as_verbs_and_undo_say_RE_06(house, peer):
    moves = importlib.import_module("stays.migrations.0005_moves_of_a_stay").MOVES
    verbs = {
        "confirm": "expected", "let go": "let_go", "arrive": "here", "did not arrive": "did_not_arrive",
        "cancel": "cancelled", "leave": "left",
    }  # fmt: skip
    made = {(str(old), new) for verb, new in verbs.items() for old in booking.FROM[verb]}
    back = {(new, old) for old, new in made if new not in {"let_go"}} - {("expected", "held")}

    assert {(old, new) for old, news in moves.items() for new in news.split()} == made | back


def test_state_written_past_every_verb_is_refused_RE_06(house, peer):
    stay = booking.leave(here(house, peer), by=peer)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE stays_stay SET state = 'expected' WHERE id = %s", [stay.pk])

    assert isinstance(refusal.value.__cause__, CheckViolation)


def test_nights_of_before_come_back_whole_after_an_early_leaving(house, peer):
    stay = here(house, peer, nights=nights_from_tonight(house, 6))
    booking.leave(stay, by=peer)

    undoing.undo(undoing.of_stay(stay), by=peer)

    found = Stay.objects.get(pk=stay.pk)
    assert found.range == Nights.starting(house.tonight(), 6)
    assert [row.range for row in found.bed_nights()] == [found.range]


def test_wish_of_a_leaving_that_was_a_slip_is_told_nowhere(house, peer):
    stay = here(house, peer)
    left = booking.leave(stay, by=peer)
    connecting.wish(left, choice="none", by=peer)
    assert "Wishes no contact after the stay." in " ".join(line.words for line in trail(left, house))

    undoing.undo(undoing.of_stay(stay), by=peer)

    stay.refresh_from_db()
    told = " ".join(line.words for line in trail(stay, house))
    assert "Wishes no contact" not in told
    assert "“Left” was a slip." in told
    booking.leave(stay, by=peer)
    connecting.wish(stay, choice="one", by=peer)
    assert "Wishes one call after the stay." in " ".join(line.words for line in trail(stay, house))
