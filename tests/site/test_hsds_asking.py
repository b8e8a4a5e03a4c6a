"""The questions the directory can be asked, its pages, its HTTP and its cost."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from httplint import HttpResponseLinter
from requests.utils import parse_header_links

from openings import publishing, standing
from tests import factories
from tests.site.directory import (
    API,
    FORMS,
    GUIDE,
    KINDS,
    LISTS,
    MORNING,
    OF_HOUSES,
    PROFILE,
    ROOT,
    ZIP,
    contents,
    every_address,
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


# Questions.


def names(client, kind="services", **asked):
    return [one.get("alternate_name") or one["name"] for one in contents(client, kind, **asked)]


@pytest.mark.parametrize(
    ("search", "found"),
    [("", ["Harbor", "Juniper House"]), ("JUNIPER", ["Juniper House"]), ("house juniper stay", ["Juniper House"]),
     ("juniper nowhere", []), ("county", ["Harbor", "Juniper House"])],
)  # fmt: skip
def test_search_finds_every_word_in_what_is_public(house, harbor, visitor, search, found):
    type(harbor).objects.filter(pk=harbor.pk).update(area="Coast County")

    assert names(visitor, search=search) == found


@pytest.mark.parametrize("search", ["Quiet", "Lane", "555", "Rosa", "Birch"])
def test_search_never_looks_into_what_is_not_public(house, peer, visitor, search):
    factories.here(house, peer)

    assert names(visitor, search=search) == []


def test_term_filters_follow_what_is_published(house, harbor, peer, visitor):
    publishing.confirm(house, by=peer)
    terms = {one["code"]: one for one in contents(visitor, "taxonomy_terms")}

    assert names(visitor, taxonomy_term_id=terms["open"]["id"]) == ["Juniper House"]
    assert names(visitor, taxonomy_term_id=terms["unknown"]["id"]) == ["Harbor"]
    assert names(visitor, taxonomy_term_id=terms["full"]["id"]) == []
    assert names(visitor, taxonomy_id=terms["peer-respite"]["taxonomy_id"]) == ["Harbor", "Juniper House"]
    assert names(visitor, taxonomy_id="another") == []


def test_filters_add_up(house, harbor, peer, visitor):
    publishing.confirm(house, by=peer)
    open_ = next(one["id"] for one in contents(visitor, "taxonomy_terms") if one["code"] == "open")
    coast, valley = [one["organization"]["id"] for one in contents(visitor, "services")]

    assert names(visitor, taxonomy_term_id=open_, organization_id=coast) == []
    assert names(visitor, taxonomy_term_id=open_, organization_id=valley, search="juniper") == ["Juniper House"]
    at = contents(visitor, "service_at_locations", organization_id=coast)
    assert [one["service"]["alternate_name"] for one in at] == ["Harbor"]
    assert [one["name"] for one in contents(visitor, "organizations", taxonomy_term_id=open_)] == [
        house.organization.name
    ]


@pytest.mark.parametrize("postcode", ["", "54001"])
@pytest.mark.parametrize("proximity", ["1", "100000", "999999999"])
def test_proximity_never_answers_for_a_withheld_address(house, harbor, visitor, proximity, postcode):
    type(house).objects.update(area="Juniper County, 54001")
    asked = {"proximity": proximity} | ({"postcode": postcode} if postcode else {})

    assert contents(visitor, "service_at_locations", **asked) == []


def test_postcode_is_looked_for_in_the_area_only(house, harbor, visitor):
    type(house).objects.filter(pk=house.pk).update(area="Juniper County, 54001", address="1 Quiet Lane, 54002")

    found = [len(contents(visitor, "service_at_locations", postcode=code)) for code in ("54001", "54002", "5400", "-")]

    assert found == [1, 0, 0, 0]


def test_area_finds_the_houses_of_one_area_and_no_names(house, harbor, visitor):
    type(harbor).objects.filter(pk=harbor.pk).update(name="Juniper County friends", area="Coast County")

    assert names(visitor, search="juniper county") == ["Juniper County friends", "Juniper House"]
    assert names(visitor, area="juniper COUNTY") == ["Juniper House"]
    assert names(visitor, area="Juniper") == []
    assert [one["name"] for one in contents(visitor, "organizations", area="Juniper County")] == [
        house.organization.name
    ]
    assert len(contents(visitor, "service_at_locations", area="Coast County")) == 1


def test_modified_after_leaves_out_only_what_ran_out_before(house, harbor, peer, visitor, clock):
    publishing.confirm(house, by=peer)
    standing_ = [names(visitor, modified_after=at) for at in ("2026-11-24T14:10:00Z", "2026-11-25T14:10:00Z")]
    clock.shift(timedelta(days=2))
    ran_out = [names(visitor, modified_after=at) for at in ("2026-11-24T22:00:00Z", "2026-11-24T16:00:01-06:00")]

    assert standing_ == [["Harbor", "Juniper House"], []]
    assert ran_out == [["Harbor", "Juniper House"], ["Harbor"]]
    assert contents(visitor, "services")[1]["last_modified"] == "2026-11-24T16:00:00-06:00"


def test_minimal_is_id_and_date_on_one_page_and_no_date_while_a_word_holds(house, peer, visitor, clock):
    for n in range(60):
        factories.HouseFactory(slug=f"more-{n}", organization=house.organization)
    publishing.confirm(house, by=peer)

    answer = visitor.get(LISTS[0], {"minimal": "true"}).json()

    assert (answer["size"], answer["total_pages"]) == (61, 1)
    assert {frozenset(one) for one in answer["contents"]} == {frozenset({"id"})}, "it can be taken back within its hour"
    clock.shift(timedelta(days=2))
    later = visitor.get(LISTS[0], {"minimal": "true"}).json()["contents"]
    assert [set(one) for one in later if "last_modified" in one] == [{"id", "last_modified"}]


def test_terms_can_be_asked_by_taxonomy_and_have_no_tree(db, visitor):
    owner = contents(visitor, "taxonomies")[1]["id"]
    everything = contents(visitor, "taxonomy_terms")

    assert [one["code"] for one in contents(visitor, "taxonomy_terms", taxonomy_id=owner)] == [
        "peer-respite", "address-withheld", "call-first",
    ]  # fmt: skip
    assert contents(visitor, "taxonomy_terms", top_only="true") == everything
    assert contents(visitor, "taxonomy_terms", parent_id=everything[0]["id"]) == []
    assert len(contents(visitor, "taxonomies", search="facts")) == 1


# Pages.


@pytest.fixture
def seven(house):
    """The house and six more."""
    for n in range(6):
        factories.HouseFactory(slug=f"more-{n}", organization=house.organization)
    return house


def test_pages_say_all_eight_things(seven, visitor):
    facts = []
    for page in (1, 2, 3, 4):
        told = visitor.get(LISTS[0], {"page": page, "per_page": 3}).json()
        assert len(told.pop("contents")) == told["size"]
        facts.append(told)

    shared = {"total_items": 7, "total_pages": 3}
    assert facts == [
        shared | {"page_number": 1, "size": 3, "first_page": True, "last_page": False, "empty": False},
        shared | {"page_number": 2, "size": 3, "first_page": False, "last_page": False, "empty": False},
        shared | {"page_number": 3, "size": 1, "first_page": False, "last_page": True, "empty": False},
        shared | {"page_number": 4, "size": 0, "first_page": False, "last_page": True, "empty": True},
    ]


def test_pages_together_hold_everything_once(seven, visitor):
    found = [one["id"] for page in (1, 2, 3) for one in contents(visitor, "services", page=page, per_page=3)]

    assert found == [one["id"] for one in contents(visitor, "services")]
    assert len(set(found)) == 7


def rels(answer):
    return {link["rel"]: link["url"] for link in parse_header_links(answer["Link"])}


def test_links_are_absolute_and_keep_what_was_asked(seven, visitor):
    answer = visitor.get(LISTS[0], {"search": "stay at", "full": "true", "page": "2", "per_page": "3"})

    kept = f"{SITE}/hsds/v3/services?search=stay+at&page={{}}&per_page=3&full=true"
    assert rels(answer) == {
        "first": kept.format(1),
        "prev": kept.format(1),
        "next": kept.format(3),
        "last": kept.format(3),
        "service-desc": f"{SITE}{API}",
    }
    assert visitor.get(rels(answer)["next"].removeprefix(SITE)).json()["page_number"] == 3


def test_links_lead_back_from_beyond_and_nowhere_from_one_page(seven, visitor):
    beyond, only = visitor.get(LISTS[0], {"page": 99, "per_page": 3}), visitor.get(LISTS[0], {"search": "nowhere"})

    assert set(rels(beyond)) == {"first", "prev", "last", "service-desc"}
    assert rels(beyond)["prev"].endswith("page=3&per_page=3")
    assert set(rels(only)) == {"first", "last", "service-desc"}
    assert only.json()["empty"] is True


@pytest.mark.parametrize("search", ["a\r\nSet-Cookie: b=c", '">; rel="next"', "<script>", "\x00", "🏠 ñ"])
def test_links_keep_what_was_asked_only_encoded(house, visitor, search):
    answer = visitor.get(LISTS[0], {"search": search})

    assert answer.status_code == 200
    assert not answer.cookies
    assert set(rels(answer)) == {"first", "last", "service-desc"}
    assert parse_qs(urlsplit(rels(answer)["first"]).query)["search"] == [search]
    assert "script" not in answer.text


def test_ndjson_is_every_record_on_a_line_without_pages(seven, visitor):
    answer = visitor.get(LISTS[0], {"format": "ndjson", "full": "true", "per_page": "3"})

    assert answer["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line) for line in answer.text.splitlines()] == contents(visitor, "services", full="true")
    assert answer["Link"] == DESCRIBED


# HTTP.


UNCLEAR = [
    "page=0", "page=-1", "page=1000001", "page=9999999999999999999999", "page=", "page=a", "page=%D9%A1", "per_page=0",
    "per_page=101", "page=1&page=2", "format=xml", "full=1", "full=TRUE", "minimal=", "gender=women",
    "modified_after=yesterday", "modified_after=2026-11-24", "modified_after=2026-13-24T00:00:00Z",
    "modified_after=2026-11-24T00:00:00", f"search={'a' * 101}",
]  # fmt: skip


@pytest.mark.parametrize("asked", [*UNCLEAR, "postcode=54001", "full_service=true", "proximity=1", "top_only=true"])
def test_what_a_list_does_not_take_is_a_problem_that_echoes_nothing(house, visitor, asked):
    answer = visitor.get(f"{LISTS[0]}?{asked}")

    assert_problem(answer, 400)
    assert answer.json()["detail"] == "What was asked does not fit the description of this address."


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ("page=0", [{"parameter": "page", "detail": "Takes a whole number from 1 to 1000000."}]),
        ("per_page=1000000", [{"parameter": "per_page", "detail": "Takes a whole number from 1 to 100."}]),
        ("modified_after=2026-12-01", [
            {
                "parameter": "modified_after",
                "detail": "Takes a day with its time and zone, as in 2026-01-31T08:00:00Z.",
            },
        ]),
        ("full=1&format=xml", [
            {"parameter": "format", "detail": "Takes json or ndjson."},
            {"parameter": "full", "detail": "Takes true or false."},
        ]),
        ("page=1&page=2", [{"parameter": "page", "detail": "Say it once."}]),
    ],
)  # fmt: skip
def test_what_did_not_fit_is_named_with_what_would(house, visitor, asked, errors):
    assert visitor.get(f"{LISTS[0]}?{asked}").json()["errors"] == errors


@pytest.mark.parametrize("path", [LISTS[0], f"{LISTS[0]}/6e1d7a52-0c5b-5c0e-9d3f-5b8f0f6c2a41"])
def test_a_parameter_that_is_not_ours_is_never_repeated(house, visitor, path):
    answer = visitor.get(f"{path}?bogus<b>=1&bogus<b>=2")

    [error] = answer.json()["errors"]
    assert set(error) == {"detail"}
    assert error["detail"].startswith("This address takes only: ")
    assert "bogus" not in answer.text


def assert_problem(answer, status):
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert set(answer.json()) - {"errors"} == {"type", "title", "status", "detail"}
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Link"] == DESCRIBED
    assert not answer.cookies


@pytest.mark.parametrize("proximity", ["0", "-1", "1.5", "a", "9999999999"])
def test_a_proximity_that_is_no_distance_is_a_problem(house, visitor, proximity):
    assert_problem(visitor.get(LISTS[2], {"proximity": proximity}), 400)


def test_a_plus_sign_that_nobody_encoded_is_read(house, visitor):
    assert visitor.get(f"{LISTS[0]}?modified_after=2026-11-24T08:00:00+01:00").status_code == 200


@pytest.mark.parametrize("path", [ROOT, API, PROFILE, GUIDE, ZIP, f"{PROFILE}schema/service.json"])
def test_addresses_without_parameters_refuse_them(house, visitor, path):
    assert_problem(visitor.get(f"{path}?gender=women"), 400)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", [ROOT, *LISTS, API, PROFILE, GUIDE, ZIP, f"{LISTS[0]}/x", "/hsds/nowhere"])
def test_other_methods_are_refused_with_allow(house, path, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)(path)

    assert_problem(answer, 405)
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


NOWHERE = [
    "/hsds/", "/hsds/v3/nothing", "/hsds/v3/services/", "/hsds/v3/services/x", "/hsds/v3/services/%00",
    "/hsds/v3/services/<script>", "/hsds/v3/services/6e1d7a52-0c5b-5c0e-9d3f-5b8f0f6c2a41", "/hsds/v3/locations",
    "/hsds/profile/schema/metadata2.json", "/hsds/profile/schema/../../models.json", "/hsds/profile/profile/x.json",
    "/exports/", "/exports/guests.zip",
]  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there_is_a_problem_404(house, visitor, path):
    answer = visitor.get(path)

    assert_problem(answer, 404)
    assert "script" not in answer.text


def test_an_unpublished_house_is_not_there(house, visitor):
    addresses = [one for one in every_address(visitor) if one[-36:].count("-") == 4 and "taxonom" not in one]
    type(house).objects.update(published=False)

    assert len(addresses) == 3
    for address in addresses:
        assert_problem(visitor.get(address), 404)
    for kind in KINDS[:3]:
        assert contents(visitor, kind) == []
    assert "Juniper" not in "".join(visitor.get(path).text for path in (ROOT, *OF_HOUSES))


def test_a_wrong_accept_gets_the_answer_all_the_same(house, visitor):
    answer = visitor.get(LISTS[0], headers={"accept": "text/turtle"})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_without_a_database_the_answer_is_503_and_says_when_to_try_again(house, visitor, monkeypatch):
    def down(*args, **values):
        raise OperationalError

    monkeypatch.setattr(standing, "_read", down)

    for path in (ROOT, *OF_HOUSES, ZIP):
        assert_problem(visitor.get(path), 503)
        assert visitor.get(path)["Retry-After"] == "30"
    assert visitor.get(LISTS[3]).status_code == 200


def test_every_answer_has_its_headers_validator_and_no_cookie(house, peer, visitor):
    publishing.confirm(house, by=peer)

    for address in every_address(visitor):
        answer = visitor.get(address, headers={"cookie": "s=1", "origin": "https://directory.example"})
        again = visitor.get(address, headers={"if-none-match": answer["ETag"]})
        head = visitor.head(address)

        assert answer.status_code == 200, address
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Access-Control-Expose-Headers"] == "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"
        assert answer["X-Robots-Tag"] == "noindex, noarchive"
        assert DESCRIBED in answer["Link"]
        assert not {"Set-Cookie", "Last-Modified", "Access-Control-Allow-Credentials"} & set(answer.headers)
        assert (again.status_code, again.content) == (304, b"")
        assert [again[name] for name in ("ETag", "Cache-Control", "Vary", "Link")] == [
            answer[name] for name in ("ETag", "Cache-Control", "Vary", "Link")
        ]
        assert (head.content, dict(head.headers)) == (b"", dict(answer.headers))


def test_every_address_answers_options(house, visitor):
    for address in every_address(visitor):
        answer = visitor.options(address)

        assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_answers_with_houses_are_kept_no_longer_than_their_shortest_notice(house, harbor, peer, clock, visitor):
    publishing.confirm(house, by=peer)
    clock.shift(timedelta(hours=7, minutes=42, seconds=20))
    publishing.confirm(harbor, by=peer)
    short, long = "public, max-age=40, stale-while-revalidate=0, stale-if-error=0", "public, max-age=3600"

    for address in every_address(visitor):
        kept = visitor.get(address)["Cache-Control"]
        told = any(address.startswith(one) for one in OF_HOUSES) or address == ZIP
        assert kept == short if told else kept.startswith(long), address


def test_httplint_finds_nothing_in_the_headers(house, peer, visitor):
    publishing.confirm(house, by=peer)
    addresses = [*every_address(visitor), f"{LISTS[0]}?page=1&per_page=1", f"{LISTS[0]}/nowhere"]

    for address in addresses:
        answer = visitor.get(address)
        assert bad_notes(answer) == [], address


# The server adds the date; we say "public" because INTEROP.md 4.3 does, though caches take it for granted.
BY_DESIGN = ("This response doesn't have a Date header", "Cache-Control: public is probably not necessary")


def bad_notes(answer):
    linter = HttpResponseLinter()
    linter.process_response_topline(b"HTTP/1.1", str(answer.status_code).encode(), answer.reason_phrase.encode())
    linter.process_headers([(name.encode(), value.encode()) for name, value in answer.headers.items()])
    linter.feed_content(answer.content)
    linter.finish_content(True)
    found = [note.summary for note in linter.notes if note.level.name in {"BAD", "WARN"}]
    return [one for one in found if not one.startswith(BY_DESIGN)]


# Cost.


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", [f"{path}{form}" for path in OF_HOUSES for form in FORMS])
def test_every_list_reads_twice_and_no_stay(house, peer, path, count, django_assert_num_queries):
    publishing.confirm(house, by=peer)
    for n in range(count - 1):
        publishing.confirm(factories.BedFactory(room__house__slug=f"more-{n}").house, by=peer)

    with django_assert_num_queries(2) as asked:
        Client().get(path)

    assert not any("stays_" in one["sql"] for one in asked)


@pytest.mark.parametrize(("path", "queries"), [(ROOT, 2), (ZIP, 2), (LISTS[3], 0), (LISTS[4], 0), (API, 0), (GUIDE, 0)])
def test_the_rest_reads_as_little(house, path, queries, django_assert_num_queries):
    for n in range(2):
        factories.HouseFactory(slug=f"more-{n}")

    with django_assert_num_queries(queries):
        Client().get(path)


def test_thousands_of_parameters_are_a_problem_like_any_other(house, visitor):
    answer = visitor.get("/hsds/v3/services?" + "&".join(f"a{n}=1" for n in range(1200)))

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
