"""The desk in a browser: a card opens in place and closes by keyboard, and axe finds nothing on it."""

import pytest

from intake import flow
from tests.cast import signed_in
from tests.chromium import faults_both_ways, tab_to
from tests.intake.asking import asked_by, offered, url, wrote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(house, peer):
    """Omar, who asked and wrote; beside him somebody with an offer."""
    offered(house, peer, "Luz")
    request = asked_by(house, "Omar", to_know="A few quiet nights would help.")
    flow.tried(request, by=peer)
    wrote(request)
    return request


def test_card_opens_and_closes_by_keyboard_and_the_focus_comes_back(house, peer, asked, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(url("requests", house))

    tab_to(page, "Omar")
    page.keyboard.press("Enter")
    card = page.locator(f"#request-{asked.code}[data-open]")
    card.wait_for()
    page.wait_for_function("() => document.activeElement.tagName === 'H3'")
    assert "A few quiet nights would help." in card.inner_text()

    page.keyboard.press("Escape")
    page.locator(f"#request-{asked.code}:not([data-open])").wait_for()
    page.wait_for_function("() => document.activeElement.textContent === 'Omar'")


def test_card_leads_to_the_page_without_script(house, peer, asked, browse):
    page = browse(person=signed_in(peer).cookies, java_script_enabled=False)
    page.goto(url("requests", house))

    page.click(f"#request-{asked.code} h3 a")

    assert page.url.endswith(url("request", house, asked.code))


def test_desk_with_an_opened_card_has_no_faults_AX_01(peer, asked, browse):
    house = asked.house
    page = browse(person=signed_in(peer).cookies)
    page.goto(url("requests", house))
    page.click(f"#request-{asked.code} h3 a")
    page.locator(f"#request-{asked.code}[data-open]").wait_for()

    assert faults_both_ways(page) == []
