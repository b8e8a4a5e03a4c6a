"""The API as partners see it: typed, and described in OpenAPI 3.1. The answers themselves are made in outlets."""

from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Path, Schema

from openings import limits, outlets, terms_of_use
from openings.outlets import Page
from openings.partners.webhook_models import Kind
from openings.views import public

ABOUT = (
    "Availability of peer respites, as published by each house and confirmed by a person. "
    f"{terms_of_use.ENGLISH} "
    "Everybody reads without a key. A partner may send one (`Authorization: Bearer`); then nobody may keep the answer, "
    "and under a written agreement it can be finer, which `precision` says."
)

api = NinjaAPI(
    title=outlets.NAME,
    version="1",
    description=ABOUT,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    servers=[{"url": settings.BASE_URL}],
)


class Label(Schema, extra="allow"):
    """A sentence for people in English, and in each other language that the site speaks, under its code."""

    en: str = Field(min_length=1)
    es: str = Field(default=None, description="Left out where nobody translated it.")  # type: ignore[assignment]


class Beds(Schema):
    """Numbers, only from houses that chose to tell them."""

    available: int = Field(ge=0)
    maximum: int = Field(ge=5)


class Region(Schema):
    """One word of several houses together, from houses that chose to tell no more. It holds as long as the record."""

    name: str
    status: Literal["open", "call", "unknown"] = Field(description="open: one of these houses may have a room.")
    houses: int = Field(ge=3, description="How many houses tell it together. Which of them has room is never told.")


class Contact(Schema):
    """How to ask. Calling comes first, always."""

    phone: str = Field(pattern=r"^\+[1-9][0-9]{6,14}$")
    hours: str = Field(description="As the house writes it, in one language, as a rule English.")
    call_first: Literal[True]


class Area(Schema):
    """Where the house is, as far as that is public."""

    name: str = Field(description="Where the house is. It does not say who may stay: HSDS tells that.")
    address_withheld: Literal[True]


class Links(Schema):
    """The page of the house, its card for other sites, its record in HSDS, and what oEmbed says of the card."""

    html: str = Field(json_schema_extra={"format": "uri"})
    embed: str = Field(json_schema_extra={"format": "uri"})
    hsds: str = Field(json_schema_extra={"format": "uri"})
    oembed: str = Field(json_schema_extra={"format": "uri"})


class Availability(Schema):
    """What one house publishes about room. `unknown` means: nobody checked recently, please call."""

    id: UUID
    slug: str = Field(pattern=r"^[-a-zA-Z0-9_]+$")
    name: str
    status: Literal["open", "waitlist", "full", "call", "paused", "unknown"]
    label: Label
    # The two defaults only say "may be left out": null would not fit the description.
    sdohcc: Literal["capacity", "no-capacity", "waitlist", "additional-assessment-required"] = Field(
        default=None,  # type: ignore[arg-type]
        description="Code of the HL7 SDOH Clinical Care capacity status. Left out when unknown.",
    )
    as_of: datetime | None = Field(
        description="The hour of the last check, by the clock of the house. Null where `valid_until` is."
    )
    as_of_label: Label = Field(
        description="To show with `label`: when it was checked and until when it holds. Of `call` it says only when;"
        " without times, that the house tells by phone, or that nobody checked yet."
    )
    valid_until: datetime | None = Field(
        description="From here on, treat the record as unknown. Null only with `call`, from a house that tells by"
        " phone, and with `unknown`, where nobody checked yet: such a record has no end. Say “please call”, with the"
        " phone."
    )
    next_update_expected: datetime | None = Field(description="Null when the house keeps no timetable.")
    precision: Literal["coarse", "live", "count", "pooled", "none"] = Field(
        description="coarse: states only, as published. live: the state at once, as somebody confirmed it, ahead of the"
        " set hours of the house; only with a key, under an agreement. count: beds are told as well, to everybody or,"
        " at once, under an agreement. pooled: the house says call, and the label and `region` tell of several houses"
        " together. none: the house tells only by phone."
    )
    beds: Beds = Field(default=None, description="Only with precision `count`.")  # type: ignore[assignment]
    region: Region = Field(default=None, description="Only with precision `pooled`.")  # type: ignore[assignment]
    contact: Contact
    area: Area
    links: Links
    notice: str = Field(description="The sentence to show with every record, in English.")
    notice_label: Label = Field(description="The same sentence, in each language that the site speaks.")


class AvailabilityList(Schema):
    """All published houses, by name."""

    availability: list[Availability]


