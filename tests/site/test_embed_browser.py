"""The card inside a directory's page, in a real browser: sandboxed, of another origin, left open for hours."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread

import pytest
from django.conf import settings
from PIL import Image

from openings import oembed, publishing

pytestmark = pytest.mark.live
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
PAGE = """<!doctype html><title>Places to stay</title>
<script>addEventListener("message", event => {{ window.heard = [event.origin, event.data.message] }})</script>
<iframe src="{}" title="Juniper House" sandbox="{}"></iframe>"""


@pytest.fixture
def card(transactional_db, live_server, house, peer):
    """The address of the card of a house that says there may be a room."""
    publishing.confirm(house, by=peer)
    return f"{live_server.url}/embed/{house.slug}/"


@pytest.fixture
def directory(card, browse):
    """A browser of somebody who reads a directory."""
    page = browse()
    page.clock.install()
    return page


@contextmanager
def serving(page, headers=()):
    """Serve one page from a port of its own, with `headers` more."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            for name, value in {"Content-Type": "text/html", **dict(headers)}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_embed_left_open_turns_to_please_call_by_itself(card, directory):
    with serving(PAGE.format(card, SANDBOX).encode()) as address:
        directory.goto(address)
    now = directory.frame_locator("iframe").locator("#now")
    before = now.inner_text()

    directory.clock.fast_forward("09:00:00")
    now.get_by_text("Please call to ask", exact=True).wait_for(timeout=5000)

    assert "There may be a room" in before
    assert "Our last check is too old to repeat." in now.inner_text()
    assert "There may be a room" not in now.inner_text()
    assert directory.evaluate("window.heard") == ["null", "height"]
    assert directory.context.cookies() == []


def frame_of(card, directory):
    """Show the card in a directory's page, and return what stands in its frame."""
    with serving(PAGE.format(card, SANDBOX).encode()) as address:
        directory.goto(address)
    frame = directory.frame_locator("iframe")
    frame.get_by_text("There may be a room", exact=True).wait_for(timeout=5000)
    return frame


def test_embed_left_open_asks_again_in_its_sandbox_and_shows_the_new_word(card, directory, house, peer):
    frame = frame_of(card, directory)
    frame.get_by_role("link", name="(715) 555-0142").focus()
    publishing.say(house, band="full", by=peer)

    directory.clock.fast_forward("07:00")
    frame.get_by_text("The house is full", exact=True).wait_for(timeout=5000)

    assert frame.locator(":focus").inner_text() == "(715) 555-0142"
    assert frame.get_by_text("There may be a room").count() == 0


def test_embed_of_a_house_that_is_shown_no_more_says_please_call(card, directory, house):
    frame = frame_of(card, directory)
    type(house).objects.update(published=False)

    directory.clock.fast_forward("07:00")

    frame.get_by_text("We have no word about room for this house.").wait_for(timeout=5000)


def test_embed_that_cannot_ask_keeps_its_word_until_its_end_and_asks_ever_less(card, directory):
    frame = frame_of(card, directory)
    asked = []
    directory.route("**/embed/**", lambda route: (asked.append(1), route.fulfill(status=503, body="<p>Later.")))

    for _step in range(48):  # four hours
        directory.clock.fast_forward(300_000)
        directory.wait_for_timeout(60)

    assert frame.locator("#now b").inner_text() == "There may be a room"
    assert 4 <= len(asked) <= 7
    directory.clock.fast_forward("06:00:00")
    frame.get_by_text("Our last check is too old to repeat.").wait_for(timeout=5000)


def test_embed_tells_the_height_of_its_words_and_not_of_its_frame(card, browse):
    page = browse()
    with serving(PAGE.format(card, SANDBOX).replace("message]", "value]").encode()) as address:
        page.goto(address)
        page.wait_for_function("() => window.heard")
        small = page.evaluate("window.heard[1]")
        page.evaluate("document.querySelector('iframe').height = 900")
        page.wait_for_timeout(300)

    assert page.evaluate("window.heard[1]") == small
    assert 120 < small < 300


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_embed_leaves_no_slab_on_a_light_page(card, browse, scheme):
    """Whoever reads in the dark sees the page's own white at the corners of the card, and beside them no black."""
    copied = oembed.frame("juniper-house", "Juniper House").replace(f"{settings.BASE_URL}/embed/juniper-house/", card)
    page = browse({"width": 600, "height": 400}, color_scheme=scheme)
    with serving(f'<!doctype html><title>A</title><body style="margin:0;background:#fff">{copied}'.encode()) as address:
        page.goto(address)
        page.frame_locator("iframe").get_by_text("There may be a room").first.wait_for()
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB")

    assert {picture.getpixel(at) for at in ((0, 0), (479, 0), (0, 259), (479, 259))} == {(255, 255, 255)}
