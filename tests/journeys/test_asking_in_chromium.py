"""Asking in a real browser: on the smallest phone, without script, by keyboard only; and clean in every state."""

import re

import pytest

from intake.models import Request
from tests.chromium import faults
from tests.intake.filling_in import CHECK, FOOD, SAVED, SENT, STAIRS, START, at
from tests.intake.filling_in import ask as have_asked
from tests.keyboard import Keyboard

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = {"width": 320, "height": 568}
MOST = 30


def test_asking_on_the_smallest_phone_by_keyboard_without_script_takes_under_30_steps_AX_03_AX_20(house, browse):
    page = browse(SMALL, java_script_enabled=False)
    page.goto(START)
    by = Keyboard(page)

    by.press("Start")
    by.choose("No, only I use it")
    by.press("Continue")
    by.choose("Yes, I am 18 or over")
    by.press("Continue")
    by.write("Name to use", "Luz")
    by.press("Continue")
    by.choose("Text me")
    by.write("Number for texts", "715 555 0118")
    by.choose("No, keep it vague")
    by.press("Continue")
    by.choose("Evening")
    by.press("Continue")
    by.choose("I do not know yet")
    by.press("Continue")
    by.write("In your own words", "Tea is good.")
    by.press("Continue")
    by.press("Send and ask for a conversation")

    assert page.url.endswith(SENT)
    assert Request.objects.get().name == "Luz"
    assert by.done < MOST


def test_every_state_of_asking_is_clean_and_fits_the_smallest_phone_AX_01(house, browse):
    have_asked(house, STAIRS, match="yes")
    have_asked(house, FOOD)
    page, found = browse(SMALL), []

    def look(address=None):
        if address:
            page.goto(address)
        found.extend(faults(page))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found.extend([f"{page.url} scrolls sideways"] if wide > 0 else [])

    def go_on(words="Continue"):
        with page.expect_navigation():
            page.get_by_role("button", name=words).click()

    look(f"{START}?over")
    go_on("Start")
    wrong = {
        "device": [],
        "match": [],
        "name": ["Another language"],
        "reach": ["Text me", "Call me", "E-mail me"],
        "times": [],
        "nights": ["From a day I can name"],
        "to-know": [],
        "more": [],
    }
    for step, choices in wrong.items():
        look(at(step))
        for words in choices:
            page.get_by_label(words).first.check()
        if choices or step == "match":
            go_on()
            assert page.title().startswith("Error: ")
            assert page.evaluate("document.activeElement.className") == "errors"  # CS-24
            look()
    page.goto(at("match"))
    page.get_by_label("Yes, I am 18 or over").check()
    go_on()
    page.get_by_label("Name to use").fill("Luz")
    go_on()
    page.goto(at("reach"))
    page.get_by_label("Text me").uncheck()
    page.get_by_label("Call me").uncheck()
    page.get_by_label("E-mail me").uncheck()
    page.get_by_label("I will contact you").check()
    go_on()
    page.goto(at("nights"))
    page.get_by_label("I do not know yet").check()
    go_on()
    look(CHECK)
    have_asked(house, "Do you like tea?")
    look(CHECK)
    assert "The house changed a question" in page.locator("main").inner_text()
    go_on("Save for later")
    assert page.url.endswith(SAVED)
    look()
    code = page.locator(".codecard li").all_inner_texts()
    page.goto("/mine/")
    page.get_by_label(re.compile("Your code")).fill(" ".join(code))
    go_on("Open")
    page.goto(at("more"))
    go_on()
    go_on("Send")
    look()
    for shape in ("card", "large", "say"):
        look(at(f"sent/{shape}"))
    look(at("gone"))
    look(at("other-ways"))

    assert found == []


def test_back_after_an_error_never_asks_to_send_again_AX_20(house, browse):
    page = browse(SMALL, java_script_enabled=False)
    page.goto(START)
    page.get_by_role("button", name="Start").click()
    page.goto(at("name"))
    page.get_by_role("button", name="Continue").click()
    methods = []
    page.on("request", lambda request: methods.append(request.method))

    page.go_back()
    page.go_forward()
    page.reload()

    assert set(methods) == {"GET"}
    assert page.url.endswith(at("name"))
