"""Two at the board: the later one sees what changed, nothing is overwritten silently, open boards follow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respite import history
from stays import booking, closing, meanwhile
from stays.models import Stay
from tests.cast import signed_in
from tests.factories import expected, held, here, make_guest, nights_from_tonight
from tests.moments import lapse, later, refused


def bed(house, name):
    return house.beds.get(room__name=name)


def url(name, stay):
    return reverse(f"stays:{name}", args=[stay.house.slug, stay.code])


def rooms(stay):
    return [str(row.bed) for row in stay.allocations.order_by("nights")]


def choice(house, to, **more):
    since = house.tonight().isoformat()
    return {"from_night": since, "to": to, "sure": f"{to}.{since}"} | more


def in_cedar(house, peer, count):
    guest = make_guest(house.organization, "Ben")
    return here(house, peer, guest, nights_from_tonight(house, count), bed=bed(house, "Cedar"))


@pytest.fixture
def rosa(house, peer):
    """Rosa, here in Birch for four nights."""
    return here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 4))


def test_move_from_a_page_that_is_older_than_the_stay_says_what_changed(house, lead, rosa, desk):
    seen = desk.get(url("stay-move", rosa)).context["form"].initial["seen"]
    booking.shorten(rosa, leaves=rosa.leaves - timedelta(days=1), by=lead)
    to = f"bed-{bed(house, 'Cedar').pk}"

    answer = desk.post(url("stay-move", rosa), choice(house, to, seen=seen))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Since you opened this page: Rosa: Fewer nights: now " in page
    assert "By Ana." in page
    assert rooms(rosa) == ["Birch"]
    assert (
        f'value="{to}"' in page.partition("checked")[0][-200:] + page.partition("checked")[2][:1] or "checked" in page
    )


def test_move_sent_again_after_reading_goes_through(house, lead, rosa, desk):
    seen = desk.get(url("stay-move", rosa)).context["form"].initial["seen"]
    booking.shorten(rosa, leaves=rosa.leaves - timedelta(days=1), by=lead)
    to = f"bed-{bed(house, 'Cedar').pk}"
    form = desk.post(url("stay-move", rosa), choice(house, to, seen=seen)).context["form"]
    again = {name: form[name].value() or "" for name in ("from_night", "to", "seen", "sure")}

    before = desk.post(url("stay-move", rosa), again)
    after = desk.post(url("stay-move", rosa), again | {"sure": before.context["token"]})

    assert again["to"] == to
    assert before.context["change"].startswith("Rosa sleeps in Cedar from today")
    assert after.status_code == 303
    assert rooms(rosa) == ["Cedar"]


def test_swap_looks_at_both_stays(house, lead, peer, rosa, desk):
    ben = here(
        house, peer, make_guest(house.organization, "Ben"), nights_from_tonight(house, 4), bed=bed(house, "Cedar")
    )
    seen = desk.get(url("stay-swap", rosa)).context["form"].initial["seen"]
    booking.shorten(ben, leaves=ben.leaves - timedelta(days=1), by=lead)

    answer = desk.post(url("stay-swap", rosa), choice(house, f"swap-{ben.code}", seen=seen))

    assert answer.status_code == 409
    assert "Since you opened this page: Ben: Fewer nights: now " in answer.content.decode()
    assert (rooms(rosa), rooms(ben)) == (["Birch"], ["Cedar"])


def test_change_of_another_stay_is_no_reason_to_ask_again(house, peer, rosa, desk):
    seen = desk.get(url("stay-move", rosa)).context["form"].initial["seen"]
    expected(house, peer, make_guest(house.organization, "Luz"), nights_from_tonight(house, 2, later=8))

    answer = desk.post(url("stay-move", rosa), choice(house, f"bed-{bed(house, 'Cedar').pk}", seen=seen))

    assert answer.status_code == 303


def test_line_that_moves_no_bed_night_is_no_reason_to_ask_again(house, peer, rosa):
    seen = meanwhile.mark(house)
    history.record("wish", rosa, house=house, by=peer, choice="one")

    meanwhile.check(house, [rosa], seen)


def test_check_takes_no_nonsense_for_a_number(house, rosa):
    for mark in ("", "x", "-1", "9" * 40):
        meanwhile.check(house, [rosa], mark)


def test_check_tells_undo_too(house, peer, rosa):
    seen = meanwhile.mark(house)
    history.record("undone", rosa, house=house, by=peer, what="moved", nights=[str(rosa.arrives), str(rosa.leaves)])

    assert "The change of rooms was undone. By Joy." in refused("changed", meanwhile.check, house, [rosa], seen)


def test_move_to_a_room_that_was_taken_meanwhile_names_who_is_in_the_way(house, peer, rosa, desk):
    here(house, peer, make_guest(house.organization, "Ben"), nights_from_tonight(house, 6), bed=bed(house, "Cedar"))
    expected(
        house,
        peer,
        make_guest(house.organization, "Luz"),
        nights_from_tonight(house, 2, later=4),
        bed=bed(house, "Birch"),
    )

    answer = desk.post(url("stay-move", rosa), choice(house, f"bed-{bed(house, 'Cedar').pk}"))

    assert answer.status_code == 409
    assert "Cedar: not free: Ben until " in answer.content.decode()


def test_clash_offers_the_nearest_nights_that_work(house, lead, rosa, desk):
    nights = nights_from_tonight(house, 1, later=1)
    closing.close(house, nights=nights, reason="repair", by=lead, bed=bed(house, "Cedar"))

    options = desk.get(url("stay-move", rosa)).context["options"]

    tonight = house.tonight()
    cedar = next(option for option in options if option.room == "Cedar")
    assert [(near.words, near.from_night, near.until_night) for near in cedar.instead] == [
        ("Only until tomorrow", tonight, tonight + timedelta(days=1)),
        (cedar.instead[1].words, tonight + timedelta(days=2), None),
    ]
    assert cedar.instead[1].words.startswith("From ")


def test_link_of_the_nearest_nights_opens_the_form_with_them_chosen(house, rosa, desk):
    tonight, cedar = house.tonight(), bed(house, "Cedar")
    query = f"?to=bed-{cedar.pk}&from_night={tonight}&until_night={tonight + timedelta(days=2)}"

    shown = desk.get(url("stay-move", rosa) + query).context

    assert shown["change"].startswith("Rosa sleeps in Cedar from today until ")
    assert "and then in Birch as before." in shown["change"]


def test_move_for_some_nights_comes_back_to_the_room_of_before(house, rosa, desk):
    tonight, to = house.tonight(), f"bed-{bed(house, 'Cedar').pk}"
    until = (tonight + timedelta(days=2)).isoformat()
    asked = choice(house, to, until_night=until) | {"sure": f"{to}.{tonight}.{until}"}

    answer = desk.post(url("stay-move", rosa), asked)

    assert answer.status_code == 303
    assert [(str(row.bed), len(row.range)) for row in rosa.allocations.order_by("nights")] == [
        ("Cedar", 2),
        ("Birch", 2),
    ]
    assert ", from " in desk.get(url("stay", rosa)).content.decode()


@pytest.mark.parametrize("until", [0, -1])
def test_nights_that_end_before_they_begin_are_asked_again(house, rosa, desk, until):
    first = house.tonight() + timedelta(days=2)
    asked = {"from_night": first.isoformat(), "until_night": (first + timedelta(days=until)).isoformat()}

    answer = desk.post(url("stay-move", rosa), asked | {"to": f"bed-{bed(house, 'Cedar').pk}"})

    assert answer.context["form"].has_error("until_night")
    assert rooms(rosa) == ["Birch"]


def test_move_until_a_night_refuses_what_is_over(house, peer, rosa):
    tonight = house.tonight()

    refused("nights", booking.move, rosa, to=bed(house, "Cedar"), by=peer, until_night=tonight)

    assert rooms(rosa) == ["Birch"]


def test_move_covers_a_guest_who_is_closed_to_me_and_offers_no_swap(house, peer, rosa, desk):
    ben = here(
        house, peer, make_guest(house.organization, "Ben"), nights_from_tonight(house, 4), bed=bed(house, "Cedar")
    )
    ben.guest.closed_to.add(peer)

    answer = desk.get(url("stay-move", rosa))

    cedar = next(option for option in answer.context["options"] if option.room == "Cedar")
    assert cedar.words.startswith("not free: Guest until ")
    assert "Ben" not in answer.content.decode()


def test_tray_names_who_else_would_be_there_but_nobody_closed_to_me(house, peer, rosa, desk):
    devon = make_guest(house.organization, "Devon")
    here(house, peer, devon, nights_from_tonight(house, 2), bed=bed(house, "Cedar"))
    ines = expected(house, peer, make_guest(house.organization, "Ines"), bed=bed(house, "Willow"))
    ines.guest.closed_to.add(peer)

    page = desk.get(reverse("stays:board", args=[house.slug]) + f"?stay={rosa.code}").content.decode()

    assert "In the house on these nights: Devon." in " ".join(page.split())
    assert "Ines" not in page


# Other open boards


def watch(desk, house, seen, query="nights=14"):
    return desk.get(reverse("stays:board-changes", args=[house.slug]) + f"?{query}&seen={seen}")


def test_watch_is_answered_with_nothing_while_nothing_changed(house, rosa, desk):
    seen = desk.get(reverse("stays:board", args=[house.slug])).context["seen"]

    answer = watch(desk, house, seen)

    assert (answer.status_code, answer.content) == (204, b"")


def test_watch_is_answered_with_the_board_as_it_is_now(house, peer, rosa, desk):
    seen = desk.get(reverse("stays:board", args=[house.slug])).context["seen"]
    booking.move(rosa, to=bed(house, "Cedar"), by=peer)

    answer = watch(desk, house, seen)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "The board has changed." in page
    assert "Rosa, here, night 1 of 4, Cedar, from " in page
    assert 'id="tray"' not in page
    assert watch(desk, house, answer.context["seen"]).status_code == 204


def test_watch_sees_a_hold_that_the_clock_ended_and_nobody_wrote_RE_04(house, peer, desk):
    stay = held(house, peer)
    seen = desk.get(reverse("stays:board", args=[house.slug])).context["seen"]
    lapse(stay)

    assert watch(desk, house, seen).status_code == 200
    assert Stay.objects.get(pk=stay.pk).state == "held"


def test_watch_sees_tonight_turn_over(house, peer, rosa, desk):
    seen = desk.get(reverse("stays:board", args=[house.slug])).context["seen"]

    with later(days=1):
        assert watch(signed_in(peer), house, seen).status_code == 200


def test_watch_costs_one_query_more_than_the_door(house, peer, rosa, desk):
    seen = desk.get(reverse("stays:board", args=[house.slug])).context["seen"]
    with CaptureQueriesContext(connection) as watched:
        watch(desk, house, seen)

    asked = [query["sql"] for query in watched if "respite_entry" in query["sql"]]
    assert (len(watched), len(asked)) == (6, 1)


def test_watch_is_not_there_for_a_stranger(house, stranger_desk):
    assert watch(stranger_desk, house, "x").status_code == 404
