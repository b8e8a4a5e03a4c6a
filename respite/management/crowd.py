"""Several clients at once over HTTP, against the server and the worker settings that the product ships with.

Each client asks again as soon as it has its answer, on one connection. The client runs on the same machine: the share
of its processor time is printed beside the figures, because it is taken from the server.
"""

import os
import resource
import socket
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles

from django.db import connection

from respite import postgres, serving

SECONDS = 8.0
WARM = 2.0


@dataclass(frozen=True)
class Figures:
    """Answers a second, milliseconds at three percentiles, and the share of one core the clients took."""

    rate: float
    p50: float
    p95: float
    p99: float
    client: float

    def __str__(self) -> str:
        """Return the figures as they stand in the table."""
        times = f"p50 {self.p50:7.1f}  p95 {self.p95:7.1f}  p99 {self.p99:7.1f} ms"
        return f"{self.rate:8.1f} a second  {times}  client {self.client:4.0%} of a core"


@contextmanager
def server() -> Iterator[int]:
    """Run the product's own web server on the database of this connection, and yield its port."""
    port = _free_port()
    where = os.environ.get("DATABASE_URL", "")
    name = connection.settings_dict["NAME"]
    url = f"{where.rpartition('/')[0]}/{name}" if where else postgres.url(name)
    with tempfile.TemporaryDirectory() as folder:
        household = serving.Household(Path(folder), "bench")
        household.enter()
        household.start("web server", serving.web_server(port), os.environ | {"DATABASE_URL": url})
        try:
            if not serving.wait_for(port, household):
                raise SystemExit(f"The server does not come up: {household.log.read_text()}")
            yield port
        finally:
            household.leave()


def asked(port: int, path: str, clients: int, headers: dict[str, str], seconds: float = SECONDS) -> Figures:
    """Have so many clients ask for one page for some seconds, after a moment to warm up."""
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda _: _one(port, path, headers, WARM), range(clients)))
        began, spent = time.perf_counter(), _spent()
        took = [ms for times in pool.map(lambda _: _one(port, path, headers, seconds), range(clients)) for ms in times]
        passed = time.perf_counter() - began
        share = (_spent() - spent) / passed
    cuts = quantiles(took, n=100, method="inclusive") if len(took) > 1 else took * 99
    return Figures(len(took) / passed, cuts[49], cuts[94], cuts[98], share)


def _one(port: int, path: str, headers: dict[str, str], seconds: float) -> list[float]:
    """Ask again and again on one connection; return the milliseconds of each answer."""
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    times, until = [], time.perf_counter() + seconds
    try:
        while (started := time.perf_counter()) < until:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            answer.read()
            times.append(1000 * (time.perf_counter() - started))
            if answer.status not in {200, 304}:
                raise RuntimeError(f"{path} answered {answer.status}")
    finally:
        line.close()
    return times


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
