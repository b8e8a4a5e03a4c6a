"""The HSDS objects of a house and of the organization behind it. What does not exist is left out, never null.

The address of a house is not public (`respite.models.House.address`), so its location has a name, its service an area,
and there is nothing else: no address, no latitude, no longitude (INTEROP.md 1.4 and 5.3).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from openings import outlets, words
from openings.hsds import terms
from openings.hsds import told as said
from openings.hsds.directory import Listed, Runs
from respite.models import Feature

type Record = dict[str, Any]
TIMES = ("as_of", "valid_until", "next_update_expected")
AVAILABILITY = (
    "status",
    "sdohcc",
    *TIMES,
    "precision",
    "beds",
    "region",
    "contact",
    "notice",
)  # phone and notice: always shown


@lru_cache(maxsize=1024)
def service(listed: Listed) -> Record:
    """Return the service "stay at this house" with its own properties only, and its organization."""
    row = listed.seen.row
    with override("en"):
        told = words.told(listed.seen)
        changed = said.last_modified(told)
        record = {
            "id": listed.id("service"),
            "name": _("Peer respite stay at %(house)s") % {"house": row.name},
            "alternate_name": row.name,
            "description": _(
                "A small house where people stay for some nights by their own choice, with peers who know hard times"
                " themselves. No clinicians, no diagnosis, no locked doors."
            ),
            "url": f"{settings.BASE_URL}/houses/{row.slug}/",
            "status": said.status(told),
            "application_process": _("Call the house and talk with somebody. Nobody has to send you."),
            "eligibility_description": listed.who_may_stay or None,
            "fees_description": _("Staying is free of charge."),
            "assured_date": said.assured_date(listed, told),
            "alert": said.alert(listed, told),
            "last_modified": changed and changed.isoformat(),
            "organization": organization(listed.runs),
            "availability": availability(listed),
        }
    return known(record)


@lru_cache(maxsize=1024)
def whole_service(listed: Listed) -> Record:
    """Return the service with all that belongs to it."""
    with override("en"):
        told = words.told(listed.seen)
        return service(listed) | known(
            {
                "phones": _phones(listed),
                "service_areas": _areas(listed),
                "service_at_locations": [
                    {"id": _at(listed), "location": _location(listed), "service_areas": _areas(listed)}
                ],
                "capacities": said.capacities(listed, told) or None,
                "attributes": attributes(listed, "service", listed.id("service"), codes(listed)),
            }
        )


def availability(listed: Listed) -> Record:
    """Return our own object of the profile, cut from the availability answer of the house (INTEROP.md 6)."""
    facts = outlets.availability(listed.seen)
    address = f"{settings.BASE_URL}/api/v1/availability/{listed.seen.row.slug}"
    return known({name: facts.get(name) for name in AVAILABILITY}) | {"url": address}


def codes(listed: Listed) -> list[str]:
    """Return the codes of the terms that hold for a house: its state first."""
    return [str(words.told(listed.seen).band), terms.PEER_RESPITE, terms.WITHHELD, terms.CALL_FIRST]


def attributes(listed: Listed, entity: str, of: str, held: Sequence[str]) -> list[Record]:
    """Return the terms of a house as HSDS attaches them to one of its records."""
    found = []
    for code in held:
        term = terms.term(code)
        state = term["taxonomy_id"] == terms.shared_id("taxonomy", terms.AVAILABILITY)
        name = terms.AVAILABILITY if state else code
        found.append(
            {
                "id": listed.id(f"attribute-{entity}-{name}"),
                "link_id": of,
                "taxonomy_term_id": term["id"],
                "link_entity": entity,
                "taxonomy_term": term,
            }
        )
    return found


def service_at_location(listed: Listed) -> Record:
    """Return where the service is, with direct properties only."""
    location = {name: value for name, value in _location(listed).items() if name not in {"accessibility", "attributes"}}
    return {"id": _at(listed), "location": location, "service": service(listed)}


def whole_service_at_location(listed: Listed) -> Record:
    """Return where the service is with all that belongs to it: an area, never an address."""
    nested = {name: value for name, value in whole_service(listed).items() if name != "service_at_locations"}
    return {
        "id": _at(listed),
        "service_areas": _areas(listed),
        "phones": _phones(listed),
        "location": _location(listed),
        "service": nested,
    }


@lru_cache(maxsize=256)
def organization(runs: Runs) -> Record:
    """Return the organization with its own properties only."""
    with override("en"):
        about = _("%(organization)s runs peer respites: small houses to stay in by choice.") % {
            "organization": runs.name
        }
    return {
        "id": runs.id("organization"),
        "name": runs.name,
        "description": about,
        "website": f"{settings.BASE_URL}/",
    }


def whole_organization(houses: Sequence[Listed], *, full_service: bool) -> Record:
    """Return the organization of `houses` with its phone, its locations and its services, whole ones if asked for."""
    runs = houses[0].runs
    number = {"id": runs.id("phone-organization"), "number": runs.phone, "type": "voice"}
    return organization(runs) | known(
        {
            "phones": [number] if runs.phone else None,
            "locations": [_location(one) for one in houses],
            "services": [services_of(one, whole=full_service) for one in houses],
        }
    )


def services_of(listed: Listed, *, whole: bool) -> Record:
    """Return the service of a house inside its organization, so without the organization once more."""
    found = whole_service(listed) if whole else service(listed)
    return {name: value for name, value in found.items() if name != "organization"}


def known(facts: Record) -> Record:
    """Leave out what does not exist: HSDS knows no null."""
    return {name: value for name, value in facts.items() if value is not None}


def _at(listed: Listed) -> str:
    return listed.id("service-at-location")


def _location(listed: Listed) -> Record:
    of = listed.id("location")
    return known(
        {
            "id": of,
            "location_type": "physical",
            "name": listed.seen.row.name,
            "accessibility": _access(listed) or None,
            "attributes": attributes(listed, "location", of, [terms.WITHHELD]),
        }
    )


def _access(listed: Listed) -> list[Record]:
    """Return what a room of the house has, without a word on which room, or whether it is free."""
    page = f"{settings.BASE_URL}/houses/{listed.seen.row.slug}/"
    with override("en"):
        text = _("At least one room: %(what)s. Please ask by phone whether it is open.")
        return [
            {
                "id": listed.id(f"accessibility-{feature}"),
                "description": text % {"what": Feature(feature).label},
                "url": page,
            }
            for feature in listed.access
        ]


def _areas(listed: Listed) -> list[Record]:
    with override("en"):
        told = _("The area where the house is. It does not say who may stay.")
    return [{"id": listed.id("service-area"), "name": listed.seen.row.area, "description": told}]


def _phones(listed: Listed) -> list[Record]:
    row = listed.seen.row
    number = {"number": row.phone, "type": "voice", "description": row.phone_hours or None}
    return [known({"id": listed.id("phone"), **number})]
