"""The processes that serve: starting and ending them, and whether the one behind the queue is alive."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 1  # of the web server on two cores: docs/decisions/0024
PATIENCE = 10  # seconds a process gets to finish its work before it is ended


def worker_alive(within: int = 60) -> bool:
    """Tell whether a worker gave a sign of life in the last `within` seconds, by the clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - %s * interval '1 second')",
            [within],
        )
        return bool(cursor.fetchone()[0])


def port_is_free(port: int) -> bool:
    """Tell whether nobody serves on `port` of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            door.bind(("127.0.0.1", port))
            return True
    return False


class Household:
    """Processes that live and end together, noted in a file so that a killed run can be cleared away by the next."""

    def __init__(self, folder: Path, name: str) -> None:
        """Keep the note, the lock and the log in `folder`, under `name`."""
        folder.mkdir(parents=True, exist_ok=True)
        self.note = folder / f"{name}.json"
        self.log = folder / f"{name}.log"
        self.lock = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.entered = False
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def enter(self) -> bool:
        """Return False when another one of the same name runs; else end what a killed run left behind."""
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        self.entered = True
        end([process for pid, born in self._noted() if (process := _same(pid, born))])
        self.log.write_bytes(b"")
        return True

    def start(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        """Start `command`, away from the keyboard, writing to the log."""
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C reaches us alone, and we end the others in good order.
            self.processes[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        known = [psutil.Process(process.pid) for process in self.processes.values() if process.poll() is None]
        self.note.write_text(json.dumps([(process.pid, process.create_time()) for process in known]))

    def stopped(self) -> list[str]:
        """Return the names of those that ended by themselves."""
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def finish(self, name: str) -> int:
        """Wait for one that ends by itself, and return how it ended."""
        return self.processes.pop(name).wait()

    def leave(self) -> None:
        """End all of them, newest first; the note of another run that is still there is left alone."""
        for process in reversed(self.processes.values()):
            if process.poll() is None:
                end([psutil.Process(process.pid)])
            process.wait()
        if self.entered:
            self.note.unlink(missing_ok=True)

    def _noted(self) -> list[tuple[int, float]]:
        try:
            return [(int(pid), float(born)) for pid, born in json.loads(self.note.read_text())]
        except (FileNotFoundError, ValueError):
            return []


def end(processes: list[psutil.Process]) -> None:
    """Ask `processes` and their children to end, and make them when they do not."""
    family = list(processes)
    for process in processes:
        with suppress(psutil.Error):
            family += process.children(recursive=True)
    for process in processes:  # a parent tells its own children
        with suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=PATIENCE)


def _same(pid: int, born: float) -> psutil.Process | None:
    """Return the process with this number only if it is the one that was noted: numbers are used again."""
    try:
        process = psutil.Process(pid)
        return process if abs(process.create_time() - born) < 1 else None
    except psutil.Error:
        return None


class Stop(KeyboardInterrupt):
    """Somebody asked us to stop."""


def stop_on_signals() -> None:
    """Turn Ctrl-C, a polite kill and a closed terminal into `Stop`."""

    def stop(*_: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)  # once is enough: the second Ctrl-C must not break the ending
        raise Stop

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in numbers:
        signal.signal(number, stop)


def wait_for(port: int, household: Household, seconds: int = 120) -> bool:
    """Wait until something serves on `port`; False when it does not come up or one of the household ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not household.stopped():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door, suppress(OSError):
            door.connect(("127.0.0.1", port))
            return True
        time.sleep(0.1)
    return False


def web_server(port: int, workers: int = WORKERS, threads: int = THREADS) -> list[str]:
    """Return the command that serves the site; docs/decisions say why these numbers."""
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--workers", str(workers)]
    command += ["--blocking-threads", str(threads), "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    command += ["--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "5"]
    return [*command, "respite.wsgi:application"]
