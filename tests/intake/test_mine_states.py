"""Every state of the guest's own page, and every page behind it: easy to read, kind, and the same way out (CS-26)."""

import re

import pytest
from django.test import Client

from intake import guest_page
from intake.change_pages import CHANGES
from intake.models import Request
from tests.intake.standing import STATES, scene
from tests.reading import NEUTRAL_NEVER, banned, grade, sentences

PAGE = "/mine/request/"
NAMES = {"Luz", "Joy", "Juniper", "Harbor", "Spanish", "American", "Español", "English"}
BEHIND = [
    "messages/", "language/", "consents/", "erase/", "take-back/", "houses/", "houses/harbor/",
    *[f"change/{key}/" for key in CHANGES],
]  # fmt: skip


@pytest.fixture
def it(house, harbor, peer):
    return scene(house, harbor, peer)


def visitor(it):
    client = Client()
    assert client.post("/mine/", {"code": it.code}).status_code == 303
    return client


def text(client, address):
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def check(found):
    assert round(grade(found, NAMES), 1) <= 6
    assert banned(found) == []
    said = [sentence.split() for sentence in sentences(found)]
    assert sum(map(len, said)) / len(said) <= 20
    title = re.search(r"<title>(.*?)</title>", found, re.S)[1].lower()
    assert [word for word in NEUTRAL_NEVER if word in title] == []


@pytest.mark.parametrize("state", list(STATES))
def test_every_state_reads_at_grade_six_and_says_what_comes_next_CS_26(it, state):
    STATES[state](it)

    found = text(visitor(it), PAGE)

    check(found)
    now = re.search(r'<section[^>]*aria-labelledby="(?:now|offer)-h".*?</section>', found, re.S)[0]
    assert len(sentences(f"<main>{now}</main>")) >= 2


@pytest.mark.parametrize("state", ["heard", "offered", "on_list"])
@pytest.mark.parametrize("address", BEHIND)
def test_every_page_behind_it_reads_at_grade_six_CS_26(it, state, address):
    STATES[state](it)

    check(text(visitor(it), PAGE + address))


def test_asking_again_and_the_last_page_read_at_grade_six_CS_26(it):
    STATES["known"](it)
    client = visitor(it)

    check(text(client, PAGE + "again/"))
    check(text(client, client.post(PAGE + "erase/")["Location"]))


@pytest.mark.parametrize("state", ["heard", "offered", "on_list", "rings"])
def test_every_page_opens_in_spanish_too(it, state):
    STATES[state](it)
    client = visitor(it)

    for address in ["", "copy/", *BEHIND]:
        assert '<html lang="es"' in text(client, f"/es{PAGE}{address}")


def test_page_shows_nothing_that_is_not_on_the_list_SE_06(it):
    """Whoever adds something to the page decides here that the person may read it on any screen."""
    asked = Request.objects.with_standing().with_person().get()

    assert set(guest_page.of(asked)) == {
        "house", "asked", "name", "status", "next", "place", "offer", "open_offer", "stay", "guidelines",
        "kept_guidelines", "after", "may_take_back", "ask_again", "said", "lines", "thread", "more_messages",
        "may_write", "message_form", "reading", "reach", "said_on", "waiting", "rule", "openings", "consents", "ways",
        "changes", "has_stay",
    }  # fmt: skip


@pytest.mark.parametrize("state", ["heard", "offered", "left", "taken_back", "asked_twice"])
def test_everything_to_decide_is_on_the_page_in_every_state_SE_07(it, state):
    STATES[state](it)

    found = text(visitor(it), PAGE)

    for address in ("copy/", "erase/", "consents/", "change/reach/", "language/"):
        assert f'href="{PAGE}{address}"' in found


def test_request_that_was_asked_again_later_says_so_and_decides_nothing_else(it):
    STATES["asked_twice"](it)

    found = text(visitor(it), PAGE)

    assert "You asked us again since then." in found
    assert 'name="wish"' not in found
    assert "take-back" not in found
    assert "again/" not in found


def test_no_page_of_the_guest_counts_down_or_hurries_CS_32(it):
    STATES["offered"](it)

    found = text(visitor(it), PAGE)

    assert not re.search(r"\b\d+ (minutes|hours) left\b|hurry|last chance|only \d", found, re.I)
    assert "setInterval" not in found


def test_page_uses_no_script_and_no_part_of_a_page_AX_20(it):
    STATES["on_list"](it)
    client = visitor(it)

    for address in ("", "messages/", "consents/", "copy/", "erase/", "houses/"):
        found = text(client, PAGE + address)
        assert "hx-" not in found
        assert re.findall(r"<script[^>]*>", found) == re.findall(r'<script src="[^"]*respite[^"]*\.js" defer>', found)


@pytest.mark.parametrize("address", ["", *BEHIND])
def test_pages_are_never_stored_CS_04(it, address):
    assert visitor(it).get(PAGE + address)["Cache-Control"] == "no-store"
