"""The lists and their records: which ones a question means, on which page, and the addresses of the other pages."""

import re
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings

from openings import outlets, words
from openings.hsds import records, terms, told
from openings.hsds.asking import USUAL_ON_A_PAGE, Question
from openings.hsds.directory import Directory, Listed
from openings.hsds.records import Record
from openings.outlets import Page

NDJSON = "application/x-ndjson"


class Answer(NamedTuple):
    """A list as it goes out, and how many pages there are of it; None where it has no pages."""

    page: Page
    pages: int | None


@lru_cache(maxsize=64)
def answer(kind: str, directory: Directory, asked: Question) -> Answer:
    """Return the list of `kind` that `asked` means."""
    found = _found(kind, directory, asked)
    if asked.format == "ndjson":
        lines = b"".join(outlets.written(one) + b"\n" for one in found)
        return Answer(outlets.page(lines, NDJSON), None)
    size = _size(len(found), asked)
    contents = found[(asked.page - 1) * size : asked.page * size]
    body = {
        "total_items": len(found),
        "total_pages": ceil(len(found) / size),
        "page_number": asked.page,
        "size": len(contents),
        "first_page": asked.page == 1,
        "last_page": asked.page * size >= len(found),
        "empty": not contents,
        "contents": contents,
    }
    return Answer(outlets.page(outlets.written(body), outlets.JSON), ceil(len(found) / size))


@lru_cache(maxsize=256)
def record(kind: str, directory: Directory, id: str, asked: Question) -> Page | None:
    """Return the whole record with this id, or None when there is no such record for the public."""
    whole = _found(kind, directory, Question(full=True, full_service=asked.full_service))
    found = next((one for one in whole if one["id"] == id), None)
    return outlets.page(outlets.written(found), outlets.JSON) if found else None


def links(kind: str, pages: int, asked: Question, sent: dict[str, str]) -> str:
    """Return the addresses of the other pages (RFC 8288): absolute, and each with all that was asked."""
    last = max(1, pages)
    places = {"first": 1, "last": last}
    if asked.page > 1:
        places["prev"] = min(asked.page - 1, last)
    if asked.page < last:
        places["next"] = asked.page + 1
    address = f"{settings.BASE_URL}/hsds/v3/{kind}"
    return ", ".join(
        f'<{address}?{urlencode(sent | {"page": number})}>; rel="{rel}"' for rel, number in sorted(places.items())
    )


def _size(total: int, asked: Question) -> int:
    if asked.per_page:
        return asked.per_page
    return max(1, total) if asked.minimal else USUAL_ON_A_PAGE


def _found(kind: str, directory: Directory, asked: Question) -> list[Record]:
    if kind == "taxonomies":
        return [one for one in terms.taxonomies() if _says(asked.search, one["name"], one["description"])]
    if kind == "taxonomy_terms":
        return [one for one in terms.terms() if _term_fits(one, asked)]
    houses = [one for one in directory if _fits(one, asked)]
    if kind == "organizations":
        return _organizations(houses, asked)
    if kind == "services":
        return [_service(one, asked) for one in houses]
    form = records.whole_service_at_location if asked.full else records.service_at_location
    return [form(one) for one in houses]


def _organizations(houses: list[Listed], asked: Question) -> list[Record]:
    """Return the organizations of `houses` by name; whole ones name those houses only that `asked` means."""
    by = {one.runs: [other for other in houses if other.runs == one.runs] for one in houses}
    nested = asked.full or asked.full_service
    return [
        records.whole_organization(theirs, full_service=asked.full_service) if nested else records.organization(runs)
        for runs, theirs in sorted(by.items(), key=lambda pair: (pair[0].name, pair[0].slug))
    ]


def _service(listed: Listed, asked: Question) -> Record:
    if asked.minimal:
        # A word that holds can be taken back within its hour: whoever compares dates would keep the old one.
        kept = {"id"} if listed.seen.holds else {"id", "last_modified"}
        return {name: value for name, value in records.service(listed).items() if name in kept}
    return records.whole_service(listed) if asked.full else records.service(listed)


def _term_fits(term: dict[str, Any], asked: Question) -> bool:
    mine = not asked.taxonomy_id or term["taxonomy_id"] == asked.taxonomy_id
    return mine and not asked.parent_id and _says(asked.search, term["code"], term["name"], term["description"])


def _fits(listed: Listed, asked: Question) -> bool:
    """Say whether a house is meant: every filter is asked of what is public anyway, and all have to hold."""
    row, runs = listed.seen.row, listed.runs
    service = records.service(listed)
    held = [terms.term(code) for code in records.codes(listed)]
    return (
        _says(asked.search, service["name"], service["description"], row.area, runs.name)
        and asked.taxonomy_term_id in {"", *(one["id"] for one in held)}
        and asked.taxonomy_id in {"", *(one["taxonomy_id"] for one in held)}
        and asked.organization_id in {"", service["organization"]["id"]}
        and _may_have_changed(listed, asked)
        and (not asked.postcode or set() < set(_words(asked.postcode)) <= set(_words(row.area)))
        and asked.area.casefold() in {"", row.area.casefold()}
        and not asked.proximity  # no address is public, and radii would find one by trilateration (INTEROP.md 1.4)
    )


def _may_have_changed(listed: Listed, asked: Question) -> bool:
    """Say whether a house may have changed since: its hours are told, but never the moment in which a state turned."""
    ended = told.last_modified(words.told(listed.seen))
    return asked.modified_after is None or listed.seen.holds or ended is None or ended >= asked.modified_after


def _says(search: str, *texts: str) -> bool:
    text = " ".join(texts).casefold()
    return all(word in text for word in search.casefold().split())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
