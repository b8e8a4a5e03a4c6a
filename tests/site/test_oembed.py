"""oEmbed: a pasted link becomes the card, for this site's published houses only, whatever else somebody sends."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import micawber
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from micawber.exceptions import ProviderException, ProviderHTTPException
from micawber.providers import Provider, ProviderRegistry

from openings import oembed, publishing

pytestmark = pytest.mark.live
MORNING = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)  # 8:17 am in the house
SITE = "http://127.0.0.1:8000"
PAGE, CARD = f"{SITE}/houses/juniper-house/", f"{SITE}/embed/juniper-house/"
# What WordPress leaves of a frame from a site that is not on its own list, in its own order.
ALLOWED = {"src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"}
FRAME = (
    '<iframe src="http://127.0.0.1:8000/embed/juniper-house/" title="Is there room at Juniper House?"'
    ' width="480" height="260" frameborder="0" style="max-width:100%;color-scheme:light dark" loading="lazy"'
    ' referrerpolicy="no-referrer" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>'
)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def ask(**query):
    return Client().get("/oembed", query)


# What it says.


def test_oembed_is_the_card_as_a_rich_type(house, peer):
    publishing.confirm(house, by=peer)

    assert ask(url=PAGE).json() == {
        "version": "1.0",
        "type": "rich",
        "title": "Is there room at Juniper House?",
        "provider_name": "Peer respite availability",
        "provider_url": f"{SITE}/",
        "html": FRAME,
        "width": 480,
        "height": 260,
        "cache_age": 3600,
    }


def test_oembed_xml_says_the_same(house):
    told, answer = ask(url=PAGE).json(), ask(url=PAGE, format="xml")

    root = ElementTree.fromstring(answer.content)

    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert root.tag == "oembed"
    assert {part.tag: part.text for part in root} == {name: str(value) for name, value in told.items()}


def test_wordpress_keeps_of_the_frame_what_it_needs(house):
    html = BeautifulSoup(ask(url=PAGE).json()["html"], "html.parser")

    assert [part.name for part in html.find_all(True)] == ["iframe"]
    assert set(html.iframe.attrs) & ALLOWED == {"src", "width", "height", "frameborder", "title"}
    assert html.iframe["title"]


def test_oembed_is_the_frame_that_is_copied_by_hand(house):
    assert ask(url=PAGE).json()["html"] == oembed.frame("juniper-house", "Juniper House")


class Asking(Provider):
    """A consumer's library, which asks this very application."""

    def fetch(self, url):
        answer = Client().get(url.removeprefix(SITE))
        if answer.status_code != 200:
            raise ProviderHTTPException(url, answer.status_code)
        return answer.content.decode()


@pytest.fixture
def library():
    """micawber as a site would set it up for ours."""
    registry = ProviderRegistry()
    registry.register(rf"{SITE}/houses/\S+", Asking(f"{SITE}/oembed"))
    return registry


def test_library_of_a_consumer_turns_a_link_into_the_card(house, library):
    shown = micawber.parse_text(f"Is there room?\n{PAGE}\nCall first.", library)
    inside = micawber.parse_html(f"<p>{PAGE}</p>", library)

    assert shown.splitlines() == ["Is there room?", FRAME, "Call first."]
    assert BeautifulSoup(inside, "html.parser").iframe["src"] == CARD
    assert library.request(PAGE, maxwidth=300)["width"] == 300


def test_library_of_a_consumer_leaves_other_links_as_they_are(house, library):
    nowhere = f"{SITE}/houses/nowhere/"

    with pytest.raises(ProviderException):
        library.request(nowhere)
    assert "iframe" not in micawber.parse_text(nowhere, library)


def test_name_of_a_house_stays_words(house):
    type(house).objects.update(name='"><script>alert(1)</script>')

    html = BeautifulSoup(ask(url=PAGE).json()["html"], "html.parser")

    assert [part.name for part in html.find_all(True)] == ["iframe"]
    assert "<script>" in html.iframe["title"]
    assert ElementTree.fromstring(ask(url=PAGE, format="xml").content).findtext("html") == ask(url=PAGE).json()["html"]


@pytest.mark.parametrize(
    ("asked", "width", "height"),
    [({"maxwidth": "300"}, 300, 300), ({"maxwidth": "380"}, 380, 260),
     ({"maxwidth": "240", "maxheight": "280"}, 240, 280),
     ({"maxheight": "200"}, 480, 200), ({"maxwidth": "1", "maxheight": "1"}, 1, 1),
     ({"maxwidth": "999999", "maxheight": "999999"}, 480, 260)],
)  # fmt: skip
def test_oembed_is_no_larger_than_asked_for(house, asked, width, height):
    told = ask(url=PAGE, **asked).json()

    assert (told["width"], told["height"]) == (width, height)
    assert f'width="{width}" height="{height}"' in told["html"]


@pytest.mark.parametrize("left", [0, 1, 359, 360, 361, 419, 420, 421, 4000, 90_000])
def test_cache_age_never_passes_valid_until(left):
    age = int(ElementTree.fromstring(oembed.card("a", "A", "xml", (9, 9), left).body).findtext("cache_age"))

    assert age <= max(0, left - min(360, left)), "what HTTP allows on the way is counted, too"
    assert age <= 3600


