"""Measure what DESIGN promises about cost, and print a table. Never run by a test."""

import gc
import os
import platform
import shutil
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings, setup_databases, teardown_databases
from django.utils import timezone

from intake.contact import Contact
from intake.models import Request
from openings import files, publishing
from pages import seeding
from respite import serving
from respite.management import bulk, crowd
from respite.models import House, Key
from stays import lately

BEDS = "3,50,200"
HISTORY = "0,10000"  # minutes; with a million past stays (--history 0,10000,1000000) it takes its time
REQUESTS = 2_000
ALL = 1_000_000_000  # reads a minute
Row = tuple[str, str, str, str, str]
Pages = list[tuple[str, str, dict[str, str]]]  # a name, its path, and the headers to ask with
Told = dict[House, str]  # each house, and the cookie of somebody who leads it


class Command(BaseCommand):
    """Fill a database of its own, call the whole application in this process, print the figures."""

    help = "Measures public pages, the board, the page of today and the desk, and prints a table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how large the houses are, how much history there is, and how often to ask."""
        parser.add_argument("--beds", default=BEDS, help=f"sizes of houses, with a comma between ({BEDS})")
        parser.add_argument("--history", default=HISTORY, help=f"past stays, in steps that grow ({HISTORY})")
        parser.add_argument("--rounds", type=int, default=100, help="counted requests of each kind")
        parser.add_argument("--clients", default="", help="clients at once over HTTP, such as 1,8,32 (none)")
        parser.add_argument(
            "--servers", default="", help="workers and threads of the web server to try, such as 1x1,2x1,2x4 (ours)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure with each amount of history, the figures of one page under each other."""
        made = setup_databases(verbosity=0, interactive=False)
        try:
            told = furnished([int(size) for size in options["beds"].split(",")])
            houses = {chr(ord("a") + n): house for n, house in enumerate(told)}
            largest, crowds = list(told)[-1], numbers(options["clients"], ",")
            met: list[str] = []
            rows: list[Row] = []
            before = 0
            for count in sorted(int(step) for step in options["history"].split(",")):
                bulk.grow(houses, before, count)
                before = max(before, count)
                what = f"{count:,} past stays"
                rows += measure(what, told, options["rounds"])
                if crowds:
                    met += [what, *measure_crowds(largest, told[largest], crowds, options["servers"])]
                self.stderr.write(f"{what} measured")
            rows += measure_desk(largest, told[largest], options["rounds"])
        finally:
            teardown_databases(made, verbosity=0)
        self.stdout.write(machine())
        self.stdout.write("\n".join([table(sorted(rows, key=lambda row: row[0])), *met]))


def furnished(sizes: list[int]) -> Told:
    """Make a house of each size, the notice of each, and the public pages."""
    organization = bulk.organization()
    told = {}
    for size in sorted(sizes):
        # The largest is the one the bare views read, and the public pages show.
        slug = "bench" if size == max(sizes) else f"bench-{size}"
        house, person = bulk.furnish(organization, size, slug)
        publishing.confirm(house, by=person)
        told[house] = bulk.sign_in(person)
    seeding.plant(organization)
    return told


def measure_crowds(house: House, cookies: str, crowds: list[int], servers: str) -> list[str]:
    """Measure the largest house over HTTP with so many clients at once, with the server we ship or with others.

    Where nginx is installed it serves the published files beside it.
    """
    detail, board = f"/api/v1/availability/{house.slug}", f"/office/{house.slug}/board/?nights=35"
    os.environ["RESPITE_READS_A_MINUTE"] = str(ALL)
    etag = answer(WSGIHandler(), detail)[1].get("ETag", "")
    staff = {"Cookie": cookies, "Accept-Encoding": "gzip"}
    pages: Pages = [
        ("availability, JSON", detail, {}),
        ("availability, 304", detail, {"If-None-Match": etag}),
        ("embed", f"/embed/{house.slug}/", {}),
        ("house page", f"/houses/{house.slug}/", {}),
        (f"board, {house.beds.count():3} beds x 35 nights", board, staff),
        (f"today, {house.beds.count():3} beds", f"/office/{house.slug}/", staff),
    ]
    lines = []
    for told in [one for one in servers.split(",") if one] or [f"{serving.WORKERS}x{serving.THREADS}"]:
        workers, threads = numbers(told, "x")
        with crowd.server(workers, threads) as port:
            lines += crowded(f"granian {told}", port, pages, crowds)
    if shutil.which("nginx"):
        with tempfile.TemporaryDirectory() as folder, as_files(folder), crowd.files(Path(folder)) as port:
            written: Pages = [("availability, JSON", f"{detail}.json", {}), ("embed", f"/embed/{house.slug}/", {})]
            lines += crowded("nginx, published files", port, written, crowds)
    return lines


def crowded(server: str, port: int, pages: Pages, crowds: list[int]) -> list[str]:
    """Have each crowd ask for each page, and tell the figures."""
    return [
        f"{name:26} {server:22} {clients:3} clients  {crowd.asked(port, path, clients, headers)}"
        for name, path, headers in pages
        for clients in crowds
    ]


@contextmanager
def as_files(folder: str) -> Iterator[None]:
    """Publish the public answers as files to a folder."""
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    with override_settings(PUBLISH_TO=folder, STORAGES=settings.STORAGES | {files.NAME: place}):
        Path(folder).chmod(0o755)  # nginx leaves the rights of root behind
        files.publish()
        yield


def numbers(told: str, between: str) -> list[int]:
    """Return the whole numbers in a text."""
    return [int(one) for one in told.split(between) if one]


def measure_desk(house: House, cookies: str, rounds: int) -> list[Row]:
    """Measure the requests desk with a few open requests and with very many."""
    rows = []
    for count in (20, REQUESTS):
        ask(house, count)
        figures = timed(WSGIHandler(), f"/office/{house.slug}/requests/", max(10, rounds // 10), HTTP_COOKIE=cookies)
        name, what, took, queries, size = row("requests desk", f"{count:,} open requests", figures, figures[0])
        rows.append((name, what, took, queries, size[:10]))
    return rows


def ask(house: House, count: int) -> None:
    """Have so many open requests, half of them past the time we said; without a code, whose hash takes its time."""
    now = timezone.now()
    for n in range(Request.objects.count(), count):
        asked = Request(
            house=house, key=Key.make(house.organization), promised_by=now + timedelta(minutes=n - count // 2)
        )
        asked.name, asked.contact = f"Somebody {n}", Contact(call=True, phone="+17155550118").kept()
        asked.wishes, asked.to_know = {"from": "", "nights": 3}, "A quiet room, please. " * 8
        asked.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE intake_request")


def measure(what: str, told: Told, rounds: int) -> list[Row]:
    """Measure two bare views and our pages; the speed of each is told in times of the bare view with the ORM."""
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="respite.management.bare"):
        orm, bare = timed(WSGIHandler(), "/one-object", rounds), timed(WSGIHandler(), "/one-row", rounds)
        rows = [row("bare view, ORM", what, orm, orm[0]), row("bare view, cursor", what, bare, orm[0])]
    app, house = WSGIHandler(), list(told)[-1]
    detail = f"/api/v1/availability/{house.slug}"
    etag = answer(app, detail)[1].get("ETag", "")
    for name, path, headers in [
        ("availability, JSON", detail, {}),
        ("availability, 304", detail, {"HTTP_IF_NONE_MATCH": etag}),
        ("availability, nobody counted", detail, {}),
        ("embed", f"/embed/{house.slug}/", {}),
        ("house page", f"/houses/{house.slug}/", {}),
    ]:
        few = rounds if "page" not in name else max(10, rounds // 10)
        # All of it comes from one address: the limit is counted as for everybody, and too high to be reached.
        with override_settings(READS_A_MINUTE=0 if "nobody" in name else ALL):
            rows.append(row(name, what, timed(app, path, few, **headers), orm[0]))
    for house, cookies in told.items():
        beds, few = house.beds.count(), max(10, rounds // 10)
        for name, path in [
            (f"board, {beds:3} beds x 35 nights", f"/office/{house.slug}/board/?nights=35"),
            (f"board asked whether it is old, {beds:3} beds", _watch(house)),
            (f"today, {beds:3} beds", f"/office/{house.slug}/"),
        ]:
            with override_settings(BOARD_KEPT=0):
                rows.append(row(name, what, timed(app, path, few, HTTP_COOKIE=cookies), orm[0]))
        board = timed(app, f"/office/{house.slug}/board/?nights=35", few, HTTP_COOKIE=cookies)
        rows.append(row(f"board, {beds:3} beds, just drawn", what, board, orm[0]))
    return rows


def _watch(house: House) -> str:
    """Return what an open board asks every few seconds while nothing changes."""
    return f"/office/{house.slug}/board/changes/?nights=35&seen={lately.state(house)}"


def timed(app: Callable[..., Any], path: str, rounds: int, **headers: str) -> tuple[float, int, int]:
    """Return the median milliseconds of one request, its queries and the bytes of its body."""
    answer(app, path, **headers)  # once, so that the connection is open and nothing is looked up for the first time
    with CaptureQueriesContext(connection) as captured:
        _, _, body = answer(app, path, **headers)
    queries = len(captured)  # now: the next request empties the log
    for _ in range(max(3, rounds // 10)):
        answer(app, path, **headers)
    gc.collect()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        answer(app, path, **headers)
        times.append(1000 * (time.perf_counter() - started))
    return median(times), queries, len(body)


def answer(app: Callable[..., Any], path: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
    """Call the WSGI application as a server would and return status, headers and body."""
    path, _, query = path.partition("?")
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(), "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.errors": BytesIO(),
        "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False, **headers,
    }  # fmt: skip
    response = app(environ, lambda status, head: said.extend([status, dict(head)]))
    body = b"".join(response)
    if not said[0].startswith(("200", "204", "304")):
        raise RuntimeError(f"{path} answered {said[0]}")
    return said[0], said[1], body


def row(name: str, what: str, figures: tuple[float, int, int], bare: float) -> Row:
    """Return one line of the table."""
    ms, queries, size = figures
    speed = f"{bare / ms:5.2f} × the bare view's speed"
    return name, what, f"{ms:8.2f} ms", f"{queries:2} queries", f"{size / 1000:7.1f} kB  {speed}"


def machine() -> str:
    """Say what the figures were measured on."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, PostgreSQL {server}"


def table(rows: list[Row]) -> str:
    """Return the lines under each other."""
    return "\n".join(f"{name:42} {what:22} {ms} {queries}  {size}" for name, what, ms, queries, size in rows)
