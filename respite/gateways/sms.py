"""Text messages through any gateway that speaks Twilio's Messages API; asked for the outcome, never told it."""

import json
import logging
import re
import secrets
import ssl
from base64 import b64encode
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings

from respite.gateways import console
from respite.gateways.answers import Handed, Never, NotNow, Unsure, Why, is_sayable

logger = logging.getLogger(__name__)

Outcome = Literal["waiting", "delivered", "failed"]
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
SERVICE = re.compile(r"MG[0-9a-f]{32}")
LONGEST = 1600  # letters; the gateways refuse more
LARGEST = 65536  # bytes of an answer that we read
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# "sent" means that the carrier has it; some carriers never say more.
STATES: dict[str, Outcome] = {
    "delivered": "delivered", "read": "delivered",
    "undelivered": "failed", "failed": "failed", "canceled": "failed",
}  # fmt: skip
CODES = {
    "21211": Why.NUMBER,  # no such number
    "21217": Why.NUMBER,
    "21408": Why.NUMBER,  # a country we may not write to
    "21610": Why.STOPPED,
    "21612": Why.NUMBER,  # no way there
    "21614": Why.NUMBER,  # not a mobile phone
    "21635": Why.NUMBER,  # a landline
    "21617": Why.UNFIT,  # too long
    "21606": Why.TEXT_SETUP,  # our own number cannot send
}
FULL = "21611"  # the gateway's queue for our number is full


@dataclass(frozen=True)
class Answer:
    """What a gateway said: the status, and the fields of its answer when they could be read."""

    status: int
    fields: dict[str, Any]

    @property
    def fine(self) -> bool:
        """Tell whether the gateway did what we asked."""
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """Return the gateway's own number for what went wrong, or nothing."""
        code = str(self.fields.get("code", ""))
        return code if re.fullmatch(r"[0-9]{1,6}", code) else ""

    @property
    def outcome(self) -> Outcome:
        """Return what became of the text."""
        return STATES.get(str(self.fields.get("status", "")), "waiting")


def text(number: str, words: str) -> Handed:
    """Hand a text message to the gateway. Raises NotNow, Never or Unsure."""
    if settings.TEXT_BACKEND == "none":
        raise Never(Why.NO_TEXT)
    if not NUMBER.fullmatch(number):
        raise Never(Why.NUMBER)
    if not is_sayable(words) or len(words) > LONGEST:
        raise Never(Why.UNFIT)
    if settings.TEXT_BACKEND == "console":
        console.show("text message", number, words)
        return Handed(reference=f"console-{secrets.token_hex(8)}", delivered=None)
    sender = "MessagingServiceSid" if SERVICE.fullmatch(settings.TEXT_FROM) else "From"
    answer = _ask("POST", "Messages.json", {"To": number, sender: settings.TEXT_FROM, "Body": words})
    if not answer.fine:
        raise _refusal(answer)
    reference = str(answer.fields.get("sid", ""))
    if not REFERENCE.fullmatch(reference):
        raise Unsure("The text gateway took the text and gave no reference.")
    return Handed(reference, {"delivered": True, "failed": False}.get(answer.outcome))


def outcome(reference: str) -> Outcome:
    """Ask what became of a text. Raises NotNow, or Never when the gateway will not know any more."""
    if settings.TEXT_BACKEND == "none":
        raise Never(Why.NO_TEXT)
    if settings.TEXT_BACKEND == "console":
        return "delivered"
    if not REFERENCE.fullmatch(reference):
        raise Never(Why.UNKNOWN)
    answer = _ask("GET", f"Messages/{reference}.json")
    if answer.status in {404, 410}:
        raise Never(Why.UNKNOWN)
    if answer.fine and "status" in answer.fields:
        return answer.outcome
    refusal = NotNow("The text gateway said nothing readable.") if answer.fine else _refusal(answer)
    # Asking twice does no harm.
    raise NotNow(str(refusal)) if isinstance(refusal, Unsure) else refusal


def _refusal(answer: Answer) -> NotNow | Never | Unsure:
    """Say what an answer other than yes means for the text."""
    said = f"The text gateway answered {answer.status}, code {answer.code or 'none'}."
    logger.warning(said)
    if answer.status in {502, 504}:  # from a machine in between: the gateway behind it may have the text
        return Unsure(said)
    if answer.status in {408, 425, 429} or answer.status >= 500 or answer.code == FULL:
        return NotNow(said)
    if answer.code in CODES:
        return Never(CODES[answer.code])
    return Never(Why.TEXT_REFUSED if answer.status in {400, 422} else Why.TEXT_SETUP)


def _ask(method: str, path: str, form: dict[str, str] | None = None) -> Answer:
    """Ask the gateway once. Redirects are not followed. Raises NotNow, Unsure, or Never for an unsafe address."""
    connection = _connection()
    base = urlsplit(settings.TEXT_URL).path.rstrip("/")
    user = f"{settings.TEXT_USER}:{settings.TEXT_TOKEN}"
    headers = {
        "Authorization": f"Basic {b64encode(user.encode()).decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        "Connection": "close",
    }
    handed_over = False
    try:
        connection.connect()
        connection.sock.settimeout(settings.GATEWAY_TIMEOUTS[1])
        whole = f"{base}/2010-04-01/Accounts/{quote(settings.TEXT_ACCOUNT, safe='')}/{path}"
        connection.request(method, whole, urlencode(form or {}).encode() or None, headers)
        handed_over = form is not None
        response = connection.getresponse()
        return Answer(response.status, _fields(response))
    except (OSError, HTTPException) as error:
        name = type(error).__name__
    finally:
        connection.close()
    # Raised out here, so that it drags no error along.
    raise Unsure(f"The text gateway fell silent: {name}.") if handed_over else NotNow(f"No text gateway: {name}.")


def is_safe(url: str) -> bool:
    """Tell whether texts may go to this address: encrypted, or to this very machine."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _connection() -> HTTPConnection:
    if not is_safe(settings.TEXT_URL):
        raise Never(Why.TEXT_SETUP)
    url, patience = urlsplit(settings.TEXT_URL), settings.GATEWAY_TIMEOUTS[0]
    host = url.hostname or ""
    if url.scheme == "https":
        return HTTPSConnection(host, url.port, timeout=patience, context=ssl.create_default_context())
    return HTTPConnection(host, url.port, timeout=patience)


def _fields(response: HTTPResponse) -> dict[str, Any]:
    """Return the fields of an answer; none when it is too large, breaks off or is no JSON."""
    try:
        fields = json.loads(response.read(LARGEST))
    except (OSError, HTTPException, ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
