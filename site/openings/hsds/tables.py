"""The directory as a tabular data package: the same objects in rows, for spreadsheets (INTEROP.md 4.6).

Rows, columns and the package follow the data package of HSDS; a table of our own tells until when each word holds.
"""

import csv
import io
import json
from collections.abc import Sequence
from functools import cache, lru_cache
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.utils.translation import override

from openings import outlets, terms_of_use
from openings.hsds import profile, records, terms, told
from openings.hsds.directory import Directory, Listed
from openings.hsds.profile import Facts
from openings.hsds.records import Record
from openings.outlets import Page

ZIP = "application/zip"
NAME = "peer-respite-directory"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # an archive tells no hour of its making
OWN = {
    "name": "availability",
    "path": "availability.csv",
    "description": "Until when each word holds. From valid_until on, treat it as unknown. Where it is empty, the house"
    " says call or nobody checked yet, and there is no end. Keep no history.",
    "profile": "tabular-data-resource",
    "format": "csv",
    "mediatype": "text/csv",
    "schema": {
        "primaryKey": "service_id",
        "foreignKeys": [{"fields": "service_id", "reference": {"resource": "service", "fields": "id"}}],
        "fields": [
            {"name": "service_id", "type": "string", "format": "uuid", "constraints": {"required": True}},
            {"name": "status", "type": "string", "constraints": {"required": True}},
            {"name": "as_of", "type": "datetime"},
            {"name": "valid_until", "type": "datetime"},
            {"name": "next_update_expected", "type": "datetime"},
            {"name": "precision", "type": "string", "constraints": {"required": True}},
            {"name": "region_status", "type": "string"},
            {"name": "phone", "type": "string", "constraints": {"required": True}},
            {"name": "notice", "type": "string", "constraints": {"required": True}},
            {"name": "url", "type": "string", "format": "uri"},
        ],
    },
}


@lru_cache(maxsize=8)
def package(directory: Directory) -> Page:
    """Return the zip of all tables and of the package that describes them; the same bytes for the same directory."""
    found, described = rows(directory), descriptor([one["name"] for one in rows(directory)["organization"]])
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        _put(archive, "README.txt", _readme(described).encode())
        _put(archive, "datapackage.json", json.dumps(described, indent=1, ensure_ascii=False).encode())
        for resource in described["resources"]:
            columns = [field["name"] for field in resource["schema"]["fields"]]
            _put(archive, resource["path"], _table(columns, found[resource["name"]]))
    return outlets.page(out.getvalue(), ZIP)


def descriptor(publishers: Sequence[str]) -> Facts:
    """Return the description of the package: our own facts, our terms, the tables of HSDS that we fill, and ours.

    What the houses say is under no licence: the terms of use say what may be done with it. The licence of HSDS is that
    of the columns and their descriptions, and is named as theirs.
    """
    return {
        "name": NAME,
        "title": "Peer respite directory",
        "description": f"Peer respites as each house publishes them, as tables after HSDS {profile.VERSION}.",
        "profile": "tabular-data-package",
        "homepage": f"{settings.BASE_URL}/for-directories/",
        "contributors": [{"title": name, "path": f"{settings.BASE_URL}/", "role": "publisher"} for name in publishers],
        "hsds_version": profile.VERSION,
        "hsds_profile": profile.address(),
        "terms_of_use": list(terms_of_use.TERMS),
        "schema_license": {"name": "CC-BY-SA-4.0", "path": profile.LICENCE_AT, "title": profile.LICENCE},
        "resources": _resources(),
    }


@cache
def _resources() -> list[Facts]:
    """Return the descriptions of all tables."""
    base = json.loads((profile.HERE / "specification" / "datapackage.json").read_text())
    filled = set(rows(()))
    resources: list[Facts] = [one for one in base["resources"] if one["name"] in filled]
    for one in resources:
        keys = [key for key in one["schema"].get("foreignKeys", []) if key["reference"]["resource"] in filled]
        one["schema"]["foreignKeys"] = keys
    return [*resources, OWN]


def _readme(described: Facts) -> str:
    """Return what somebody reads who opens the tables in a spreadsheet and never the description."""
    whose = ", ".join(one["title"] for one in described["contributors"])
    asked = "\n".join(f"- {one}" for one in described["terms_of_use"])
    return (
        f"{described['title']}\n\n{described['description']}\n"
        + (f"Published by {whose}.\n" if whose else "")
        + f"More: {described['homepage']}\n\nWhat we ask of you\n\n{asked}\n\n"
        f"The format of the tables, not what stands in them: {profile.LICENCE}\n"
    )


def rows(directory: Directory) -> dict[str, list[Record]]:
    """Return the rows of every table."""
    services = [records.whole_service(one) for one in directory]
    with override("en"):
        units = told.units()
    return {
        "organization": list({one.runs: records.organization(one.runs) for one in directory}.values()),
        "service": [one | {"organization_id": one["organization"]["id"]} for one in services],
        "service_at_location": [
            {"id": at["id"], "service_id": one["id"], "location_id": at["location"]["id"]}
            for one in services
            for at in one["service_at_locations"]
        ],
        "location": [at["location"] for one in services for at in one["service_at_locations"]],
        "accessibility": [
            one | {"location_id": at["location"]["id"]}
            for service in services
            for at in service["service_at_locations"]
            for one in at["location"].get("accessibility", [])
        ],
        "phone": [*_phones(directory), *_of(services, "phones")],
        "service_area": _of(services, "service_areas"),
        "attribute": [one for listed in directory for one in _attributes(listed)],
        "taxonomy": terms.taxonomies(),
        "taxonomy_term": terms.terms(),
        "unit": units,
        "service_capacity": [one | {"unit_id": one["unit"]["id"]} for one in _of(services, "capacities")],
        "availability": [_availability(one) for one in services],
    }


def _of(services: list[Record], name: str) -> list[Record]:
    """Return what hangs on the services, each with the service it hangs on."""
    return [one | {"service_id": service["id"]} for service in services for one in service.get(name, [])]


def _phones(directory: Directory) -> list[Record]:
    first = {one.runs: one for one in reversed(directory)}
    return [
        phone | {"organization_id": records.organization(runs)["id"]}
        for runs, one in first.items()
        for phone in records.whole_organization([one], full_service=False).get("phones", [])
    ]


def _attributes(listed: Listed) -> list[Record]:
    service = records.whole_service(listed)
    found: list[Record] = service["attributes"]
    return found + [one for at in service["service_at_locations"] for one in at["location"]["attributes"]]


def _availability(service: Record) -> Record:
    facts = service["availability"]
    region = {"region_status": facts["region"]["status"]} if "region" in facts else {}
    return facts | region | {"service_id": service["id"], "phone": service["phones"][0]["number"]}


def _table(columns: list[str], found: list[Record]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue().encode()


def _put(archive: ZipFile, name: str, content: bytes) -> None:
    archive.writestr(ZipInfo(name, FIRST_DAY), content, ZIP_DEFLATED)
