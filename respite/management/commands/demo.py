"""The demo: everything that runs, in one window, with a made-up month dated from today."""

import hashlib
import importlib.util
import os
import stat
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string
from psycopg import sql

from respite import postgres, serving
from respite.models import House, Person

LOCAL = Path(settings.ROOT) / ".local"
STAMP = LOCAL / "static.stamp"
MARK = "respite demo, told on"  # kept as the comment of the schema, so that it comes and goes with the data

WELCOME = """
  The demo is ready. Ctrl-C ends it.

    {base}/                     what the public sees
    {base}/ask/juniper-house/   ask for a conversation
    {base}/office/              the back office
    {base}/cms/                 the pages
    {base}/api/v1/availability  what directories read

  Sign in as                 who is
    lead@juniper.example     the lead of a house
    peer@juniper.example     a peer supporter
    office@valley.example    the organization's office
    editor@valley.example    writing the public pages
    reports@valley.example   reporting, and sees no guest
  with the password juniper-demo

  Messages that would go out are written to .local/demo.log instead.
"""


class Command(BaseCommand):
    """Prepare the database and the static files, start server and worker, and stay until told to stop."""

    help = "Run the demo. Its data is made up, dated from today, and rebuilt when the day has gone by."
    requires_system_checks: list[str] = []  # tests run them; here they would only cost a second

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it all; Ctrl-C ends it all."""
        if not settings.DEMO:
            raise SystemExit("This runs in demo mode only: use make demo, or set RESPITE_DEMO=1.")
        port: int = options["port"]
        household = serving.Household(LOCAL, "demo")
        serving.stop_on_signals()
        try:
            self.enter(household, port)
            self.refuse_foreign_data()
            stamp = self.collect(household)
            self.prepare()
            self.finish_collecting(household, stamp)
            self.serve(household, port)
        except serving.Stop:
            self.stdout.write("\nEnding the demo ...")
        finally:
            household.leave()
            connections.close_all()
            if "DATABASE_URL" not in os.environ:
                postgres.leave()

    def enter(self, household: serving.Household, port: int) -> None:
        """Refuse in one sentence when the demo, or anything else, is already there."""
        if not household.enter():
            raise SystemExit("The demo is already running in another window: end it there first.")
        if not serving.port_is_free(port):
            raise SystemExit(f"Port {port} is taken by another program: choose another, as in make demo PORT=8001.")

    def refuse_foreign_data(self) -> None:
        """Keep away from a database that is in use for something else."""
        if _has_foreign_data():
            raise SystemExit(
                "The database holds data that is not the demo's. Give the demo a database of its own in DATABASE_URL,"
                " or delete .local/postgres if that is where the data is and you can do without it."
            )

    def prepare(self) -> None:
        """Bring database and made-up data to where they should be; the second time it is all there."""
        if _told() and not _told_today():
            self.stdout.write("The demo's story is of another day or version: starting it anew ...")
            _empty()
        if _to_migrate():
            self.stdout.write("Preparing the database (half a minute, once) ...")
            call_command("migrate", verbosity=0, interactive=False)
        if not _told():
            self.tell()

    def collect(self, household: serving.Household) -> str:
        """Begin to copy the static files to where they are served from, beside the rest; nothing if nothing changed."""
        value = _fingerprint_of_static_files()
        if STAMP.exists() and STAMP.read_text() == value and Path(settings.STATIC_ROOT).exists():
            return ""
        self.stdout.write("Collecting the static files ...")
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
        household.start("collectstatic", command, os.environ)
        return value

    def finish_collecting(self, household: serving.Household, value: str) -> None:
        """Wait for the static files, and remember which ones they are."""
        if value:
            if household.finish("collectstatic"):
                raise SystemExit(f"The static files could not be collected; {_log(household)} says why.")
            STAMP.write_text(value)

    def tell(self) -> None:
        """Write the made-up data through the real verbs."""
        if importlib.util.find_spec("respite.management.story") is None:
            return
        self.stdout.write("Telling the story of the demo houses ...")
        _mark("being told")
        import_string("respite.management.story.tell")()
        _mark(_tonight())

    def serve(self, household: serving.Household, port: int) -> None:
        """Start server and worker, say where to look, and mind them until told to stop."""
        base = os.environ.get("RESPITE_BASE_URL", f"http://127.0.0.1:{port}")
        environment = os.environ | {"RESPITE_BASE_URL": base, "PYTHONUNBUFFERED": "1"}
        connections.close_all()
        worker = [sys.executable, "manage.py", "worker"]
        household.start("web server", serving.web_server(port), environment)
        household.start("worker", worker, environment)
        if not serving.wait_for(port, household):
            raise SystemExit(f"The demo does not come up; {_log(household)} says why.")
        _wait_for_worker()
        self.stdout.write(WELCOME.format(base=base))
        parent = os.getppid()
        while os.getppid() == parent or "MAKELEVEL" not in os.environ:  # a make that was killed takes us with it
            if "web server" in household.stopped():
                raise SystemExit(f"The web server ended by itself; {_log(household)} says why.")
            if "worker" in household.stopped():
                household.start("worker", worker, environment)
            time.sleep(1)


def _log(household: serving.Household) -> Path:
    return household.log.relative_to(settings.ROOT)


def _wait_for_worker(seconds: int = 10) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not serving.worker_alive():
        time.sleep(0.2)
    connections.close_all()


def _to_migrate() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _fingerprint_of_static_files() -> str:
    files = [storage.path(name) for finder in get_finders() for name, storage in finder.list([])]
    facts = [(file, *(os.stat(file)[i] for i in (stat.ST_SIZE, stat.ST_MTIME))) for file in sorted(files)]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _told() -> str:
    """Return when the story in this database was told, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
        comment = cursor.fetchone()[0] or ""
    return comment.removeprefix(MARK).strip() if comment.startswith(MARK) else ""


def _told_today() -> bool:
    return not _to_migrate() and _told() == _tonight()


def _tonight() -> str:
    """Return the night at the demo's houses; their day is the one that counts."""
    house = House.objects.order_by("pk").first()
    return house.tonight().isoformat() if house else "no night"


def _mark(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("COMMENT ON SCHEMA public IS {}").format(f"{MARK} {when}"))


def _has_foreign_data() -> bool:
    return not _told() and Person._meta.db_table in connection.introspection.table_names() and Person.objects.exists()


def _empty() -> None:
    """Take the told data away, tables and all: history lets nobody delete from it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
