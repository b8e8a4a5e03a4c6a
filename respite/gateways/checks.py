"""What `manage.py check --deploy` says about the ways out."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from respite.gateways import ready, sms

TELLING = ("crisis", "respite", "mental", "suicide")


def check_ways_out(**options: Any) -> list[CheckMessage]:
    """Warn when production cannot send, or when the sender gives away what the house is (CS-13)."""
    found: list[CheckMessage] = []
    if not ready("text"):
        found.append(_silent("text", "W001", ["TEXT_ACCOUNT", "TEXT_TOKEN", "TEXT_FROM"]))
    if not ready("email"):
        found.append(_silent("mail", "W002", ["MAIL_HOST", "MAIL_FROM"]))
    for number, name in {"W003": "TEXT_FROM", "W004": "MAIL_FROM"}.items():
        if any(word in getattr(settings, name).lower() for word in TELLING):
            said = f"RESPITE_{name} shows on the phones of guests, and says what the house is. Choose a neutral one."
            found.append(Warning(said, id=f"respite.{number}"))
    if not sms.is_safe(settings.TEXT_URL):
        found.append(Error("RESPITE_TEXT_URL must start with https://, or no text is sent.", id="respite.E001"))
    return found


def _silent(way: str, number: str, names: list[str]) -> CheckMessage:
    missing = ", ".join(f"RESPITE_{name}" for name in names if not getattr(settings, name))
    said = f"Nothing can be sent by {way}, and staff are told to phone. Not set: {missing}."
    return Warning(said, hint="docs/settings.md says what each one is.", id=f"respite.{number}")
