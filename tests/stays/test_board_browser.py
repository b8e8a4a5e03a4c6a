"""The board in a browser: by keyboard, by drag, on a phone, beside a second browser; axe on every state of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stays import booking, closing
from stays.models import Stay
from tests.cast import signed_in
from tests.chromium import PHONE, choose, faults, faults_both_ways, tab_to
from tests.factories import HouseFactory, expected, here, make_guest, nights_from_tonight

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = {"width": 320, "height": 568}  # 1280 px at 400 %
# The same node must speak all the time (AX-21), and the focus must never fall to the page (AX-22).
REMEMBER_LIVE = "window.live = document.getElementById('live')"
SAME_LIVE = "window.live === document.getElementById('live')"
FOCUS = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || ''"
HAS_CHANGED = "() => document.getElementById('live').innerText === 'The board has changed.'"
ON_PAGE = "document.activeElement === document.body"


def board(house, query=""):
    return reverse("stays:board", args=[house.slug]) + query


def bed(house, name):
    return house.beds.get(room__name=name)


def rooms(stay):
    return [str(row.bed) for row in stay.allocations.order_by("nights")]


@pytest.fixture(autouse=True)
def kept(settings):
    """Share drawn boards, as the product does."""
    settings.BOARD_KEPT = 5


@pytest.fixture
def rosa(house, peer):
    """Rosa, here in Birch for four nights."""
    return here(house, peer, bed=bed(house, "Birch"), nights=nights_from_tonight(house, 4))


@pytest.fixture
def full(house, peer, lead, rosa):
    """A board with everything on it: here, expected, held, closed, still here, without a room, a change to undo."""
    ben = make_guest(house.organization, "Ben")
    expected(house, peer, ben, nights_from_tonight(house, 3), bed=bed(house, "Cedar"))
    booking.hold(
        make_guest(house.organization, "Luz"), house=house, nights=nights_from_tonight(house, 3, later=5), by=peer,
        bed=bed(house, "Cedar"),
    )  # fmt: skip
    closing.close(
        house, nights=nights_from_tonight(house, 2, later=1), reason="repair", by=lead, bed=bed(house, "Willow")
    )
    tam = expected(
        house,
        peer,
        make_guest(house.organization, "Tam"),
        nights_from_tonight(house, 2, later=9),
        bed=bed(house, "Birch"),
    )
    tam.allocations.all().delete()
    return rosa


def to_the_board(page, most=60):
    """Press Tab until the one stop of the board has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('#board-table')"):
            return
    raise AssertionError("Tab never reaches the board.")


def test_board_moves_a_stay_by_keyboard_alone_AX_12(house, peer, rosa, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house))
    page.evaluate(REMEMBER_LIVE)

    to_the_board(page)
    assert page.evaluate(FOCUS).startswith("Rosa, here, night 1 of 4, Birch")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'tray-h'")
    assert page.evaluate(SAME_LIVE)
    assert page.inner_text("#live") == "Rosa is chosen. The form is under the board."
    choose(page, "Cedar")
    tab_to(page, "See what will change")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'will-change'")
    assert page.inner_text("#live").startswith("Rosa sleeps in Cedar from today until ")
    assert rooms(rosa) == ["Birch"]
    tab_to(page, "Move Rosa")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert rooms(rosa) == ["Cedar"]
    assert "Saved. Rosa sleeps in Cedar" in page.inner_text("#live")
    tab_to(page, "Undo")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert rooms(rosa) == ["Birch"]


def test_board_is_one_tab_stop_with_arrow_keys(house, peer, rosa, browse):
    expected(
        house,
        peer,
        make_guest(house.organization, "Ben"),
        nights_from_tonight(house, 2, later=1),
        bed=bed(house, "Cedar"),
    )
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house))
    to_the_board(page)

    told = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "End", "Home", "ArrowUp"):
        page.keyboard.press(key)
        told.append(page.evaluate(FOCUS).split(",")[0].split(" from")[0])
    page.keyboard.press("Tab")

    assert told == ["free: Birch", "free: Cedar", "Ben", "free: Cedar", "free: Cedar", "Rosa"]
    assert not page.evaluate("!!document.activeElement.closest('#board-table')")


def test_board_leads_to_move_with_m_and_closes_the_tray_with_escape(house, peer, rosa, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house))
    to_the_board(page)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'tray-h'")

    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.matches('a.bar')")
    assert page.evaluate(FOCUS).startswith("Rosa, here")
    assert page.locator("section.tray").count() == 0
    with page.expect_navigation():
        page.keyboard.press("m")

    assert page.url.endswith(reverse("stays:stay-move", args=[house.slug, rosa.code]))