class Problem(Schema):
    """What is not as asked (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class QuotaExceeded(Problem):
    """Somebody at this address asked too often (draft-ietf-httpapi-ratelimit-headers)."""

    violated_policies: list[str] = Field(alias="violated-policies")


AREA = {
    "in": "query",
    "name": "area",
    "required": False,
    "description": "Only houses of this area, written as in their records. Without any, the list is empty.",
    "schema": {"type": "string", "minLength": 1, "maxLength": public.LONGEST_AREA},
}
PROBLEMS = {400: Problem, 401: Problem, 429: QuotaExceeded, 503: Problem}
KEY = "PartnerKey"
KEYS = (
    "Only at these addresses, and only with the scheme Bearer. Reads with a key count toward the limit of the address"
    " they come from, like all others."
)
VERIFY = (
    "Verify before you read, with a library for Standard Webhooks and your secret. By hand: HMAC-SHA256 over"
    " webhook-id, webhook-timestamp and the body as it came, with a full stop between them. The key is what stands"
    " behind `whsec_` (base64). Compare with each `v1,` part, and refuse a time more than five minutes off."
)
WHEN = {
    Kind.PUBLISHED: "At each set hour of a house, changed or not; where it publishes at once, with each notice.",
    Kind.EXPIRED: "A word became too old to repeat.",
    Kind.SERVICE: "Name, page, phone, hours, area or the way of publishing of a house or its organization changed.",
    Kind.TEST: "Somebody of the house's office sent a test.",
}


Slug = Annotated[str, Path(max_length=50, pattern=r"^[-a-zA-Z0-9_]+$")]


@api.get(
    "/availability",
    response={200: AvailabilityList, 304: None, **PROBLEMS},
    operation_id="listAvailability",
    by_alias=True,
)
def list_availability(request: HttpRequest) -> HttpResponse:
    """List what all published houses say about room."""
    return public.houses(request)


@api.get(
    "/availability/{slug}",
    response={200: Availability, 304: None, 404: Problem, **PROBLEMS},
    operation_id="getAvailability",
    by_alias=True,
)
def get_availability(request: HttpRequest, slug: Slug) -> HttpResponse:
    """Read what one house says about room."""
    return public.house(request, slug)


@public.readable
def openapi(request: HttpRequest) -> HttpResponse:
    return outlets.send(request, description(), public.DESCRIBED)


@cache
def description() -> Page:
    """Return the OpenAPI description, with the types, headers and validators the answers really have."""
    facts: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    facts["paths"]["/api/v1/availability"]["get"]["parameters"].append(AREA)
    for path in facts["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                answer["headers"] = _headers(int(status))
                if int(status) >= 400:
                    answer["content"] = {outlets.PROBLEM: answer["content"][outlets.JSON]}
            operation["security"] = [{}, {KEY: []}]
            operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}
            operation["parameters"].append(
                {"in": "header", "name": "If-None-Match", "required": False, "schema": {"type": "string"}}
            )
    facts["webhooks"] = {kind.value: {"post": _told(kind)} for kind in Kind}
    facts["components"]["securitySchemes"] = {KEY: {"type": "http", "scheme": "bearer", "description": KEYS}}
    facts["externalDocs"] = {
        "url": f"{settings.BASE_URL}/for-directories/#partners",
        "description": "Keys, agreements and webhooks: what they are, and whom to ask.",
    }
    return outlets.page(outlets.written(facts), outlets.JSON)


def _told(kind: Kind) -> dict[str, Any]:
    """Return how one event reaches a partner: Standard Webhooks around the same object that is read here."""
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    properties = {
        "type": {"const": kind.value},
        "timestamp": {"type": "string", "format": "date-time"},
        "data": {"$ref": "#/components/schemas/Availability"},
    }
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {
        "operationId": "tell" + "".join(part.capitalize() for part in kind.value.split(".")),
        "summary": WHEN[kind],
        "description": VERIFY,
        "security": [{}],
        "parameters": [
            {"in": "header", "name": name, "required": True, "schema": {"type": "string"}} for name in names
        ],
        "requestBody": {"required": True, "content": {outlets.JSON: {"schema": schema}}},
        "responses": {"2XX": {"description": "Taken. Anything else is tried again; 410 ends it."}},
    }


def _headers(status: int) -> dict[str, Any]:
    if status < 400:
        names = ["ETag", "Cache-Control", "Link"]
    else:
        retry = ["Retry-After", "Link"]
        names = {401: ["WWW-Authenticate", "Link"], 429: retry, 503: retry}.get(status, ["Link"])
    always = {name: {"required": True, "schema": {"type": "string"}} for name in names}
    return always | limits.described()
