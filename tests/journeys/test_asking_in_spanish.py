"""Asking on the smallest phone in Spanish: 320 px, no script, keyboard only; axe on every page it meets.

From the first page to a yes on the guest's own page; a request is sent in under two minutes and thirty things done.
"""

import time

import pytest
from django.utils import translation
from django.utils.translation import gettext

from intake import listing, offering
from intake.models import Request
from respite.deciding import decide
from tests.factories import nights_from_tonight
from tests.journeys.test_main_job_in_chromium import Watch
from tests.keyboard import Keyboard

SMALL = {"width": 320, "height": 640}
pytestmark = pytest.mark.django_db(transaction=True)


def test_asking_in_spanish_by_keyboard_at_320_px_without_script_AX_03_AX_05_AX_13_AX_20(house, peer, browse):
    decide(house, by=None, list_mode="list", reporting="The law may ask us to tell.", reporting_es="La ley obliga.")
    watch = Watch(twin=browse(SMALL))
    page = browse(SMALL, java_script_enabled=False)
    hands = Keyboard(page)

    with translation.override("es"):
        begun = time.monotonic()
        page.goto(f"/es/ask/{house.slug}/")
        watch.without_script(page)
        hands.press(gettext("Start"))
        for fill in [
            lambda: hands.choose(gettext("No, only I use it")),
            lambda: hands.choose(gettext("Yes, I am 18 or over")),
            lambda: hands.write(gettext("Name to use"), "Luz"),
            lambda: hands.choose(gettext("I will contact you")),
            lambda: None,
            lambda: hands.choose(gettext("I do not know yet")),
            lambda: None,
        ]:
            watch.without_script(page)
            fill()
            hands.press(gettext("Continue"))
        watch.without_script(page)
        hands.press(gettext("Send and ask for a conversation"))
        took, done = time.monotonic() - begun, hands.done
        watch.without_script(page)
        code = " ".join(page.locator(".codecard li").all_inner_texts())

        page.goto("/es/mine/")
        watch.without_script(page)
        hands.write(gettext("Your code"), code)
        hands.press(gettext("Open"))
        watch.without_script(page)
        asked = Request.objects.get()
        listing.join(asked, kind="list", by=peer, how="phone")
        offering.offer(asked, nights=nights_from_tonight(house, later=2), by=peer, agreed="Sleep first.")
        page.reload()
        watch.without_script(page)
        hands.press(gettext("Yes, I would like to come"))
        watch.without_script(page)

    assert watch.found == []
    assert (asked.language, done < 30, took < 120) == ("es", True, True)
