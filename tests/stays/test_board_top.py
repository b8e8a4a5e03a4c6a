"""What the board says beyond who is where: still here, no room, too many, expected, being made ready, out until."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from respite.deciding import decide
from respite.nights import Nights
from stays import bednights, booking, closing, moving
from stays import board as bed_board
from stays.models import Stay, TurnRound
from stays.telling import near_day
from tests.cast import signed_in
from tests.factories import expected, here, make_guest, nights_from_tonight
from tests.moments import later


def bed(house, name):
    return house.beds.get(room__name=name)


def read(house, me=None, first=-1, count=14):
    return bed_board.read(house, Nights.starting(house.tonight() + timedelta(days=first), count), me)


def pieces(board, name):
    return next(row.pieces for row in board.rows if row.name == name)


def lines(found):
    return [(line.name, line.words) for line in found]


def page(desk, house, query=""):
    return desk.get(reverse("stays:board", args=[house.slug]) + query)


def test_somebody_still_here_keeps_their_bar_through_tonight(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 2))

    with later(days=4):
        board = read(house, first=-5)

        over = next(piece for piece in pieces(board, "Birch") if piece.over)
        assert (over.state, over.code, over.first, over.last) == ("here", stay.code, 1, 6)
        assert over.words.startswith("here, was to leave ")
        assert [night.rooms_free for night in board.nights[4:7]] == [2, 2, 3]
        assert board.top.without == []


def test_somebody_who_leaves_today_is_not_still_here_and_tonight_is_free(house, peer):
    here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 2))

    with later(days=2):
        board = read(house)

        first = pieces(board, "Birch")[0]
        assert (first.state, first.words) == ("here", "here, leaves today")
        assert board.nights[1].rooms_free == 3


def test_somebody_still_here_whose_bed_is_promised_is_without_a_room(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 2))
    luz = make_guest(house.organization, "Luz")
    expected(house, peer, luz, nights_from_tonight(house, 3, later=4), bed=bed(house, "Birch"))

    with later(days=4):
        board = read(house, first=-5)
        told = page(signed_in(peer), house).content.decode()

        ((name, words),) = lines(board.top.without)
        assert (name, words.startswith("is here, was to leave ")) == ("Rosa", True)
        assert words.endswith("Birch is promised to Luz tonight.")
        assert [(piece.state, piece.last) for piece in pieces(board, "Birch")][1:3] == [("here", 5), ("expected", 8)]
        assert "Without a room" in told
        assert reverse("stays:stay-extend", args=[house.slug, stay.code]) in told


def roomless(stay, *, kept):
    """Take all beds of a stay but those of its first `kept` nights, as a closure does while we look for a room."""
    first = stay.arrives + timedelta(days=kept)
    bednights.cut(stay, Nights(first, stay.leaves))
    return stay


def test_stay_with_nights_but_no_bed_says_for_which_nights_and_leads_to_a_room(house, peer, desk):
    stay = roomless(here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 3)), kept=1)

    ((name, words),) = lines(read(house).top.without)

    home = near_day(stay.leaves, house.tonight())
    assert (name, words) == ("Rosa", f"has no room for 2 nights, from tomorrow to {home}.")
    told = page(desk, house).content.decode()
    way = reverse("stays:stay-move", args=[house.slug, stay.code])
    assert f"{way}?from_night={house.tonight() + timedelta(days=1)}" in told
    assert reverse("stays:stay-extend", args=[house.slug, stay.code]) not in told


def test_one_night_without_a_room_in_the_middle_is_named(house, peer):
    stay = expected(house, peer, nights=nights_from_tonight(house, 4, later=1))
    bednights.cut(stay, nights_from_tonight(house, 1, later=2))

    (line,) = read(house).top.without

    when = house.tonight() + timedelta(days=2)
    assert line.words == f"has no room for one night, {near_day(when, house.tonight())}."
    assert line.room == f"?from_night={when}&until_night={when + timedelta(days=1)}"


def test_night_without_a_room_that_is_over_is_nothing_to_look_at(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 3))
    bednights.cut(stay, nights_from_tonight(house, 1))

    assert lines(read(house).top.without) == [("Rosa", "has no room for tonight.")]
    with later(days=1):
        assert read(house).top.without == []


def test_bar_of_a_guest_without_a_room_tonight_does_not_say_moved(house, peer, desk):
    roomless(here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 3)), kept=1)

    with later(days=1):
        first = pieces(read(house), "Birch")[0]
        told = page(signed_in(peer), house).content.decode()

    assert (first.name, first.words) == ("Rosa", "no room tonight")
    assert "no room tonight" in told.partition('id="board-cards"')[2]


def test_room_she_had_before_can_be_chosen_for_the_nights_without_one(house, peer):
    stay = roomless(here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 3)), kept=1)

    options = moving.options(house, stay, house.tonight() + timedelta(days=1))

    assert [(option.room, option.possible) for option in options] == [
        ("Birch", True), ("Cedar", True), ("Willow", True),
    ]  # fmt: skip
    home = near_day(stay.leaves, house.tonight())
    assert options[1].change == f"Rosa sleeps in Cedar from tomorrow until {home}."


def test_more_people_than_beds_are_told_in_words(house, peer):
    for name in ("Birch", "Cedar", "Willow"):
        nights = nights_from_tonight(house, 2 if name == "Birch" else 6)
        here(house, peer, make_guest(house.organization, name), nights, bed=bed(house, name))
    expected(
        house, peer, make_guest(house.organization, "Luz"), nights_from_tonight(house, 2, later=3),
        bed=bed(house, "Birch"),
    )  # fmt: skip

    with later(days=3):
        assert read(house).top.crowded == "More people than beds tonight: 4 people, 3 beds."
        assert "More people than beds tonight: 4 people, 3 beds." in page(signed_in(peer), house).content.decode()


def test_full_house_is_not_over_full(house, peer):
    for name in ("Birch", "Cedar", "Willow"):
        here(house, peer, make_guest(house.organization, name), bed=bed(house, name))

    assert read(house).top.crowded == ""


def test_expected_today_stands_on_top_with_the_room(house, peer, desk):
    stay = expected(house, peer, bed=bed(house, "Cedar"))
    expected(house, peer, make_guest(house.organization, "Luz"), nights_from_tonight(house, 2, later=2))

    board = read(house)

    assert lines(board.top.expected) == [("Rosa", "Cedar, arrives today, 3 nights")]
    told = page(desk, house).content.decode()
    assert "Expected today" in told
    assert reverse("stays:stay-arrive", args=[house.slug, stay.code]) in told


def test_expected_earlier_stays_on_the_list_in_kind_words(house, peer):
    expected(house, peer, bed=bed(house, "Cedar"), nights=nights_from_tonight(house, 5))

    with later(days=2):
        ((_name, words),) = lines(read(house).top.expected)

    assert words.startswith("Cedar, was to arrive ")


def test_top_says_neither_name_nor_way_of_a_guest_closed_to_me(house, peer, lead):
    stay = expected(house, peer, bed=bed(house, "Cedar"))
    stay.guest.closed_to.add(peer)

    (covered,) = read(house, peer).top.expected
    (open_,) = read(house, lead).top.expected

    assert (covered.name, covered.code) == ("Guest", "")
    assert (open_.name, open_.code) == ("Rosa", stay.code)


def test_room_being_made_ready_is_told_on_the_cell_of_tonight(house, peer, lead, desk):
    decide(house, by=lead, turn_round_minutes=120)
    house.refresh_from_db()
    booking.leave(here(house, peer, bed=bed(house, "Birch")), by=peer)

    board = read(house)

    told = [(piece.state, piece.width) for piece in pieces(board, "Birch")]
    assert told == [("gone", 1), ("turn", 1), ("free", 12)]
    turn = pieces(board, "Birch")[1]
    assert (turn.name, turn.words.startswith("ready by ")) == ("Not ready", True)
    assert board.nights[1].rooms_free == 3
    assert "Not ready, ready by " in page(desk, house).content.decode()


def test_room_being_made_ready_for_somebody_says_so_beside_its_name(house, peer, lead):
    decide(house, by=lead, turn_round_minutes=120)
    house.refresh_from_db()
    booking.leave(here(house, peer, bed=bed(house, "Birch")), by=peer)
    expected(house, peer, make_guest(house.organization, "Luz"), bed=bed(house, "Birch"))

    row = next(row for row in read(house).rows if row.name == "Birch")

    assert "turn" not in [piece.state for piece in row.pieces]
    assert row.ready.startswith("Being made ready, ready by ")


def test_room_that_is_ready_says_nothing(house, peer, lead):
    decide(house, by=lead, turn_round_minutes=120)
    house.refresh_from_db()
    booking.leave(here(house, peer, bed=bed(house, "Birch")), by=peer)
    TurnRound.objects.update(ready_at=timezone.now())

    assert "turn" not in [piece.state for piece in pieces(read(house), "Birch")]


def test_bar_with_room_says_until_when_the_guest_is_out(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 4))
    short = here(
        house, peer, make_guest(house.organization, "Ben"), nights_from_tonight(house, 1), bed=bed(house, "Cedar")
    )
    Stay.objects.filter(pk__in=[stay.pk, short.pk]).update(out_until=timezone.now() + timedelta(minutes=1))

    board = read(house)

    assert ", out until " in pieces(board, "Birch")[1].words
    assert "out" not in pieces(board, "Cedar")[1].words


def test_word_of_the_guest_that_is_over_is_not_repeated(house, peer):
    stay = here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 4))
    Stay.objects.filter(pk=stay.pk).update(out_until=timezone.now() - timedelta(minutes=1))

    assert pieces(read(house), "Birch")[1].words == "here, night 1 of 4"


def test_every_access_feature_stands_beside_the_room(house):
    assert {row.name: row.features for row in read(house).rows} == {
        "Birch": "no steps, ground floor, own bath",
        "Cedar": "quiet",
        "Willow": "",
    }


def test_closed_house_is_not_over_full(house, lead, peer):
    closing.close(house, nights=nights_from_tonight(house, 3), reason="staffing", by=lead)

    assert read(house).top.crowded == ""


@pytest.mark.parametrize("count", [7, 8, 14, 21, 28, 35])
def test_board_shows_any_number_of_nights_without_inline_style(house, desk, count):
    answer = page(desk, house, f"?nights={count}&from=2026-12-01")

    told = answer.content.decode()
    assert told.partition("<tbody>")[0].count('<th scope="col"') == count
    assert f'data-nights="{count}"' in told
    assert 'style="' not in told


@pytest.mark.parametrize(("asked", "shown"), [("3", 7), ("0", 7), ("99", 35), ("x", 14), ("", 14), ("-9", 14)])
def test_board_keeps_the_number_of_nights_within_its_bounds(house, desk, asked, shown):
    assert page(desk, house, f"?nights={asked}").context["view"].count == shown


def test_board_goes_to_a_day_and_steps_by_its_own_width(house, desk):
    view = page(desk, house, "?from=2026-12-05&nights=21").context["view"]

    assert (view.earlier, view.first, view.later) == ("2026-11-14", "2026-12-05", "2026-12-26")
