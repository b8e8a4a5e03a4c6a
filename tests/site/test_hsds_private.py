"""What nobody can learn from the directory: no address, no guest, no bed, no moment of a change (INTEROP.md 5.4)."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from openings import hours, publishing, tasks
from respite.deciding import decide
from respite.models import House
from stays import booking, closing
from tests import factories
from tests.site.directory import GUIDE, MORNING, PROFILE, ROOT, ZIP, contents, every_address

pytestmark = pytest.mark.live
SITE = "http://127.0.0.1:8000"
OURS = ("/hsds/", "/exports/", "/api/", "/embed/")
STREET, TOWN, POSTCODE = "12 Quiet Lane", "Juniper Falls", "54987"
COORDINATES = ("44.9521", "-92.4413")


@pytest.fixture
def visitor():
    """A browser of somebody who never was here."""
    return Client()


@pytest.fixture(autouse=True)
def clock():
    """A quarter past eight in the morning; it stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def planted(house):
    """The house, with all that must stay inside written where its address is."""
    where = f"{STREET}, {TOWN} {POSTCODE} ({', '.join(COORDINATES)})"
    House.objects.filter(pk=house.pk).update(address=where)
    return House.objects.get(pk=house.pk)


def everything(client):
    """Return every byte and header of every address of the directory."""
    return {
        address: (answer.content, dict(answer.headers))
        for address in every_address(client)
        for answer in [client.get(address)]
    }


def text_of(answer):
    """Return all that can be read in an answer, a zip's files and all headers included."""
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    if answer["Content-Type"] != "application/zip":
        return headers + answer.content.decode()
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return headers + "".join(name + archive.read(name).decode() for name in archive.namelist())


def crawl(client):
    """Return what is read at every address of ours that can be reached from the directory, links of links included."""
    waiting, found = [*every_address(client), PROFILE, GUIDE, ZIP], {}
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        text = found[address] = text_of(client.get(address))
        links = re.findall(rf"{re.escape(SITE)}(/[^\"'<>\s,;#)]*)", text)
        waiting += [link for link in links if link.startswith(OURS)]
    return found


@pytest.mark.parametrize("confidential", [True, False])
def test_no_street_postcode_or_coordinate_is_ever_told(planted, peer, visitor, confidential):
    publishing.confirm(planted, by=peer)
    House.objects.update(confidential=confidential)

    found = crawl(visitor)

    assert {"/api/v1/availability/juniper-house", "/embed/juniper-house/", "/hsds/profile/schema/service.json"} <= set(
        found
    )
    for address, text in found.items():
        for secret in (STREET, TOWN, POSTCODE, *COORDINATES):
            assert secret not in text, address
        if "schema" not in address and "openapi" not in address:
            assert not re.search(r"latitude\": ?[-\d]|longitude\": ?[-\d]|address_1|\"addresses\"|postal_code", text), (
                address
            )


def test_a_confidential_house_says_call_and_no_hour(planted, peer, visitor, clock):
    ends = publishing.confirm(planted, by=peer).valid_until
    House.objects.update(confidential=True)
    clock.move_to(ends - timedelta(seconds=20))

    [told] = contents(visitor, "services", full="true")

    assert (told["status"], told["availability"]["status"], "capacities" in told) == ("active", "call", False)
    for address in every_address(visitor):
        answer = visitor.get(address)
        assert "2026-11" not in text_of(answer), address
        assert "There may be a room. Please" not in text_of(answer), address
        assert "max-age=20" not in answer["Cache-Control"], address


@pytest.mark.parametrize("asked", ["proximity=5000", "proximity=5000&postcode=54987", "postcode=54987", "search=54987"])
def test_no_question_finds_a_house_by_where_it_is(planted, visitor, asked):
    for confidential in (False, True):
        House.objects.update(confidential=confidential)

        assert visitor.get(f"{ROOT}service_at_locations?{asked}").json()["contents"] == []


def test_two_histories_that_end_alike_are_byte_identical(house, peer, lead, clock, visitor):
    publishing.confirm(house, by=peer)
    short = everything(visitor)

    clock.shift(timedelta(minutes=11))
    stays = [factories.here(house, peer) for _bed in house.beds.all()]
    booking.leave(stays[1], by=peer)
    publishing.say(house, band="full", by=lead)
    between = everything(visitor)
    clock.shift(timedelta(minutes=13))
    publishing.confirm(house, by=lead)

    assert between != short
    assert everything(visitor) == short


