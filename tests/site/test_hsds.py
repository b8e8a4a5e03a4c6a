"""The directory in HSDS 3.2: what a house says in their fields, and the profile behind it."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from openings import publishing, terms_of_use
from openings.hsds import profile
from respite.deciding import decide
from stays import closing
from tests import factories
from tests.site.directory import (
    API,
    GUIDE,
    KINDS,
    LISTS,
    MORNING,
    PROFILE,
    ROOT,
    contents,
    every_address,
    whole,
)

pytestmark = pytest.mark.live
SITE = "http://127.0.0.1:8000"
DESCRIBED = f'<{SITE}/hsds/v3/openapi.json>; rel="service-desc"'


@pytest.fixture
def visitor():
    """A browser of somebody who never was here."""
    return Client()


@pytest.fixture(autouse=True)
def clock():
    """A quarter past eight in the morning; it stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def state(client):
    """Return what the one house says, in the fields of INTEROP.md 1.4."""
    service = whole(client, "services")
    capacities = [
        (one["unit"]["identifier"], one["available"], one["maximum"], one["updated"])
        for one in service.get("capacities", [])
    ]
    terms = [one["taxonomy_term"] for one in service["attributes"]]
    [told] = [one["code"] for one in terms if one["taxonomy"] == "Availability of a peer respite"]
    return service["status"], capacities, told, service["alert"]


# The states.


def test_open_is_the_indicator_one_of_one(house, peer, visitor):
    publishing.confirm(house, by=peer)

    assert state(visitor) == (
        "active",
        [("accepting", 1, 1, "2026-11-24T08:00:00-06:00")],
        "open",
        "There may be a room. Please call before travelling.",
    )


def test_full_is_the_indicator_none_of_one_and_names_the_warm_line(house, peer, visitor):
    publishing.say(house, band="full", by=peer)

    assert state(visitor) == (
        "active",
        [("accepting", 0, 1, "2026-11-24T08:00:00-06:00")],
        "full",
        "The house is full. For somebody to talk with, call the warm line: (800) 555-0199, 3 pm to 11 pm.",
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "The house is full."),
        ("+18005550199", "The house is full. For somebody to talk with, call the warm line: (800) 555-0199."),
    ],
)
def test_full_names_only_the_warm_line_there_is(house, peer, visitor, line, words):
    type(house.organization).objects.update(warm_line=line, warm_line_hours="")
    publishing.say(house, band="full", by=peer)

    assert state(visitor)[3] == words


def test_waiting_list_is_the_indicator_none_of_one(house, peer, visitor):
    house.notices.create(  # no board can lead to it yet
        band="waitlist",
        confirmed_at=MORNING,
        confirmed_by=peer,
        published_at=MORNING,
        valid_until=MORNING + timedelta(hours=8),
    )

    assert state(visitor) == (
        "active",
        [("accepting", 0, 1, "2026-11-24T08:00:00-06:00")],
        "waitlist",
        "The house is full. Call: the house can call back if a room opens.",
    )


def test_call_has_no_capacity(house, peer, visitor):
    publishing.say(house, band="call", by=peer)

    assert state(visitor) == ("active", [], "call", "Call to ask whether there is room.")


def test_paused_is_temporarily_closed_and_gives_no_reason(house, peer, visitor):
    publishing.confirm(house, by=peer)
    closing.close(house, nights=factories.nights_from_tonight(house), reason="illness", by=peer)

    assert state(visitor) == ("temporarily closed", [], "paused", "The house is closed for a while.")


def test_what_nobody_confirmed_is_unknown_without_capacity(house, visitor):
    words = "Nobody confirmed lately whether there is room. Please call."

    assert state(visitor) == ("active", [], "unknown", words)


def test_expired_is_unknown_without_capacity_from_the_very_second(house, peer, visitor, clock):
    ends = publishing.confirm(house, by=peer).valid_until
    clock.move_to(ends - timedelta(seconds=1))
    before = state(visitor)[:3]
    clock.move_to(ends)

    assert before == ("active", [("accepting", 1, 1, "2026-11-24T08:00:00-06:00")], "open")
    assert state(visitor)[:3] == ("active", [], "unknown")
    for address in every_address(visitor):
        assert "There may be a room. Please" not in visitor.get(address).content.decode(errors="ignore")


@pytest.fixture
def counting(house, lead):
    """The house with five beds, which tells how many."""
    for name in ("Aspen", "Maple"):
        factories.BedFactory(room=factories.RoomFactory(house=house, name=name))
    decide(house, by=lead, publishing="count")
    return house


def test_beds_are_told_only_with_precision_count(counting, lead, peer, visitor):
    factories.here(counting, peer)
    publishing.confirm(counting, by=peer)
    counted = state(visitor)[1]
    decide(counting, by=lead, publishing="live")

    assert counted == [("bed", 4, 5, "2026-11-24T08:00:00-06:00")]
    assert state(visitor)[1] == [("accepting", 1, 1, "2026-11-24T08:00:00-06:00")]


