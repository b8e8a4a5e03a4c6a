"""What search engines read on the page of a house: the same as everybody, no address, and nothing that is not known."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from pyld import jsonld

from openings import publishing
from pages import seeding
from respite.deciding import decide
from stays import agreeing, booking
from tests import factories

pytestmark = pytest.mark.live
NOW = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)  # 8:17 am in the house
PAGE = "/houses/juniper-house/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def home(house):
    house.organization.name = "Valley"
    house.organization.save()
    return seeding.plant(house.organization)


def script():
    return BeautifulSoup(Client().get(PAGE).content, "html.parser").find("script", type="application/ld+json")


def facts():
    return json.loads(script().string)


def test_house_page_describes_a_service(home, house, peer, lead):
    decide(house, by=lead, area_rule="Adults who live in Juniper County.")
    agreeing.agree(house, text="Be kind.", by=lead)
    publishing.confirm(house, by=peer)

    assert facts() == {
        "@context": "https://schema.org",
        "@type": "Service",
        "@id": "http://127.0.0.1:8000/houses/juniper-house/#service",
        "name": "Juniper House",
        "url": "http://127.0.0.1:8000/houses/juniper-house/",
        "serviceType": "Peer respite",
        "provider": {"@type": "Organization", "name": "Valley"},
        "areaServed": {"@type": "AdministrativeArea", "name": "Juniper County"},
        "audience": {"@type": "Audience", "audienceType": "Adults who live in Juniper County."},
        "termsOfService": "http://127.0.0.1:8000/houses/juniper-house/guidelines/",
        "availableChannel": [
            {"@type": "ServiceChannel", "servicePhone": {"@type": "ContactPoint", "telephone": "+17155550142"}},
            {
                "@type": "ServiceChannel",
                "serviceUrl": "http://127.0.0.1:8000/houses/juniper-house/",
                "availableLanguage": ["en", "es"],
            },
        ],
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "USD",
            "availability": "https://schema.org/InStock",
            "validThrough": "2026-11-24T16:00:00-06:00",
        },
    }


def from_here(address, options):
    """Stand where schema.org would be asked for its context: every plain name is a word of theirs."""
    assert address == "https://schema.org"
    words = {"@context": {"@vocab": "https://schema.org/", "url": {"@type": "@id"}, "serviceUrl": {"@type": "@id"}}}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": words}


def test_json_ld_is_read_as_linked_data(home, house, peer):
    publishing.confirm(house, by=peer)

    [service] = jsonld.expand(facts(), {"documentLoader": from_here})
    triples = jsonld.to_rdf(facts(), {"documentLoader": from_here, "format": "application/n-quads"}).splitlines()

    page = "http://127.0.0.1:8000/houses/juniper-house/"
    assert (service["@id"], service["@type"]) == (f"{page}#service", ["https://schema.org/Service"])
    assert f"<{page}#service> <https://schema.org/url> <{page}> ." in triples
    assert any('<https://schema.org/validThrough> "2026-11-24T16:00:00-06:00"' in one for one in triples)
    assert all("http://127.0.0.1:8000/" in one or "_:" in one for one in triples)


@pytest.mark.parametrize(
    ("band", "offered"), [("full", "https://schema.org/SoldOut"), ("call", None)]
)  # fmt: skip
def test_offer_says_what_is_said_by_hand(home, house, peer, band, offered):
    publishing.say(house, band=band, by=peer)

    assert facts()["offers"].get("availability") == offered


def test_offer_says_nothing_of_room_that_nobody_confirmed_or_that_is_over(home, house, peer, clock):
    before = facts()["offers"]
    clock.move_to(publishing.confirm(house, by=peer).valid_until - timedelta(seconds=1))
    held = facts()["offers"]
    clock.shift(1)

    assert before == facts()["offers"] == {"@type": "Offer", "price": 0, "priceCurrency": "USD"}
    assert held["availability"] == "https://schema.org/InStock"


def test_confidential_house_has_no_address_no_form_and_no_word_of_room(home, house, peer):
    publishing.confirm(house, by=peer)
    type(house).objects.update(confidential=True)

    told = facts()

    assert "Quiet Lane" not in script().string
    assert "geo" not in told
    assert "address" not in json.dumps(told)
    assert told["offers"] == {"@type": "Offer", "price": 0, "priceCurrency": "USD"}
    assert [list(one)[1] for one in told["availableChannel"]] == ["servicePhone"]


def test_words_of_a_house_cannot_end_the_script(home, house):
    name = "</script><script>alert(1)</script><!-- & \u2028"
    type(house).objects.update(name=name)

    page = Client().get(PAGE).text

    assert facts()["name"] == name
    assert "<script>alert(1)" not in page


def test_two_histories_that_end_alike_are_described_alike(home, house, peer, lead, clock):
    publishing.confirm(house, by=peer)
    short = script().string
    stay = factories.here(house, peer)
    booking.leave(stay, by=peer)
    clock.shift(timedelta(minutes=21))
    publishing.confirm(house, by=lead)

    assert script().string == short


def test_house_page_leads_to_feeds_and_card_and_sets_no_cookie(home, house):
    answer = Client().get(PAGE)
    links = BeautifulSoup(answer.content, "html.parser").find_all("link", rel="alternate")

    assert [(link["type"], link["href"].split("?")[0]) for link in links] == [
        ("application/feed+json", "/feeds/availability.json"),
        ("application/atom+xml", "/feeds/availability.atom"),
        ("application/json+oembed", "http://127.0.0.1:8000/oembed"),
        ("text/xml+oembed", "http://127.0.0.1:8000/oembed"),
    ]
    assert all(Client().get(link["href"].removeprefix("http://127.0.0.1:8000")).status_code == 200 for link in links)
    assert not answer.cookies


@pytest.mark.parametrize(
    ("path", "count"),
    [("/", 4), ("/what-we-keep/", 2), ("/houses/", 2), ("/ask/juniper-house/", 0), ("/mine/", 0), ("/nowhere/", 0)],
)
def test_pages_of_the_site_lead_to_the_feeds_and_pages_of_guests_do_not(home, path, count):
    page = BeautifulSoup(Client().get(path).content, "html.parser")

    assert len(page.find_all("link", rel="alternate")) == count


@pytest.mark.django_db(transaction=True)
def test_structured_data_breaks_no_policy(house, browse, live_server):
    seeding.plant(house.organization)
    page, said = browse(), []
    page.on("console", lambda message: said.append(message.text))

    page.goto(PAGE)

    assert said == []
    assert page.locator('script[type="application/ld+json"]').count() == 1
