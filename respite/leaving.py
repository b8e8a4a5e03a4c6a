"""Leaving: where the way out may lead, and who has something to forget when somebody takes it.

Intake registers here what it forgets, so that the way out need not import it.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest

Listener = Callable[[HttpRequest], None]
_listeners: list[Listener] = []
TELLING = ("crisis", "respite", "mental", "suicid")  # words that would tell what somebody was looking for


def listen(listener: Listener) -> None:
    """Have `listener` called with the request of somebody who leaves, while their session still lives."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(request: HttpRequest) -> None:
    """Tell every listener that this session is about to end."""
    for listener in _listeners:
        listener(request)


def fault(address: str, own: str) -> str:
    """Say what keeps `address` from being a neutral place to land on, or return nothing; `own` is our site (CS-07).

    A search shows in its address what was looked for, and a page with a question in its address is made for one person.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        return "must start with https://"
    if parts.query or parts.fragment or parts.username or parts.password:
        return "must be a plain address, without ? and # and @"
    if parts.hostname == urlsplit(own).hostname:
        return "must lead away from this site"
    if any(word in address.lower() for word in TELLING):
        return "must not tell what this site is about"
    return ""
