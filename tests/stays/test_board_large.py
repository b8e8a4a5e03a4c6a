"""What a board costs: the same number of queries for 3 and for 200 beds, and a page that a slow line can carry."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respite.management import bulk
from stays import booking
from stays.models import Stay
from tests.cast import signed_in

MOST_QUERIES, MOST_BYTES = 12, 150_000


def furnished(rooms):
    """Return a busy house of so many rooms, with a change that can be undone and somebody still here."""
    house, person = bulk.furnish(bulk.organization(), rooms, "bench")
    stay = Stay.objects.here().first()
    booking.shorten(stay, leaves=stay.leaves - timedelta(days=1), by=person)
    return house, signed_in(person)


def ask(browser, house):
    address = reverse("stays:board", args=[house.slug]) + "?nights=35"
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(address)
    return page.content, len(asked)


@pytest.mark.parametrize("rooms", [3, 200])
def test_board_of_35_nights_keeps_to_its_queries_and_its_bytes(db, rooms):
    house, browser = furnished(rooms)

    page, queries = ask(browser, house)

    assert b"Last change:" in page
    assert page.count(b"<tr><th scope=row>") + page.count(b"<tr data-bed=") == rooms
    assert queries <= MOST_QUERIES
    assert len(page) < MOST_BYTES


def test_board_of_a_large_house_says_the_state_of_every_bar_in_words(db):
    house, browser = furnished(31)

    page, _queries = ask(browser, house)

    text = page.decode()
    assert "<b>Guest 0</b>here</a>" in text
    assert "<b>Guest 1</b>expected</a>" in text
    assert 'style="' not in text
