"""Undo from the board: offered while it can be done, refused with a sentence, and never a name that is closed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from respite.models import Bed
from stays import booking, closing, touched, undoing
from stays.makingway import Answers
from stays.models import Change
from tests.factories import expected, here, make_guest, nights_from_tonight
from tests.moments import later


def bed(house, name):
    return Bed.objects.get(house=house, room__name=name)


def board(house):
    return reverse("stays:board", args=[house.slug])


def undo(browser, house, change=None, **more):
    change = change or Change.objects.latest("at")
    return browser.post(reverse("stays:undo", args=[house.slug]), {"change": str(change.pk)} | more)


def rooms(stay):
    return [str(row.bed) for row in stay.allocations.order_by("nights")]


@pytest.fixture
def moved(house, peer):
    """Rosa, who was moved from Birch to Cedar by Joy."""
    stay = here(house, peer, bed=bed(house, "Birch"))
    booking.move(stay, to=bed(house, "Cedar"), by=peer)
    return stay


def test_board_tells_the_last_change_and_offers_undo(house, moved, desk):
    page = desk.get(board(house)).content.decode()

    assert "Rosa moved to Cedar. By Joy, today at " in page
    assert reverse("stays:undo", args=[house.slug]) in page


def test_undo_puts_it_back_and_leads_to_the_view_it_came_from(house, moved, desk):
    answer = undo(desk, house, back="from=2026-11-23&nights=14&next=https://elsewhere.example")

    assert (answer.status_code, answer.url) == (303, board(house) + "?from=2026-11-23&nights=14")
    assert rooms(moved) == ["Birch"]
    told = desk.get(answer.url).content.decode()
    assert "Undone. Everything stands as it was before." in told
    assert "Last change:" not in told


def test_undo_can_lead_back_to_the_page_of_the_stay(house, moved, desk):
    assert undo(desk, house, stay=moved.code).url == reverse("stays:stay", args=[house.slug, moved.code])


def test_undo_twice_says_it_was_undone_already(house, moved, desk):
    undo(desk, house)

    answer = undo(desk, house)

    assert answer.status_code == 409
    assert "This was undone already." in answer.content.decode()


def test_undo_of_what_changed_since_is_refused_and_nothing_changes(house, moved, peer, desk):
    change = Change.objects.latest("at")
    booking.extend(moved, leaves=moved.leaves + timedelta(days=1), by=peer)

    answer = undo(desk, house, change)

    assert answer.status_code == 409
    assert "Something of this was changed since." in answer.content.decode()
    assert rooms(moved) == ["Cedar"]


def test_undo_of_a_closure_needs_the_right_to_close(house, lead, desk, lead_desk):
    closing.close(house, nights=nights_from_tonight(house), reason="repair", by=lead, bed=bed(house, "Cedar"))

    assert "Cedar was closed. By Ana" in desk.get(board(house)).content.decode()
    assert reverse("stays:undo", args=[house.slug]) not in desk.get(board(house)).content.decode()
    assert undo(desk, house).status_code == 403
    assert reverse("stays:undo", args=[house.slug]) in lead_desk.get(board(house)).content.decode()
    assert undo(lead_desk, house).status_code == 303


def test_last_change_covers_a_guest_who_is_closed_to_me(house, moved, peer, desk):
    moved.guest.closed_to.add(peer)

    page = desk.get(board(house)).content.decode()

    assert "Rosa" not in page
    assert "Guest moved to Cedar. By Joy" in page
    assert reverse("stays:undo", args=[house.slug]) not in page
    assert undo(desk, house).status_code == 404
    assert rooms(moved) == ["Cedar"]


def test_last_change_is_told_where_its_stay_is_out_of_view(house, moved, desk):
    page = desk.get(board(house) + "?from=2027-06-01").content.decode()

    assert "Rosa moved to Cedar. By Joy" in page


def test_last_change_is_offered_for_a_shift_only(house, moved, desk):
    with later(hours=11):
        assert "Last change:" in desk.get(board(house)).content.decode()
    with later(hours=13):
        assert "Last change:" not in desk.get(board(house)).content.decode()


def test_last_change_on_the_board_is_the_one_undo_knows(house, moved, peer, desk):
    expected(house, peer, make_guest(house.organization, "Luz"))

    assert desk.get(board(house)).context["last"].change == str(undoing.last(house).pk)


def test_undo_is_not_there_for_a_stranger_nor_for_another_house(house, harbor, moved, stranger_desk):
    assert undo(stranger_desk, house).status_code == 404
    assert undo(stranger_desk, harbor).status_code == 404
    assert rooms(moved) == ["Cedar"]


@pytest.mark.parametrize("change", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_undo_of_nothing_is_not_found(house, desk, change):
    assert desk.post(reverse("stays:undo", args=[house.slug]), {"change": change}).status_code == 404


def test_swap_is_told_with_both_names(house, peer, desk):
    rosa = here(house, peer, bed=bed(house, "Birch"))
    ben = here(house, peer, make_guest(house.organization, "Ben"), bed=bed(house, "Cedar"))
    booking.swap(rosa, other=ben, by=peer)

    page = desk.get(board(house)).content.decode()

    assert "Rosa and Ben changed rooms." in page or "Ben and Rosa changed rooms." in page


def test_move_ends_in_a_live_line_with_undo(house, peer, desk):
    stay = here(house, peer, bed=bed(house, "Birch"))
    since, to = house.tonight().isoformat(), f"bed-{bed(house, 'Cedar').pk}"
    choice = {"from_night": since, "to": to, "sure": f"{to}.{since}", "back": "nights=14"}

    answer = desk.post(reverse("stays:stay-move", args=[house.slug, stay.code]), choice)
    page = desk.get(answer.url).content.decode()

    live = page.partition('id="live"')[2].partition("board-nav")[0]
    assert "Saved. Rosa sleeps in Cedar" in live
    assert str(Change.objects.get(verb="moved").pk) in live


def test_last_change_names_the_room_that_was_closed_not_the_one_its_guest_went_to(house, peer, lead, desk):
    here(house, peer, bed=bed(house, "Birch"))
    nights = nights_from_tonight(house)
    (one,) = touched.find(closing.plan_of(house, nights, bed(house, "Birch")))
    answers = Answers(choices={one.key: f"move-{bed(house, 'Cedar').pk}"}, seen=touched.fingerprint([one]))
    closing.close(house, nights=nights, reason="repair", by=lead, bed=bed(house, "Birch"), answers=answers)

    page = desk.get(board(house)).content.decode()

    assert "Birch was closed. By Ana" in page
    assert "The house was closed." not in page


def test_last_change_says_that_the_house_was_closed_when_all_of_it_was(house, lead, desk):
    closing.close(house, nights=nights_from_tonight(house), reason="staffing", by=lead)

    assert "The house was closed. By Ana" in desk.get(board(house)).content.decode()


def test_last_change_names_the_rooms_when_the_others_were_closed_already(house, lead, desk):
    nights = nights_from_tonight(house)
    closing.close(house, nights=nights, reason="repair", by=lead, bed=bed(house, "Birch"))
    (one,) = touched.find(closing.plan_of(house, nights, None))
    answers = Answers(choices={one.key: "keep"}, seen=touched.fingerprint([one]))
    closing.close(house, nights=nights, reason="staffing", by=lead, answers=answers)

    assert "Cedar, Willow were closed. By Ana" in desk.get(board(house)).content.decode()
