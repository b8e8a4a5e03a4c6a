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

from openings import element, publishing, standing
from respite import marks
from tests.chromium import faults
from tests.site.test_embed_browser import serving

pytestmark = pytest.mark.live
NOW = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)  # 8:17 am in the house
SOURCE = element.FILE.read_text()
PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Places to stay</title>
<meta name="viewport" content="width=device-width"><body><main><h1>Places</h1>
<respite-availability src="{src}">Juniper House <a href="{link}">See availability</a></respite-availability>
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
    assert element.integrity() == "sha384-0trxpVxxMbbvfW1AvV74xVCUc19d/9a3FShw+CX7nk7awVtyIOQcyp/rE+V9tiB6"


def test_element_is_small_and_puts_no_markup_in():
    assert len(SOURCE.splitlines()) < 200
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
        assert f'old: "{gettext("Our last check is too old to repeat.")}"' in SOURCE


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
        "Checked Tuesday 24 November at 8 am. Good until Tuesday at 4 pm. After that, please call.",
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
    "no label": {"status": "open", "contact": {"phone": "+17155550142"}, "valid_until": "2026-11-24T22:00:00Z"},
    "a label of another kind": {"status": "open", "label": {"en": {"a": 1}}, "contact": {"phone": "+17155550142"}},
    "no phone": {"status": "open", "label": {"en": "Room"}, "contact": {}, "valid_until": "2026-11-24T22:00:00Z"},
}
ENDLESS = {
    "no end": {"valid_until": None},
    "an end that is none": {"valid_until": "soon"},
    "no word of an end": {"status": "full"},
}


def fallen_back(page):
    """Tell whether the element shows what the page put into it, and nothing else."""
    return page.evaluate(
        """() => { const root = document.querySelector('respite-availability').shadowRoot;
        return root.children.length === 1 && root.firstElementChild.localName === 'slot' }"""
    )


@pytest.mark.parametrize("kind", BROKEN)
def test_element_that_gets_something_else_shows_what_stands_inside(show, kind, db):
    body = BROKEN[kind] if isinstance(BROKEN[kind], str) else json.dumps(BROKEN[kind])
    with serving(body.encode(), {"Access-Control-Allow-Origin": "*"}) as address:
        page = show(address)
        page.wait_for_load_state("networkidle")

        assert fallen_back(page)
        expect(page.get_by_role("link", name="See availability")).to_be_visible()


@pytest.mark.parametrize("kind", ENDLESS)
def test_element_that_gets_a_word_without_an_end_says_please_call(show, kind, db):
    answer = {"status": "open", "label": {"en": "Room"}, "contact": {"phone": "+17155550142"}} | ENDLESS[kind]
    with serving(json.dumps(answer).encode(), {"Access-Control-Allow-Origin": "*"}) as address:
        text = shown(show(address))

        assert "Please call to ask" in text
        assert "Room" not in text


@pytest.mark.parametrize("src", ["http://127.0.0.1:9/", "", "nonsense://", "{}-nowhere"])
def test_element_without_an_answer_shows_what_stands_inside(told, show, src):
    page = show(src.format(told))
    page.wait_for_timeout(300)

    assert fallen_back(page)
    expect(page.get_by_role("link", name="See availability")).to_be_visible()
    assert faults(page) == []


# Left open: it asks again.


def test_element_left_open_asks_again_and_shows_the_new_word(told, show, house, peer):
    page = show(told)
    shown(page)
    publishing.say(house, band="full", by=peer)

    page.clock.fast_forward("04:00")
    early = shown(page)
    page.clock.fast_forward("03:00")
    expect(card(page)).to_contain_text("The house is full")

    assert "There may be a room" in early


def test_element_keeps_the_focus_when_its_words_change(told, show, house, peer):
    page = show(told)
    shown(page)
    card(page).get_by_role("link", name="(715) 555-0142").focus()
    publishing.say(house, band="full", by=peer)

    page.clock.fast_forward("07:00")
    expect(card(page)).to_contain_text("The house is full")

    focused = "document.querySelector('respite-availability').shadowRoot.activeElement.textContent"
    assert page.evaluate(focused) == "(715) 555-0142"


