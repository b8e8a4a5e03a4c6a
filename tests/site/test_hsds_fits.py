"""Every answer of the directory against the specification itself, our description and the profile; and the tables."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from datetime import timedelta

import frictionless
import pytest
import time_machine
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from openings import publishing, terms_of_use
from openings.hsds import profile
from respite.deciding import decide
from stays import closing
from tests import factories
from tests.cast import live
from tests.site.directory import API, FORMS, KINDS, LISTS, MORNING, PROFILE, ROOT, ZIP, contents, every_address

pytestmark = pytest.mark.live
SINGULAR = dict(
    zip(KINDS, ["service", "organization", "service_at_location", "taxonomy", "taxonomy_term"], strict=True)
)
SPECIFICATION = profile.HERE / "specification" / "schema"


@pytest.fixture
def visitor():
    """A browser of somebody who never was here."""
    return Client()


@pytest.fixture(autouse=True)
def clock():
    """A quarter past eight in the morning; it stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def registry(files):
    """Return schemas by the address they call each other by."""
    return Registry().with_resources(
        [(f"https://hsds.test/{name}.json", Resource.from_contents(body, DRAFT202012)) for name, body in files.items()]
    )


def validator(files, name):
    """Return what checks records of one kind; formats count."""
    return Draft202012Validator(
        {"$ref": f"https://hsds.test/{name}.json"},
        registry=registry(files),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


@pytest.fixture(scope="module")
def untouched():
    """The schemas of HSDS as their authors published them."""
    files = SPECIFICATION.rglob("*.json")
    return {str(file.relative_to(SPECIFICATION).with_suffix("")): json.loads(file.read_text()) for file in files}


def lists_of(kind):
    """Return the addresses of a list in its plain and in its whole form, each as a page and as lines."""
    return [f"{ROOT}{kind}{form}" for form in FORMS if kind in KINDS[:3] or "full" not in form]


def records_of(client, address):
    """Return the records of a list, whichever form it has."""
    answer = client.get(address)
    if "ndjson" in address:
        return [json.loads(line) for line in answer.text.splitlines()]
    return answer.json()["contents"]


@pytest.fixture
def every_state(house, harbor, peer, lead, clock):
    """A house in every state there is, one of them confidential, one that tells numbers, and one that ran out."""
    out = factories.BedFactory(room__house__slug="ran-out").house
    publishing.confirm(out, by=peer)
    clock.shift(timedelta(days=1))
    publishing.confirm(house, by=peer)
    decide(house, by=None, area_rule="Adults of Juniper County.")
    house.rooms.update(features=["step_free", "wide_door"])
    full, call, paused, counting, secret, waiting, grid = (
        live(factories.BedFactory(room__house__slug=slug).house)
        for slug in ("full", "call", "paused", "counting", "secret", "waiting", "grid")
    )
    publishing.say(full, band="full", by=peer)
    publishing.say(call, band="call", by=peer)
    closing.close(paused, nights=factories.nights_from_tonight(paused), reason="repair", by=peer)
    publishing.confirm(paused, by=peer)
    for n in range(4):
        factories.BedFactory(room__house=counting, room__name=f"More {n}")
    decide(counting, by=None, publishing="count")
    publishing.confirm(counting, by=peer)
    publishing.confirm(secret, by=peer)
    type(secret).objects.filter(pk=secret.pk).update(confidential=True)
    at = MORNING + timedelta(days=1)
    waiting.notices.create(band="waitlist", confirmed_at=at, confirmed_by=peer, published_at=at,
                           valid_until=at + timedelta(hours=8))  # fmt: skip
    decide(grid, by=None, publishing="coarse")
    publishing.say(grid, band="call", by=peer)
    return house


def states(client):
    return Counter(one["availability"]["status"] for one in contents(client, "services"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_fits_the_specification_and_our_profile(every_state, visitor, untouched, kind):
    name = SINGULAR[kind]
    base, ours = validator(untouched, name), validator(profile.schemas(), name)
    plain = f"compiled/{name}_list" if f"compiled/{name}_list" in untouched else name
    plainly = [validator(untouched, plain), validator(profile.schemas(), plain)]

    checked = 0
    for address in lists_of(kind):
        for record in records_of(visitor, address):
            for one in [base, ours] if "full" in address else plainly:
                one.validate(record)
                checked += 1
    for record in contents(visitor, kind):
        whole = visitor.get(f"{ROOT}{kind}/{record['id']}").json()
        base.validate(whole)
        ours.validate(whole)

    assert states(visitor) == {"open": 2, "full": 1, "call": 3, "paused": 1, "waitlist": 1, "unknown": 2}
    assert checked >= 2 * 2 * 2


def test_the_schemas_refuse_what_we_must_not_say(every_state, visitor):
    check = validator(profile.schemas(), "service")
    record = contents(visitor, "services", full="true")[0]

    assert check.is_valid(record)
    for wrong in ({"status": "open"}, {"alert": None}, {"availability": {"status": "free"}}, {"capacities": [{}]}):
        assert not check.is_valid(record | wrong)


# The description.


@pytest.fixture
def described(db):
    return Client().get(API).json()


def test_openapi_is_valid_3_1_with_unique_operation_ids(described):
    OpenAPIV31SpecValidator(described).validate()

    operations = [
        operation["operationId"]
        for path in described["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
    ]
    assert described["openapi"] == "3.1.0"
    assert len(operations) == len(set(operations)) == 11
    assert not any("post" in path for path in described["paths"].values())


def test_openapi_carries_every_schema_it_speaks_of(described):
    named = set(re.findall(r'"\$ref": "([^"]*)"', json.dumps(described)))

    assert {one.rpartition("/")[0] for one in named} == {"#/components/schemas"}
    assert {one.rpartition("/")[2] for one in named} <= set(described["components"]["schemas"])


def test_every_answer_fits_its_description(every_state, visitor, described):
    asked = [address for address in every_address(visitor) if address.startswith(ROOT) and address != API]

    for address in asked:
        path = "/" + re.sub(r"[0-9a-f-]{36}", "{id}", address.removeprefix(ROOT).partition("?")[0])
        content = described["paths"][path]["get"]["responses"]["200"]["content"]
        answer = visitor.get(address)
        if answer["Content-Type"] == "application/json":
            schema = {**described, **content["application/json"]["schema"]}
            checker = Draft202012Validator.FORMAT_CHECKER
            Draft202012Validator(schema, format_checker=checker).validate(answer.json())
        else:
            assert answer["Content-Type"] in content
    assert len(asked) > 30


def test_a_page_without_all_eight_things_does_not_fit(visitor, described):
    content = described["paths"]["/services"]["get"]["responses"]["200"]["content"]
    check = Draft202012Validator({**described, **content["application/json"]["schema"]})
    page = visitor.get(LISTS[0]).json()

    assert check.is_valid(page)
    assert not any(check.is_valid({k: v for k, v in page.items() if k != name}) for name in page)
    assert len(page) == 8


# The tables.


def opened(client):
    answer = client.get(ZIP)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(answer.content))


def table(client, name):
    return list(csv.DictReader(io.StringIO(opened(client).read(name).decode())))


def test_frictionless_accepts_the_package(every_state, visitor, tmp_path):
    opened(visitor).extractall(tmp_path)

    report = frictionless.Package(tmp_path / "datapackage.json").validate()

    assert report.valid, report.flatten(["title", "message"])
    assert len(report.tasks) == 13
    assert sum(task.stats["rows"] for task in report.tasks) > 80


def test_frictionless_would_see_a_row_that_leads_nowhere(every_state, visitor, tmp_path):
    opened(visitor).extractall(tmp_path)
    (tmp_path / "services.csv").write_text((tmp_path / "services.csv").read_text().splitlines()[0] + "\n")

    assert not frictionless.Package(tmp_path / "datapackage.json").validate().valid


def test_tables_hold_the_same_objects(every_state, visitor):
    services = {one["id"]: one for one in contents(visitor, "services", full="true")}

    assert {one["id"]: one["name"] for one in table(visitor, "services.csv")} == {
        one["id"]: one["name"] for one in services.values()
    }
    assert {one["service_id"]: one["status"] for one in table(visitor, "availability.csv")} == {
        one["id"]: one["availability"]["status"] for one in services.values()
    }
    assert {one["service_id"]: int(one["available"]) for one in table(visitor, "service_capacity.csv")} == {
        one["id"]: one["capacities"][0]["available"] for one in services.values() if "capacities" in one
    }
    assert len(table(visitor, "attributes.csv")) == 5 * len(services)
    assert {one["location_type"] for one in table(visitor, "locations.csv")} == {"physical"}


def test_ids_in_each_table_are_there_once(every_state, visitor):
    archive = opened(visitor)

    for name in archive.namelist():
        if name.endswith(".csv"):
            ids = [one.get("id", one.get("service_id")) for one in table(visitor, name)]
            assert len(ids) == len(set(ids)), name


def test_package_is_our_own_and_names_the_licence_of_the_schema_only(house, visitor):
    described = json.loads(opened(visitor).read("datapackage.json"))

    assert (described["name"], described["title"], described["hsds_version"]) == (
        "peer-respite-directory", "Peer respite directory", "3.2",
    )  # fmt: skip
    assert {"license", "licenses", "version", "created"} & set(described) == set()
    assert described["terms_of_use"] == list(terms_of_use.TERMS)
    assert described["schema_license"]["name"] == "CC-BY-SA-4.0"
    assert "CC BY" not in described["description"]
    assert described["contributors"] == [
        {"title": house.organization.name, "path": "http://127.0.0.1:8000/", "role": "publisher"}
    ]


def test_package_says_the_terms_where_a_spreadsheet_is_opened(house, visitor):
    text = opened(visitor).read("README.txt").decode()

    assert all(one in text for one in terms_of_use.TERMS)
    assert f"Published by {house.organization.name}." in text
    assert "The format of the tables, not what stands in them" in text


def test_package_tells_no_hour_of_its_making(every_state, visitor, clock):
    before = visitor.get(ZIP).content
    clock.shift(timedelta(minutes=7))

    assert visitor.get(ZIP).content == before
    assert {one.date_time for one in opened(visitor).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_profile_files_resolve_each_other(db, visitor):
    for name in profile.schemas():
        text = visitor.get(f"{PROFILE}schema/{name}.json").text
        for other in re.findall(r'"\$ref":"([^"#]+\.json)"', text):
            folder = f"{PROFILE}schema/{name}".rpartition("/")[0]
            address = f"{folder}/{other}".replace("/compiled/..", "")
            assert visitor.get(address).status_code == 200, (name, other)
