"""The guest's own page in a real browser: yes and no weigh the same, no script is needed, paper is decent."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from intake.guest_stay import PAGES as WRITES
from intake.models import ListPlace, Message, Offer, Request
from respite.deciding import decide
from stays import accommodating, noting, outing, record_parts, welcoming
from stays.models import RecordPart, Stay
from tests.chromium import DESK, PHONE, faults
from tests.intake.standing import STATES, scene

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/mine/request/"
NARROW = {"width": 320, "height": 700}
LOOK = """e => {
  const s = getComputedStyle(e), b = e.getBoundingClientRect();
  const names = ['color', 'backgroundColor', 'borderColor', 'borderWidth', 'borderStyle', 'borderRadius', 'fontSize',
    'fontWeight', 'fontFamily', 'padding', 'textDecoration', 'boxShadow', 'opacity', 'minHeight'];
  return [Math.round(b.width), Math.round(b.height), ...names.map(name => s[name])];
}"""


@pytest.fixture
def it(house, harbor, peer):
    return scene(house, harbor, peer)


def enter(page, it):
    page.goto("/mine/")
    page.fill("input[name=code]", it.code)
    page.click("main form button")
    page.wait_for_url(f"**{PAGE}")
    return page


@pytest.mark.parametrize(
    ("state", "address", "yes", "no"),
    [
        ("offered", "", "button[value=yes]", "button[value=no]"),
        ("asked_still", "", "button[value=still]", ".pair button[value=leave]"),
        ("heard", "houses/harbor/", "main form .button >> nth=0", "main form .button >> nth=1"),
        ("heard", "erase/", "main .acts .button >> nth=0", "main .acts .button >> nth=1"),
        ("heard", "take-back/", "main .acts .button >> nth=0", "main .acts .button >> nth=1"),
    ],
)
def test_yes_and_no_weigh_the_same_CS_32(it, browse, state, address, yes, no):  # noqa: PLR0917
    STATES[state](it)
    page = enter(browse(PHONE), it)
    page.goto(PAGE + address)

    for view, scheme in product([PHONE, DESK], ["light", "dark"]):
        page.set_viewport_size(view)
        page.emulate_media(color_scheme=scheme)
        assert page.locator(yes).evaluate(LOOK) == page.locator(no).evaluate(LOOK)


def test_whole_page_works_without_script_AX_20(it, browse):
    STATES["offered"](it)
    page = enter(browse(PHONE, java_script_enabled=False), it)

    page.fill("textarea", "I come by bus.")
    page.click("text=Send")
    page.wait_for_selector("text=Your message is here.")
    page.click("text=Back to your page")
    page.click("button[value=not-now]")
    page.wait_for_selector("text=You are on the call list")
    page.click("text=Change: Your name and language")
    page.fill("input[name=name]", "Lucía")
    page.click("text=Save")
    page.wait_for_selector("text=Hello, Lucía")
    page.click("text=Get a copy of everything")
    page.wait_for_selector("text=I come by bus.")
    page.click("text=Back to your page")
    page.click("text=Erase it all")
    page.click("main form button")
    page.wait_for_selector("text=It is erased")

    assert Offer.objects.get().answer == "not_now"
    assert not Message.objects.exists()
    assert not ListPlace.objects.exists()
    assert Request.objects.get().name == "Guest"


def test_back_after_a_refusal_never_asks_to_send_again_AX_20(it, browse):
    STATES["offered"](it)
    page = enter(browse(PHONE), it)
    page.fill("textarea", " ")
    page.click("text=Send")
    page.wait_for_selector("text=Write a few words first.")

    entry = page.evaluate("performance.getEntriesByType('navigation')[0].type")
    answer = page.reload()

    assert entry == "navigate"
    assert (answer.request.method, answer.status) == ("GET", 200)


@pytest.mark.parametrize(
    ("state", "address"),
    [("offered", ""), ("on_list", ""), ("rings", ""), ("on_list", "consents/"), ("left", "copy/"), ("known", "again/")],
)
def test_nothing_scrolls_sideways_at_320_px_AX_05(it, browse, state, address):
    STATES[state](it)
    page = enter(browse(NARROW), it)
    page.goto(PAGE + address)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_paper_shows_the_words_and_none_of_the_buttons(it, browse):
    STATES["offered"](it)
    page = enter(browse(DESK), it)
    page.emulate_media(media="print")

    assert page.locator("text=A room at The house").is_visible()
    assert page.locator("text=You may call me").first.is_visible()
    for hidden in ("button[value=yes]", "textarea", ".page-ways", ".side-list", "header.top"):
        assert not page.locator(hidden).first.is_visible()


def test_pages_of_a_stay_have_no_faults_narrow_or_wide_AX_02_AX_05(it, browse):
    STATES["here"](it)
    page = enter(browse(NARROW), it)
    stay = f"{PAGE}stay/"
    found = seen(page, [stay, *(f"{stay}{what}/" for what in WRITES)])

    full(it)
    found += seen(page, [stay, f"{stay}note/"])

    assert found == []


def full(it):
    """Put one thing of each kind into the record of the stay."""
    stay = Stay.objects.get()
    decide(it.house, by=it.by, lock_boxes=2)
    record_parts.add(it.house, name="Plan", why="Rule 12 asks for it.", by=it.by)
    record_parts.fill(stay, part=RecordPart.objects.get(), words="We plan together.", by=it.by)
    noting.write(stay, words="A-long-word-that-has-to-break-somewhere-on-a-narrow-page", by=it.by)
    noting.write(stay, words="I slept.", by=None)
    readers = noting.Readers(True, "other_person", it.house.tonight())
    noting.write(stay, words="A caller asked.", by=it.by, readers=readers)
    asked = accommodating.ask(stay, words="No light at night.", by=None)
    accommodating.answer(asked, state="agreed", words="The lamp by the stairs stays on.", by=it.by)
    welcoming.hope(stay, words="To sleep.", by=None)
    welcoming.lend(stay, box="2", by=it.by)
    outing.out_until(stay, until=timezone.now() + timedelta(hours=2))


def seen(page, addresses):
    """Return what is wrong with these pages at 320 px and at a desk, light and dark."""
    found = []
    for address, (view, scheme) in product(addresses, [(NARROW, "dark"), (DESK, "light")]):
        page.set_viewport_size(view)
        page.emulate_media(color_scheme=scheme)
        assert page.goto(address).url.endswith(address)
        found += faults(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address} scrolls sideways at {view['width']}")
    return found
