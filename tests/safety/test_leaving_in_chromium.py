"""Leaving in a real browser that keeps pages for Back (F1, F4): by tap, by keys, without script (CS-01 to CS-05)."""

import shutil
import threading
import time
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.core.signals import request_started

from tests.browsing import Visitor
from tests.chromium import ARGUMENTS, PHONE
from tests.factories import CALL, ask
from tests.safety import walking
from tests.safety.chromium import Elsewhere, Tab, ask_until, begin, fill, go_on
from tests.safety.walking import CANARY, MAIL

pytestmark = pytest.mark.django_db(transaction=True)

MARK = "data-leave"


@pytest.fixture(scope="module")
def browser(chromium):
    """A browser with the back/forward cache on: Playwright's own have it off, so that a leak would not show (F4)."""
    kind = chromium.browser_type
    off = ["--disable-back-forward-cache"]
    real = kind.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS, ignore_default_args=off)
    yield real
    real.close()


@pytest.fixture(scope="module")
def elsewhere():
    with Elsewhere() as site:
        yield site


class Phone:
    """Opens tabs on our site; knows what our server was asked for, and who came to the other site."""

    def __init__(self, browser, site, elsewhere):
        self.browser, self.site, self.elsewhere = browser, site, elsewhere
        self.opened, self.asked = [], []

    def __call__(self, **options):
        self.opened.append(self.browser.new_context(viewport=PHONE, base_url=self.site, **options))
        page = self.opened[-1].new_page()
        page.set_default_timeout(10_000)
        return Tab(page)

    def in_the_middle(self, step, **options):
        """Return a tab of somebody who answered all before the page `step`, on their own device, and looked around."""
        visitor, tab = Visitor(), self(**options)
        before = walking.ask(visitor, until=step)
        told = [{"name": one.key, "value": one.value, "url": self.site} for one in visitor.client.cookies.values()]
        tab.page.context.add_cookies(told)
        for address in (*before[-2:], visitor.address):
            tab.page.goto(address)
        return tab

    def note(self, environ, **more):
        self.asked.append(environ["PATH_INFO"])


@pytest.fixture
def phone(browser, live_server, settings, elsewhere):
    settings.LEAVE_URL = elsewhere.url
    elsewhere.server.seen.clear()
    phone = Phone(browser, live_server.url, elsewhere)
    request_started.connect(phone.note)
    yield phone
    request_started.disconnect(phone.note)
    for context in phone.opened:
        context.close()


def tap(page):
    page.locator("a.leave").click()


def tap_with_shift(page):
    """Tap with a finger still on Shift: a new window would leave the page standing behind it."""
    page.locator("a.leave").click(modifiers=["Shift"])


def keys(page):
    for _ in range(3):
        page.keyboard.press("Shift")


def twin(page):
    page.locator("a.skip[data-leave]").focus()
    page.keyboard.press("Enter")


WAYS = {"tap": (tap_with_shift, True), "keys": (keys, True), "twin": (twin, True), "tap without script": (tap, False)}


def ways(*names):
    return pytest.mark.parametrize(("way", "script"), [WAYS[name] for name in names], ids=names)


def leave(phone, tab, way):
    """Leave, and see that nothing but the other site is there."""
    way(tab.page)
    tab.page.wait_for_url(phone.elsewhere.url)
    assert tab.page.title() == "Weather"
    assert len(tab.page.context.pages) == 1


def seen_again(phone, tab, *secrets):
    """Go Back up to ten times and Forward again: no secret is there, each page of ours is a new one. Return them."""
    seen = []
    before = len(phone.asked)
    for found in tab.wander():
        assert [one for one in secrets if one in found["all"]] == [], found["at"]
        if found["at"].startswith(phone.site):
            assert len(phone.asked) > before, f"{found['at']} came from the browser's memory"
            seen.append(found["at"].removeprefix(phone.site))
        before = len(phone.asked)
    return seen


def test_browser_of_these_tests_keeps_pages_for_back_F4(phone):
    """To trust what follows: a page that does not mind comes back as it was, with what was done to it."""
    plain = phone()
    plain.page.goto(phone.elsewhere.url)
    plain.page.evaluate("window.kept = true")
    plain.page.goto(f"{phone.elsewhere.url}more")

    assert plain.step("back")["kept"] is True


@ways("tap", "keys", "twin", "tap without script")
def test_back_never_shows_what_was_typed_after_leaving_CS_02_CS_05(house, phone, way, script):
    mine = phone.in_the_middle("reach", java_script_enabled=script)
    fill(mine.page)
    assert MAIL in [field.input_value() for field in mine.page.locator("main form input").all()]

    leave(phone, mine, way)

    assert Session.objects.count() == 0
    assert mine.page.context.cookies() == []
    assert ["Referer" in visit for visit in phone.elsewhere.visits] == [False]
    seen = seen_again(phone, mine, CANARY, MAIL)
    assert len(seen) >= 2
    assert set(seen) == {"/ask/juniper-house/"}


def test_back_shows_no_old_words_to_the_next_person_who_asks_CS_05(house, phone):
    """They begin in the same tab, so the old addresses open again; and a browser keeps what stood in forms."""
    mine = phone(java_script_enabled=False)
    ask_until(mine.page, "reach")
    fill(mine.page)
    leave(phone, mine, tap)
    begin(mine.page)
    go_on(mine.page)  # the next one, too, says that nobody else uses this device

    seen = {}
    while found := mine.step("back"):
        seen[found["at"].removeprefix(phone.site)] = CANARY in found["all"] or MAIL in found["all"]

    assert len(seen) >= 4, "start, elsewhere, and the questions they both opened"
    assert [address for address, told in seen.items() if told] == []


