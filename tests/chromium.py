"""A real browser for tests: Debian's Chromium when it is there, else the one Playwright brought."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import sync_playwright

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 700}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    """One browser for all tests of a process."""
    # Playwright's own loop runs in this thread; Django's ORM would otherwise refuse to work beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        # While the loop runs, Django keeps a second connection; left open, the database could not be dropped.
        connections.close_all()
        browser.close()


@pytest.fixture
def browse(chromium, live_server):
    """Open a fresh browser profile; every one of them is closed at the end."""
    opened = []

    def fresh(viewport=DESK, person=None, **options):
        context = chromium.new_context(viewport=viewport, base_url=live_server.url, **options)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if person is not None:
            cookies = [
                {"name": morsel.key, "value": morsel.value, "url": live_server.url} for morsel in person.values()
            ]
            context.add_cookies(cookies)
        return page

    yield fresh
    for context in opened:
        context.close()


def faults(page):
    """Return what axe finds wrong on the page as it stands, in a readable form."""
    options = {"runOnly": {"type": "tag", "values": WCAG}, "preload": False, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{page.url}: {one['id']} {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found]


def faults_both_ways(page):
    """Return what is wrong with the page as it stands wide and light, then narrow and dark: axe, and a sideways scroll.

    It is not loaded again between the two, which would take most of the time.
    """
    found = []
    for viewport, scheme in ((NARROW, "dark"), (DESK, "light")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        # The bar at the foot of a phone covers whatever is scrolled behind it; that is no small target.
        found += [f"{viewport['width']} {scheme} {fault}" for fault in faults(page) if "target-size" not in fault]
        if not fits(page):
            found.append(f"{page.url} scrolls sideways at {viewport['width']} px")
    return found


def fits(page):
    """Say whether the page scrolls down only."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def tab_to(page, words, most=120):
    """Press Tab until something with `words` in its name has the focus, and see that the focus can be seen (AX-03)."""
    for _ in range(most):
        page.keyboard.press("Tab")
        name, ring = page.evaluate(NAME_AND_RING)
        if words in name:
            assert ring >= 2, f"The focus on “{words}” cannot be seen on {page.url}"
            return
    raise AssertionError(f"Tab never reaches “{words}” on {page.url}")


def press(page, words):
    """Reach a link or a button by Tab and press Enter."""
    tab_to(page, words)
    page.evaluate("window.before = true")
    with page.expect_response(is_answer) as answer:
        page.keyboard.press("Enter")
    if answer.value.request.resource_type == "document":
        page.wait_for_function("() => !window.before")
    page.wait_for_function(AT_REST)


def is_answer(response):
    """Say whether this is the page, or the part of one, that was asked for; not a redirect on the way there."""
    return response.request.resource_type in {"document", "xhr"} and response.status in {200, 409}


def choose(page, words):
    """Reach a choice by Tab and the arrow keys, and take it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        name, kind = page.evaluate(NAME_AND_KIND)
        seen = set()
        while kind == "radio" and words not in name and name not in seen:
            seen.add(name)
            page.keyboard.press("ArrowDown")
            name, kind = page.evaluate(NAME_AND_KIND)
        if words in name and kind in {"radio", "checkbox"}:
            page.keyboard.press("Space")
            return
    raise AssertionError(f"No choice “{words}” can be reached on {page.url}")


def write(page, label, words):
    """Reach a field by Tab and type into it."""
    tab_to(page, label)
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


AT_REST = """() => document.readyState === 'complete'
  && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"""
NAME = """(e => (e.getAttribute('aria-label')
  || (e.labels && e.labels.length ? [...e.labels].map(l => l.innerText).join(' ') : e.innerText)
  || e.value || '').replace(/\\s+/g, ' '))"""
NAME_AND_KIND = f"() => [{NAME}(document.activeElement), document.activeElement.type || '']"
NAME_AND_RING = f"""() => {{
  const e = document.activeElement, s = getComputedStyle(e);
  return [{NAME}(e), s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth)];
}}"""
