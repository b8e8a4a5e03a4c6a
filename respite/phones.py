"""The phone numbers of the houses, kept where they can be read when the database is down (RE-12)."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from respite.models import House

REFRESH = 300  # seconds
_kept: list["Phone"] = []
_kept_at = 0.0


@dataclass(frozen=True)
class Phone:
    """How to ring one house."""

    slug: str
    name: str
    phone: str
    hours: str


def known() -> list[Phone]:
    """Return the numbers last remembered by any process, from the file, or by this one; never asks the database."""
    try:
        return [Phone(**row) for row in json.loads(_file().read_text())]
    except (OSError, ValueError, TypeError):
        return list(_kept)


def remember() -> None:
    """Read the numbers from the database, at most every five minutes a process, and keep them here and in a file."""
    global _kept_at  # noqa: PLW0603 - one small cache a process
    if time.monotonic() - _kept_at < REFRESH and _kept:
        return
    try:
        rows = House.objects.published().values_list("slug", "name", "phone", "phone_hours")
        _kept[:] = [Phone(*row) for row in rows]
    except DatabaseError:
        return
    _kept_at = time.monotonic()
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(json.dumps([asdict(phone) for phone in _kept]))
    except OSError:
        pass  # a full disk must not stop a page; memory still knows the numbers


def _file() -> Path:
    return settings.STATE_DIR / "phones.json"
