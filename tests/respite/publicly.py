"""The role of the public process in a test's own database, and what it takes to become it."""

import os
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from respite import postgres, public_role

ROLE = f"public_{os.environ['RESPITE_TEST_RUN']}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def address(role):
    """Return where the test's database is reached as `role`; None is whoever may make roles."""
    name = connection.settings_dict["NAME"]
    if "DATABASE_URL" in os.environ:
        return psycopg.conninfo.make_conninfo(
            os.environ["DATABASE_URL"], dbname=name, **({"user": role} if role else {})
        )
    return postgres.url(name).replace(f"//{postgres.NAME}@", f"//{role or 'postgres'}@")


@contextmanager
def role(name=ROLE):
    """Make the role with its rights, as somebody who may, and take it away afterwards."""
    with psycopg.connect(address(None), autocommit=True) as server:
        for one in public_role.statements(name):
            server.execute(one)
        server.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(name), sql.Identifier(postgres.NAME)))
        try:
            yield name
        finally:
            server.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


@contextmanager
def become(name, changed):
    """Run as the public process does: its role, its doors, no session. `changed` are pytest-django's settings."""
    changed.PUBLIC = True
    changed.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    changed.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(name)))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
