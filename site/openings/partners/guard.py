"""Where webhooks may go (SE-57): a name on the public internet, port 443, and nowhere near ourselves.

An address is looked at when it is written down and again at each sending, because a name may lead elsewhere by then.
What was looked up is what is connected to: between the look and the connection nobody can change the answer.
"""

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PORT = 443
LONGEST = 500
# Read whole by one pattern, so that no second reader can see another host in it: a name with dots that ends in a
# letter, so never a number of any notation; no user, no other port, no fragment, no backslash, plain signs only.
ADDRESS = re.compile(
    r"(?i:https://(?P<host>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])))"
    r"(?::443)?(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?P<query>\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?",
    re.ASCII,
)
# Names that never are on the public internet; a resolver of ours may know them all the same.
INSIDE = ("local", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "onion", "alt")
# Global by the registries' tables, and yet a way to somewhere else: clouds' own services, and all that carries an
# IPv4 address inside.
REFUSED = [
    ipaddress.ip_network(one)
    for one in (
        "168.63.129.16/32",  # a cloud's own service
        "192.88.99.0/24",  # relays of 6to4
        "64:ff9b::/96", "64:ff9b:1::/48",  # NAT64
        "2001::/23",  # Teredo and other protocols' own
        "2002::/16",  # 6to4
        "3fff::/20", "5f00::/16",  # documentation, segment routing
    )
]  # fmt: skip
PUBLIC_V6 = ipaddress.ip_network("2000::/3")  # all that is handed out; mapped, translated and local ones lie outside


class Refused(Exception):
    """Nothing may be sent there. `code` says why, for the log of the office."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Target:
    """An address in its parts."""

    host: str
    path: str


def parse(address: str) -> Target:
    """Return the parts of an address. Raises ValidationError with a sentence for the screen."""
    if len(address) > LONGEST:
        raise ValidationError(_("This address is too long."), code="address")
    found = ADDRESS.fullmatch(address)
    if found is None or len(found["host"]) > 253:
        raise ValidationError(
            _("Write an address like https://hooks.example.org/respite: https, a name, no port and no sign-in."),
            code="address",
        )
    host = found["host"].lower()
    if host.rpartition(".")[2] in INSIDE:
        raise ValidationError(_("This name is not on the public internet."), code="address")
    return Target(host, (found["path"] or "/") + (found["query"] or ""))


def check(address: str) -> None:
    """Refuse an address that nothing may be sent to, as it is looked up now. Raises ValidationError (code "address").

    The sentence does not say where a name leads: whoever writes it down must not learn about our own network.
    """
    try:
        addresses(parse(address).host)
    except Refused as refusal:
        sentences = {
            "inside": _("We cannot send there. The name has to lead to the public internet."),
            "name": _("We do not find this name just now. Please check it, or try again later."),
        }
        raise ValidationError(sentences[refusal.code], code="address") from None


def addresses(host: str) -> list[str]:
    """Look `host` up once, and return its addresses, all of them checked. Raises Refused: "name" or "inside".

    One that may not be reached refuses all: who mixes them has no good reason to.
    """
    found = _look_up(host)
    if not found:
        raise Refused("name")
    if not all(may_reach(address) for address in found):
        raise Refused("inside")
    return list(dict.fromkeys(found))


def may_reach(address: str) -> bool:
    """Say whether an address is one of the public internet. An address with a zone never is."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if settings.WEBHOOK_LOOPBACK_PORT and address == "127.0.0.1":  # a receiver of a test
        return True
    if isinstance(ip, ipaddress.IPv6Address) and (ip.scope_id or ip not in PUBLIC_V6):
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in REFUSED)


def port() -> int:
    """Return the port to connect to."""
    return settings.WEBHOOK_LOOPBACK_PORT or PORT


def _look_up(host: str) -> list[str]:
    """Ask the resolver, with patience that has an end; a look-up that fails, fails the sending."""
    found: list[str] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        except (OSError, UnicodeError):
            return
        found.extend(str(row[4][0]) for row in rows)

    # A resolver cannot be interrupted: one that hangs is left to itself.
    asking = threading.Thread(target=ask, daemon=True, name="webhook look-up")
    asking.start()
    asking.join(settings.WEBHOOK_TIMEOUTS[0])
    return [] if asking.is_alive() else found
