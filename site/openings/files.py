"""The public answers as files, for a plain web server or a content network that carries any load.

With RESPITE_PUBLISH_TO set, the worker writes every minute what changed: the very bytes that the application answers at
the same address, asked for in the fast lane itself. A file cannot be cut off at the end of a notice as a cached answer
can: its `valid_until` says when it is over, the card turns itself over in the browser, and the worker writes the new
word within a minute of it.
"""

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterator
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openings import fast, feeds, standing

NAME = "published"  # of the storage
CARDS, WORDS = "embed", "api/v1/availability"  # the folders with a file of each house
AGAIN = 24 * 3600  # seconds


def addresses(slugs: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each public address and the name of its file: "embed/juniper-house/index.html"."""
    yield "/api/v1/availability", "api/v1/availability.json"
    yield "/api/v1/openapi.json", "api/v1/openapi.json"
    yield feeds.JSON_PATH, feeds.JSON_PATH.lstrip("/")
    yield feeds.ATOM_PATH, feeds.ATOM_PATH.lstrip("/")
    yield "/exports/hsds.zip", "exports/hsds.zip"
    for slug in slugs:
        yield f"/api/v1/availability/{slug}", f"{WORDS}/{slug}.json"
        yield f"/embed/{slug}/", f"{CARDS}/{slug}/index.html"


def publish() -> list[str]:
    """Take away the files of houses that are no longer public, and write those whose bytes changed.

    Return the names that were written or taken away; nothing when no storage is set. What cannot be written is passed
    over, tried again the next time, and the first trouble is raised at the end: OSError, or what a library raises.
    """
    if NAME not in settings.STORAGES:
        return []
    storage, done, trouble = storages[NAME], [], None
    wanted = {name: address for address, name in addresses([row.slug for row in standing.of_all(timezone.now())])}
    known: dict[str, str] = cache.get(_key(), {})
    for name in left_over(storage, wanted):
        known.pop(name, None)  # a house that comes back is written anew
        try:
            storage.delete(name)
            done.append(name)
        except Exception as wrong:
            trouble = trouble or wrong
    for name, address in wanted.items():
        try:
            answer = ask(address)
            if answer.status_code == HTTPStatus.OK and known.get(name) != answer.headers["ETag"]:
                put(storage, name, answer.content)
                known[name] = answer.headers["ETag"]
                done.append(name)
        except Exception as wrong:
            trouble = trouble or wrong
    cache.set(_key(), known, AGAIN)
    if trouble:
        raise trouble
    return done


def left_over(storage: Storage, wanted: Collection[str]) -> list[str]:
    """Return the files of houses that are not wanted any more, as the storage itself knows them."""
    files = [f"{CARDS}/{slug}/index.html" for slug in _listed(storage, CARDS)[0]]
    files += [f"{WORDS}/{name}" for name in _listed(storage, WORDS)[1] if name.endswith(".json")]
    return [name for name in files if name not in wanted and storage.exists(name)]


def _listed(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []


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
        try:
            new.write(body)
            new.flush()
            Path(new.name).chmod(0o644)
            os.replace(new.name, path)
        except OSError:  # a full disk, most of all
            Path(new.name).unlink(missing_ok=True)
            raise


def _key() -> str:
    """Return the name under which is kept what was written: of another place nothing is known, nor of another day.

    So every file is written anew once a day, should somebody have lost one.
    """
    place = f"{settings.PUBLISH_TO} {timezone.now().date()}"
    return f"published-files-{hashlib.sha256(place.encode()).hexdigest()[:16]}"
