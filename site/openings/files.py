"""The public answers as files, for a plain web server or a content network that carries any load.

With RESPITE_PUBLISH_TO set, the worker writes every minute what changed: the very bytes that the application answers at
the same address, asked for in the fast lane itself. A file cannot be cut off at the end of a notice as a cached answer
can: its `valid_until` says when it is over, the card turns itself over in the browser, and the worker writes the new
word within a minute of it.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openings import fast, feeds, standing

logger = logging.getLogger(__name__)
NAME = "published"  # of the storage
AGAIN = 24 * 3600  # seconds: a file is written anew once a day, though nothing changed, should somebody have lost it


def addresses(slugs: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each public address and the name of its file: "embed/juniper-house/index.html"."""
    yield "/api/v1/availability", "api/v1/availability.json"
    yield "/api/v1/openapi.json", "api/v1/openapi.json"
    yield feeds.JSON_PATH, feeds.JSON_PATH.lstrip("/")
    yield feeds.ATOM_PATH, feeds.ATOM_PATH.lstrip("/")
    yield "/exports/hsds.zip", "exports/hsds.zip"
    for slug in slugs:
        yield f"/api/v1/availability/{slug}", f"api/v1/availability/{slug}.json"
        yield f"/embed/{slug}/", f"embed/{slug}/index.html"


def publish() -> list[str]:
    """Write the files whose bytes changed, and take away those of houses that are no longer public.

    Return the names that were written or taken away; nothing when no storage is set. A storage that cannot be reached
    is tried again the next minute: OSError and what its library raises are for the caller.
    """
    if NAME not in settings.STORAGES:
        return []
    storage, done = storages[NAME], []
    known: dict[str, str] = cache.get(_key(), {})
    now: dict[str, str] = {}
    for address, name in addresses([row.slug for row in standing.of_all(timezone.now())]):
        answer = ask(address)
        if answer.status_code != 200:
            logger.warning("%s answered %s and is not written.", address, answer.status_code)
            continue
        now[name] = answer.headers["ETag"]
        if known.get(name) != now[name]:
            put(storage, name, answer.content)
            done.append(name)
    for name in known.keys() - now.keys():
        storage.delete(name)
        done.append(name)
    if done:
        cache.set(_key(), now, AGAIN)
    return done


def ask(address: str) -> HttpResponse:
    """Return what the application answers at a public address."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    for route, view in fast.ROUTES:
        if found := route.fullmatch(address):
            return view(request, **found.groupdict())
    raise LookupError(address)


def put(storage: Storage, name: str, body: bytes) -> None:
    """Write a file so that no reader ever finds half of it: in a folder it is put in place in one step."""
    try:
        path = Path(storage.path(name))
    except NotImplementedError:  # no folder: an object store replaces an object whole
        if storage.get_available_name(name) != name:
            storage.delete(name)
        storage.save(name, ContentFile(body))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as new:
        new.write(body)
    try:
        Path(new.name).chmod(0o644)
        os.replace(new.name, path)
    except OSError:
        Path(new.name).unlink(missing_ok=True)
        raise


def _key() -> str:
    """Return the name under which is kept what was written: of another place nothing is known."""
    return f"published-files-{hashlib.sha256(settings.PUBLISH_TO.encode()).hexdigest()[:16]}"
