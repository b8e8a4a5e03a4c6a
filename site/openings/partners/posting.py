"""One sending: the signed bytes to a checked address, and what the other side said to it. Its body is never read."""

import io
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from standardwebhooks import Webhook as Signer

from openings.partners import guard
from openings.partners.guard import Refused, Target

MOST = 65536  # bytes of an answer's head that we read (SE-57)
LONGEST_WAIT = 24 * 3600
TROUBLES = [  # the first that fits
    (ValidationError, "inside"),
    (TimeoutError, "silent"),
    (ssl.SSLError, "tls"),
    (OSError, "closed"),
    (HTTPException, "broken"),
    (ValueError, "broken"),
]
INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)[0-9]{2}\b")  # "go on", "early hints": the answer comes after it
END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class Said:
    """What came of a sending: the status, or why there was none; and how many seconds they asked us to wait."""

    status: int | None = None
    trouble: str = ""
    wait: int = 0

    @property
    def taken(self) -> bool:
        """Say whether it was taken: only 2xx is a yes."""
        return self.status is not None and 200 <= self.status < 300


def headers(body: str, *, message_id: str, secrets: list[bytes], at: datetime) -> dict[str, str]:
    """Return the headers of Standard Webhooks, with a signature for each secret."""
    signatures = [Signer(secret).sign(message_id, at, body) for secret in secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": "respite-webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
        "Connection": "close",
    }


def post(address: str, body: bytes, sent: dict[str, str], now: datetime) -> Said:
    """Send `body` once. Never raises for what is wrong outside: every trouble has a word."""
    deadline = time.monotonic() + settings.WEBHOOK_TIMEOUTS[1]
    try:
        target = guard.parse(address)
        with _line(target, deadline) as line:
            connection = HTTPSConnection(target.host, context=line.context)
            connection.sock = line
            connection.request("POST", target.path, body, sent)
            answer = HTTPResponse(_Read(_head(line, deadline)), method="POST")  # type: ignore[arg-type]
            answer.begin()
            return Said(status=answer.status, wait=_wait(answer.headers.get("Retry-After", ""), now))
    except Refused as refusal:
        return Said(trouble=refusal.code)
    except (OSError, HTTPException, ValueError, ValidationError) as trouble:
        late = isinstance(trouble, OSError) and time.monotonic() >= deadline  # we cut it off ourselves
        return Said(trouble="silent" if late else next(word for kind, word in TROUBLES if isinstance(trouble, kind)))


@contextmanager
def _line(target: Target, deadline: float) -> Iterator[ssl.SSLSocket]:
    """Open an encrypted line to a checked address, under the name and certificate of the host, until the deadline."""
    plain = _connect(guard.addresses(target.host), deadline)
    context = ssl.create_default_context()
    line = context.wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)
    # Whoever drips one byte after the other keeps each step short, and is cut off all the same.
    cut = threading.Timer(max(deadline - time.monotonic(), 0.01), _cut, [line])
    cut.daemon = True
    cut.start()
    try:
        with line:
            line.do_handshake()
            yield line
    finally:
        cut.cancel()


def _connect(reached: list[str], deadline: float) -> socket.socket:
    """Connect to the first of the checked addresses that answers; some have one that leads nowhere from here."""
    for ip in reached[:4]:
        try:
            return socket.create_connection((ip, guard.port()), timeout=_left(deadline))
        except OSError as trouble:
            last = trouble
    raise last


def _cut(line: ssl.SSLSocket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # below the encryption, which belongs to the other thread


def _head(line: ssl.SSLSocket, deadline: float) -> bytes:
    """Read until the head of the answer is there: no longer than the deadline, and never more than 64 KiB.

    Heads of answers on the way to it are passed over.
    """
    read, passed = b"", 0
    while True:
        if end := END.search(read):
            if not INTERIM.match(read):
                return read
            read, passed = read[end.end() :], passed + end.end()
            continue
        line.settimeout(_left(deadline))
        more = line.recv(4096)
        if not more:  # half a head says nothing, whatever its first line is
            raise ConnectionResetError
        read += more
        if len(read) + passed >= MOST:
            raise HTTPException


def _left(deadline: float) -> float:
    left = min(settings.WEBHOOK_TIMEOUTS[0], deadline - time.monotonic())
    if left <= 0:
        raise TimeoutError
    return left


def _wait(told: str, now: datetime) -> int:
    """Return the seconds of Retry-After, written as a number or as a date; at most a day, 0 for anything else."""
    if re.fullmatch(r"[0-9]{1,9}", told.strip(), re.ASCII):
        return min(int(told), LONGEST_WAIT)
    try:
        seconds = (parsedate_to_datetime(told) - now).total_seconds()
    except (TypeError, ValueError):  # no date, or one without a zone
        return 0
    return max(0, min(int(seconds), LONGEST_WAIT))


class _Read:
    """What was read, in the form in which http.client reads an answer."""

    def __init__(self, head: bytes) -> None:
        self.head = head

    def makefile(self, *_how: Any) -> io.BytesIO:
        """Return it as a file."""
        return io.BytesIO(self.head)
