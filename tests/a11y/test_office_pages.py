"""Every page of the office in a real browser: by axe, narrow, zoomed, without colours, by keyboard (AX-01 to AX-08)."""

import pytest

from tests.a11y.office_pages import ELSEWHERE, NO_PAGE, PAGES, address, scene
from tests.cast import signed_in
from tests.chromium import DESK, faults, faults_both_ways
from tests.respite.test_every_door import doors

PARTS = 3  # so that two workers share them
DRAWN = {"office-today", "stays:board", "stays:stay", "stays:stays", "stays:closure"}
STOP = """() => {
  const e = document.activeElement, s = getComputedStyle(e), been = (window.been ??= new Set()).has(e);
  window.been.add(e);
  return [e.outerHTML.slice(0, 120), s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth), been, under(e)];
  function under(e) {
    const b = e.getBoundingClientRect();
    if (!b.width || !b.height) return '';
    const at = document.elementFromPoint(b.left + b.width / 2, b.top + Math.min(b.height, innerHeight) / 2);
    const labels = [...(e.labels ?? [])];
    const same = !at || e.contains(at) || at.contains(e) || labels.some(label => label.contains(at));
    return same ? '' : `${e.outerHTML.slice(0, 90)} under ${at.outerHTML.slice(0, 60)}`;
  }
}"""
SMALL = """() => [...document.querySelectorAll('main a, main button, main select, main summary')]
  .filter(e => e.checkVisibility() && e.getClientRects().length && getComputedStyle(e).display !== 'inline')
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, b]) => (b.width < 24 || b.height < 24) && b.width > 1)
  .map(([e, b]) => `${Math.round(b.width)}x${Math.round(b.height)} ${e.outerHTML.slice(0, 90)}`)"""


def test_every_page_of_the_office_is_on_the_list_AX_01():
    known = {name.partition(":")[2] or name for name, _facts, _query in PAGES} | ELSEWHERE | NO_PAGE | {"office"}

    assert {name for name, _address, _view in doors()} - known == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_has_no_faults_wide_and_narrow_light_and_dark_AX_02_AX_05(part, browse):
    it = scene()
    found = []
    page = browse(person=signed_in(it.lead).cookies)
    for entry in PAGES[part::PARTS]:
        answer = page.goto(address(it, *entry))
        assert answer.status == 200, (entry[0], answer.status)
        found += faults_both_ways(page)

    assert found == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_works_by_keyboard_and_without_motion_AX_03_AX_04_AX_07_AX_08(part, browse):
    it = scene()
    found = []
    page = browse(DESK, person=signed_in(it.lead).cookies, reduced_motion="reduce")
    for entry in PAGES[part::PARTS]:
        page.goto(address(it, *entry))
        found += [f"{page.url}: small {small}" for small in page.evaluate(SMALL)]
        moving = page.evaluate(
            "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0"
            " || parseFloat(getComputedStyle(e).animationDuration) > 0).length"
        )
        found += [f"{page.url}: {moving} things move"] if moving else []
        found += _tabbing(page)

    assert found == []


def _tabbing(page, most=60):
    """Walk by Tab: every stop has a ring, and is not covered."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        name, ring, been, hidden = page.evaluate(STOP)
        if been or name.startswith("<body"):
            break
        if ring < 2 and not name.startswith("<iframe"):  # the keyboard is on a link inside, which has its own
            found.append(f"{page.url}: no ring on {name}")
        if hidden:
            found.append(f"{page.url}: {hidden}")
    return found


@pytest.mark.django_db(transaction=True)
def test_pages_that_draw_states_have_no_faults_without_colours_AX_06(browse):
    it = scene()
    page = browse(DESK, person=signed_in(it.lead).cookies, forced_colors="active")

    found = []
    for entry in PAGES:
        if entry[0] not in DRAWN:
            continue
        page.goto(address(it, *entry))
        found += [fault for fault in faults(page) if "target-size" not in fault and "color-contrast" not in fault]

    assert found == []