def test_drag_only_fills_in_the_form_and_dropping_never_saves(house, peer, rosa, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house))

    page.drag_and_drop(f"#stay-{rosa.code}", f'tr[data-bed="{bed(house, "Willow").pk}"] td.free >> nth=3')
    page.wait_for_function("() => document.activeElement.id === 'will-change'")

    assert rooms(rosa) == ["Birch"]
    assert "Rosa sleeps in Willow from today until " in page.inner_text("#will-change")
    assert page.locator("input[type=radio]:checked").get_attribute("value") == f"bed-{bed(house, 'Willow').pk}"
    assert page.inner_text("#live").startswith("Rosa sleeps in Willow")
    with page.expect_navigation():
        page.click("text=Move Rosa >> nth=-1")
    assert rooms(rosa) == ["Willow"]


def test_drag_to_a_room_with_somebody_in_it_offers_the_swap(house, peer, rosa, browse):
    ben = make_guest(house.organization, "Ben")
    here(house, peer, ben, nights_from_tonight(house, 4), bed=bed(house, "Cedar"))
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house))

    page.drag_and_drop(f"#stay-{rosa.code}", f'tr[data-bed="{bed(house, "Cedar").pk}"] a.bar')
    page.wait_for_function("() => document.activeElement.id === 'will-change'")

    assert page.inner_text("#will-change").count("Both in one step.") == 1
    assert rooms(rosa) == ["Birch"]


def test_drag_to_a_closed_room_says_what_is_in_the_way(house, peer, lead, rosa, browse):
    closing.close(house, nights=nights_from_tonight(house, 9), reason="repair", by=lead, bed=bed(house, "Cedar"))
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house))

    page.drag_and_drop(f"#stay-{rosa.code}", f'tr[data-bed="{bed(house, "Cedar").pk}"] a.bar')
    page.wait_for_function("() => document.activeElement.id === 'clash'")

    assert page.inner_text("#clash").startswith("Cedar: closed until ")


def test_drag_along_the_own_room_says_where_nights_are_changed(house, peer, rosa, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house))

    page.drag_and_drop(f"#stay-{rosa.code}", f'tr[data-bed="{bed(house, "Birch").pk}"] td.free >> nth=3')
    page.wait_for_function("() => document.activeElement.id === 'tray-h'")

    assert "Dragging never changes nights. Choose “More nights” or “Fewer nights” here." in page.inner_text("#tray")
    assert page.inner_text("#live").strip() == "Dragging never changes nights."
    assert page.locator("#tray").get_by_role("link", name="More nights").is_visible()
    assert rooms(rosa) == ["Birch"]


def test_open_board_follows_a_second_browser_within_ten_seconds(house, peer, lead, rosa, browse):
    page, other = browse(person=signed_in(peer).cookies), browse(person=signed_in(lead).cookies)
    page.goto(board(house))
    page.evaluate(REMEMBER_LIVE)
    to_the_board(page)

    other.goto(board(house, f"?stay={rosa.code}&to=bed-{bed(house, 'Cedar').pk}"))
    with other.expect_navigation():
        other.click("text=Move Rosa >> nth=-1")
    page.wait_for_function(
        "() => document.getElementById('live').innerText === 'The board has changed.'", timeout=10_000
    )

    cedar = page.locator(f'tr[data-bed="{bed(house, "Cedar").pk}"]')
    assert cedar.locator("a.bar").get_attribute("aria-label").startswith("Rosa, here")
    assert page.evaluate(SAME_LIVE)
    assert page.evaluate(FOCUS).startswith("Rosa, here, night 1 of 4, Cedar")
    assert "Rosa moved to Cedar. By Ana" in page.inner_text("#board-top")


def test_open_tray_and_what_is_typed_in_it_stay_while_the_board_follows_AX_23(house, peer, rosa, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house, f"?nights=28&stay={rosa.code}"))
    page.check(f'input[value="bed-{bed(house, "Willow").pk}"]')
    page.focus("#id_from_night")
    page.select_option("#id_from_night", index=1)
    page.evaluate("window.tray = document.getElementById('tray')")
    page.evaluate("document.getElementById('board-box').scrollLeft = 30")

    expected(house, peer, make_guest(house.organization, "Ben"), bed=bed(house, "Cedar"))
    page.wait_for_function(
        "() => document.getElementById('live').innerText === 'The board has changed.'", timeout=10_000
    )

    assert page.evaluate("window.tray === document.getElementById('tray')")
    assert page.evaluate("document.activeElement.id") == "id_from_night"
    assert page.input_value("#id_from_night") == (house.tonight() + timedelta(days=1)).isoformat()
    assert page.is_checked(f'input[value="bed-{bed(house, "Willow").pk}"]')
    assert page.evaluate("document.getElementById('board-box').scrollLeft") == 30
    assert "Ben" in page.inner_text("#board-table")


@pytest.mark.parametrize(("nights", "beyond"), [(14, False), (35, True)])
def test_board_shows_two_weeks_whole_and_shades_where_more_nights_are(nights, beyond, house, peer, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house, f"?nights={nights}"))

    box = "document.getElementById('board-box')"
    assert page.evaluate(f"{box}.scrollWidth > {box}.clientWidth") == beyond
    assert page.evaluate(f"getComputedStyle({box}, '::after').opacity > 0") == beyond
    page.evaluate(f"{box}.scrollLeft = 9999")
    page.wait_for_function(f"getComputedStyle({box}, '::after').opacity == 0")


