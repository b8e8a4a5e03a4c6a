"""The embedded PostgreSQL: always one server, whatever happened before, and none when nobody needs it."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

# Each user of the server is a process of its own, with a folder that is not the checkout's.
PRELUDE = """
import sys
from pathlib import Path
from respite import postgres

here = Path(sys.argv[1])
postgres.FOLDER, postgres.ELSEWHERE = here / "in", here / "out"

def ask(words):
    import psycopg
    with psycopg.connect(postgres.url()) as server:
        for word in words.split(";"):
            answer = server.execute(word)
        return answer.fetchone()[0]

def wait():
    print("ready", flush=True)
    sys.stdin.read()
"""
WHO = "ask('SELECT pg_postmaster_start_time()')"


@pytest.fixture
def here():
    folder = Path(tempfile.mkdtemp(prefix="respite-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for server in servers(folder):
        server.kill()
        server.wait()
    shutil.rmtree(folder)


def servers(folder):
    """Return the PostgreSQL servers whose data is in `folder`."""
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] == "postgres" and any(str(folder) in part for part in process.info["cmdline"] or []):
            found.append(process)
    return found


def begin(folder, code, **environment):
    """Start a user of the server."""
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, str(folder)],
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    """Let it end, and return what it printed."""
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    return output.strip()


def run(folder, code, **environment):
    return finish(begin(folder, code, **environment))


def crash(folder):
    """Leave a server behind as a power cut or kill -9 would: no process, but its files."""
    user = begin(folder, f"print({WHO}, flush=True); wait()")
    user.stdout.readline()
    user.kill()
    user.communicate()
    [server] = servers(folder)
    family = [server, *server.children(recursive=True)]
    for process in family:
        with suppress(psutil.NoSuchProcess):  # the children follow by themselves
            process.kill()
    psutil.wait_procs(family, timeout=10)
    return next(folder.rglob("postmaster.pid"))


def test_server_runs_for_as_long_as_somebody_uses_it(here):
    first = begin(here, f"print({WHO}); wait()")
    started = first.stdout.readline().strip()

    assert run(here, f"print({WHO})") == started
    assert len(servers(here)) == 1
    finish(first)
    assert servers(here) == []


def test_server_is_one_for_many_who_start_at_once(here):
    users = [begin(here, f"print({WHO}); wait()") for _ in range(6)]

    assert len({user.stdout.readline() for user in users}) == 1
    for user in users:
        finish(user)
    assert servers(here) == []


def test_server_starts_again_after_it_was_killed(here):
    crash(here)

    assert run(here, "print(ask('SELECT 1'))") == "1"


def test_server_starts_although_its_old_number_is_anothers_now(here):
    note = crash(here)
    number, rest = note.read_text().split("\n", 1)
    note.write_text(f"{os.getpid()}\n{rest}")

    assert run(here, "print(ask('SELECT 1'))") == "1"
    assert number != str(os.getpid())


def test_server_left_running_is_taken_over_and_ended(here):
    user = begin(here, f"print({WHO}); wait()")
    started = user.stdout.readline().strip()
    user.kill()
    user.communicate()

    assert run(here, f"print({WHO})") == started
    assert servers(here) == []


def test_server_for_the_demo_is_apart_and_keeps_what_it_is_told(here):
    options = "print(ask('SHOW fsync'), ask('SHOW data_checksums'), ask('SHOW max_connections'))"

    assert run(here, options, RESPITE_TEST="1") == "off on 200"
    assert run(here, options, RESPITE_TEST="") == "on on 200"


def test_role_is_no_superuser_and_may_install_what_we_need(here):
    words = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    extensions = "ask('CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; SELECT 1')"

    assert run(here, f'print(ask("{words}"), {extensions})') == "False 1"


def test_url_reaches_a_folder_with_a_long_and_capital_name(here):
    folder = here / ("Long Name " * 12).strip()
    folder.mkdir()

    assert run(folder, "print(ask('SELECT 1'))") == "1"
    assert servers(folder) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for the server")
def test_server_of_root_moves_out_of_a_folder_nobody_may_enter(here):
    (here / "in").mkdir(mode=0o700)

    assert run(here, "print(ask('SELECT 1'))") == "1"
    assert list(here.glob("out/*/test-*/PG_VERSION"))
    assert (here / "in").stat().st_mode & 0o777 == 0o700