def test_on_the_grid_nothing_changes_between_its_times(house, peer, lead, clock, visitor):
    decide(house, by=lead, publishing="coarse", max_nights=30, window_days=60)
    nights = factories.nights_from_tonight(house, 14)
    stays = [factories.here(house, peer, nights=nights) for _bed in house.beds.all()]
    publishing.confirm(house, by=peer)
    clock.move_to(house.local(MORNING).replace(hour=14, minute=0) + hours.SPREAD)
    tasks.tidy([House.objects.get(pk=house.pk)])
    full = everything(visitor)

    clock.shift(timedelta(minutes=42))
    booking.leave(stays[0], by=peer)
    publishing.confirm(house, by=peer)

    assert contents(visitor, "services")[0]["availability"]["status"] == "full"
    assert everything(visitor) == full


def test_no_guest_stay_bed_room_notice_or_colleague_is_named(house, peer, visitor):
    stay = factories.here(house, peer)
    notice = publishing.confirm(house, by=peer)
    booking.leave(stay, by=peer)
    closing.close(house, nights=factories.nights_from_tonight(house), reason="illness", by=peer)
    inside = ["Rosa", "Joy", "Birch", "illness", "8:17", "08:17", "14:17"]
    inside += [str(one.pk) for one in (stay, notice, house.organization)]

    for address, text in crawl(visitor).items():
        for one in inside:
            assert one not in text, (address, one)


def test_from_its_last_second_on_every_address_says_unknown(house, peer, visitor, clock):
    ends = publishing.confirm(house, by=peer).valid_until
    clock.move_to(ends)

    [told] = contents(visitor, "services", full="true")

    assert told["availability"]["status"] == "unknown"
    assert "capacities" not in told
    assert "open" not in [one["taxonomy_term"]["code"] for one in told["attributes"]]
    package = zipfile.ZipFile(io.BytesIO(visitor.get(ZIP).content))
    assert package.read("availability.csv").decode().splitlines()[1].split(",")[1] == "unknown"
    assert len(package.read("service_capacity.csv").decode().splitlines()) == 1


# The names of all that may be told. Whoever adds one adds it here, and asks first whom it could point at (SE-55).
ALLOWED = {
    "accessibility", "alert", "alternate_name", "application_process", "as_of", "assured_date", "attributes",
    "availability", "available", "beds", "call_first", "capacities", "code", "contact", "description",
    "eligibility_description", "fees_description", "hours", "id", "identifier", "language", "last_modified",
    "link_entity", "link_id", "location", "location_type", "locations", "maximum", "name", "next_update_expected",
    "notice", "number", "organization", "phone", "phones", "precision", "scheme", "sdohcc", "service",
    "service_areas", "service_at_locations", "services", "status", "taxonomy", "taxonomy_detail", "taxonomy_id",
    "taxonomy_term", "taxonomy_term_id", "term_uri", "type", "unit", "updated", "uri", "url", "valid_until",
    "version", "website",
}  # fmt: skip


def names_in(facts):
    """Return every name of a property, at any depth."""
    if isinstance(facts, list):
        return {name for one in facts for name in names_in(one)}
    if isinstance(facts, dict):
        return set(facts) | {name for one in facts.values() for name in names_in(one)}
    return set()


def test_SE_55_records_tell_no_more_than_what_is_allowed_by_name(house, harbor, peer, lead, visitor):
    for n in range(2):
        factories.BedFactory(room__house=house, room__name=f"More {n}")
    decide(house, by=lead, publishing="count", area_rule="Adults of Juniper County.")
    house.rooms.update(features=["step_free"])
    publishing.confirm(house, by=peer)
    decide(harbor, by=None, publishing="coarse")
    publishing.say(harbor, band="call", by=peer)

    found = set()
    for kind in ("services", "organizations", "service_at_locations"):
        found |= names_in(contents(visitor, kind)) | names_in(contents(visitor, kind, full="true"))

    assert found | {"next_update_expected"} == ALLOWED
