"""The code that is given out once, in all its shapes: card, print, large, aloud, and as a square (SE-05)."""

import re

import pytest
import segno

from respite import qr
from tests import factories
from tests.chromium import PHONE
from tests.intake.filling_in import CHECK, LEAST, SAVED, SENT, answer, at, code_on, title
from tests.reading import NEUTRAL_NEVER

SHAPES = ["card", "large", "say"]


def sent(client):
    answer(client, LEAST)
    client.post(CHECK)
    return code_on(client.get(SENT))


@pytest.mark.parametrize("shape", SHAPES)
def test_code_stands_whole_in_every_shape(client, house, shape):
    locator, *words = sent(client).split()

    page = client.get(at(f"sent/{shape}")).content.decode()

    said = re.findall(r"<li(?: [^>]*)?>(.*?)</li>", page[page.index("<main") :], re.S)
    items = [" ".join(re.sub("<[^>]+>", "", item).split()) for item in said]
    first = " ".join(locator) if shape == "say" else locator
    assert items[:6] == [first, *words]
    assert f'href="{SENT}"' in page


@pytest.mark.parametrize("shape", ["card", "large"])
def test_code_of_saved_answers_has_the_same_shapes(client, house, shape):
    answer(client, LEAST)
    client.post(at("save"))
    words = code_on(client.get(SAVED)).split()[1:]

    page = client.get(at(f"sent/{shape}")).content.decode()

    assert all(word in page for word in words)
    assert f'href="{SAVED}"' in page


def test_code_of_saved_answers_is_not_for_the_phone(client, house):
    answer(client, LEAST)
    client.post(at("save"))

    assert "Say it on the phone" not in client.get(SAVED).content.decode()
    assert client.get(at("sent/say"))["Location"] == "/ask/juniper-house/"


def test_code_is_numbered_line_by_line_to_say_it_on_the_phone(client, house):
    sent(client)

    page = client.get(at("sent/say")).content.decode()

    assert '<ol class="say">' in page
    assert "Say it on the phone" in page
    assert 'href="tel:+17155550142"' in page


def test_square_carries_the_code_behind_the_fragment_only_SE_05(client, house):
    locator, *words = sent(client).split()
    address = f"http://testserver/mine/#{'-'.join([locator, *words])}"

    for page in (SENT, at("sent/card")):
        text = client.get(page).content.decode()
        assert str(qr.drawn(address)) in text
        assert "#" + locator not in text  # it is drawn, not written: nobody follows it by mistake


def test_square_is_drawn_here_and_reads_as_its_address():
    drawn = qr.drawn("http://testserver/mine/#BCDF-apple-river-moss-cloud-fern")

    assert drawn.startswith('<svg aria-hidden="true" ')
    assert "style=" not in drawn
    assert "script" not in drawn
    assert 'fill="#fff"' in drawn  # light also where the page is dark, or no camera reads it
    size = segno.make("http://testserver/mine/#BCDF-apple-river-moss-cloud-fern", error="m").symbol_size(border=4)
    assert f'viewBox="0 0 {size[0]} {size[1]}"' in drawn


def test_opening_the_address_of_the_square_opens_nothing_SE_05(client, house):
    code = sent(client)

    page = client.get("/mine/", {"code": code})

    assert page.status_code == 200
    assert not re.search(r'name="code"[^>]*value="[^"]', page.content.decode())
    assert client.get("/mine/request/")["Location"] == "/mine/"


def test_printed_card_tells_nobody_what_it_is_for_CS_13(client, house):
    house.name, house.neutral_name = "Juniper Crisis Respite", "Juniper"
    house.save()
    sent(client)

    page = client.get(at("sent/card"))
    main = page.content.decode()
    main = main[main.index("<main") : main.index("</main>")].lower()

    assert title(page) == "Card"
    assert [word for word in NEUTRAL_NEVER if word in main] == []


@pytest.mark.django_db(transaction=True)
def test_square_fills_in_the_code_and_waits_for_a_tap_SE_05(house, browse):
    _request, code = factories.ask(house)
    asked = []
    other = browse(PHONE)
    other.on("request", lambda request: asked.append((request.method, request.url)))

    other.goto(f"/mine/#{'-'.join([code.locator, *code.words])}")

    assert other.locator("[name=code]").input_value() == str(code)
    assert other.url.endswith("/mine/")  # the address bar and the history hold it no more
    assert [method for method, _url in asked if method != "GET"] == []
    assert not any(code.words[0] in url for _method, url in asked)
    other.get_by_role("button", name="Open").click()
    other.wait_for_url("**/mine/request/")


@pytest.mark.django_db(transaction=True)
def test_other_fragments_fill_in_nothing(house, browse):
    page = browse(PHONE)

    page.goto("/mine/#help")

    assert page.locator("[name=code]").input_value() == ""
    assert page.url.endswith("#help")
