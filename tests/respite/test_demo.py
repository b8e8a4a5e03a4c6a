"""The demo's processes and its made-up data: what is left behind is cleared away, what is not ours is let be."""

import json
import os
import socket
import subprocess
import sys

import psutil
import pytest
from django.core.management import call_command
from django.db import connection

from respite import serving
from respite.management.commands import demo
from tests.factories import PersonFactory

IDLE = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
def household(tmp_path):
    household = serving.Household(tmp_path, "demo")
    yield household
    household.leave()


@pytest.fixture
def leftover(tmp_path):
    """A process of a run that was killed."""
    with subprocess.Popen(IDLE, stdout=subprocess.DEVNULL) as process:
        yield psutil.Process(process.pid)
        process.kill()


def note(folder, pid, born):
    (folder / "demo.json").write_text(json.dumps([[pid, born]]))


def test_household_ends_what_a_killed_run_left(tmp_path, household, leftover):
    note(tmp_path, leftover.pid, leftover.create_time())

    assert household.enter()
    assert not leftover.is_running()


def test_household_leaves_a_stranger_with_a_noted_number_alone(tmp_path, household, leftover):
    note(tmp_path, leftover.pid, leftover.create_time() - 100)

    assert household.enter()
    assert leftover.is_running()


def test_household_enters_once_and_a_second_one_takes_nothing_away(tmp_path, household):
    household.enter()
    household.start("idle", IDLE, os.environ)
    second = serving.Household(tmp_path, "demo")

    assert not second.enter()
    second.leave()
    assert household.stopped() == []
    assert household.note.exists()


def test_household_leaves_no_process_behind(household):
    household.enter()
    household.start("idle", IDLE, os.environ)
    [process] = household.processes.values()

    household.leave()

    assert process.returncode is not None
    assert not household.note.exists()


def test_household_says_who_stopped(household):
    household.enter()
    household.start("short", [sys.executable, "-c", "print('a last word')"], os.environ)
    household.processes["short"].wait()

    assert household.stopped() == ["short"]
    assert household.log.read_text() == "a last word\n"


def test_port_is_free_until_somebody_serves_there():
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        assert not serving.port_is_free(port)

    assert serving.port_is_free(port)


def test_demo_refuses_outside_demo_mode(settings):
    settings.DEMO = False

    with pytest.raises(SystemExit, match="make demo"):
        call_command("demo")


def test_demo_refuses_a_taken_port_in_one_sentence(tmp_path, household):
    with socket.create_server(("127.0.0.1", 0)) as door, pytest.raises(SystemExit, match="is taken by another program"):
        demo.Command().enter(household, door.getsockname()[1])


@pytest.mark.django_db
def test_demo_refuses_a_database_with_data_of_others():
    PersonFactory()

    with pytest.raises(SystemExit, match="not the demo's"):
        demo.Command().refuse_foreign_data()


@pytest.mark.django_db
def test_demo_knows_when_its_story_was_told():
    assert demo._told() == ""

    demo._mark("2026-03-05")

    assert demo._told() == "2026-03-05"


@pytest.mark.django_db
def test_demo_forgets_its_story_with_the_data():
    demo._mark("2026-03-05")

    demo._empty()

    assert demo._told() == ""
    assert connection.introspection.table_names() == []


@pytest.mark.django_db
def test_worker_is_alive_for_a_minute_after_its_last_sign():
    def sign(seconds):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_workers")
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')",
                [seconds],
            )
        return serving.worker_alive()

    assert not serving.worker_alive()
    assert (sign(50), sign(70)) == (True, False)