def test_available_lies_between_nothing_and_the_maximum_whatever_happens(counting, peer, visitor):
    found = []
    publishing.confirm(counting, by=peer)
    for _bed in counting.beds.all():
        factories.here(counting, peer)
        publishing.confirm(counting, by=peer)
        found += [one[1:3] for one in state(visitor)[1]]

    assert found == [(4, 5), (3, 5), (2, 5), (1, 5), (0, 5)]
    assert all(0 <= available <= maximum for available, maximum in found)


def test_phone_only_has_no_times_and_no_capacity(house, lead, peer, visitor):
    publishing.confirm(house, by=peer)
    decide(house, by=lead, publishing="phone_only")

    service = whole(visitor, "services")

    assert state(visitor) == ("active", [], "call", "Call to ask whether there is room.")
    assert {"last_modified", "assured_date", "capacities"} & set(service) == set()
    assert service["availability"] == {
        "status": "call",
        "sdohcc": "additional-assessment-required",
        "precision": "none",
        "contact": {"phone": "+17155550142", "hours": "day and night", "call_first": True},
        "notice": "Not a reservation. Please call before travelling.",
        "url": f"{SITE}/api/v1/availability/juniper-house",
    }


# The records.


def test_service_is_the_house_with_its_phone_and_area(house, peer, visitor):
    publishing.confirm(house, by=peer)

    service = whole(visitor, "services")

    assert service["name"] == "Peer respite stay at Juniper House"
    assert service["url"] == f"{SITE}/houses/juniper-house/"
    assert [(one["number"], one["description"]) for one in service["phones"]] == [("+17155550142", "day and night")]
    assert [one["name"] for one in service["service_areas"]] == ["Juniper County"]
    assert (service["last_modified"], service["assured_date"]) == ("2026-11-24T08:00:00-06:00", "2026-11-24")
    assert service["organization"]["name"] == house.organization.name
    assert "metadata" not in service


def test_availability_of_a_service_is_cut_from_the_availability_answer(counting, peer, visitor):
    publishing.confirm(counting, by=peer)
    answer = visitor.get("/api/v1/availability/juniper-house").json()

    told = whole(visitor, "services")["availability"]

    assert told["beds"] == {"available": 5, "maximum": 5}
    assert {name: answer[name] for name in told if name != "url"} == {k: v for k, v in told.items() if k != "url"}
    assert contents(visitor, "services")[0]["availability"] == told


def test_availability_answer_leads_to_the_service(house, visitor):
    link = visitor.get("/api/v1/availability/juniper-house").json()["links"]["hsds"]

    assert visitor.get(link.removeprefix(SITE)).json() == whole(visitor, "services")


def test_a_house_on_the_grid_names_the_day_of_nobody(house, lead, peer, visitor):
    decide(house, by=lead, publishing="coarse")
    publishing.say(house, band="call", by=peer)

    assert "assured_date" not in whole(visitor, "services")


def test_location_is_physical_and_has_no_address(house, visitor):
    found = whole(visitor, "service_at_locations")

    location = found["location"]
    assert {name: location[name] for name in location if name not in {"id", "accessibility", "attributes"}} == {
        "location_type": "physical",
        "name": "Juniper House",
    }
    assert [one["taxonomy_term"]["code"] for one in location["attributes"]] == ["address-withheld"]
    assert [one["name"] for one in found["service_areas"]] == ["Juniper County"]
    assert found["service"]["id"] == whole(visitor, "services")["id"]


RULE = "Adults 18 and over who live in Juniper County."


def test_who_may_stay_is_told_in_the_words_of_the_house(house, visitor, clock):
    before = whole(visitor, "services")
    decide(house, by=None, area_rule=RULE)
    decide(house, by=None, holds_from=house.tonight() + timedelta(days=2), area_rule="Anybody.")

    told = [whole(visitor, "services"), contents(visitor, "services")[0]]
    clock.shift(timedelta(days=1, hours=20))  # a quarter past four in the night, the house's day has not turned
    told.append(whole(visitor, "services"))
    clock.shift(timedelta(hours=1))
    after = whole(visitor, "services")

    assert "eligibility_description" not in before
    assert [one["eligibility_description"] for one in told] == [RULE] * 3
    assert after["eligibility_description"] == "Anybody."
    assert not {"minimum_age", "maximum_age", "schedules", "languages"} & set(after)


def test_access_of_a_house_is_told_without_the_room(house, visitor):
    house.rooms.update(features=["quiet", "step_free"])
    room = house.rooms.first()
    type(room).objects.filter(pk=room.pk).update(features=["roll_in_shower", "desk", "step_free"])

    location = whole(visitor, "service_at_locations")["location"]

    assert [one["description"] for one in location["accessibility"]] == [
        "At least one room: no steps. Please ask by phone whether it is open.",
        "At least one room: roll-in shower. Please ask by phone whether it is open.",
    ]
    assert room.name not in json.dumps(location)


