"""Measure what DESIGN promises about cost, and print a table. Never run by a test."""

import gc
import os
import platform
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings, setup_databases, teardown_databases
from django.utils import timezone

from intake.contact import Contact
from intake.models import Request
from openings import publishing
from pages import seeding
from respite.deciding import decide
from respite.models import Bed, House, Key, Membership, Organization, Person, Room
from respite.nights import Nights
from stays import booking
from stays.models import Guest

ROOMS, PER_GUEST = 200, 9
REQUESTS = 2_000
# One past stay of three nights after the other in each bed, from 40 days ago backwards.
PAST = """
WITH made AS (
    INSERT INTO stays_stay (id, code, house_id, guest_id, state, nights, needs, arrived_at, left_at, acknowledged_by,
                            made_at)
    SELECT gen_random_uuid(), 'P' || n, %(house)s, %(guest)s, 'left', daterange(last - 3, last),
           '{}', now(), now(), '', now()
    FROM (
        SELECT n, %(today)s::date - 40 - 3 * (n / %(beds)s)::int AS last
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
    ) AS days
    RETURNING id, code, nights
)
INSERT INTO stays_allocation (bed_id, house_id, nights, stay_id)
SELECT (%(ids)s::bigint[])[1 + (substr(code, 2)::bigint %% %(beds)s)::int], %(house)s, nights, id FROM made
"""
Row = tuple[str, str, str, str, str]


class Command(BaseCommand):
    """Fill a database of its own, call the whole application in this process, print the figures."""

    help = "Measures the public availability JSON, the house page, the board and the desk, and prints a table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how much history to measure with."""
        parser.add_argument("--history", type=int, default=50_000, help="past stays to measure with, after none")
        parser.add_argument("--rounds", type=int, default=200, help="counted requests of each kind")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure without history, then with it."""
        made = setup_databases(verbosity=0, interactive=False)
        try:
            house, cookies = furnish()
            rows = measure("0 past stays", house, cookies, options["rounds"])
            grow(house, options["history"])
            rows += measure(f"{options['history']:,} past stays", house, cookies, options["rounds"])
            rows += measure_desk(house, cookies, options["rounds"])
        finally:
            teardown_databases(made, verbosity=0)
        self.stdout.write(machine())
        self.stdout.write(table(rows))


def furnish() -> tuple[House, str]:
    """Make a house with 200 rooms, all of them busy for five weeks, its page, its notice and somebody signed in."""
    organization = Organization.objects.create(name="Bench", slug="bench", neutral_name="Bench", phone="+17155550100")
    house = House.objects.create(
        organization=organization, name="Bench", slug="bench", neutral_name="Bench", phone="+17155550142",
        phone_hours="Day and night", area="Juniper County",
    )  # fmt: skip
    decide(house, by=None, publishing="live", max_nights=30, window_days=60)
    person = Person.objects.create_user("bench@valley.example", "Bench", None)
    Membership.objects.create(
        person=person, organization=organization, house=house, role="lead", starts=house.tonight() - timedelta(days=1)
    )
    for n in range(ROOMS):
        room = Room.objects.create(house=house, name=f"Room {n + 1}", position=n)
        fill(house, Bed.objects.create(room=room, house=house), person, n)
    publishing.confirm(house, by=person)
    seeding.plant(organization)
    return house, sign_in(person)


def fill(house: House, bed: Bed, person: Person, n: int) -> None:
    """Promise the bed to one guest after another, with a free night between them."""
    for start in range(n % 3, 35, PER_GUEST + 1):
        guest = Guest(organization=house.organization, key=Key.make(house.organization))
        guest.name = f"Guest {n}"
        guest.save()
        nights = Nights.starting(house.tonight() + timedelta(days=start), PER_GUEST)
        booking.confirm(booking.hold(guest, house=house, nights=nights, by=person, bed=bed), by=person)


def grow(house: House, count: int) -> None:
    """Add `count` past stays, straight in SQL: history is only there to be in the way."""
    beds = list(house.beds.values_list("pk", flat=True))
    guest = Guest.objects.first()
    facts = {"house": house.pk, "guest": guest.pk if guest else None, "beds": len(beds), "ids": beds}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for first in range(0, count, 50_000):
            last = min(first + 50_000, count) - 1
            cursor.execute(PAST, facts | {"first": first, "last": last, "today": house.tonight()})
        cursor.execute("ANALYZE stays_stay")
        cursor.execute("ANALYZE stays_allocation")


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


def sign_in(person: Person) -> str:
    """Return the cookie of a session of `person`, opened with a second factor."""
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def measure(what: str, house: House, cookies: str, rounds: int) -> list[Row]:
    """Measure two bare views and our pages; the speed of each is told in times of the bare view with the ORM."""
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="respite.management.bare"):
        orm, bare = timed(WSGIHandler(), "/one-object", rounds), timed(WSGIHandler(), "/one-row", rounds)
        rows = [row("bare view, ORM", what, orm, orm[0]), row("bare view, cursor", what, bare, orm[0])]
    app = WSGIHandler()
    detail = f"/api/v1/availability/{house.slug}"
    etag = answer(app, detail)[1].get("ETag", "")
    for name, path, headers in [
        ("availability, JSON", detail, {}),
        ("availability, 304", detail, {"HTTP_IF_NONE_MATCH": etag}),
        ("embed", f"/embed/{house.slug}/", {}),
        ("house page", f"/houses/{house.slug}/", {}),
        ("board, 200 beds × 35 nights", f"/office/{house.slug}/board/?nights=35", {"HTTP_COOKIE": cookies}),
    ]:
        few = rounds if "board" not in name and "page" not in name else max(10, rounds // 10)
        rows.append(row(name, what, timed(app, path, few, **headers), orm[0]))
    return rows


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
    if not said[0].startswith(("200", "304")):
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
    return "\n".join(f"{name:30} {what:20} {ms} {queries}  {size}" for name, what, ms, queries, size in rows)
