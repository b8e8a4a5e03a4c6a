"""The night sheet in a browser: the square's code goes into the field and out of the address; axe finds nothing."""

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from stays import logbook, nightly
from tests.cast import signed_in
from tests.chromium import DESK, PHONE, faults, faults_both_ways, press, tab_to, write
from tests.factories import expected, here, make_guest, nights_from_tonight
from tests.stays.nights import coded, folder  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def kept(coded, peer):  # noqa: F811
    """A house with guests, whose sheet is kept for the phone."""
    words = "Please no perfume. I go quiet when I am upset, and tea is good."
    here(coded, peer, make_guest(coded.organization, "Rosa", to_know=words))
    expected(coded, peer, make_guest(coded.organization, "Theo"), nights_from_tonight(coded, later=1))
    nightly.make(coded, by=peer)
    return coded


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_code_of_the_square_is_typed_in_and_leaves_the_address_CS_14_SE_05(kept, browse):
    page = browse(PHONE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"/night/#{kept.code.replace(' ', '-')}")

    assert page.input_value("#id_code").split() == kept.code.split()
    assert page.url.endswith("/night/")
    page.get_by_role("button", name="Open").click()
    page.get_by_text("Rosa").wait_for()
    assert "/night/" in page.url
    assert not any(word in url for word in kept.code.split()[1:] for url in asked)
    assert page.context.cookies() == []


def test_door_opens_by_keyboard_and_without_script(kept, browse):
    page = browse(java_script_enabled=False)
    page.goto("/night/")

    write_without_script(page, kept.code.upper())

    page.get_by_text("Rosa").wait_for()


def write_without_script(page, code):
    page.focus("#id_code")
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_pages_of_the_night_have_no_faults_AX_01(kept, peer, browse):
    page = browse(person=signed_in(peer).cookies)
    for name in ("night-sheet", "night-code", "night-paper"):
        page.goto(reverse(f"stays:{name}", args=[kept.slug]))

        assert faults_both_ways(page) == []


@pytest.mark.parametrize("viewport", [DESK, NARROW], ids=["desk", "narrow"])
def test_door_and_the_kept_sheet_have_no_faults_AX_01(viewport, kept, browse):
    page = browse(viewport)
    page.goto("/night/")
    assert faults(page) == []
    assert fits(page)

    page.fill("#id_code", "BCDF willow river willow river willow")
    page.keyboard.press("Enter")
    page.get_by_text("That opened no sheet").wait_for()
    assert faults(page) == []

    page.fill("#id_code", kept.code)
    page.keyboard.press("Enter")
    page.get_by_text("Rosa").wait_for()
    assert faults(page) == []
    assert fits(page)


def test_paper_is_typed_in_by_keyboard(kept, peer, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(reverse("stays:night-paper", args=[kept.slug]))
    # Whatever the hour: the last time it was so late.
    page.focus("#id_log-0-clock")
    page.keyboard.type("2:10 am")

    write(page, "What was written", "The boiler made a noise.")
    press(page, "Save these lines")

    assert page.get_by_text("Saved. 1 line was written.").is_visible()
    assert kept.log.get().from_paper


def test_focus_goes_to_what_a_refused_line_says(kept, peer, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(reverse("stays:night-paper", args=[kept.slug]))
    page.fill("#id_log-0-words", "Rain.")

    page.get_by_role("button", name="Save these lines").click()

    page.wait_for_function("() => document.activeElement.className === 'errors'")
    tab_to(page, "Write the time as on the paper")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'id_log-0-clock'")
    assert page.input_value("#id_log-0-words") == "Rain."


def test_phone_sees_all_that_is_asked_of_a_caller_and_no_lines_to_write_on(kept, peer, browse):
    page = browse(PHONE, person=signed_in(peer).cookies)
    page.goto(reverse("stays:night-sheet", args=[kept.slug]))

    heads = page.locator(".ruled th").all()

    assert [head.inner_text() for head in heads][-2:] == ["What we said we would do", "By"]
    assert all(head.bounding_box()["x"] + head.bounding_box()["width"] <= PHONE["width"] for head in heads)
    assert page.locator(".ruled tbody").is_hidden()


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_page_prints_on_one_page_as_its_pdf_does_AX_30(paper, kept, peer, browse):
    for n in range(9):
        words = f"Something to do number {n}, in words that fill most of a line."
        logbook.write(kept, words=words, by=peer, due_on=kept.tonight())
    page = browse(DESK, person=signed_in(peer).cookies)
    page.goto(reverse("stays:night-sheet", args=[kept.slug]))

    made = page.pdf(format=paper, prefer_css_page_size=True)

    assert len(pikepdf.open(BytesIO(made)).pages) == 1
