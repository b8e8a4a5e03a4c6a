"""The description of the directory in OpenAPI 3.1: that of HSDS merged with our patch, which `asking` fills.

It carries every schema it speaks of, so it can be used without fetching another file.
"""

import json
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings

from openings import limits, outlets, terms_of_use
from openings.hsds import asking, profile
from openings.hsds.lists import NDJSON
from openings.hsds.profile import Facts
from openings.outlets import Page

NAMES = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
ABOUT = (
    f"Peer respites as each house publishes them, after HSDS 3.2. {terms_of_use.ENGLISH}"
    " Plain lists hold no capacities and areas; ask with `full=true`."
)
PROBLEM: Facts = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "What did not fit, one by one: the parameter, where it is one of ours, and what it takes.",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
MINIMAL = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "last_modified": {"type": "string", "format": "date-time"},
    },
    "additionalProperties": False,
}
QUOTA_EXCEEDED = PROBLEM | {
    "required": ["type", "title", "status", "detail", "violated-policies"],
    "properties": PROBLEM["properties"] | {"violated-policies": {"type": "array", "items": {"type": "string"}}},
}
OURS = {"Problem": PROBLEM, "QuotaExceeded": QUOTA_EXCEEDED, "Minimal": MINIMAL}
PAGING = ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty"]


@cache
def description() -> Page:
    """Return the description as it goes out."""
    base = json.loads((profile.HERE / "specification" / "openapi.json").read_text())
    return outlets.page(outlets.written(profile.merged(base, patch())), outlets.JSON)


@cache
def patch() -> Facts:
    """Return our merge patch on the description of HSDS."""
    paths: Facts = {"/": {"get": {"parameters": [_known()], "responses": _answers(_identity(), refused=(429, 503))}}}
    for kind, name in NAMES.items():
        paths[f"/{kind}"] = {"get": _listing(kind, name), "post": None}
        paths[f"/{kind}/{{id}}"] = {"get": _record(kind, name)}
    return {
        "info": {
            "title": "Peer respite directory",
            "version": "1",
            "summary": "Peer respites in HSDS 3.2",
            "description": f"{ABOUT} {profile.LICENCE}",
            "contact": None,
            "license": None,
        },
        "servers": [{"url": f"{settings.BASE_URL}/hsds/v3"}],
        "paths": paths,
        "components": {"schemas": _bundled(), "parameters": None},
    }


def _listing(kind: str, name: str) -> Facts:
    """Describe a list; GET and POST share one operationId in HSDS, and POST is not taken here."""
    schemas = profile.schemas()
    forms = [name] if f"compiled/{name}_list" not in schemas else [f"{name}_list", name]
    items = [_ref(form) for form in forms] + ([_ref("Minimal")] if kind == "services" else [])
    contents = {"type": "array", "items": items[0] if len(items) == 1 else {"anyOf": items}}
    body = {
        "allOf": [
            _ref("Page"),
            {"type": "object", "properties": {"contents": contents}, "required": [*PAGING, "contents"]},
        ]
    }
    return {
        "parameters": [*map(_parameter, asking.LISTS[kind]), _known()],
        "responses": _answers(body, refused=(400, 429, 503), lines=True),
    }


def _record(kind: str, name: str) -> Facts:
    return {
        "parameters": [*map(_parameter, asking.ITEMS[kind]), _known()],
        "responses": _answers(_ref(name), refused=(400, 404, 429, 503)),
    }


def _parameter(name: str) -> Facts:
    asked = asking.PARAMETERS[name]
    return {"name": name, "in": "query", "required": False, "description": asked.words, "schema": asked.schema}


def _known() -> Facts:
    return {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}}


def _answers(body: Facts, *, refused: tuple[int, ...], lines: bool = False) -> Facts:
    content: Facts = {outlets.JSON: {"schema": body}}
    if lines:
        content[NDJSON] = {"schema": {"type": "string", "description": "One record a line."}}
    found: Facts = {
        "200": {"description": "As asked.", "content": content, "headers": _headers("ETag", "Cache-Control", "Link")},
        "304": {"description": "As you have it.", "headers": _headers("ETag", "Cache-Control", "Link")},
    }
    for status in refused:
        found[str(status)] = {
            "description": "What is not as asked (RFC 9457).",
            "content": {outlets.PROBLEM: {"schema": _ref("QuotaExceeded" if status == 429 else "Problem")}},
            "headers": _headers("Link", *(["Retry-After"] if status in {429, 503} else [])),
        }
    return found


def _headers(*names: str) -> Facts:
    return {name: {"required": True, "schema": {"type": "string"}} for name in names} | limits.described()


def _identity() -> Facts:
    needed = ["version", "profile", "openapi_url", "description", "data_guide", "publisher"]
    return {"properties": {"publisher": {"required": ["name", "website"]}}, "required": needed}


def _ref(name: str) -> Facts:
    return {"$ref": f"#/components/schemas/{name}"}


def _bundled() -> Facts:
    """Return all merged schemas, with the files they name turned into places in the description."""
    named = {PurePosixPath(name).name: schema for name, schema in profile.schemas().items()}
    return {name: _inside(schema) for name, schema in named.items()} | OURS


def _inside(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_inside(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    turned = {name: _inside(value) for name, value in schema.items()}
    if isinstance(schema.get("$ref"), str):
        turned["$ref"] = f"#/components/schemas/{PurePosixPath(schema['$ref']).stem}"
    return turned
