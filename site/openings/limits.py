"""How often one address may read: a count in the memory of this process, under a key that is thrown away each minute.

Nothing about visitors is kept. An address stands here for a minute at most, hashed with a key that nothing else knows;
afterwards nobody, ourselves included, can say who asked. Who shares an address (a household, a county office) shares
the count, so the number of reads left is told only when few are: else one could read from it whether somebody else in
the house looked here. Both headers are those of draft-ietf-httpapi-ratelimit-headers-11 (docs/decisions/0022).
"""

import ipaddress
import re
import secrets
import time
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openings import outlets
from respite.access import visitor_address

WINDOW = 60  # seconds
POLICY = "reads"
MOST = 100_000  # addresses a minute; more than that are not counted, so that nobody can fill the memory
PORT = re.compile(r"[0-9.]+:[0-9]+", re.ASCII)  # 192.0.2.1:50001
TYPE = "https://iana.org/assignments/http-problem-types#quota-exceeded"
LIMITED = ("/api/", "/feeds/", "/oembed", "/hsds/", "/exports/")  # never the cards: readers would see an error


class Count(NamedTuple):
    """How many reads an address has left, and for how many seconds that holds; `over` when it asked once too often."""

    left: int
    seconds: int
    over: bool


class Counter:
    """The counts of one minute. Each process begins its minutes at its own second, so that not all come at once."""

    def __init__(self) -> None:
        """Begin with nobody counted."""
        self.shift = secrets.randbelow(WINDOW)
        self.minute = -1
        self.key = b""
        self.counts: dict[bytes, int] = {}

    def take(self, address: str, most: int) -> Count:
        """Count one read of `address`, and return what is left of `most`."""
        minute, passed = divmod(int(time.time()) + self.shift, WINDOW)
        if minute != self.minute:
            self.minute, self.key, self.counts = minute, secrets.token_bytes(32), {}
        mark = blake2b(network(address).encode(), key=self.key, digest_size=16).digest()
        count = self.counts.get(mark, 0) + 1
        if count > 1 or len(self.counts) < MOST:
            self.counts[mark] = count
        return Count(max(0, most - count), WINDOW - passed, count > most)


counter = Counter()


def take(request: HttpRequest) -> Count | None:
    """Count a read of a public address; None where nothing is counted."""
    most = settings.READS_A_MINUTE
    if not most or request.method == "OPTIONS" or not request.path_info.startswith(LIMITED):
        return None
    return counter.take(visitor_address(request), most)


def say(answer: HttpResponse, count: Count) -> HttpResponse:
    """Put the limit on an answer: always how much there is, and how much is left only when it is little."""
    most = settings.READS_A_MINUTE
    answer.headers["RateLimit-Policy"] = f'"{POLICY}";q={most};w={WINDOW}'
    if count.left < most // 10 or count.over:
        answer.headers["RateLimit"] = f'"{POLICY}";r={count.left};t={count.seconds}'
    return answer


def refused(request: HttpRequest, count: Count) -> HttpResponse:
    """Answer that somebody asked too often: 429 with the time after which it works again."""
    answer = outlets.problem(request, HTTPStatus.TOO_MANY_REQUESTS, more={"type": TYPE, "violated-policies": [POLICY]})
    answer.headers["Retry-After"] = str(count.seconds)
    return say(answer, count)


def described() -> dict[str, Any]:
    """Return both headers as OpenAPI describes them."""
    words = {
        "RateLimit-Policy": "How many reads one address has in how many seconds. Left out where nothing is counted.",
        "RateLimit": "How many of them are left, told only when they are few, and for how many seconds that holds.",
    }
    return {
        name: {"required": False, "description": told, "schema": {"type": "string"}} for name, told in words.items()
    }


def network(address: str) -> str:
    """Return what is counted as one: an address, or the network of one household in IPv6, which has many of them.

    Some proxies tell the port with it, which is another one each time.
    """
    bare = address.strip()
    bare = bare[1:].partition("]")[0] if bare.startswith("[") else bare
    if PORT.fullmatch(bare):
        return bare.partition(":")[0]
    try:
        found = ipaddress.IPv6Address(bare.partition("%")[0])
    except ValueError:
        return bare
    return str(found.ipv4_mapped or int(found) >> 64)