def test_open_board_is_silent_and_moves_nothing_while_nothing_changes(house, peer, rosa, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house))
    page.evaluate("window.table = document.getElementById('board-table')")

    with page.expect_response(lambda answer: "board/changes/" in answer.url, timeout=10_000) as answer:
        pass

    assert answer.value.status == 204
    assert page.evaluate("window.table === document.getElementById('board-table')")
    assert page.inner_text("#live") == ""
    assert page.evaluate(ON_PAGE)
    assert page.evaluate("window.scrollY") == 0


def test_board_that_follows_steals_no_focus_when_nothing_had_it(house, peer, rosa, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house))

    expected(house, peer, make_guest(house.organization, "Ben"), bed=bed(house, "Cedar"))
    page.wait_for_function(
        "() => document.getElementById('live').innerText === 'The board has changed.'", timeout=10_000
    )
    page.wait_for_timeout(100)

    assert page.evaluate(ON_PAGE)


def test_phone_shows_the_same_as_a_list_and_moves_by_it(house, peer, full, browse):
    page = browse(PHONE, person=signed_in(peer).cookies, has_touch=True)
    page.goto(board(house))

    told = page.inner_text("#board-cards")
    for words in ("Rosa, here, night 1 of 4", "Ben, arrives today", "Luz, held until", "Closed, repair", "Free"):
        assert words in told
    top = page.inner_text("#board-top")
    assert "Expected today" in top
    assert "Tam has no room for 2 nights, from " in top
    assert page.locator("#board-box").is_hidden()
    small = page.evaluate(
        """[...document.querySelectorAll('main a, main button')].filter(e => e.getClientRects().length
        && e.getBoundingClientRect().height < 44).map(e => e.innerText)"""
    )
    assert [words for words in small if words.strip() not in {"Skip to the page", ""}] == []
    page.click("#board-cards >> text=Move Rosa")
    assert page.url.endswith(reverse("stays:stay-move", args=[house.slug, full.code]))


def test_board_works_without_script(house, peer, rosa, browse):
    page = browse(person=signed_in(peer).cookies, java_script_enabled=False)
    page.goto(board(house))

    page.click(f"#stay-{rosa.code}")
    page.check(f'input[value="bed-{bed(house, "Cedar").pk}"]')
    page.click("text=See what will change")
    page.click("main >> text=Move Rosa >> nth=-1")
    assert rooms(rosa) == ["Cedar"]
    page.click("text=Undo >> nth=0")
    assert rooms(rosa) == ["Birch"]


def faults_without_colours(page):
    """Return what axe finds where the machine's own few colours are forced on the page."""
    page.emulate_media(forced_colors="active")
    return [fault for fault in faults(page) if "target-size" not in fault]


def states(house, rosa, lead):
    """Return the address of every state of the board, by name."""
    empty = HouseFactory(name="Empty", slug="empty", organization=house.organization)
    lead.memberships.create(organization=house.organization, house=empty, role="lead", starts="2020-01-01")
    find = reverse("stays:board-find", args=[house.slug])
    return {
        "empty": board(empty),
        "full": board(house),
        "35 nights": board(house, "?nights=35"),
        "tray": board(house, f"?stay={rosa.code}"),
        "what will change": board(house, f"?stay={rosa.code}&to=bed-{bed(house, 'Cedar').pk}&from_night=2030-01-01"),
        "clash": board(house, f"?stay={rosa.code}&to=bed-{bed(house, 'Willow').pk}"),
        "all houses": reverse("stays:board-houses", args=[house.slug]),
        "find": find,
        "found": f"{find}?first={house.tonight()}&nights=2",
        "find, again": f"{find}?first=&nights=0",
    }


@pytest.mark.parametrize("look", [faults_both_ways, faults_without_colours])
def test_every_state_of_the_board_has_no_faults_AX_02_AX_06(look, house, lead, full, browse):
    page = browse(person=signed_in(lead).cookies)
    wrong = []
    for name, address in states(house, full, lead).items():
        page.goto(address)
        wrong += [f"{name}: {fault}" for fault in look(page)]

    assert wrong == []


def test_move_after_an_error_has_no_faults_and_keeps_the_focus_AX_22(house, peer, lead, rosa, browse):
    page = browse(person=signed_in(peer).cookies)
    page.goto(board(house, f"?stay={rosa.code}&to=bed-{bed(house, 'Cedar').pk}"))
    page.evaluate(REMEMBER_LIVE)
    booking.shorten(Stay.objects.get(pk=rosa.pk), leaves=rosa.leaves - timedelta(days=1), by=lead)

    page.click("text=Move Rosa >> nth=-1")
    page.wait_for_selector("#move .errors")

    assert "Since you opened this page: Rosa: Fewer nights" in page.inner_text("#move .errors")
    assert rooms(rosa) == ["Birch"]
    assert not page.evaluate(ON_PAGE)
    assert page.evaluate(SAME_LIVE)
    assert page.inner_text("#live") != ""
    assert [fault for fault in faults(page) if "target-size" not in fault] == []
