"""Letters of twice the size on a small phone: nothing scrolls sideways, and the way out stays in sight (AX-05)."""

import shutil

import pytest

from tests.chromium import ARGUMENTS, fits
from tests.site.test_houses_in_chromium import home, store  # noqa: F401

TWICE = "--blink-settings=defaultFontSize=32"  # as somebody sets it in the browser; media queries follow it, too
PATHS = (
    "/", "/houses/", "/houses/juniper-house/", "/es/houses/juniper-house/", "/ask/juniper-house/",
    "/es/ask/juniper-house/", "/questions/", "/what-we-keep/", "/search/?q=house",
)  # fmt: skip
LEAVE = """() => {
  const box = document.querySelector("a.leave").getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const whole = box.x >= 0 && box.y >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
  return whole && document.elementFromPoint(x, y).closest("a.leave") !== null;
}"""
APART = """() => {
  const [name, talk, leave] = [".top-name span", ".top-talk", "a.leave"]
    .map((one) => document.querySelector(one).getBoundingClientRect());
  const meet = (a, b) => a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom;
  return !meet(name, talk) && !meet(talk, leave) && !meet(name, leave);
}"""


@pytest.fixture
def large(chromium):
    """A browser whose reader asked for letters of twice the size."""
    browser = chromium.browser_type.launch(executable_path=shutil.which("chromium"), args=[*ARGUMENTS, TWICE])
    yield browser
    browser.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 360, 390])
def test_letters_of_twice_the_size_fit_a_small_phone_AX_05(home, large, live_server, width):  # noqa: F811
    page = large.new_page(viewport={"width": width, "height": 640}, base_url=live_server.url)

    for path in PATHS:
        page.goto(path)

        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert fits(page), path
        assert page.evaluate(APART), path
        assert page.evaluate(LEAVE), path
        page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
        assert page.evaluate(LEAVE), path
        assert page.evaluate("document.querySelector('.top').getBoundingClientRect().bottom") <= 640 / 4, path
    assert page.goto("/houses/juniper-house/").ok
    assert page.locator(".table td").first.evaluate("cell => getComputedStyle(cell).display") == "block"
    assert page.get_by_role("columnheader", name="Good to know").count() == 1
