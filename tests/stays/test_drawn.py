"""One drawing of a board for all who ask for the same one, and never an old one or somebody else's."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intake import flow
from openings import context
from stays import booking, closing, drawn, lately, outing, pausing, retiring, shifts, stepping_back, undoing
from stays.models import Band
from tests.cast import signed_in
from tests.factories import CALL, expected, here, make_guest, nights_from_tonight
from tests.moments import later

READS = '"stays_allocation"."nights"'


@pytest.fixture(autouse=True)
def kept(settings):
    """Share drawn boards, as the product does, and begin with none."""
    settings.BOARD_KEPT = 5
    drawn._kept.clear()


def shown(house, person):
    """Return the board of a house as a person gets it."""
    return table(signed_in(person).get(reverse("stays:board", args=[house.slug])))


def table(answer):
    """Return what a page says about rooms and nights: the table and what stands on top of it."""
    page = BeautifulSoup(answer.content, "html.parser")
    for token in page.select("input[name=csrfmiddlewaretoken]"):
        token.decompose()
    return f"{page.select_one('#board-top')}{page.select_one('.gentle.pause')}{page.select_one('#board-table')}"


def was_drawn(house, person):
    """Say whether the board was drawn anew for somebody who asked for it."""
    client = signed_in(person)
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("stays:board", args=[house.slug]))
    return any("closure_id" in query["sql"] and READS in query["sql"] for query in asked)


def test_a_colleague_gets_the_same_drawing(house, peer, lead):
    here(house, peer, make_guest(house.organization, "Rosa"))

    first, second = was_drawn(house, peer), was_drawn(house, lead)

    assert (first, second) == (True, False)
    assert "Rosa" in shown(house, lead)


@pytest.mark.parametrize("verb", ["arrive", "leave", "shorten", "cancel", "close", "retire", "pause", "undo"])
def test_every_change_is_on_the_next_board(house, peer, lead, verb):
    bed = house.beds.get(room__name="Birch")
    stay = (expected if verb in {"arrive", "cancel"} else here)(
        house, peer, bed=bed, nights=nights_from_tonight(house, 4)
    )
    cedar = house.beds.get(room__name="Cedar")
    before = shown(house, peer)

    if verb == "close":
        closing.close(house, nights=nights_from_tonight(house, 2), reason="repair", by=lead, bed=cedar)
    elif verb == "retire":
        retiring.retire(cedar, by=lead)
    elif verb == "pause":
        pausing.pause(house, reason="illness", by=peer)
    elif verb == "undo":
        undoing.undo(undoing.last(house), by=peer)
    elif verb == "shorten":
        booking.shorten(stay, leaves=house.tonight() + timedelta(days=1), by=peer)
    else:
        getattr(booking, verb)(stay, by=peer)

    assert shown(house, lead) != before
    assert was_drawn(house, lead) is False


def test_a_drawing_is_not_for_somebody_a_guest_is_closed_to_SE_32(house, peer, lead):
    guest = make_guest(house.organization, "Rosa")
    here(house, peer, guest)
    shown(house, peer)
    stepping_back.close(guest, house=house, to=lead, by=peer)

    assert "Rosa" in shown(house, peer)
    assert "Rosa" not in shown(house, lead)
    assert "Rosa" in shown(house, peer)


def test_a_page_with_names_hidden_is_drawn_for_itself(house, peer):
    here(house, peer, make_guest(house.organization, "Rosa Marsh"))
    here(house, peer, make_guest(house.organization, "Tam"))  # the last change, which opens a name on every page
    shown(house, peer)
    client = signed_in(peer)
    client.post(reverse("office-hide-names"), {"back": "/"})

    page = client.get(reverse("stays:board", args=[house.slug])).content.decode()

    assert "Rosa" not in page
    assert "Rosa Marsh" in shown(house, peer)


def test_a_word_of_the_clock_ends_with_the_clock(house, peer):
    stay = here(house, peer, nights=nights_from_tonight(house, 4))
    soon = timezone.now() + timedelta(minutes=2)
    outing.out_until(stay, until=soon)
    assert "out until" in shown(house, peer)

    with time_machine.travel(soon + timedelta(seconds=1)):
        assert "out until" not in shown(house, peer)


def test_a_time_taken_back_is_gone_from_the_next_board_LN_51(house, peer):
    stay = here(house, peer, nights=nights_from_tonight(house, 4))
    outing.out_until(stay, until=timezone.now() + timedelta(hours=2))
    before = lately.state(house)
    assert "out until" in shown(house, peer)

    outing.back(stay)

    assert "out until" not in shown(house, peer)
    assert lately.state(house) != before


def test_who_is_on_stands_on_the_next_board(house, peer, lead):
    before = shown(house, peer)

    shifts.sign_up(house, person=peer, on=house.tonight(), band=Band.NIGHT, by=peer)

    assert shown(house, peer) != before


def test_a_drawing_is_kept_for_seconds_and_never_many(house, peer, settings):
    view = reverse("stays:board", args=[house.slug])
    client = signed_in(peer)

    for nights in range(7, 36):
        client.get(view, {"nights": nights})
    most = len(drawn._kept)
    drawn._kept.update({key: (0.0, value) for key, (_until, value) in drawn._kept.items()})
    client.get(view)

    assert (most, len(drawn._kept)) == (drawn.MOST, 1)


def test_counts_of_the_frame_are_those_of_this_house_person_and_day(house, harbor, peer, lead):
    """The SQL of the counts is written once, with stand-ins: nothing of one asking may stay in it for the next."""
    flow.receive(house, name="Omar", contact=CALL)
    known = flow.receive(house, name="Rosa", contact=CALL)[0]
    known.closed_to.add(lead)

    counted = [context._counts(place, person) for place, person in ((house, peer), (house, lead), (harbor, peer))]

    assert [(one["waiting"], one["room_count"]) for one in counted] == [(2, 3), (1, 3), (0, 1)]
    with later(days=60):
        assert context._counts(house, peer)["due"] == 0
