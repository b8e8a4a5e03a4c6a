"""The rolling window of a house, in words that say from when the nights fit."""

from datetime import timedelta

import pytest
from django.utils.dateformat import format as django_format

from respite.deciding import decide
from respite.nights import Nights
from stays import booking, window
from tests.factories import HouseFactory, expected, held, here, make_guest, nights_from_tonight
from tests.moments import lapse, later


@pytest.fixture
def guest(house):
    return make_guest(house.organization)


def ask(guest, house, count, *, after=0, **more):
    return window.ask(guest, house, nights_from_tonight(house, count, later=after), **more)


def test_window_of_somebody_new_fits(house, guest):
    answer = ask(guest, house, 7)

    assert answer == window.Answer(True, house.tonight(), "")


def test_window_says_from_when_the_nights_fit(house, peer, guest):
    expected(house, peer, guest, nights_from_tonight(house, 7))
    first = house.tonight() + timedelta(days=30)

    answer = ask(guest, house, 3, after=10)

    assert (answer.fits, answer.first) == (False, first)
    assert answer.words == (
        "A stay here is at most 7 nights in any 30 days. "
        f"These nights fit from {django_format(first, 'j F')} on; sooner if we talk."
    )


def test_window_says_a_day_like_4_may(house, peer, guest, lead):
    answer_words = window.Answer(False, None, "").words

    assert answer_words == ""
    with later(days=(house.tonight().replace(month=4, day=4) - house.tonight()).days + 365):
        expected(house, peer, guest, nights_from_tonight(house, 7))
        words = ask(guest, house, 1, after=8).words

    assert "from 4 May on; sooner if we talk." in words


def test_window_counts_the_nights_in_every_window_that_touches(house, peer, guest):
    expected(house, peer, guest, nights_from_tonight(house, 4, later=10))

    assert ask(guest, house, 3).fits
    assert not ask(guest, house, 4).fits
    assert not ask(guest, house, 4, after=20).fits
    assert ask(guest, house, 4, after=40).fits


def test_window_leaves_the_thirtieth_night_and_takes_the_next(house, peer, guest):
    expected(house, peer, guest, nights_from_tonight(house, 7))

    assert not ask(guest, house, 1, after=29).fits
    assert ask(guest, house, 1, after=30).fits


def test_window_of_more_nights_than_the_limit_has_no_date(house, guest):
    answer = ask(guest, house, 8)

    assert (answer.fits, answer.first) == (False, None)
    assert answer.words == "A stay here is at most 7 nights in any 30 days. Fewer nights may fit."


def test_window_of_one_night_is_said_in_the_singular(house, lead, guest):
    decide(house, by=lead, max_nights=1)

    assert ask(guest, house, 2).words.startswith("A stay here is at most 1 night in any 30 days.")


def test_window_uses_the_rules_of_the_day_of_arriving(house, lead, guest):
    decide(house, by=lead, holds_from=house.tonight() + timedelta(days=20), max_nights=10)

    assert not ask(guest, house, 10).fits
    assert ask(guest, house, 10, after=20).fits


def test_window_counts_slept_and_promised_nights_but_no_lapsed_hold(house, peer, guest):
    stay = held(house, peer, guest, nights_from_tonight(house, 7))
    assert not ask(guest, house, 1, after=8).fits

    lapse(stay)

    assert ask(guest, house, 1, after=8).fits


def test_window_counts_only_the_nights_that_were_slept(house, peer, guest):
    stay = here(house, peer, guest, nights_from_tonight(house, 7))
    with later(days=2):
        booking.leave(stay, by=peer)

    assert ask(guest, house, 5, after=3).fits
    assert not ask(guest, house, 6, after=3).fits


@pytest.mark.parametrize("end", [booking.cancel, booking.did_not_arrive])
def test_window_forgets_nights_that_were_not_slept(house, peer, guest, end):
    end(expected(house, peer, guest, nights_from_tonight(house, 7)), by=peer)

    assert ask(guest, house, 7).fits


def test_window_leaves_out_the_stay_that_is_changed(house, peer, guest):
    stay = expected(house, peer, guest, nights_from_tonight(house, 5))

    assert not ask(guest, house, 7, after=10).fits
    assert ask(guest, house, 7, after=10, apart_from=stay.pk).fits
    assert window.taken_by(guest, house, Nights.starting(house.tonight(), 1)) == set(stay.range)


def test_window_is_of_one_house_and_one_guest(house, peer, guest):
    expected(house, peer, make_guest(house.organization), nights_from_tonight(house, 7))
    sister = HouseFactory(organization=house.organization)

    expected(house, peer, guest, nights_from_tonight(house, 7))

    assert ask(guest, sister, 7).fits
