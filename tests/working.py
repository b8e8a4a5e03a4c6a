"""The worker's part: done by the test itself, here and now, or by a real worker that can be killed."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from intake import sending
from intake.contact import Contact
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
DUE = """SELECT id, task_name, args FROM procrastinate_jobs
    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s)
    ORDER BY scheduled_at NULLS FIRST, id LIMIT 1"""
ONE_PM = "2043-11-24 19:10:00+00:00"  # a Tuesday, 1:10 pm in the house
BOTH = Contact(text=True, email=True, phone="+17155550118", address="luz@mail.example")
TEXT = Contact(text=True, phone="+17155550118")
SECRETS = ("RESPITE_SECRET_KEY", "RESPITE_VAULT_KEYS", "RESPITE_PEPPER")


def work():
    """Run every job that is due by the app's clock, and those they add, and return their names."""
    done = []
    while rows := asked(DUE, timezone.now()):
        number, name, args = rows[0]
        asked("DELETE FROM procrastinate_jobs WHERE id = %s RETURNING id", number)
        app.tasks[name].func(**json.loads(args))
        done.append(name)
    return done


def queued(name="intake.send"):
    """Return what the waiting jobs of this name hold, with the time before which they do not run."""
    rows = asked("SELECT args, scheduled_at FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", name)
    return [(json.loads(args), at) for args, at in rows]


def asked(query, *facts):
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        return cursor.fetchall()


def midday_zone():
    """Return a time zone in which it is about midday now, so that a message may leave by the real clock."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def start_worker(text_gateway):
    """Start a worker as production runs it, on the test's database and with this text gateway; return the process."""
    database = connection.settings_dict
    login = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    address = f"{login}@{quote(database['HOST'] or 'localhost', safe='')}:{database['PORT'] or 5432}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("RESPITE_", "DJANGO_"))}
    environment |= {name: f"only-for-the-demo-and-the-tests-{name.lower()}" for name in SECRETS}
    environment |= {
        "DATABASE_URL": f"postgresql://{address}/{database['NAME']}",
        "RESPITE_TEXT_URL": f"http://127.0.0.1:{text_gateway.port}",
        "RESPITE_TEXT_ACCOUNT": "AC" + "0" * 32,
        "RESPITE_TEXT_TOKEN": "a-token-that-nobody-may-read",
        "RESPITE_TEXT_FROM": "+17155550100",
    }
    command = [sys.executable, "manage.py", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


@pytest.fixture
def clock():
    """It is 1:10 pm; `clock.shift(...)` moves on."""
    with time_machine.travel(ONE_PM, tick=False) as moving:
        yield moving


@pytest.fixture
def luz(clock, house, text_gateway, mail_server):
    """Luz, who said yes to texts and to mail, at a house that can send both."""
    return factories.ask(house, contact=BOTH)[0]


@pytest.fixture
def tess(clock, house, text_gateway):
    """Tess, who said yes to texts."""
    return factories.ask(house, name="Tess", contact=TEXT)[0]


def states(request):
    return [row.state for row in request.deliveries.order_by("channel")]


def sent(request, template="call", **more):
    """Queue a text to somebody, have it leave, and return it as it stands."""
    (row,) = sending.send(request, template=template, channel="text", **more)
    work()
    row.refresh_from_db()
    return row
