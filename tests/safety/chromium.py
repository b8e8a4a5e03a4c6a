"""A tab of a browser that keeps pages for Back, as real ones do; and the other site somebody lands on."""

import base64
import io
import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image
from playwright.sync_api import Error

from tests.safety.walking import CANARY, LEFT_OPEN, MOST_QUESTIONS, SAID

PATIENCE = 5  # seconds
MOST_BACK = 10
READ = """JSON.stringify({
  at: location.href, ready: document.readyState, kept: window.kept === true,
  all: [location.href, document.title, document.documentElement.outerHTML,
        ...[...document.querySelectorAll("input, textarea")].map((field) => field.value)].join(" ")})"""


class Weather(BaseHTTPRequestHandler):
    """A page about the weather. It says whether the browser brought it back from its memory."""

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        body = b"<!doctype html><title>Weather</title><p>Sunny.</p>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


class Elsewhere:
    """Another site on this machine, under another host than ours, that remembers who came."""

    def __enter__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Weather)
        self.server.seen = []
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/"

    @property
    def visits(self):
        """Return what came with each visit of the page."""
        return [headers for path, headers in self.server.seen if path == "/"]


class Tab:
    """A page, driven by what a person has: a tap, the keys, Back. Back goes by script, for Playwright's own hangs."""

    def __init__(self, page):
        self.page = page
        self.cdp = page.context.new_cdp_session(page)

    def ask(self, command, **facts):
        """Ask the browser itself; while one page gives way to another, ask again, under the page's new number."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.cdp.send(command, facts)
            except Error:
                if time.monotonic() > until:
                    raise
            self.page.wait_for_timeout(20)
            with suppress(Error):
                self.cdp = self.page.context.new_cdp_session(self.page)

    def read(self, expression=READ):
        """Return what stands in the tab, read past Playwright."""
        for _ in range(20):
            found = self.ask("Runtime.evaluate", expression=expression)["result"]
            if "value" in found:
                return json.loads(found["value"])
            self.page.wait_for_timeout(20)  # between two pages there is nothing to read
        raise AssertionError(f"nothing can be read: {found}")

    def tap(self, selector):
        """Tap, and do not wait for what comes of it, as Playwright would."""
        box = self.page.locator(selector).bounding_box()
        where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "button": "left", "clickCount": 1}
        for event in ("mousePressed", "mouseReleased"):
            self.cdp.send("Input.dispatchMouseEvent", {"type": event, **where})

    def press(self, key, times):
        """Press and let go, and do not wait for what comes of it."""
        for _ in range(times):
            for event in ("rawKeyDown", "keyUp"):
                self.cdp.send("Input.dispatchKeyEvent", {"type": event, "key": key, "modifiers": 0})

    def film(self):
        """Return a list that fills with what is on the screen, picture by picture."""
        seen = []

        def frame(told):
            seen.append(Image.open(io.BytesIO(base64.b64decode(told["data"]))))
            self.cdp.send("Page.screencastFrameAck", {"sessionId": told["sessionId"]})

        self.cdp.on("Page.screencastFrame", frame)
        self.cdp.send("Page.startScreencast", {"format": "png"})
        until = time.monotonic() + PATIENCE
        while not seen and time.monotonic() < until:
            self.page.wait_for_timeout(20)
        return seen

    def place(self):
        return self.ask("Page.getNavigationHistory")["currentIndex"]

    def step(self, way):
        """Go one step Back or Forward, and return what stands there once it is whole; None where it goes no further."""
        entries, here = len(self.ask("Page.getNavigationHistory")["entries"]), self.place()
        there = here + (1 if way == "forward" else -1)
        if not 0 <= there < entries:
            return None
        self.ask("Runtime.evaluate", expression=f"history.{way}()")
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.page.wait_for_timeout(60)  # Playwright's own clock goes on meanwhile
            if self.place() == there and (found := self.read())["ready"] == "complete" and self.read() == found:
                return found
        raise AssertionError(f"{way} to {there} never came to rest: {self.read()['at']}")

    def wander(self):
        """Go Back up to ten times and Forward again; yield what stands there each time."""
        for way in ("back", "forward"):
            for _ in range(MOST_BACK):
                found = self.step(way)
                if found is None:
                    break
                yield found


def fill(page, words=CANARY, **said):
    """Fill in the question that is on the screen, whatever it asks."""
    chosen = set()
    for field in page.locator("main form").first.locator("input, textarea").all():
        name, kind, value = (field.get_attribute(key) for key in ("name", "type", "value"))
        if kind == "hidden" or name in LEFT_OPEN or name in chosen or not field.is_visible():
            continue
        wanted = {**SAID, **said}.get(name)
        if kind == "radio" and wanted in (None, value):
            field.check()
            chosen.add(name)
        elif kind == "checkbox" and wanted:
            field.check()
        elif kind not in {"radio", "checkbox"} and wanted != "":
            field.fill(wanted or words)


def begin(page, house="juniper-house"):
    """Open the start of a house and begin."""
    page.goto(f"/ask/{house}/")
    page.locator("main form button").click()


def go_on(page, words=CANARY, **said):
    """Answer the question on the screen and go on to the next page."""
    fill(page, words, **said)
    before = page.url
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: url != before)


def ask_until(page, step, words=CANARY):
    """Begin and answer until the page `step` is on the screen."""
    begin(page)
    for _ in range(MOST_QUESTIONS):
        if page.url.endswith(f"/{step}/"):
            return
        go_on(page, words)
    raise AssertionError(f"{step} never came, but {page.url}")
