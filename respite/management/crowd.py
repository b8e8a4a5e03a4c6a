"""Several clients at once over HTTP, against the server and the worker settings that the product ships with.

Each client asks again as soon as it has its answer, on one connection. The clients run on the same machine: the share
of their processor time is printed beside the figures, because it is taken from the server. Where `wrk` is installed it
asks, since it takes a tenth of what our own client does; the figures say which of them it was.
"""

import json
import os
import resource
import shutil
import socket
import subprocess
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
# wrk counts answers that are no answer apart; one of them makes the figure worthless.
TOLD = """
done = function(summary, latency, requests)
  local wrong = summary.errors.connect + summary.errors.read + summary.errors.status + summary.errors.timeout
  io.write(string.format('\\n{"count":%d,"seconds":%f,"wrong":%d,"p50":%f,"p95":%f,"p99":%f}\\n', summary.requests,
    summary.duration / 1e6, wrong, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3))
end
"""
FILES = """
worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;
events {{ worker_connections 256; }}
http {{
  types {{ text/html html; application/json json; }} default_type application/json; etag on;
  access_log off; sendfile on; keepalive_requests 1000000; client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {root}; index index.html; }}
}}
"""


@dataclass(frozen=True)
class Figures:
    """Answers a second, milliseconds at three percentiles, and the share of one core the clients took."""

    rate: float
    p50: float
    p95: float
    p99: float
    client: float
    asked_by: str = "own client"

    def __str__(self) -> str:
        """Return the figures as they stand in the table."""
        times = f"p50 {self.p50:7.1f}  p95 {self.p95:7.1f}  p99 {self.p99:7.1f} ms"
        return f"{self.rate:8.1f} a second  {times}  {self.asked_by} {self.client:4.0%} of a core"


@contextmanager
def server(workers: int = serving.WORKERS, threads: int = serving.THREADS) -> Iterator[int]:
    """Run the product's own web server on the database of this connection, and yield its port."""
    port = _free_port()
    where = os.environ.get("DATABASE_URL", "")
    name = connection.settings_dict["NAME"]
    url = f"{where.rpartition('/')[0]}/{name}" if where else postgres.url(name)
    with tempfile.TemporaryDirectory() as folder:
        household = serving.Household(Path(folder), "bench")
        household.enter()
        household.start("web server", serving.web_server(port, workers, threads), os.environ | {"DATABASE_URL": url})
        try:
            if not serving.wait_for(port, household):
                raise SystemExit(f"The server does not come up: {household.log.read_text()}")
            yield port
        finally:
            household.leave()


@contextmanager
def files(root: Path) -> Iterator[int]:
    """Have nginx serve the files in a folder, and yield its port."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "nginx.conf"
        told.write_text(FILES.format(folder=folder, root=root, port=port))
        household = serving.Household(Path(folder), "nginx")
        household.enter()
        household.start("nginx", [shutil.which("nginx") or "nginx", "-c", told, "-p", folder], os.environ)
        try:
            if not serving.wait_for(port, household):
                raise SystemExit(f"nginx does not come up: {household.log.read_text()}")
            yield port
        finally:
            household.leave()


def asked(port: int, path: str, clients: int, headers: dict[str, str], seconds: float = SECONDS) -> Figures:
    """Have so many clients ask for one page for some seconds, after a moment to warm up."""
    if tool := shutil.which("wrk"):
        told = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        command = [tool, "-t1", f"-c{clients}", "--timeout", "60s", *told, f"http://127.0.0.1:{port}{path}"]
        _wrk(command, WARM)
        return _wrk(command, seconds)
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda _: _one(port, path, headers, WARM), range(clients)))
        began, spent = time.perf_counter(), _spent()
        took = [ms for times in pool.map(lambda _: _one(port, path, headers, seconds), range(clients)) for ms in times]
        passed = time.perf_counter() - began
        share = (_spent() - spent) / passed
    cuts = quantiles(took, n=100, method="inclusive") if len(took) > 1 else took * 99
    return Figures(len(took) / passed, cuts[49], cuts[94], cuts[98], share)


def _wrk(command: list[str], seconds: float) -> Figures:
    """Let wrk ask, in one thread. Raises RuntimeError when an answer was none."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(TOLD)
        script.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        words = [command[0], f"-d{round(seconds)}s", "-s", script.name, *command[1:]]
        said = subprocess.run(words, capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    facts = json.loads(said.stdout.strip().splitlines()[-1])
    if facts["wrong"]:
        raise RuntimeError(f"{command[-1]}: {facts['wrong']} requests had no good answer")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rate = facts["count"] / facts["seconds"]
    return Figures(rate, facts["p50"], facts["p95"], facts["p99"], spent / facts["seconds"], "wrk")


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
