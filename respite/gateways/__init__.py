"""The edge of the world: how mail and text messages leave. What goes to whom is decided above."""

from typing import Literal

from django.conf import settings

from respite.gateways.answers import Handed, Never, NotNow, Unsure, Why
from respite.gateways.mail import mail
from respite.gateways.sms import Outcome, outcome, text

__all__ = ["Handed", "Never", "NotNow", "Outcome", "Unsure", "Why", "mail", "outcome", "ready", "text"]


def ready(way: Literal["text", "email"]) -> bool:
    """Tell screens whether this way out can be used at all."""
    return bool((settings.TEXT_BACKEND if way == "text" else settings.MAIL_BACKEND) != "none")
