"""The test database: made from a template in a moment, and whole again after a test that committed.

Migrating takes half a minute, so it is done once per set of migrations, into a template that every run copies.
A test marked `django_db(transaction=True)` really commits; afterwards its tables are emptied, in spite of the triggers
that guard history, and what the migrations had written is put back.
"""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
APPS = ("respite", "stays", "intake", "site")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Copy the test database from the template, unless DATABASE_URL leads to a server that is not ours."""
    if "DATABASE_URL" not in os.environ:
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make emptying the tables mean: back to what the migrations wrote."""
    with django_db_blocker.unblock():
        rows = snapshot()

    def empty(operations, statements):
        with connection.cursor() as cursor, without_triggers(cursor):
            # All tables, where Django leaves out those it does not manage: the queue's, and the cache.
            tables = set(connection.introspection.table_names(cursor)) - {"django_migrations"}
            names = sql.SQL(", ").join(map(sql.Identifier, sorted(tables)))
            cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
            restore(cursor, rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", empty)
        yield


def template() -> str:
    """Return the name of a database in which every migration has run; one process makes it, the others wait."""
    from respite import postgres

    files = sorted(file for app in APPS for file in (ROOT / app).rglob("migrations/*.py"))
    parts = [str(file.relative_to(ROOT)).encode() + file.read_bytes() for file in files]
    parts.append((ROOT / "requirements.txt").read_bytes())
    name = f"template_{hashlib.sha256(b'\0'.join(parts)).hexdigest()[:16]}"
    with (
        (ROOT / ".local" / "template.lock").open("w") as lock,
        psycopg.connect(postgres.url(), autocommit=True) as server,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        names = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
        for old in filter(is_left_over, names):
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
        if name not in names:
            half = f"{name}_half"
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(half)))
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
            migrate(postgres.url(half))
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(name)))
    return name


def is_left_over(name: str) -> bool:
    """Tell whether this test database belongs to a run that is no more."""
    found = re.fullmatch(r"test_(\d+)(_gw\d+)?", name)
    return found is not None and not psutil.pid_exists(int(found[1]))


def migrate(url: str) -> None:
    """Run every migration in the database at `url`."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "respite.settings"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.exit(f"The migrations do not run:\n{done.stderr}", returncode=3)


def snapshot() -> dict[str, bytes]:
    """Return the rows that the migrations wrote, by table."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        rows = {}
        for table in tables:
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
                rows[table] = b"".join(bytes(part) for part in copy)
    return {table: data for table, data in rows.items() if data}


def restore(cursor, rows: dict[str, bytes]) -> None:
    """Write the rows of a snapshot back; foreign keys are looked at when the transaction ends."""
    for table, data in rows.items():
        with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
            copy.write(data)


@contextmanager
def without_triggers(cursor) -> Iterator[None]:
    """Lift the triggers of tables that guard themselves against being emptied, inside one transaction."""
    from django.db import transaction

    with transaction.atomic():
        cursor.execute(
            "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgtype & 32 > 0"
        )
        guards = cursor.fetchall()
        for table, trigger in guards:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger in guards:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
