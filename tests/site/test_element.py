"""The custom element: what it is served as, and in a real browser on a page of another origin, left open for hours."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from openings import element, publishing
from respite import marks
from tests.chromium import faults
from tests.site.test_embed_browser import serving

pytestmark = pytest.mark.live
NOW = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)  # 8:17 am in the house
SOURCE = element.FILE.read_text()
PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Places to stay</title>
<meta name="viewport" content="width=device-width"><body><main><h1>Places</h1>
<respite-availability src="{src}"><a href="{link}">See availability</a></respite-availability>
<script src="{script}" integrity="{integrity}" crossorigin="anonymous" async></script></main></body></html>"""


# What is served.


def test_element_is_served_for_good_to_everybody():
    answer = Client().get(element.PATH)

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.content == element.FILE.read_bytes()


def test_element_of_version_1_never_changes():
    """Pages of others pin these bytes. What has to change is served as version 2, beside this one."""
    assert element.integrity() == "sha384-DVDXGW/7+K/6mLlMjW99kb4B08DXpLcxomTfnqlRicXOrinPrSYpbmbRwihnt7r3"


def test_element_is_small_and_puts_no_markup_in():
    assert len(SOURCE.splitlines()) < 150
    for never in ("innerHTML", "insertAdjacentHTML", "document.write", "eval(", "import(", "localStorage", "cookie"):
        assert never not in SOURCE


def test_element_wears_our_colours_and_signs():
    tokens = (Path(element.FILE).parents[4] / "respite/static/respite/css/tokens.css").read_text()

    assert set(re.findall(r"#[0-9A-F]{6}\b", SOURCE)) <= set(re.findall(r"#[0-9A-F]{6}\b", tokens))
    for path in re.findall(r'<path d="([^"]+)"', marks.SIGNS["open"] + marks.SIGNS["paused"]):
        assert path in SOURCE


@pytest.mark.parametrize("code", ["en", "es"])
def test_element_asks_to_call_in_the_words_of_the_site(code):
    with override(code):
        assert f'call: "{gettext("Please call to ask")}"' in SOURCE


# In a browser.


@pytest.fixture
def told(transactional_db, live_server, house, peer):
    """The address of a house that says there may be a room, from 8:17 until 4."""
    with time_machine.travel(NOW, tick=False):
        publishing.confirm(house, by=peer)
        yield f"{live_server.url}/api/v1/availability/{house.slug}"


@pytest.fixture
def show(browse, live_server):
    """Show a page of another origin with the element in it, at a time that stands still for the browser."""
    running = []

    def opened(src, lang="en", script=None, integrity=None, **options):
        page = browse(**options)
        page.clock.install(time=NOW)
        text = PAGE.format(
            src=src, lang=lang, link=f"{live_server.url}/houses/juniper-house/",
            script=script or f"{live_server.url}{element.PATH}", integrity=integrity or element.integrity(),
        )  # fmt: skip
        server = serving(text.encode())
        running.append(server)
        page.goto(server.__enter__())
        return page

    yield opened
    for server in running:
        server.__exit__(None, None, None)


def card(page):
    return page.locator("respite-availability")


def shown(page):
    """Return what the element shows, once it shows an answer or says there is none."""
    page.wait_for_function("() => document.querySelector('respite-availability').shadowRoot?.querySelector('div')")
    return page.evaluate("document.querySelector('respite-availability').shadowRoot.querySelector('div').innerText")


def test_element_says_what_the_house_says(told, show):
    page = show(told)

    assert shown(page).replace("\n\n", "\n").splitlines() == [
        "Juniper House",
        "There may be a room",
        "Checked at 8 am. Good until 4 pm. After that, please call.",
        "(715) 555-0142 day and night",
        "Not a booking. Call before you travel. About this house",
    ]
    expect(card(page).get_by_role("link", name="(715) 555-0142")).to_have_attribute("href", "tel:+17155550142")
    assert faults(page) == []
    assert page.context.cookies() == []


def test_element_speaks_the_language_of_the_page(told, show):
    page = show(told, lang="es-MX")

    assert "Puede que haya un cuarto" in shown(page)
    assert "No es una reserva. Llame antes de viajar." in shown(page)
    assert page.evaluate("document.querySelector('respite-availability').shadowRoot.querySelector('div').lang") == "es"


def test_element_speaks_english_on_a_page_in_a_language_we_lack(told, show):
    assert "There may be a room" in shown(show(told, lang="fr"))


def test_element_left_open_turns_to_please_call_at_valid_until(told, show):
    page = show(told)
    assert "There may be a room" in shown(page)

    page.clock.fast_forward(timedelta(hours=7, minutes=42).seconds * 1000)
    before = shown(page)
    page.clock.fast_forward(61_000)
    expect(card(page)).to_contain_text("Please call to ask")

    assert "There may be a room" in before
    assert "There may be a room" not in shown(page)
    assert "(715) 555-0142" in shown(page)
    assert faults(page) == []


