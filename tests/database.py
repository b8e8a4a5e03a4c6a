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
from django.db import connection, transaction
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
        with connection.cursor() as cursor, transaction.atomic():
            # All tables, where Django leaves out those it does not manage: the queue's, and the cache.
            tables = set(connection.introspection.table_names(cursor)) - {"django_migrations"}
            # Few tables hold rows after a test, and to truncate one that holds none costs as much as one that does.
            changed = {one for one in used(cursor, tables) | rows.keys() if copied(cursor, one) != rows.get(one, b"")}
            with without_triggers(cursor, changed):
                for table in changed:
                    cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                restore(cursor, {table: data for table, data in rows.items() if table in changed})

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
        rows = {table: copied(cursor, table) for table in tables}
    return {table: data for table, data in rows.items() if data}


def used(cursor, tables: set[str]) -> set[str]:
    """Return those of the tables that hold a row."""
    ask = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    parts = [ask.format(sql.Literal(table), sql.Identifier(table)) for table in sorted(tables)]
    cursor.execute(sql.SQL(" UNION ALL ").join(parts))
    return {row[0] for row in cursor.fetchall()}


def copied(cursor, table: str) -> bytes:
    """Return everything in a table, in the order in which it lies there."""
    with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(bytes(part) for part in copy)


def restore(cursor, rows: dict[str, bytes]) -> None:
    """Write the rows of a snapshot back; foreign keys are looked at when the transaction ends."""
    for table, data in rows.items():
        with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
            copy.write(data)


@contextmanager
def without_triggers(cursor, tables: set[str]) -> Iterator[None]:
    """Lift the triggers that guard these tables; foreign keys are looked at before they are set again."""
    cursor.execute(
        "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND relname = ANY(%s)",
        [sorted(tables)],
    )
    guarded = [sql.Identifier(row[0]) for row in cursor.fetchall()]
    for table in guarded:
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in guarded:
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
