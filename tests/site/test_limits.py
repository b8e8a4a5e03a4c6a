"""How often one address may read: told truly, kept by nobody, and never felt by the readers of a directory."""

import gc
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from jsonschema import Draft202012Validator

from openings import limits, publishing

pytestmark = pytest.mark.live
MORNING = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)
ONE, LIST = "/api/v1/availability/juniper-house", "/api/v1/availability"
LIMITED = [
    LIST, ONE, "/api/v1/openapi.json", "/api/v1/nothing", "/hsds/v3/", "/hsds/v3/services", "/hsds/nothing",
    "/hsds/profile/", "/exports/hsds.zip", "/feeds/availability.json", "/feeds/availability.atom",
    "/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2Fhouses%2Fjuniper-house%2F",
]  # fmt: skip
NEVER = ["/embed/juniper-house/", "/embed/v1/respite-availability.js", "/houses/juniper-house/", "/healthz"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def counter(monkeypatch):
    """Counts that begin here, in minutes that begin at full ones."""
    fresh = limits.Counter()
    fresh.shift = 0
    monkeypatch.setattr(limits, "counter", fresh)
    return fresh


@pytest.fixture
def few(settings):
    settings.READS_A_MINUTE = 20
    return settings


def from_(address, **headers):
    return Client(REMOTE_ADDR=address, **headers)


def used_up(client, path=ONE, times=20):
    return [client.get(path).status_code for _n in range(times)]


def test_SE_55_who_asks_too_often_is_told_when_it_works_again(house, few, clock):
    client = from_("198.51.100.7")
    first = used_up(client)
    clock.shift(45)

    over = client.get(ONE)
    clock.shift(15)
    again = client.get(ONE)

    assert first == [200] * 20
    assert (over.status_code, over["Content-Type"]) == (429, "application/problem+json")
    assert over["Retry-After"] == "15"
    assert over["RateLimit-Policy"] == '"reads";q=20;w=60'
    assert over["RateLimit"] == '"reads";r=0;t=15'
    assert over["Cache-Control"] == "no-store"
    assert over["Access-Control-Allow-Origin"] == "*"
    assert over.json() == {
        "type": "https://iana.org/assignments/http-problem-types#quota-exceeded",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Please ask less often. Keep each answer as long as it says, and send its ETag.",
        "violated-policies": ["reads"],
    }
    assert again.status_code == 200


@pytest.mark.parametrize("path", LIMITED)
def test_every_address_for_programs_has_the_same_limit(house, few, path):
    client = from_("198.51.100.7")
    told = client.get(path)
    used_up(client, ONE, 19)

    over = client.get(path)

    assert told["RateLimit-Policy"] == over["RateLimit-Policy"] == '"reads";q=20;w=60'
    assert over.status_code == 429


@pytest.mark.parametrize("path", NEVER)
def test_cards_elements_and_pages_are_never_limited(house, few, path):
    client = from_("198.51.100.7")
    used_up(client, ONE, 25)

    answer = client.get(path)

    assert answer.status_code != 429
    assert "RateLimit-Policy" not in answer


def test_what_is_left_is_told_only_when_it_is_little(house, few):
    """Else somebody in the same household could read from it that another one looked here."""
    client = from_("198.51.100.7")

    told = [client.get(ONE).headers.get("RateLimit") for _n in range(20)]

    assert told == [None] * 18 + ['"reads";r=1;t=60', '"reads";r=0;t=60']


def test_asking_again_with_an_etag_and_only_for_headers_counts_too(house, few):
    client = from_("198.51.100.7")
    etag = client.get(ONE)["ETag"]
    known = client.get(ONE, headers={"If-None-Match": etag})
    client.head(ONE)
    asked = client.options(ONE)
    used_up(client, ONE, 17)

    assert (known.status_code, known["RateLimit-Policy"]) == (304, '"reads";q=20;w=60')
    assert "RateLimit-Policy" not in asked, "what a browser asks first is not a read"
    assert client.get(ONE).status_code == 429


def test_others_are_not_held_up(house, few):
    used_up(from_("198.51.100.7"), ONE, 25)

    assert from_("198.51.100.8").get(ONE).status_code == 200


def test_household_with_many_ipv6_addresses_is_counted_as_one(house, few):
    seen = [from_(f"2001:db8:1:2::{n:x}").get(ONE).status_code for n in range(21)]

    assert seen == [200] * 20 + [429]
    assert from_("2001:db8:1:3::1").get(ONE).status_code == 200


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1:50001", "192.0.2.1:50002", True),
        ("192.0.2.1:50001", "192.0.2.2:50001", False),
        ("[2001:db8::1]:50001", "2001:db8::1", True),
        ("[::ffff:192.0.2.1]:50001", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("[2001:db8::1]", "2001:db8::2", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("no address: at all", "no address: of any kind", False),
        ("", "192.0.2.1", False),
    ],
)
def test_what_counts_as_one_address(one, other, same):
    assert (limits.network(one) == limits.network(other)) is same


def test_behind_a_proxy_the_visitor_is_counted_and_not_the_proxy(house, few):
    few.PROXIES = 1
    proxy = from_("10.0.0.1")
    told = [proxy.get(ONE, headers={"X-Forwarded-For": f"6.6.6.{n}, 198.51.100.7"}).status_code for n in range(21)]

    assert told[-1] == 429, "what a visitor writes there is not believed"
    assert proxy.get(ONE, headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 200


def test_nothing_about_a_visitor_is_kept(house, few, counter, clock):
    address = "198.51.100.77"
    from_(address).get(ONE)
    [mark], key = list(counter.counts), counter.key

    clock.shift(60)
    from_("198.51.100.78").get(ONE)

    assert address.encode() not in mark
    assert counter.key != key
    assert len(counter.counts) == 1
    assert mark not in counter.counts
    gc.collect()
    assert not [held for held in gc.get_objects() if isinstance(held, dict) and mark in held]


def test_memory_is_bounded_and_who_is_not_counted_is_let_through(house, few, counter, monkeypatch):
    monkeypatch.setattr(limits, "MOST", 3)

    seen = [from_(f"198.51.100.{n}").get(ONE).status_code for n in range(10)]
    used_up(from_("198.51.100.1"), ONE, 19)

    assert (seen, len(counter.counts)) == ([200] * 10, 3)
    assert from_("198.51.100.1").get(ONE).status_code == 429
    assert used_up(from_("198.51.100.9"), ONE, 30) == [200] * 30


def test_limit_can_be_left_out(house, settings, counter):
    settings.READS_A_MINUTE = 0

    answer = from_("198.51.100.7").get(ONE)

    assert "RateLimit-Policy" not in answer
    assert counter.counts == {}


def test_processes_begin_their_minutes_at_seconds_of_their_own():
    assert len({limits.Counter().shift for _n in range(200)}) > 20


def test_headers_are_the_same_for_everybody_who_reads_now_and_then(house, peer):
    publishing.confirm(house, by=peer)

    told = [dict(from_(address).get(ONE).headers) for address in ("198.51.100.7", "198.51.100.7", "198.51.100.8")]

    assert told[0] == told[1] == told[2]


def test_descriptions_tell_of_it(house, few):
    client = from_("198.51.100.7")
    api, hsds = client.get("/api/v1/openapi.json").json(), client.get("/hsds/v3/openapi.json").json()
    used_up(client, ONE, 19)
    over = client.get(ONE)

    for described in (api, hsds):
        for path in described["paths"].values():
            answers = path["get"]["responses"]
            assert answers["429"]["headers"]["Retry-After"]["required"] is True
            assert {"RateLimit", "RateLimit-Policy"} <= set(answers["200"]["headers"])
        [content] = path["get"]["responses"]["429"]["content"].items()
        assert content[0] == "application/problem+json"
        Draft202012Validator({**described, **content[1]["schema"]}).validate(over.json())


@pytest.mark.parametrize(
    ("path", "described"), [(LIST, "/api/v1/openapi.json"), ("/hsds/v3/services", "/hsds/v3/openapi.json")]
)
def test_link_of_a_refusal_leads_to_the_description(house, few, path, described):
    client = from_("198.51.100.7")
    used_up(client)

    answer = client.get(path)

    assert answer.status_code == 429
    assert answer["Link"] == f'<http://127.0.0.1:8000{described}>; rel="service-desc"'
