"""What changed in the guidelines since last time, on the guest's own page."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from intake import offering
from stays import booking
from stays.agreeing import Words, agree
from stays.models import Stay
from tests.factories import ask, nights_from_tonight
from tests.reading import banned, grade

PAGE = "/mine/request/"
SPANISH = Words("# Silencio\nSilencio desde las 10.", "es")


@pytest.fixture
def luz(house, peer):
    """Luz, who stayed and was shown the first version; her request and the browser with her page open."""
    known = agree(house, text="# Quiet\nQuiet from 10 pm.", by=peer, others=[SPANISH])
    asked, code = ask(house)
    offer = offering.offer(asked, nights=nights_from_tonight(house), by=peer, agreed="A quiet room.")
    stay = offering.accept(offer)
    booking.leave(booking.arrive(stay, by=peer, guidelines=known, word=Stay.Word.TAP), by=peer)
    browser = Client()
    browser.post("/mine/", {"code": str(code)})
    return browser


def newer(house, by):
    spanish = Words("# Silencio\nSilencio desde las 11.", "es", what_changed="El silencio empieza más tarde.")
    text, new = "# Quiet\nQuiet from 11 pm.", "Quiet starts later."
    return agree(house, text=text, by=by, meeting="May", what_changed=new, others=[spanish])


def since(browser, address=PAGE):
    return BeautifulSoup(browser.get(address).content, "html.parser").select_one("[aria-labelledby=since-h]")


def test_page_says_what_is_new_since_last_time(luz, house, peer):
    assert since(luz) is None
    newer(house, peer)

    told = since(luz)
    words = " ".join(told.get_text(" ").split())
    assert "Quiet starts later. Version 2, from " in words
    assert "Worded in another way Quiet from 11 pm. Before: Quiet from 10 pm." in words
    assert told.find("a")["href"] == "/houses/juniper-house/guidelines/"


def test_page_says_it_in_the_language_of_the_page(luz, house, peer):
    newer(house, peer)

    told = since(luz, f"/es{PAGE}")
    assert "El silencio empieza más tarde." in told.get_text()
    assert "Silencio desde las 11." in told.get_text()
    assert told.select("[lang]") == []
    assert told.find("a")["href"] == "/es/houses/juniper-house/guidelines/"


def test_page_keeps_the_version_of_the_stay(luz, house, peer):
    newer(house, peer)

    page = luz.get(PAGE).content.decode()

    assert "/houses/juniper-house/guidelines/?version=1" in page
    assert "This is the version for your stay." in page
    assert "Quiet from 10 pm." in luz.get("/houses/juniper-house/guidelines/?version=1").content.decode()


def test_page_says_nothing_of_it_to_who_was_never_shown_any(house, peer):
    agree(house, text="# Quiet\nQuiet from 10 pm.", by=peer)
    newer(house, peer)
    _asked, code = ask(house, name="Omar")
    browser = Client()
    browser.post("/mine/", {"code": str(code)})

    assert since(browser) is None


def test_what_is_new_is_easy_to_read_CS_26(luz, house, peer):
    newer(house, peer)

    part = f"<main>{since(luz)}</main>"

    assert grade(part) <= 6
    assert banned(part) == []