def count_asked(page, status=None, headers=None):
    """Count what the page asks of the API from now on, and answer it with `status` if there is one."""
    asked = []

    def answer(route):
        asked.append(route.request.url)
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, headers={"Access-Control-Allow-Origin": "*", **(headers or {})})

    page.route("**/api/v1/availability/**", answer)
    return asked


def hours(page, many):
    """Let hours go by in steps, so that every answer comes before the next question."""
    for _step in range(many * 12):
        page.clock.fast_forward(300_000)
        page.wait_for_timeout(60)


def test_element_asks_no_more_than_every_five_minutes(told, show):
    page = show(told)
    shown(page)
    asked = count_asked(page)

    hours(page, 1)

    assert 5 <= len(asked) <= 12


@pytest.mark.parametrize("status", [429, 503])
def test_element_that_is_refused_keeps_its_word_and_asks_ever_less(told, show, status):
    page = show(told)
    shown(page)
    asked = count_asked(page, status, {"Access-Control-Expose-Headers": "Retry-After", "Retry-After": "30"})

    hours(page, 4)

    assert "There may be a room" in shown(page)
    assert 4 <= len(asked) <= 7
    page.clock.fast_forward("05:00:00")
    assert "Our last check is too old to repeat." in shown(page)


def test_element_waits_as_long_as_it_is_told(told, show):
    page = show(told)
    shown(page)
    asked = count_asked(page, 429, {"Access-Control-Expose-Headers": "Retry-After", "Retry-After": "7200"})

    hours(page, 2)

    assert len(asked) == 1


def test_element_of_a_house_that_is_shown_no_more_forgets_its_word(told, show, house):
    page = show(told)
    shown(page)
    type(house).objects.update(published=False)

    page.clock.fast_forward("07:00")
    page.wait_for_function(
        "() => document.querySelector('respite-availability').shadowRoot.firstElementChild.localName === 'slot'"
    )

    assert fallen_back(page)


def test_element_that_nobody_looks_at_asks_nothing(told, show):
    page = show(told)
    shown(page)
    asked = count_asked(page)
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => window.away !== false })")

    hours(page, 1)
    before = len(asked)
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(300)

    assert (before, len(asked)) == (0, 1)


def test_element_shows_words_of_an_answer_as_words(told, show):
    answer = {
        "status": "open", "name": "<img src=x onerror=alert(1)>", "label": {"en": "<script>alert(2)</script>"},
        "valid_until": "2026-11-24T22:00:00Z", "contact": {"phone": "+17155550142", "hours": "<b>"},
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

    page.wait_for_load_state("networkidle")
    assert fallen_back(page)


def test_element_whose_bytes_were_changed_on_the_way_is_not_run(told, show):
    page = show(told, integrity="sha384-" + "A" * 64)
    page.wait_for_load_state("networkidle")

    assert page.evaluate("customElements.get('respite-availability') === undefined")
    expect(page.get_by_role("link", name="See availability")).to_be_visible()


@pytest.mark.parametrize("without", ["JavaScript", "the script", "an answer"])
def test_what_is_copied_says_name_phone_and_notice_all_by_itself(told, browse, house, live_server, without):
    """Our own terms: always the phone, always that it is no booking."""
    page = browse(java_script_enabled=without != "JavaScript")
    if without != "JavaScript":
        page.route("**/*.js" if without == "the script" else "**/api/**", lambda route: route.abort())
    copied = element.snippets([standing.of_slug(house.slug)]).replace("http://127.0.0.1:8000", live_server.url)
    with serving(f'<!doctype html><html lang="en"><title>Places</title><p>{copied}'.encode()) as address:
        page.goto(address)
        page.wait_for_load_state("networkidle")

        text = " ".join(page.locator("respite-availability").inner_text().split())
        assert text == (
            "Juniper House Please call to ask: (715) 555-0142 day and night"
            " Not a booking. Call before you travel. About this house"
        )
        call, about = page.locator("respite-availability a").all()
        assert call.get_attribute("href") == "tel:+17155550142"
        assert about.get_attribute("href").endswith("/houses/juniper-house/")


def test_what_is_copied_holds_names_as_words(house):
    type(house).objects.update(name="</strong><script>alert(1)</script>", phone_hours='<b>"&')

    copied = element.snippets([standing.of_slug(house.slug)])

    assert copied.count("<script") == 1
    assert "&lt;b&gt;&quot;&amp;<br>" in copied


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
