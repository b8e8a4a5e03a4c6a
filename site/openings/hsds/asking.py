"""What may be asked of the lists: one table of parameters, to read questions and to describe them."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.http import QueryDict

MOST_PAGES, MOST_ON_A_PAGE, USUAL_ON_A_PAGE = 1_000_000, 100, 50
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)


class Unclear(ValueError):
    """What was asked does not fit the description. It carries nothing of the question."""


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


class Parameter(NamedTuple):
    """One parameter: how it is described, and how its text is read; `read` raises Unclear."""

    words: str
    schema: dict[str, Any]
    read: Callable[[str], Any]


def _number(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not NUMBER.fullmatch(text) or int(text) > most:
            raise Unclear
        return int(text)

    return read


def _text(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most:
            raise Unclear
        return text

    return read


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise Unclear
    return text == "true"


def _format(text: str) -> str:
    if text not in {"json", "ndjson"}:
        raise Unclear
    return text


def _moment(text: str) -> datetime:
    # A plus sign that nobody encoded arrives as a space.
    text = text.replace(" ", "+")
    if not MOMENT.fullmatch(text):
        raise Unclear
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        raise Unclear from None


def _string(words: str, most: int = 100) -> Parameter:
    return Parameter(words, {"type": "string", "maxLength": most}, _text(most))


def _integer(words: str, most: int, **more: int) -> Parameter:
    return Parameter(words, {"type": "integer", "minimum": 1, "maximum": most, **more}, _number(most))


def _boolean(words: str) -> Parameter:
    return Parameter(words, {"type": "boolean", "default": False}, _truth)


PARAMETERS = {
    "search": _string("Every one of these words stands in the names, the description or the area."),
    "page": _integer("Number of the page. A page after the last one is empty.", MOST_PAGES, default=1),
    "per_page": _integer("How many records on a page.", MOST_ON_A_PAGE, default=USUAL_ON_A_PAGE),
    "format": Parameter(
        "ndjson gives all records, one a line, without pages.",
        {"type": "string", "enum": ["json", "ndjson"], "default": "json"},
        _format,
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
    ),
    "minimal": _boolean("Only id and last_modified, all on one page unless per_page is given."),
    "full": _boolean("Whole records, with all that belongs to them."),
    "full_service": _boolean("Organizations with whole services."),
    "postcode": _string("Records whose public area names this postcode. No address is ever searched.", 20),
    "proximity": Parameter(
        "Metres. Never answered for a house whose address is withheld: the list is empty then.",
        {"type": "string", "pattern": "^[1-9][0-9]{0,8}$"},
        lambda text: str(_number(10**9)(text)),
    ),
    "top_only": _boolean("Only terms without terms below them; that holds for all of ours."),
    "parent_id": _string("Terms below this one; ours have none."),
}
PAGES = ("search", "page", "per_page", "format")
TERMS = ("taxonomy_term_id", "taxonomy_id")
LISTS: dict[str, tuple[str, ...]] = {
    "services": (*PAGES, *TERMS, "organization_id", "modified_after", "minimal", "full"),
    "organizations": (*PAGES, *TERMS, "full_service", "full"),
    "service_at_locations": (*PAGES, *TERMS, "organization_id", "modified_after", "full", "postcode", "proximity"),
    "taxonomies": PAGES,
    "taxonomy_terms": (*PAGES, "taxonomy_id", "top_only", "parent_id"),
}
ITEMS: dict[str, tuple[str, ...]] = dict.fromkeys(LISTS, ()) | {"organizations": ("full_service",)}


def question(query: QueryDict, names: tuple[str, ...]) -> Question:
    """Return what is asked, where only `names` may be asked, each once. Raises Unclear."""
    return Question(**{name: PARAMETERS[name].read(text) for name, text in given(query, names).items()})


def given(query: QueryDict, names: tuple[str, ...]) -> dict[str, str]:
    """Return the parameters that were sent, in the order of `names`. Raises Unclear for any other, or two of one."""
    if set(query) - set(names) or any(len(texts) > 1 for _name, texts in query.lists()):
        raise Unclear
    return {name: str(query[name]) for name in names if name in query}
