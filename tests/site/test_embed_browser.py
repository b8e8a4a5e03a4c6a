"""The card inside a directory's page, in a real browser: sandboxed, of another origin, left open for hours."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from openings import publishing

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
    assert "Too old to repeat" in now.inner_text()
    assert "There may be a room" not in now.inner_text()
    assert directory.evaluate("window.heard") == ["null", "height"]
    assert directory.context.cookies() == []
