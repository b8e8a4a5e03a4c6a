"""Our two taxonomies: what a house says about room, and what to know before showing it (INTEROP.md 1.4)."""

from functools import cache
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from stays.availability import State

OURS = UUID("6e1d7a52-0c5b-4c0e-9d3f-5b8f0f6c2a41")  # what everybody who uses this profile shares
AVAILABILITY, FACTS = "availability", "house-facts"
PEER_RESPITE, WITHHELD, CALL_FIRST = "peer-respite", "address-withheld", "call-first"


def shared_id(kind: str, code: str) -> str:
    """Return the id of a term, taxonomy or unit: the same wherever this profile is used."""
    return str(uuid5(OURS, f"{kind}/{code}"))


@cache
def taxonomies() -> list[dict[str, Any]]:
    """Return both taxonomies."""
    with override("en"):
        told = {
            AVAILABILITY: (_("Availability of a peer respite"), _("What a house publishes about room, as a state.")),
            FACTS: (_("Facts about a peer respite"), _("What a directory has to know before it shows a house.")),
        }
    return [
        {
            "id": shared_id("taxonomy", code),
            "name": name,
            "description": words,
            "uri": f"{settings.BASE_URL}/hsds/profile/#{code}",
            "version": "1",
        }
        for code, (name, words) in told.items()
    ]


@cache
def terms() -> list[dict[str, Any]]:
    """Return the terms of both taxonomies, each with its taxonomy."""
    owners = dict(zip((AVAILABILITY, FACTS), taxonomies(), strict=True))
    with override("en"):
        return [_term(owners[AVAILABILITY], *told) for told in _states()] + [
            _term(owners[FACTS], *told) for told in _facts()
        ]


@cache
def term(code: str) -> dict[str, Any]:
    """Return one term by its code."""
    return next(one for one in terms() if one["code"] == code)


def _term(owner: dict[str, Any], code: str, name: str, words: str) -> dict[str, Any]:
    return {
        "id": shared_id("term", code),
        "code": code,
        "name": name,
        "description": words,
        "taxonomy": owner["name"],
        "taxonomy_detail": owner,
        "language": "en",
        "taxonomy_id": owner["id"],
        "term_uri": f"{settings.BASE_URL}/hsds/profile/#{code}",
    }


def _states() -> list[tuple[str, str, str]]:
    return [
        (State.OPEN, _("Open"), _("There may be a room. Only a call tells whether it is still so.")),
        (State.WAITLIST, _("Waiting list"), _("There is no room. The house calls people when one opens.")),
        (State.FULL, _("Full"), _("There is no room.")),
        (State.CALL, _("Call to ask"), _("The house tells by phone whether there is room.")),
        (State.PAUSED, _("Closed for a while"), _("Nobody can stay at the house right now.")),
        (State.UNKNOWN, _("Unknown"), _("Nobody confirmed lately whether there is room.")),
    ]


def _facts() -> list[tuple[str, str, str]]:
    return [
        (PEER_RESPITE, _("Peer respite"), _("A small house to stay in by choice, run by peers, without clinicians.")),
        (WITHHELD, _("Address withheld"), _("The address is not public. The house tells it to those who will stay.")),
        (CALL_FIRST, _("Call first"), _("People call before they travel. No record here is a reservation.")),
    ]
