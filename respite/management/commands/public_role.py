"""Make the database role of the public process, or bring its rights up to date."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from respite import public_role

HAND = "Run “manage.py public_role --sql” and give what it prints to somebody who may, for psql -1."


class Command(BaseCommand):
    """Give a role exactly the rights that public reads need; again after each migration that adds a public column."""

    help = "Make the role that the public process connects as (RESPITE_ROLE=public), with its exact rights."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name of the role, and whether to print, to look, or to do."""
        parser.add_argument("--name", default=public_role.NAME, help=f"name of the role ({public_role.NAME})")
        parser.add_argument("--sql", action="store_true", help="print the statements, for somebody else to run")
        parser.add_argument("--check", action="store_true", help="only look whether the role can read more than it may")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it in one transaction, look at the result, and say what comes next."""
        name = options["name"]
        try:
            wanted = list(public_role.statements(name))
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from wrong
        if options["sql"]:
            self.stdout.write("".join(f"{one.as_string(connection.connection)};\n" for one in wanted))
            return
        try:
            if not options["check"]:
                self._grant(name, wanted)
            more = public_role.more_than_public(name)
        except DatabaseError as refused:
            raise CommandError(f"The database said: {str(refused).strip()}\n{HAND}") from refused
        if more:
            raise CommandError(f"{name} can still do more than read what is public, with: {', '.join(more)}.")
        self.stdout.write(f"{name} can read what is public, and nothing else.")

    def _grant(self, name: str, wanted: list[sql.Composed]) -> None:
        password = os.environ.get("RESPITE_PUBLIC_PASSWORD", "")
        with transaction.atomic(), connection.cursor() as cursor:
            for one in wanted:
                cursor.execute(one)
            if password:
                # Hashed here, so that no log of the server ever holds it.
                server = connection.connection.pgconn
                hashed = server.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
                words = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(hashed))
                cursor.execute(words)
