"""The console for our public addresses: it asks nothing but them, shows all of an answer, and needs no script."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openings import console, limits, publishing
from tests import factories
from tests.chromium import DESK, PHONE, faults_both_ways
from tests.site.reading import banned_in

pytestmark = pytest.mark.live
NOW = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)
PAGE, ONE = "/for-directories/try/", "/api/v1/availability/juniper-house"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def read(address=None, method="GET", **more):
    query = urlencode({"address": address, "method": method, **more}) if address is not None else ""
    answer = Client().get(f"{PAGE}?{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def said(page, name):
    part = page.find(id=name)
    return part.get_text() if part else None


def sentences(page):
    return [part.get_text(strip=True) for part in page.select(".msg")]


def test_console_shows_status_headers_and_body_as_they_are(house, peer):
    publishing.confirm(house, by=peer)
    direct = Client().get(ONE)

    page = read(ONE)

    assert page.select_one(".answer pre").get_text() == f"GET {ONE} HTTP/1.1\nHost: 127.0.0.1:8000"
    assert said(page, "status").splitlines()[0] == "200 OK"
    assert set(said(page, "status").splitlines()[1:]) == {f"{name}: {value}" for name, value in direct.headers.items()}
    assert json.loads(said(page, "body")) == direct.json()


def test_console_asks_again_with_the_etag_and_is_told_304(house):
    page = read(ONE)
    link = page.find("a", string="Ask again with this ETag")["href"]

    again = BeautifulSoup(Client().get(link).content, "html.parser")

    assert said(again, "status").splitlines()[0] == "304 Not Modified"
    assert said(again, "body") is None
    assert "If-None-Match:" in again.select_one(".answer pre").get_text()
    assert again.find(id="id_known")["value"].startswith('"')


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/api/v1/availability?area=Juniper+County", "GET", "200 OK"),
        ("/api/v1/availability?area=a&area=b", "GET", "400 Bad Request"),
        ("/api/v1/availability/nowhere", "GET", "404 Not Found"),
        ("/api/v1/nothing", "GET", "404 Not Found"),
        ("/hsds/v3/services?per_page=0", "GET", "400 Bad Request"),
        ("/hsds/v3/services?full=true&format=ndjson", "GET", "200 OK"),
        ("/feeds/availability.atom", "HEAD", "200 OK"),
        ("/oembed?url=x&format=yaml", "GET", "501 Not Implemented"),
        ("/exports/hsds.zip", "GET", "200 OK"),
        ("/embed/juniper-house/", "GET", "200 OK"),
        (ONE, "OPTIONS", "204 No Content"),
        (f"http://127.0.0.1:8000{ONE}", "GET", "200 OK"),
        (f"  {ONE}  ", "GET", "200 OK"),
    ],
)
def test_console_asks_every_public_address(house, address, method, status):
    page = read(address, method)

    assert said(page, "status").splitlines()[0] == status
    assert "<script>" not in str(page.find(id="body"))


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/api/v1/availability", "//elsewhere.example/api/v1/", "/office/juniper-house/",
        "/mine/", "/houses/juniper-house/", "api/v1/availability", "http://127.0.0.1:8000.elsewhere.example/api/v1/",
        "/api/v1/a\r\nX: y", "/api/v1/ñ", "/api/v1/\x00", "@elsewhere.example/api/v1/", "file:///etc/passwd",
        "<script>", "/cms/", "/for-directories/try/?address=/api/v1/",
    ],
)  # fmt: skip
def test_console_asks_nothing_else_and_keeps_what_was_typed(house, address, monkeypatch):
    monkeypatch.setattr(console, "ask", lambda *args, **kwargs: pytest.fail("it asked"))

    page = read(address)

    assert sentences(page) == ["Here you can only ask for our own public addresses, as in the list below."]
    assert page.find(id="status") is None
    if address.isprintable():
        assert page.find(id="id_address")["value"] == address


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"address": ""}, "Write an address, like /api/v1/availability."),
        ({"address": "/api/v1/" + "a" * 500}, "This is too long. Write at most 500 letters."),
        ({"address": ONE, "method": "POST"}, "Choose one of these."),
        ({"address": ONE, "method": "DELETE"}, "Choose one of these."),
        ({"address": ONE, "known": '"a"\r\nX-Evil: 1'}, "Copy the ETag as it stands in an answer, quotes included."),
        ({"address": ONE, "known": "a" * 201}, "This is too long. Write at most 200 letters."),
    ],
)
def test_console_says_plainly_what_does_not_fit(house, asked, words):
    page = read(**asked)

    assert sentences(page) == [words]
    assert page.find(id="status") is None


def test_console_opens_without_asking_anything(house):
    page = read()

    assert page.find(id="status") is None
    assert page.find(id="id_address")["value"] == "/api/v1/availability"
    examples = [link.get_text() for link in page.select("li code")]
    assert ONE in examples
    assert "/api/v1/availability?area=Juniper+County" in examples
    for link in page.select("li a[href*='/try/']"):
        shown = BeautifulSoup(Client().get(link["href"]).content, "html.parser")
        expected = "404" if "nowhere" in link["href"] else "200"
        assert said(shown, "status").startswith(expected), link["href"]


def test_console_without_a_house_still_asks(db):
    assert said(read("/api/v1/availability"), "status").splitlines()[0] == "200 OK"


def test_console_shows_no_more_than_a_screenful_of_a_long_answer(house):
    page = read("/hsds/v3/openapi.json")

    assert len(said(page, "body")) == console.MOST
    assert "There is more of it than this page shows." in page.get_text()


def test_console_counts_as_a_read_of_whoever_asks(house, settings, monkeypatch):
    settings.READS_A_MINUTE = 2
    monkeypatch.setattr(limits, "counter", limits.Counter())

    told = [said(read(ONE), "status").splitlines()[0] for _n in range(3)]

    assert told == ["200 OK", "200 OK", "429 Too Many Requests"]


def test_console_takes_no_cookie_along_and_sets_none(house):
    client = Client()
    client.cookies["s"] = "a-session"

    answer = client.get(f"{PAGE}?{urlencode({'address': ONE, 'method': 'GET'})}")

    assert not answer.cookies
    assert "a-session" not in answer.text
    assert client.post(PAGE).status_code == 405


def test_console_speaks_spanish_and_kindly(house):
    spanish = BeautifulSoup(Client().get(f"/es{PAGE}").content, "html.parser")

    assert spanish.h1.get_text() != read().h1.get_text()
    assert spanish.form["action"] == f"/es{PAGE}"
    assert banned_in(Client().get(PAGE).text) == []


@pytest.mark.parametrize("count", [1, 3])
def test_console_costs_the_same_with_one_and_three_houses(house, count):
    for _n in range(count - 1):
        factories.BedFactory()
    read()

    with CaptureQueriesContext(connection) as asked:
        read("/api/v1/openapi.json")

    assert len(asked) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("screen", [PHONE, DESK])
def test_console_works_without_javascript_and_for_everybody(house, browse, screen):
    page = browse(screen)
    page.goto(f"{PAGE}?{urlencode({'address': ONE, 'method': 'GET'})}")
    faults = faults_both_ways(page)
    plain = browse(screen, java_script_enabled=False)

    plain.goto(PAGE)
    plain.get_by_role("textbox", name="Address").fill("/hsds/v3/services")
    plain.get_by_role("button", name="Ask").click()

    assert faults == []
    assert plain.locator("#status").inner_text().startswith("200 OK")
    plain.wait_for_load_state("load")
    assert plain.evaluate("document.documentElement.scrollWidth <= innerWidth")
