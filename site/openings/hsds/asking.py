"""What may be asked of the lists: one table of parameters, to read questions and to describe them."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.http import QueryDict

MOST_PAGES, MOST_ON_A_PAGE, USUAL_ON_A_PAGE = 1_000_000, 100, 50
LONGEST_AREA = 80
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)


class Unfit(ValueError):
    """A text that a parameter does not take."""


class Unclear(ValueError):
    """What was asked does not fit the description. It carries what would, and nothing of the question."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__()
        self.errors = errors


class Question(NamedTuple):
    """What is asked of a list, read and checked. Filters add up: all of them hold (INTEROP.md 1.2)."""

    search: str = ""
    page: int = 1
    per_page: int | None = None
    format: str = "json"
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organization_id: str = ""
    modified_after: datetime | None = None
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    postcode: str = ""
    proximity: str = ""
    top_only: bool = False
    parent_id: str = ""
    area: str = ""


class Parameter(NamedTuple):
    """One parameter: how it is described, how its text is read, and what it takes, in words; `read` raises Unfit."""

    words: str
    schema: dict[str, Any]
    read: Callable[[str], Any]
    takes: str


def _number(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not NUMBER.fullmatch(text) or int(text) > most:
            raise Unfit
        return int(text)

    return read


def _text(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most:
            raise Unfit
        return text

    return read


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise Unfit
    return text == "true"


def _format(text: str) -> str:
    if text not in {"json", "ndjson"}:
        raise Unfit
    return text


def _moment(text: str) -> datetime:
    # A plus sign that nobody encoded arrives as a space.
    text = text.replace(" ", "+")
    if not MOMENT.fullmatch(text):
        raise Unfit
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        raise Unfit from None


def _string(words: str, most: int = 100) -> Parameter:
    return Parameter(words, {"type": "string", "maxLength": most}, _text(most), f"Takes at most {most} letters.")


def _integer(words: str, most: int, **more: int) -> Parameter:
    schema = {"type": "integer", "minimum": 1, "maximum": most, **more}
    return Parameter(words, schema, _number(most), f"Takes a whole number from 1 to {most}.")


def _boolean(words: str) -> Parameter:
    return Parameter(words, {"type": "boolean", "default": False}, _truth, "Takes true or false.")


PARAMETERS = {
    "search": _string("Every one of these words stands in the names, the description or the area."),
    "page": _integer("Number of the page. A page after the last one is empty.", MOST_PAGES, default=1),
    "per_page": _integer("How many records on a page.", MOST_ON_A_PAGE, default=USUAL_ON_A_PAGE),
    "format": Parameter(
        "ndjson gives all records, one a line, without pages.",
        {"type": "string", "enum": ["json", "ndjson"], "default": "json"},
        _format,
        "Takes json or ndjson.",
    ),
    "taxonomy_term_id": _string("Records that this term holds for."),
    "taxonomy_id": _string("Records that any term of this taxonomy holds for."),
    "organization_id": _string("Records of this organization."),
    "modified_after": Parameter(
        "Leaves out only houses whose word about room certainly did not change since: it ran out before. What stands"
        " published may have changed at any moment, because no moment of a change is ever told. A change of a phone"
        " or an area has no time: read everything once a day.",
        {"type": "string", "format": "date-time"},
        _moment,
        "Takes a day with its time and zone, as in 2026-01-31T08:00:00Z.",
    ),
    "minimal": _boolean(
        "Only id and last_modified, all on one page unless per_page is given. While a word holds its service has no"
        " last_modified: it can change within the hour, so read it again."
    ),
    "full": _boolean("Whole records, with all that belongs to them."),
    "full_service": _boolean("Organizations with whole services."),
    "postcode": _string("Records whose public area names this postcode. No address is ever searched.", 20),
    "proximity": Parameter(
        "Metres. Never answered for a house whose address is withheld: the list is empty then.",
        {"type": "string", "pattern": "^[1-9][0-9]{0,8}$"},
        lambda text: str(_number(10**9)(text)),
        "Takes a whole number of metres, from 1 to 999999999.",
    ),
    "top_only": _boolean("Only terms without terms below them; that holds for all of ours."),
    "parent_id": _string("Terms below this one; ours have none."),
    "area": _string("Only houses of this area, written as in their records. It is ours and not of HSDS.", LONGEST_AREA),
}
PAGES = ("search", "page", "per_page", "format")
TERMS = ("taxonomy_term_id", "taxonomy_id")
OF_HOUSES = (*PAGES, *TERMS, "area", "full")
LISTS: dict[str, tuple[str, ...]] = {
    "services": (*OF_HOUSES, "organization_id", "modified_after", "minimal"),
    "organizations": (*OF_HOUSES, "full_service"),
    "service_at_locations": (*OF_HOUSES, "organization_id", "modified_after", "postcode", "proximity"),
    "taxonomies": PAGES,
    "taxonomy_terms": (*PAGES, "taxonomy_id", "top_only", "parent_id"),
}
ITEMS: dict[str, tuple[str, ...]] = dict.fromkeys(LISTS, ()) | {"organizations": ("full_service",)}


def question(query: QueryDict, names: tuple[str, ...]) -> Question:
    """Return what is asked, where only `names` may be asked, each once. Raises Unclear, with all that does not fit."""
    found, errors = {}, []
    for name, text in given(query, names).items():
        try:
            found[name] = PARAMETERS[name].read(text)
        except Unfit:
            errors.append({"parameter": name, "detail": PARAMETERS[name].takes})
    if errors:
        raise Unclear(errors)
    return Question(**found)


def given(query: QueryDict, names: tuple[str, ...]) -> dict[str, str]:
    """Return the parameters that were sent, in the order of `names`. Raises Unclear for any other, or two of one.

    A parameter of ours is named; one that we do not know is not, because it is the question's own words.
    """
    sent = dict(query.lists())
    errors = [{"parameter": name, "detail": "Say it once."} for name in names if len(sent.get(name, ())) > 1]
    if set(sent) - set(names):
        errors.append({"detail": f"This address takes only: {', '.join(names) or 'no parameters'}."})
    if errors:
        raise Unclear(errors)
    return {name: str(query[name]) for name in names if name in query}
