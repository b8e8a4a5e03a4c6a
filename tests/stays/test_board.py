"""The bed board: what it shows, what it costs, and what the tray answers."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respite.nights import Nights
from respite.templatetags.words import clock, day, short_day
from stays import board as bed_board
from stays import booking, closing, shifts
from stays.models import Band, Opened
from tests.cast import signed_in
from tests.factories import (
    BedFactory,
    RoomFactory,
    expected,
    held,
    here,
    make_guest,
    nights_from_tonight,
)


def board_url(house, query=""):
    return reverse("stays:board", args=[house.slug]) + query


def rows_of(house, count=14):
    view = Nights.starting(house.tonight() - timedelta(days=1), count)
    return {row.name: row.pieces for row in bed_board.read(house, view).rows}


def test_board_shows_who_is_here_and_what_is_free(house, peer):
    here(house, peer, bed=house.beds.get(room__name="Birch"))

    pieces = rows_of(house)["Birch"]

    assert [(piece.state, piece.width) for piece in pieces] == [("gone", 1), ("here", 3), ("free", 10)]
    assert pieces[1].words == "here, night 1 of 3"


def test_board_marks_what_began_before_and_goes_on_after_the_view(house, peer):
    stay = here(house, peer, bed=house.beds.get(room__name="Birch"), nights=nights_from_tonight(house, 5))
    view = Nights.starting(house.tonight() + timedelta(days=1), 2)

    bar = bed_board.read(house, view).rows[0].pieces[0]

    assert (bar.code, bar.first, bar.last, bar.before, bar.after) == (stay.code, 0, 2, True, True)


def test_board_has_no_bar_for_a_hold_that_lapsed(house, peer):
    stay = held(house, peer, bed=house.beds.get(room__name="Birch"))
    type(stay).objects.filter(pk=stay.pk).update(hold_until=stay.made_at - timedelta(hours=1))

    assert [piece.state for piece in rows_of(house)["Birch"]] == ["gone", "free"]


def test_board_says_when_a_room_is_back(house, lead):
    closing.close(
        house, nights=nights_from_tonight(house, 2), reason="repair", by=lead, bed=house.beds.get(room__name="Cedar")
    )

    bar = rows_of(house)["Cedar"][1]

    assert (bar.state, bar.name, bar.words.split(", ")[0]) == ("closed", "Closed", "repair")


def test_board_of_a_guest_who_moves_is_here_only_in_the_room_of_tonight(house, peer):
    stay = here(house, peer, bed=house.beds.get(room__name="Birch"), nights=nights_from_tonight(house, 4))
    booking.move(stay, to=house.beds.get(room__name="Cedar"), by=peer, from_night=house.tonight() + timedelta(days=2))

    rows = rows_of(house)

    assert [piece.state for piece in rows["Birch"]] == ["gone", "here", "free"]
    assert (rows["Cedar"][2].state, rows["Cedar"][2].words[:8]) == ("expected", "moves in")


def test_board_page_names_each_bar_for_readers(house, peer, desk):
    here(house, peer, bed=house.beds.get(room__name="Birch"))

    page = desk.get(board_url(house)).content.decode()

    assert 'aria-label="Rosa, here, night 1 of 3, Birch, from ' in page
    assert page.partition("<tbody>")[0].count('<th scope="col"') == 14
    assert 'style="' not in page


def test_board_page_counts_rooms_and_people_at_the_foot(house, peer, lead, desk):
    here(house, peer)
    shifts.sign_up(house, person=peer, on=house.tonight(), band=Band.NIGHT, by=peer)

    page = desk.get(board_url(house)).content.decode()

    assert "<td data-tonight>2</td>" in page.replace(" data-we", "")
    assert "1 of 2" in page
    assert "Tonight has 1 of 2 people on." in page


def test_board_page_escapes_the_name_of_a_guest(house, peer, desk):
    guest = make_guest(house.organization, '<script>alert("x")</script>')
    stay = here(house, peer, guest)

    page = desk.get(board_url(house, f"?stay={stay.code}")).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in page


def test_board_page_of_a_large_house_escapes_too_and_joins_free_nights(house, peer, desk):
    for number in range(31):
        BedFactory(room=RoomFactory(house=house, name=f"R{number}"))
    here(house, peer, make_guest(house.organization, "<b>Rosa"), bed=house.beds.get(room__name="R3"))

    page = desk.get(board_url(house)).content.decode()

    assert "<b>&lt;b&gt;Rosa</b>" in page
    assert "<td colspan=13><a href=../plan/?at=" in page
    assert 'class="rooms on-phone"' not in page


def test_board_page_costs_the_same_for_one_row_and_three(house, peer, desk):
    here(house, peer)
    desk.get(board_url(house))
    with CaptureQueriesContext(
        connection,
    ) as one:
        desk.get(board_url(house))
    for bed in ("Birch", "Cedar"):
        here(house, peer, make_guest(house.organization, bed), bed=house.beds.get(room__name=bed))
    with CaptureQueriesContext(connection) as three:
        desk.get(board_url(house))

    assert len(one) == len(three)
    assert len(three) <= 12


@pytest.mark.parametrize("query", ["?from=2026-13-40", "?from=0001-01-01", "?from=x&nights=99", "?from=9999-12-31"])
def test_board_page_shows_tonight_when_the_address_makes_no_sense(house, desk, query):
    answer = desk.get(board_url(house, query))

    assert answer.status_code == 200
    assert answer.context["board"].tonight in answer.context["board"].view


def test_board_page_shows_35_nights(house, desk):
    page = desk.get(board_url(house, "?nights=35")).content.decode()

    assert page.partition("<tbody>")[0].count('<th scope="col"') == 35


def test_tray_lists_rooms_with_yes_or_the_reason_why_not(house, peer, desk):
    rosa = here(house, peer, bed=house.beds.get(room__name="Birch"), nights=nights_from_tonight(house, 4))
    devon = make_guest(house.organization, "Devon")
    booking.arrive(
        expected(
            house,
            peer,
            devon,
            nights_from_tonight(house, 9),
            bed=house.beds.get(room__name="Cedar"),
            despite_limit=True,
        ),
        by=peer,
    )

    options = desk.get(board_url(house, f"?stay={rosa.code}")).context["options"]

    told = {option.room: option.words for option in options}
    assert told == {"Cedar": "Devon is there. Swap: Devon gets Birch", "Willow": "free for all these nights"}


def test_tray_says_why_neither_move_nor_swap_is_possible(house, lead, peer, desk):
    rosa = here(house, peer, bed=house.beds.get(room__name="Birch"), nights=nights_from_tonight(house, 4))
    closing.close(
        house,
        nights=nights_from_tonight(house, 2, later=2),
        reason="repair",
        by=lead,
        bed=house.beds.get(room__name="Cedar"),
    )

    options = desk.get(board_url(house, f"?stay={rosa.code}")).context["options"]

    cedar = next(option for option in options if option.room == "Cedar")
    assert not cedar.possible
    assert cedar.words.startswith("closed from ")


def test_tray_comes_as_a_part_when_htmx_asks(house, peer, desk):
    stay = here(house, peer)

    answer = desk.get(
        board_url(house, f"?stay={stay.code}"), headers={"HX-Request": "true", "HX-Target": "tray"}
    ).content.decode()

    assert answer.lstrip().startswith('<section class="tray" id="tray"')
    assert "Rosa is chosen. The form is under the board." in answer.partition('id="live" hx-swap-oob="innerHTML"')[2]
    assert "<table" not in answer


def test_tray_writes_down_who_opened_the_record_and_the_board_alone_does_not_SE_32(house, peer, desk):
    stay = here(house, peer)

    desk.get(board_url(house))
    assert not Opened.objects.exists()
    desk.get(board_url(house, f"?stay={stay.code}"))

    assert [(row.guest, row.by) for row in Opened.objects.all()] == [(stay.guest, peer)]


def test_tray_of_another_house_is_not_found(house, harbor, stranger, desk):
    stay = here(harbor, stranger)

    assert desk.get(board_url(house, f"?stay={stay.code}")).status_code == 404


def test_board_is_not_there_for_a_stranger_and_asks_a_visitor_to_sign_in(house, stranger_desk, client):
    assert stranger_desk.get(board_url(house)).status_code == 404
    assert client.get(board_url(house)).url.startswith("/account/login/")


def test_board_is_refused_to_an_editor(house, editor):
    assert signed_in(editor).get(board_url(house)).status_code == 403


def test_board_of_another_year_says_which(house, desk):
    first = house.tonight() + timedelta(days=1500)

    page = desk.get(board_url(house) + f"?from={first}&nights=14").content.decode()

    assert f"{first:%A} {first.day} {first:%B %Y} to " in page


def test_plan_names_the_room_that_was_chosen(house, desk):
    bed = house.beds.get(room__name="Birch")

    page = desk.get(reverse("stays:stay-plan", args=[house.slug]) + f"?at={bed.pk}").content.decode()

    assert "Birch is free from" in page


@pytest.mark.parametrize("bed", ["99999", "x", "999999999999999999999"])
def test_plan_survives_a_bed_that_is_not_there(house, desk, bed):
    answer = desk.get(reverse("stays:stay-plan", args=[house.slug]) + f"?at={bed}.20261201")

    assert answer.status_code in {200, 404}


# Closing rooms


def closure_post(house, **more):
    return {
        "bed": str(house.beds.get(room__name="Cedar").pk),
        "reason": "repair",
        "first": house.tonight().isoformat(),
        "back": (house.tonight() + timedelta(days=3)).isoformat(),
    } | more


def test_closure_is_made_by_a_lead(house, lead_desk):
    answer = lead_desk.post(reverse("stays:closure-new", args=[house.slug]), closure_post(house))

    assert answer.status_code == 303
    assert [str(row.bed) for row in house.closures.get().allocations.all()] == ["Cedar"]


def test_closure_names_everybody_who_is_in_the_way(house, peer, lead_desk):
    here(house, peer, bed=house.beds.get(room__name="Birch"))
    here(house, peer, make_guest(house.organization, "Ben"), bed=house.beds.get(room__name="Cedar"))

    answer = lead_desk.post(reverse("stays:closure-new", args=[house.slug]), closure_post(house, bed="house"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Rosa is here, in Birch until" in page
    assert "Ben is here, in Cedar until" in page
    assert house.closures.count() == 0


@pytest.mark.parametrize("back", ["", "2020-01-01", "nonsense"])
def test_closure_form_asks_again_for_days_that_make_no_sense(house, lead_desk, back):
    answer = lead_desk.post(reverse("stays:closure-new", args=[house.slug]), closure_post(house, back=back))

    assert answer.status_code == 200
    assert answer.context["form"].has_error("back")


def test_closure_is_refused_to_a_peer_and_unknown_to_a_stranger(house, desk, stranger_desk):
    url = reverse("stays:closure-new", args=[house.slug])

    assert desk.get(url).status_code == 403
    assert desk.post(url, closure_post(house)).status_code == 403
    assert stranger_desk.get(url).status_code == 404


def test_closure_can_be_opened_again_once(house, lead, lead_desk, desk):
    made = closing.close(house, nights=nights_from_tonight(house), reason="repair", by=lead)
    url = reverse("stays:closure-reopen", args=[house.slug, made.pk])

    assert desk.post(url).status_code == 403
    assert lead_desk.post(url, {"sending": ""}).status_code == 303
    assert lead_desk.post(url, {"sending": ""}).status_code == 409
    made.refresh_from_db()
    assert made.ended_at


def test_closure_page_shows_peers_no_button(house, lead, desk, lead_desk):
    made = closing.close(house, nights=nights_from_tonight(house), reason="repair", by=lead)
    url = reverse("stays:closure", args=[house.slug, made.pk])

    assert "Open it again" not in desk.get(url).content.decode()
    assert "Open it again" in lead_desk.get(url).content.decode()


def test_phone_says_which_rooms_are_free_and_how_many_are_on(house, peer, desk):
    here(house, peer, bed=house.beds.get(room__name="Birch"), nights=nights_from_tonight(house, 1))
    shifts.sign_up(house, person=peer, on=house.tonight(), band=Band.NIGHT, by=peer)

    page = BeautifulSoup(desk.get(board_url(house)).content, "html.parser")

    phone = page.select_one("#board-cards")
    told = " ".join(phone.get_text(" ").split())
    rows = [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in phone.select("tbody tr")]
    assert told.startswith("Free tonight: Cedar, Willow . Tonight has 1 of 2 people on.")
    assert [row[:2] for row in rows[1:3]] == [
        ["tonight", "Cedar, Willow"],
        [short_day(house.tonight() + timedelta(days=1)), "Birch, Cedar, Willow"],
    ]
    assert rows[1][2] == "1 of 2"
    assert "on-desk" not in page.select_one(".key")["class"]


def test_phone_says_that_no_room_is_free_tonight(house, lead, desk):
    closing.close(house, nights=nights_from_tonight(house, 2), reason="staffing", by=lead)

    told = desk.get(board_url(house)).content.decode().partition('id="board-cards"')[2]

    assert "No room is free tonight." in told


def test_board_on_paper_says_of_which_house_and_moment_it_is(house, desk):
    local = house.local()

    told = BeautifulSoup(desk.get(board_url(house)).content, "html.parser").select_one("caption.on-paper").get_text(" ")

    words = " ".join(told.split())
    assert words == f"Juniper House. As it stood on {day(local.date())} at {clock(local)}."