def test_element_on_a_device_that_slept_turns_when_somebody_comes_back(told, show):
    page = show(told)
    shown(page)

    page.clock.set_system_time(NOW + timedelta(hours=8))  # the timers did not run
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")

    expect(card(page)).to_contain_text("Please call to ask")
    assert "There may be a room" not in shown(page)


def test_element_says_nothing_of_an_answer_that_is_over_already(told, show):
    with time_machine.travel(NOW + timedelta(hours=9), tick=False):
        assert "Please call to ask" in shown(show(told))


BROKEN = {
    "another kind": "<p>hello",
    "no object": "[]",
    "null": "null",
    "no label": {"status": "open", "contact": {}, "valid_until": "2026-11-24T22:00:00Z"},
    "a label of another kind": {"status": "open", "label": {"en": {"a": 1}}, "contact": {}},
    "no end": {"status": "open", "label": {"en": "Room"}, "contact": {}, "valid_until": None},
    "an end that is none": {"status": "open", "label": {"en": "Room"}, "contact": {}, "valid_until": "soon"},
    "no word of an end": {"status": "full", "label": {"en": "Room"}, "contact": {}},
}


@pytest.mark.parametrize("kind", BROKEN)
def test_element_that_gets_something_else_says_please_call(told, show, kind):
    body = BROKEN[kind] if isinstance(BROKEN[kind], str) else json.dumps(BROKEN[kind])
    with serving(body.encode(), {"Access-Control-Allow-Origin": "*"}) as address:
        page = show(address)

        assert "Please call to ask" in shown(page)
        assert "Room" not in shown(page)
        expect(page.get_by_role("link", name="See availability")).to_be_visible()


@pytest.mark.parametrize("src", ["http://127.0.0.1:9/", "", "nonsense://", "{}-nowhere"])
def test_element_without_an_answer_says_please_call_and_keeps_the_link(told, show, src):
    page = show(src.format(told))

    assert "Please call to ask" in shown(page)
    expect(page.get_by_role("link", name="See availability")).to_be_visible()
    assert faults(page) == []


def test_element_shows_words_of_an_answer_as_words(told, show):
    answer = {
        "status": "open", "name": "<img src=x onerror=alert(1)>", "label": {"en": "<script>alert(2)</script>"},
        "valid_until": "2026-11-24T22:00:00Z", "contact": {"phone": "+1\"><b>", "hours": "<b>"},
        "links": {"html": "javascript:alert(3)"},
    }  # fmt: skip
    with serving(json.dumps(answer).encode(), {"Access-Control-Allow-Origin": "*"}) as address:
        page = show(address)
        text = shown(page)

    inside = "document.querySelector('respite-availability').shadowRoot.querySelectorAll('img, script, b').length"
    assert "<img src=x onerror=alert(1)>" in text
    assert page.evaluate(inside) == 0
    assert "javascript:" not in page.evaluate(
        "document.querySelector('respite-availability').shadowRoot.querySelector('div').outerHTML"
    )


def test_element_asked_for_another_house_forgets_the_first(told, show):
    page = show(told)
    shown(page)

    page.evaluate("document.querySelector('respite-availability').setAttribute('src', 'http://127.0.0.1:9/')")

    expect(card(page)).to_contain_text("Please call to ask")
    assert "Juniper House" not in shown(page)


def test_element_whose_bytes_were_changed_on_the_way_is_not_run(told, show):
    page = show(told, integrity="sha384-" + "A" * 64)
    page.wait_for_load_state("networkidle")

    assert page.evaluate("customElements.get('respite-availability') === undefined")
    expect(page.get_by_role("link", name="See availability")).to_be_visible()


def test_without_javascript_the_link_is_there(told, show):
    page = show(told, java_script_enabled=False)

    expect(page.get_by_role("link", name="See availability")).to_be_visible()


def test_element_and_card_work_in_a_frame_as_wordpress_makes_it(told, browse, live_server):
    page = browse()
    page.clock.install(time=NOW)
    inner = PAGE.format(src=told, lang="en", link="https://x.example/", script=f"{live_server.url}{element.PATH}",
                        integrity=element.integrity())  # fmt: skip
    frames = f"""<!doctype html><title>Blog</title>
    <iframe sandbox="allow-scripts" title="a" srcdoc="{inner.replace('"', "&quot;")}"></iframe>
    <iframe sandbox="allow-scripts" title="b" src="{live_server.url}/embed/juniper-house/#?secret=aB3"></iframe>"""
    with serving(frames.encode()) as address:
        page.goto(address)
        framed = [page.frame_locator(f"iframe[title={title}]") for title in "ab"]
        for frame in framed:
            expect(frame.get_by_text("There may be a room").first).to_be_visible(timeout=15_000)

        page.clock.fast_forward("09:00:00")

        for frame in framed:
            expect(frame.get_by_text("Please call to ask")).to_be_visible(timeout=15_000)
            expect(frame.get_by_text("There may be a room")).to_have_count(0)
