"""The languages of the guest's pages: each stands in the address, and the same page is one link away in every other.

English has no prefix, Spanish stands under /es/. Nobody's language is kept anywhere (CS-10): the address says it.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.urls.converters import StringConverter
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_from_path, override


@dataclass(frozen=True)
class Elsewhere:
    """One page in another language, and that language's own name."""

    code: str
    name: str
    url: str


def of_address(path: str) -> str:
    """Return the language an address asks for by its first part; without one, the first language."""
    asked = get_language_from_path(path)
    return asked if asked and path.startswith(f"/{asked}/") else settings.LANGUAGE_CODE


def elsewhere(request: HttpRequest) -> list[Elsewhere]:
    """Return this page in every other language; nothing where a page has no translation, as in the office.

    A page that knows its translations itself says so in `request.elsewhere`.
    """
    if told := getattr(request, "elsewhere", None):
        known: list[Elsewhere] = told()
        return known
    here = _shown_at(request)
    mine = of_address(request.path_info)
    found = [Elsewhere(code, name, _moved(here, mine, code)) for code, name in settings.LANGUAGES if code != mine]
    return [one for one in found if one.url != here]


def other_ways(view: str, *args: Any) -> list[Elsewhere]:
    """Return the address of a view in every language but the one that is spoken now."""
    found = []
    for code, name in settings.LANGUAGES:
        if code != get_language():
            with override(code):
                found.append(Elsewhere(code, name, reverse(view, args=args)))
    return found


def written_in() -> str:
    """Return the language that houses and editors write in, where the page speaks another; else nothing."""
    return "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE


def _shown_at(request: HttpRequest) -> str:
    """Return the address that shows this page; after a form was sent, the page the form stands on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    before = request.headers.get("Referer", "")
    parts = urlsplit(before)
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    if not ours or of_address(parts.path) != of_address(request.path_info):
        return request.path
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _moved(address: str, mine: str, code: str) -> str:
    """Return an address in another language: found by its name, or by its first part where no page is found."""
    if mine == settings.LANGUAGE_CODE:
        return translate_url(address, code)
    plain = address.removeprefix(f"/{mine}")
    return plain if code == settings.LANGUAGE_CODE else f"/{code}{plain}"


class OtherLanguage(StringConverter):
    """The first part of an address, when it is a language other than the first."""

    regex = "[a-z][a-z0-9-]+"

    def to_python(self, value: str) -> str:
        """Take a language we speak; anything else is the name of a page."""
        if value == settings.LANGUAGE_CODE or value not in dict(settings.LANGUAGES):
            raise ValueError
        return value
