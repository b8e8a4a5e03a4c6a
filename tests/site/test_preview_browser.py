"""The editor sees the page beside the form while writing it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from pages import seeding
from pages.models import StandardPage
from tests.cast import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
DESK = {"width": 1280, "height": 900}


def test_page_is_shown_beside_the_form_and_counted(house, editor, browse, live_server):
    home = seeding.plant(house.organization, on=house.tonight())
    editor.groups.add(seeding.editors(home))
    written = StandardPage.objects.filter(lead__gt="").first()
    page, said = browse(DESK, person=signed_in(editor).cookies), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/cms/pages/{written.pk}/edit/")

    page.get_by_role("button", name="Toggle preview").click()

    shown = page.frame_locator("#w-preview-iframe, iframe[title=Preview]").first
    expect(shown.locator("h1")).to_have_text(written.title)
    page.get_by_role("button", name="Toggle checks").click()
    expect(page.get_by_text(re.compile(r"^\s*Words\s*[1-9][0-9]+"))).to_be_visible()
    assert [words for words in said if "frame" in words.lower() or "policy" in words.lower()] == []
