"""The feeds: one item a house with what stands now, valid for every reader, and no trace of when something happened."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import jsonfeedvalidator
import pytest
import time_machine
from django.test import Client
from httplint import HttpResponseLinter
from httplint.note import levels

from openings import publishing
from respite.deciding import decide
from stays import booking
from tests import factories

pytestmark = pytest.mark.live
MORNING = datetime(2026, 11, 24, 14, 17, tzinfo=UTC)  # 8:17 am in the house
JSON, ATOM = "/feeds/availability.json", "/feeds/availability.atom"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def items():
    return Client().get(JSON).json()["items"]


def entries():
    answer = Client().get(ATOM)
    read = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not read.bozo, read.get("bozo_exception")
    return read.entries


# What they say.


def test_json_feed_holds_one_item_a_house(house, harbor, peer):
    publishing.confirm(house, by=peer)

    harbors, junipers = items()

    assert harbors["title"] == "Harbor: Please call to ask"
    assert junipers["id"] == f"urn:uuid:{house.pk}"
    assert junipers["url"] == "http://127.0.0.1:8000/houses/juniper-house/"
    assert junipers["title"] == "Juniper House: There may be a room"
    assert junipers["date_modified"] == "2026-11-24T08:00:00-06:00"
    assert junipers["content_text"].splitlines() == [
        "There may be a room.",
        "Good until 4 pm on 24 November 2026. After that, please call.",
        "Call (715) 555-0142 (day and night).",
        "Not a reservation. Please call before travelling.",
    ]


def test_item_carries_the_availability_object(house, peer):
    publishing.confirm(house, by=peer)

    found = items()[0]["_availability"]

    assert found.pop("about") == "http://127.0.0.1:8000/for-directories/"
    assert found == Client().get("/api/v1/availability/juniper-house").json()


def test_atom_says_the_same_as_the_json_feed(house, harbor, peer):
    publishing.confirm(house, by=peer)

    told = [(one.id, one.title, one.link, one.content[0].value, one.tags[0].term) for one in entries()]

    assert told == [
        (one["id"], one["title"], one["url"], one["content_text"], one["_availability"]["status"]) for one in items()
    ]


def test_atom_has_what_the_standard_demands(house, harbor, peer):
    publishing.confirm(house, by=peer)
    ns = {"a": "http://www.w3.org/2005/Atom"}

    feed = ElementTree.fromstring(Client().get(ATOM).content)

    assert feed.findtext("a:id", namespaces=ns) == "http://127.0.0.1:8000/feeds/availability.atom"
    assert feed.findtext("a:updated", namespaces=ns) == "2026-11-24T08:00:00-06:00"
    assert [link.attrib["rel"] for link in feed.findall("a:link", ns)] == ["self", "alternate"]
    for entry in feed.findall("a:entry", ns):
        for part in ("id", "title", "updated", "author/a:name", "content"):
            assert entry.findtext(f"a:{part}", namespaces=ns), part


@pytest.mark.parametrize("name", ['Ru<st & "Co"', "Tab\x0bbed\x00\ufffe house".replace("\x00", "")])
def test_atom_is_read_whatever_a_house_is_called(house, name):
    type(house).objects.update(name=name)

    assert entries()[0].title.endswith("house: Please call to ask" if "Tab" in name else 'Co": Please call to ask')


@pytest.mark.parametrize("confirmed", [True, False])
def test_json_feed_is_valid(house, harbor, peer, confirmed):
    if confirmed:
        publishing.confirm(house, by=peer)

    told = Client().get(JSON).json()
    broken = {**told, "items": [{"url": told["items"][0]["url"]}]}

    assert jsonfeedvalidator.validate_feed(told) == []
    assert jsonfeedvalidator.validate_feed(broken) != []


def test_feeds_without_a_house_are_valid_and_empty(db):
    assert items() == []
    assert entries() == []
    assert jsonfeedvalidator.validate_feed(Client().get(JSON).json()) == []


# Time.


def test_item_turns_to_unknown_at_valid_until_and_keeps_its_id(house, peer, clock):
    ends = publishing.confirm(house, by=peer).valid_until
    clock.move_to(ends - timedelta(seconds=1))
    before, entry_before = items()[0], entries()[0]

    clock.move_to(ends)
    after, entry_after = items()[0], entries()[0]

    assert before["id"] == after["id"] == entry_before.id == entry_after.id
    assert after["title"] == entry_after.title == "Juniper House: Please call to ask"
    assert "Our last check is too old to repeat." in after["content_text"]
    assert after["date_modified"] == entry_after.updated == "2026-11-24T16:00:00-06:00"
    assert after["_availability"]["status"] == "unknown"


def test_feeds_keep_no_history_and_no_minute(house, peer, clock):
    for band in ("full", "call", "full"):
        publishing.say(house, band=band, by=peer)
        clock.shift(timedelta(minutes=3))

    text = Client().get(JSON).text + Client().get(ATOM).text

    assert len(items()) == len(entries()) == 1
    assert "There may be" not in text
    assert not any(f"8:{minute}" in text or f"14:{minute}" in text for minute in range(17, 27))


@pytest.mark.parametrize("confidential", [True, False])
def test_house_that_tells_only_by_phone_says_call_at_no_time(house, peer, confidential):
    publishing.confirm(house, by=peer)
    if confidential:
        type(house).objects.update(confidential=True)
    else:
        decide(house, by=peer, publishing="phone_only")

    found, entry = items()[0], entries()[0]

    assert found["title"] == entry.title == "Juniper House: Please call to ask"
    assert "date_modified" not in found
    assert entry.updated == "2026-11-24T00:00:00+00:00"
    assert "Good until" not in found["content_text"] + entry.content[0].value


def test_date_of_a_house_that_tells_only_by_phone_never_moves(house, harbor, peer, clock):
    decide(house, by=None, publishing="phone_only")
    type(harbor).objects.filter(pk=harbor.pk).update(confidential=True)
    first = Client().get(ATOM)
    clock.shift(timedelta(days=3, hours=5))
    publishing.say(house, band="call", by=peer)
    later = Client().get(ATOM)

    assert (later.content, later["ETag"]) == (first.content, first["ETag"])
    assert [one.updated for one in entries()] == ["2026-11-24T00:00:00+00:00"] * 2


def test_feed_without_a_house_has_the_date_of_its_form(db):
    feed = ElementTree.fromstring(Client().get(ATOM).content)

    assert feed.findtext("{http://www.w3.org/2005/Atom}updated") == "2026-11-24T00:00:00+00:00"


def test_feeds_of_a_full_and_of_an_emptied_confidential_house_are_the_same_bytes(house, peer):
    type(house).objects.update(confidential=True)
    stays = [factories.here(house, peer) for _bed in house.beds.all()]
    full = [Client().get(path).content for path in (JSON, ATOM)]
    for stay in stays:
        booking.leave(stay, by=peer)

    assert [Client().get(path).content for path in (JSON, ATOM)] == full


# HTTP.


def lint(answer):
    """Return what httplint holds against the head and the body of an answer."""
    linter = HttpResponseLinter(start_time=MORNING.timestamp())
    linter.process_response_topline(b"HTTP/1.1", str(answer.status_code).encode(), b"OK")
    linter.process_headers([(name.encode(), value.encode()) for name, value in answer.headers.items()])
    linter.feed_content(answer.content)
    linter.finish_content(True)
    found = [note.summary for note in linter.notes if note.level in {levels.BAD, levels.WARN}]
    return [note for note in found if "public is probably not necessary" not in note]  # it says what caches may do


@pytest.mark.parametrize("path", [JSON, ATOM, "/embed/v1/respite-availability.js",
    "/oembed?url=http://127.0.0.1:8000/houses/juniper-house/",
    "/oembed?url=http://127.0.0.1:8000/houses/juniper-house/&format=xml"])  # fmt: skip
def test_headers_are_well_formed(house, peer, path):
    publishing.confirm(house, by=peer)
    answer = Client().get(path)
    answer["Date"] = "Tue, 24 Nov 2026 14:17:00 GMT"
    broken = Client().get(path)
    broken["ETag"] = "no quotes"

    assert lint(answer) == []
    assert lint(broken) != []


@pytest.mark.parametrize(("path", "kind"), [(JSON, "application/feed+json"), (ATOM, "application/atom+xml")])
def test_feeds_say_what_they_are(house, path, kind):
    assert Client().get(path, headers={"accept": "text/html"})["Content-Type"] == kind