def test_access_of_a_house_does_not_follow_who_is_here(house, peer, visitor):
    house.rooms.update(features=["step_free"])
    before = whole(visitor, "service_at_locations")["location"]
    for _bed in house.beds.all():
        factories.here(house, peer)

    assert whole(visitor, "service_at_locations")["location"] == before


def test_a_confidential_house_tells_neither_who_may_stay_nor_what_its_rooms_have(house, visitor):
    decide(house, by=None, area_rule=RULE)
    house.rooms.update(features=["step_free"])
    type(house).objects.update(confidential=True)

    for address in every_address(visitor):
        answer = visitor.get(address)
        assert RULE.encode() not in answer.content
        assert b"no steps" not in answer.content
    assert "eligibility_description" not in whole(visitor, "services")


def test_organization_nests_its_houses_simply_or_wholly(house, visitor):
    plain = contents(visitor, "organizations")[0]
    simple = whole(visitor, "organizations")
    full = visitor.get(f"{LISTS[1]}/{plain['id']}?full_service=true").json()

    assert set(plain) == {"id", "name", "description", "website"}
    assert [one["number"] for one in simple["phones"]] == ["+17155550100"]
    assert "phones" not in simple["services"][0]
    assert full["services"][0]["phones"][0]["number"] == "+17155550142"
    assert contents(visitor, "organizations", full="true") == [simple]
    assert contents(visitor, "organizations", full_service="true") == [full]


def test_ids_are_uuid_5_and_never_change(house, peer, visitor, clock):
    before = {kind: [one["id"] for one in contents(visitor, kind)] for kind in KINDS}
    publishing.confirm(house, by=peer)
    type(house).objects.update(name="Another name", phone="+17155550143")
    clock.shift(timedelta(days=40))

    assert {kind: [one["id"] for one in contents(visitor, kind)] for kind in KINDS} == before
    assert {UUID(one).version for ids in before.values() for one in ids} == {5}
    assert str(house.pk) not in json.dumps(before)


def test_nothing_is_ever_null(house, harbor, lead, peer, visitor):
    decide(house, by=lead, publishing="phone_only")
    type(house).objects.update(phone_hours="")

    for address in every_address(visitor):
        answer = visitor.get(address)
        if "schema" not in address and answer["Content-Type"].endswith("json") and address != API:
            assert "null" not in answer.text, address


def test_taxonomies_are_two_and_hold_all_terms(db, visitor):
    named = {one["id"]: one["name"] for one in contents(visitor, "taxonomies")}
    terms = contents(visitor, "taxonomy_terms")

    assert list(named.values()) == ["Availability of a peer respite", "Facts about a peer respite"]
    assert [one["code"] for one in terms] == [
        "open", "waitlist", "full", "call", "paused", "unknown", "peer-respite", "address-withheld", "call-first",
    ]  # fmt: skip
    assert {one["taxonomy_id"] for one in terms} == set(named)
    assert all(named[one["taxonomy_id"]] == one["taxonomy"] == one["taxonomy_detail"]["name"] for one in terms)


def test_root_says_which_hsds_and_where_the_rest_is(house, visitor):
    told = visitor.get(ROOT).json()

    assert told["version"] == "3.2"
    assert (told["profile"], told["openapi_url"], told["data_guide"]) == (
        f"{SITE}{PROFILE}", f"{SITE}{API}", f"{SITE}{GUIDE}",
    )  # fmt: skip
    assert told["publisher"] == {"name": house.organization.name, "website": f"{SITE}/"}
    assert terms_of_use.ENGLISH in told["description"]
    assert visitor.get("/hsds/v3").json() == told


@pytest.mark.parametrize("name", ["profile", "openapi_url", "data_guide"])
def test_what_the_root_names_is_there(house, visitor, name):
    address = visitor.get(ROOT).json()[name].removeprefix(SITE)

    assert visitor.get(address).status_code == 200


def test_profile_page_leads_to_every_file_and_the_files_merge(db, visitor):
    page = visitor.get(PROFILE).text
    named = [part.split('"')[0] for part in page.split(f'href="{SITE}/hsds/profile/')[1:]]

    assert "profile/service.json" in named
    assert "schema/compiled/service_list.json" in named
    for name in named:
        answer = visitor.get(f"{PROFILE}{name}")
        assert (answer.status_code, answer.json() is not None) == (200, True), name
    merged = visitor.get(f"{PROFILE}schema/service.json").json()
    assert merged["properties"]["availability"] == {"$ref": "availability.json"}
    assert "metadata" not in merged["properties"]
    assert "CC BY-SA 4.0" in merged["$comment"]
    assert visitor.get(f"{PROFILE}schema/openapi.json").content == visitor.get(API).content


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": "b"}, ["c"], ["c"]),
        ("b", {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patch_is_that_of_rfc_7386(target, patch, result):
    assert profile.merged(target, patch) == result


def test_data_guide_says_the_terms_on_a_page_for_people(db, visitor):
    answer = visitor.get(GUIDE)

    asked = BeautifulSoup(answer.content, "html.parser").select("ol li")
    assert [one.text for one in asked] == list(terms_of_use.TERMS)
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "<script" not in answer.text