def test_cache_age_shrinks_towards_the_end_of_the_notice(house, peer, clock):
    ends = publishing.confirm(house, by=peer).valid_until
    clock.move_to(ends - timedelta(minutes=30))

    assert ask(url=PAGE).json()["cache_age"] == 24 * 60


# Which addresses.


@pytest.mark.parametrize("address", [PAGE, CARD, PAGE[:-1], PAGE + "?utm_source=letter", PAGE + "#help",
    "HTTP://127.0.0.1:8000/houses/juniper-house/"])  # fmt: skip
def test_page_and_card_of_a_house_are_known(house, address):
    assert ask(url=address).json()["html"] == FRAME


HOSTILE = [
    "http://evil.example/houses/juniper-house/",
    "http://127.0.0.1:8000.evil.example/houses/juniper-house/",
    "http://127.0.0.1:8000@evil.example/houses/juniper-house/",
    "http://evil.example@127.0.0.1:8000/houses/juniper-house/",
    "http://127.0.0.1/houses/juniper-house/",
    "http://127.0.0.1:8001/houses/juniper-house/",
    "https://127.0.0.1:8000/houses/juniper-house/",
    "ftp://127.0.0.1:8000/houses/juniper-house/",
    "//127.0.0.1:8000/houses/juniper-house/",
    "/houses/juniper-house/",
    "javascript:alert(1)//127.0.0.1:8000/houses/juniper-house/",
    "data:text/html,http://127.0.0.1:8000/houses/juniper-house/",
    "http://127.0.0.1:8000//houses/juniper-house/",
    "http://127.0.0.1:8000/houses//juniper-house/",
    "http://127.0.0.1:8000/houses%2Fjuniper-house/",
    "http://127.0.0.1:8000/houses/juniper-house%2F",
    "http://127.0.0.1:8000/houses/%6auniper-house/",
    "http://127.0.0.1:8000/houses/x/../juniper-house/",
    "http://127.0.0.1:8000\\houses\\juniper-house\\",
    "http://127.0.0.1:8000/houses/juniper-house/guidelines/",
    "http://127.0.0.1:8000/office/juniper-house/",
    "http://127.0.0.1:8000/houses/JUNIPER-HOUSE/",
    "http://127.0.0.1:8000/houses/juniper-house/\n",
    "http://127.0.0.1:8000/houses/juniper-house/?a=\r\nSet-Cookie: x=1",
    "http://127.0.0.1:8000/houses/juniper-house\x00/",
    "http://127.0.0.1:8000/houses/juniper-house/?" + "a" * 500,
    "http://127.0.0.1:8000/houses/" + "a" * 51 + "/",
    "http://127.0.0.1:8000/houses/nowhere/",
    "http://127.0.0.1:8000/houses/<script>/",
    "http://127.0.0.1:8000/",
    " http://127.0.0.1:8000/houses/juniper-house/",
    "http://127.0.0.1:8000/houses/juniper-houſe/",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["json", "xml"])
@pytest.mark.parametrize("address", HOSTILE)
def test_every_other_address_is_a_404_that_echoes_nothing(house, address, kind):
    answer = ask(url=address, format=kind)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    assert "juniper" not in answer.text
    assert "script" not in answer.text
    assert not answer.cookies


def test_unpublished_house_is_a_404_and_no_different_from_none(house):
    none = ask(url=f"{SITE}/houses/nowhere/")
    type(house).objects.update(published=False)

    hidden = ask(url=PAGE)

    assert (hidden.status_code, hidden.content, dict(hidden.headers)) == (404, none.content, dict(none.headers))


def test_card_of_a_confidential_house_says_nothing_more_than_its_name(house, peer):
    publishing.confirm(house, by=peer)
    before = ask(url=PAGE).text
    type(house).objects.update(confidential=True)

    told = ask(url=PAGE).text

    assert told == before
    assert "Quiet Lane" not in told


# Which questions.


@pytest.mark.parametrize("kind", ["yaml", "JSON", "json\n", "<b>", "xml,json"])
def test_other_formats_are_a_501(house, kind):
    answer = ask(url=PAGE, format=kind)

    assert (answer.status_code, answer.json()["status"]) == (501, 501)
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    "query",
    ["", "url=", "format=json", f"url={PAGE}&url={CARD}", f"url={PAGE}&format=json&format=xml",
     *(f"url={PAGE}&maxwidth={size}" for size in ("0", "-1", "a", "1e3", "٣", "12.5", "9" * 400, "", "+5")),
     f"url={PAGE}&maxheight=0x10", "&".join(f"a{n}={n}" for n in range(1200))],
)  # fmt: skip
def test_unclear_questions_are_a_400_that_says_how_to_ask(house, query):
    answer = Client().get(f"/oembed?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].startswith("Say ")


def test_parameters_of_others_are_passed_over(house):
    assert ask(url=PAGE, dnt="1", callback="alert").json()["html"] == FRAME


@pytest.mark.parametrize("name", ["json", "xml"])
def test_card_leads_to_its_own_description(house, name):
    page = BeautifulSoup(Client().get("/embed/juniper-house/").content, "html.parser")

    link = page.find("link", type=f"{'application' if name == 'json' else 'text'}/{name}+oembed")
    address = urlsplit(link["href"])

    assert (link["rel"], f"{address.scheme}://{address.netloc}{address.path}") == (["alternate"], f"{SITE}/oembed")
    assert parse_qsl(address.query) == [("url", PAGE), ("format", name)]
    assert Client().get(f"{address.path}?{address.query}").status_code == 200
