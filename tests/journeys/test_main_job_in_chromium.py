"""The main job in a real browser: the guest on a phone without script, the office by keyboard only (AX-03, AX-20)."""

import json

import pytest

from tests.cast import signed_in
from tests.chromium import DESK, PHONE, choose, faults, press, tab_to, write

pytestmark = pytest.mark.django_db(transaction=True)


class Watch:
    """Runs axe on every page it is shown and keeps what was found."""

    def __init__(self, twin):
        self.found, self.twin = [], twin

    def __call__(self, page):
        self.found += faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.found.append(f"{page.url} scrolls sideways by {wide}px")

    def without_script(self, page):
        """Look at the same page, with the same cookies, in a phone that can run axe."""
        self.twin.context.add_cookies(page.context.cookies())
        self.twin.goto(page.url)
        self(self.twin)


def tap(page, words):
    """Tap the first link or button with these words."""
    page.locator("a, button").filter(has_text=words).locator("visible=true").first.click()


def ask(page, house, watch):
    """Ask for a conversation on the phone and return the code."""
    page.goto(f"/houses/{house.slug}/")
    watch.without_script(page)
    tap(page, "Ask for a conversation")
    watch.without_script(page)
    tap(page, "Start")
    answers = [
        lambda: page.locator("[name=shared][value=no]").check(),
        lambda: page.locator("[name=adult][value=yes]").check(),
        lambda: page.locator("[name=name]").fill("Luz"),
        lambda: (page.locator("[name=text]").check(), page.locator("[name=text_number]").fill("715 555 0118")),
        lambda: page.locator("[name=times]").fill("after 4 pm"),
        lambda: page.locator("[name=when][value=unknown]").check(),
        lambda: page.locator("[name=to_know]").fill("Tea is good."),
    ]
    for answer in answers:
        watch.without_script(page)
        answer()
        tap(page, "Continue")
    watch.without_script(page)
    tap(page, "Send and ask for a conversation")
    watch.without_script(page)
    return " ".join(page.locator(".codecard li").all_inner_texts())


def status(page, house):
    """Return what directories read."""
    return json.loads(page.request.get(f"/api/v1/availability/{house.slug}").body())["status"]


def test_main_job_on_a_phone_without_script_and_by_keyboard_AX_03_AX_20(house, peer, browse):
    watch = Watch(twin=browse(PHONE))
    phone = browse(PHONE, java_script_enabled=False)
    desk = browse(DESK, person=signed_in(peer).cookies)
    office = f"/office/{house.slug}/"

    desk.goto(office)
    watch(desk)
    press(desk, "Say there may be a room")
    assert status(desk, house) == "open"

    code = ask(phone, house, watch)

    desk.goto(office + "requests/")
    watch(desk)
    press(desk, "Start the conversation")
    watch(desk)
    write(desk, "What we agreed", "Sleep first.")
    choose(desk, "Offer")
    tab_to(desk, "First night")
    desk.keyboard.type(house.tonight().strftime("%m%d%Y"))
    write(desk, "Number of nights", "3")
    press(desk, "Make the offer")
    watch(desk)
    assert status(desk, house) == "full"

    phone.goto("/mine/")
    watch.without_script(phone)
    phone.locator("[name=code]").fill(code)
    tap(phone, "Open")
    watch.without_script(phone)
    tap(phone, "Yes, I would like to come")
    watch.without_script(phone)

    desk.reload()
    press(desk, "Open the stay")
    watch(desk)
    press(desk, "Luz is here")
    watch(desk)
    choose(desk, "tapped")
    press(desk, "Luz is here")
    watch(desk)
    desk.goto(office + "board/")
    watch(desk)
    press(desk, "Luz")
    desk.goto(office + "stays/")
    watch(desk)
    press(desk, "Luz")
    press(desk, "Luz is leaving")
    watch(desk)
    choose(desk, "one call")
    choose(desk, "Call")
    write(desk, "Number", "715 555 0118")
    tab_to(desk, "First call")
    desk.keyboard.type(house.local().strftime("%m%d%Y"))
    press(desk, "Luz is leaving")
    watch(desk)
    assert status(desk, house) == "open"

    desk.goto(office + "connections/")
    watch(desk)
    tab_to(desk, "We talked")
    desk.keyboard.press("Enter")
    desk.get_by_text("Luz").first.wait_for(state="visible")

    assert watch.found == []
