"""The phone numbers of the houses and of who runs them, to be read when the database is down (RE-12)."""

import json
import re
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from respite.models import House, Organization

REFRESH = 300  # seconds
PUBLIC_PATH = re.compile(r"/(?:[a-z-]{2,8}/)?(?:houses|ask|office|embed|for-directories)/(?P<slug>[-a-zA-Z0-9_]+)/")
_kept: list["Phone"] = []
_kept_runs: list["Runs"] = []
_kept_at = 0.0


@dataclass(frozen=True)
class Phone:
    """How to ring one house, and which organization runs it (its slug)."""

    slug: str
    name: str
    phone: str
    hours: str
    neutral_name: str = ""
    organization: str = ""


@dataclass(frozen=True)
class Runs:
    """How to ring an organization, and the names under which its site is reached."""

    slug: str
    name: str
    neutral_name: str
    phone: str
    warm_line: str
    warm_line_hours: str
    hosts: list[str] = field(default_factory=list)
    default: bool = False  # its site answers under every name that is nobody's


@dataclass(frozen=True)
class Numbers:
    """The numbers for one page: of the organization whose page it is, or of all where nothing tells which."""

    organization: Runs | None
    phones: list[Phone]
    others: list[Runs]  # whoever else runs a house that is named here


def known() -> list[Phone]:
    """Return the numbers last remembered by any process, from the file, or by this one; never asks the database."""
    return _read("houses", Phone, _kept)


def organizations() -> list[Runs]:
    """Return who runs these houses, with their own numbers; never asks the database."""
    return _read("organizations", Runs, _kept_runs)


def of_page(host: str, path: str) -> Numbers:
    """Return the numbers for a page by its address alone: the house in it tells whose page it is, else the host.

    Where neither does, and more than one organization is known, they are the numbers of all.
    """
    houses, runs = known(), organizations()
    found = PUBLIC_PATH.match(path)
    slug = next((one.organization for one in houses if found and one.slug == found["slug"]), None)
    ways = ([one for one in runs if one.slug == slug], [one for one in runs if host in one.hosts])
    here = next((found for found in (*ways, [one for one in runs if one.default]) if found), runs)
    if len(here) != 1:
        return of_all()
    return Numbers(here[0], [one for one in houses if one.organization == here[0].slug], [])


def of_all() -> Numbers:
    """Return the numbers of every house, and of everybody who runs one."""
    return Numbers(None, known(), organizations())


def _read[Kind](name: str, kind: type[Kind], otherwise: list[Kind]) -> list[Kind]:
    try:
        rows = json.loads(_file().read_text())[name]
        return [kind(**row) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        return list(otherwise)


def remember() -> None:
    """Read the numbers from the database, at most every five minutes a process, and keep them here and in a file."""
    global _kept_at  # noqa: PLW0603 - one small cache a process
    if time.monotonic() - _kept_at < REFRESH and _kept:
        return
    try:
        names = ("slug", "name", "phone", "phone_hours", "neutral_name", "organization__slug")
        _kept[:] = [Phone(*row) for row in House.objects.published().values_list(*names)]
        _kept_runs[:] = _running()
    except DatabaseError:
        return
    _kept_at = time.monotonic()
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(json.dumps(_written()))
    except OSError:
        pass  # a full disk must not stop a page; memory still knows the numbers


def _running() -> list[Runs]:
    """Return the organizations that run a house on the public site, with the hosts of their own sites."""
    rows = Organization.objects.filter(houses__published=True).distinct().order_by("name")
    site = "home_page__sites_rooted_here"
    sites = list(rows.order_by(f"{site}__hostname").values_list("pk", f"{site}__hostname", f"{site}__is_default_site"))
    return [
        Runs(
            *(row.slug, row.name, row.neutral_name, row.phone, row.warm_line, row.warm_line_hours),
            hosts=[host for pk, host, _default in sites if pk == row.pk and host],
            default=any(default for pk, _host, default in sites if pk == row.pk),
        )
        for row in rows
    ]


def _written() -> dict[str, list[dict[str, Any]]]:
    return {"houses": [asdict(one) for one in _kept], "organizations": [asdict(one) for one in _kept_runs]}


def _file() -> Path:
    return settings.STATE_DIR / "phones.json"