@ways("keys", "tap without script")
def test_back_never_shows_the_own_page_after_leaving_CS_05_CS_14(house, phone, way, script):
    _request, code = ask(house, name=CANARY, contact=CALL)
    mine = phone(java_script_enabled=script)
    if script:  # from the square on the code card: the code goes out of the address at once (CS-14)
        mine.page.goto(f"/mine/#{str(code).replace(' ', '-')}")
        assert mine.page.url == f"{phone.site}/mine/"
    else:
        mine.page.goto("/mine/")
        mine.page.locator("[name=code]").fill(str(code))
    mine.page.locator("main form button").click()
    assert CANARY in mine.page.inner_text("main")
    mine.page.get_by_role("link", name="Take back your request").click()
    mine.page.wait_for_url("**/take-back/")

    leave(phone, mine, way)

    seen = seen_again(phone, mine, CANARY, " ".join(code.words), code.locator)
    assert set(seen) == {"/mine/"}


def test_page_goes_into_the_browsers_memory_blank_and_comes_back_anew_CS_05(house, phone):
    """Somebody goes elsewhere without leaving. A page without a form sets no cookie, so a browser may well keep it."""
    mine, page = phone(), "/ask/juniper-house/safer-browsing/"
    begin(mine.page)
    mine.page.goto(page)
    mine.page.evaluate("window.kept = true")
    mine.page.goto(phone.elsewhere.url)
    before = phone.asked.count(page)

    found = mine.step("back")

    assert (found["at"], found["kept"]) == (phone.site + page, False)
    assert phone.asked.count(page) == before + 1
    mine.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert mine.page.evaluate("document.body.checkVisibility()") is False


@contextmanager
def way_out_that_takes_long():
    """Let our server answer the way out only at the end, as a bad network would."""
    over = threading.Event()

    def wait(environ, **more):
        if environ["PATH_INFO"] == "/leave/":
            over.wait(10)

    request_started.connect(wait)
    try:
        yield
    finally:
        over.set()
        request_started.disconnect(wait)


# The browser answers no question while a page is on its way, so the old page itself tells what is left of it.
TELL = """() => {
  const held = [...document.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")];
  let began;
  for (const kind of ["click", "keyup"]) document.addEventListener(kind, () => { began = performance.now(); }, true);
  new MutationObserver(() => tell({
    words: document.body.innerText, held: held.map((field) => field.value), title: document.title,
    at: location.href, after: performance.now() - began,
  })).observe(document.body, {childList: true});
}"""


@pytest.mark.parametrize("way", ["tap", "keys"])
def test_page_is_blank_at_once_however_slow_the_network_is_CS_04(house, phone, way):
    mine, told = phone.in_the_middle("name"), []

    def tell(said):
        told.append(said)

    mine.page.expose_function("tell", tell)
    fill(mine.page)
    assert mine.page.locator("[name=name]").input_value() == CANARY
    mine.page.evaluate(TELL)
    here = mine.page.url
    seen = mine.film()

    if way == "keys":
        mine.press("Shift", 2)
        mine.page.wait_for_timeout(200)  # let the dots be drawn: the browser sends only a few pictures ahead
    with way_out_that_takes_long():
        mine.tap("a.leave") if way == "tap" else mine.press("Shift", 1)
        until = time.monotonic() + 9
        while time.monotonic() < until and not (told and is_blank(seen[-1])):
            mine.page.wait_for_timeout(20)

    assert is_blank(seen[-1])
    assert not is_blank(seen[0])
    [left] = told
    assert left.pop("after") < 100, "milliseconds after the tap or the key"
    assert set(left.pop("held")) == {""}
    assert left == {"words": "", "title": "…", "at": here}
    mine.page.wait_for_url(phone.elsewhere.url)


def is_blank(picture):
    return len(picture.convert("RGB").getcolors(2**24)) == 1


def status(page):
    return page.locator("[data-leave-status]").inner_text()


def dots(page):
    return page.locator("[data-leave-dots] > [data-on]:visible").count()


def test_shift_keys_leave_only_when_they_are_meant_CS_03(house, phone):
    page = phone.in_the_middle("name").page
    page.clock.install()
    page.reload()
    here, press = page.url, page.keyboard.press
    page.locator("[name=name]").focus()

    press("Shift")
    assert (dots(page), status(page)) == (1, "Press Shift two more times to leave.")
    press("Shift")
    assert (dots(page), status(page)) == (2, "Press Shift one more time to leave.")

    page.clock.fast_forward(6000)
    assert (dots(page), status(page)) == (0, "Leaving stopped. You are still on this page.")
    press("Shift")
    assert dots(page) == 1, "six seconds later it begins again"

    press("Shift+A")  # Shift for a capital letter
    assert (dots(page), status(page)) == (0, "")
    press("Shift")
    assert dots(page) == 1
    press("a")  # another key between
    assert (dots(page), status(page)) == (0, "")
    for _ in range(3):
        page.keyboard.type("SAM")
        press("Escape")
    press("Shift")
    page.clock.fast_forward(4000)
    press("Shift")
    page.clock.fast_forward(4000)  # slow, but each press within five seconds of the one before
    assert (page.url, dots(page)) == (here, 2)

    press("Shift")
    page.wait_for_url(phone.elsewhere.url)


def test_way_out_is_two_tabs_away_at_most_CS_01(house, phone):
    page = phone().page

    for address in ("/ask/juniper-house/", "/mine/", "/mine/safer-browsing/", "/no/such/page/"):
        page.goto(address)
        stops = []
        for _ in range(2):
            page.keyboard.press("Tab")
            stops.append(page.evaluate(f"document.activeElement.hasAttribute('{MARK}')"))
        assert any(stops), address
        assert page.locator("a.leave").is_visible()
