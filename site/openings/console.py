"""A console to try the public addresses: asks our own fast lane inside this very process, and never any other address.

It works without JavaScript, and from no other site's code. What is asked goes the way every read goes, limit included.
"""

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from openings import fast, feeds, outlets

METHODS = ("GET", "HEAD", "OPTIONS")
LONGEST, MOST = 500, 20_000  # letters of an address; of an answer that are shown
PLAIN = re.compile(r"/[!-~]*", re.ASCII)
KEPT = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT")


class TryForm(forms.Form):
    """What to ask: an address of ours with its parameters, how, and what is known already."""

    use_required_attribute = False
    address = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        help_text=_("Begins with a slash. Parameters come after a question mark."),
        error_messages={
            "required": _("Write an address, like /api/v1/availability."),
            "max_length": _("This is too long. Write at most 500 letters."),
        },
    )
    method = forms.ChoiceField(
        label=_("Method"),
        choices=[(name, name) for name in METHODS],
        error_messages={"invalid_choice": _("Choose one of these."), "required": _("Choose one of these.")},
    )
    known = forms.CharField(
        label=_("If-None-Match"),
        required=False,
        max_length=200,
        help_text=_("The ETag you have. The answer is 304 while nothing changed."),
        error_messages={"max_length": _("This is too long. Write at most 200 letters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("address", "known"):  # what is no letter at all is refused below, in words of ours
            kept = self.fields[name].validators
            self.fields[name].validators = [one for one in kept if not isinstance(one, ProhibitNullCharactersValidator)]

    def clean_address(self) -> str:
        """Take an address that the fast lane answers, with or without our site in front of it."""
        said = str(self.cleaned_data["address"]).strip().removeprefix(settings.BASE_URL)
        if not PLAIN.fullmatch(said) or not said.startswith(fast.START):
            raise ValidationError(_("Here you can only ask for our own public addresses, as in the list below."))
        return said

    def clean_known(self) -> str:
        """Take what fits into a header."""
        said = str(self.cleaned_data["known"]).strip()
        if not all(" " <= letter <= "~" for letter in said):
            raise ValidationError(_("Copy the ETag as it stands in an answer, quotes included."))
        return said


@dataclass(frozen=True)
class Tried:
    """A request and its answer, as text."""

    asked: str
    answer: HttpResponse

    @property
    def status(self) -> str:
        """Return the status with its name."""
        return f"{self.answer.status_code} {HTTPStatus(self.answer.status_code).phrase}"

    @property
    def etag(self) -> str:
        """Return the validator of the answer, to ask with again."""
        return self.answer.headers.get("ETag", "")

    @property
    def headers(self) -> str:
        """Return the headers, one a line."""
        return "\n".join(f"{name}: {value}" for name, value in self.answer.headers.items())

    @cached_property
    def body(self) -> str:
        """Return the body for reading: JSON set out in lines, and nothing of what is no text."""
        raw, kind = self.answer.content, self.answer.headers.get("Content-Type", "")
        if "zip" in kind:
            return ""
        text = raw.decode(errors="replace")
        if "json" in kind and "ndjson" not in kind and text:
            text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
        return text

    @property
    def shown(self) -> str:
        """Return as much of the body as is shown."""
        return self.body[:MOST]

    @property
    def is_cut(self) -> bool:
        """Say whether there is more of it."""
        return len(self.body) > MOST


def ask(request: HttpRequest, address: str, method: str, known: str) -> Tried:
    """Ask the fast lane as somebody would who comes from where `request` comes from, without cookies."""
    path, _mark, query = address.partition("?")
    inner = HttpRequest()
    inner.method, inner.path, inner.path_info = method, path, path
    inner.META = {name: request.META[name] for name in KEPT if name in request.META}
    inner.GET = QueryDict(query)
    inner.META |= {"REQUEST_METHOD": method, "QUERY_STRING": query}
    lines = [f"{method} {address} HTTP/1.1", f"Host: {settings.BASE_URL.partition('://')[2]}"]
    if known:
        inner.META["HTTP_IF_NONE_MATCH"] = known
        lines.append(f"If-None-Match: {known}")
    return Tried("\n".join(lines), fast.lane(_nothing)(inner))


def examples(slug: str, area: str) -> list[str]:
    """Return addresses to begin with: all lists, and one house."""
    return [
        "/api/v1/availability",
        outlets.within("/api/v1/availability", area).removeprefix(settings.BASE_URL),
        f"/api/v1/availability/{slug}",
        "/hsds/v3/",
        "/hsds/v3/services?full=true&per_page=1",
        feeds.JSON_PATH,
        feeds.ATOM_PATH,
        outlets.oembed_address(slug).removeprefix(settings.BASE_URL),
        "/api/v1/openapi.json",
        "/api/v1/availability/nowhere",
    ]


def _nothing(request: HttpRequest) -> HttpResponse:
    return outlets.problem(request, HTTPStatus.NOT_FOUND)
