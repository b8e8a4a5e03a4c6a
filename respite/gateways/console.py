"""What would have gone out, printed in a frame. For the demo and for development; never in production."""

import re
import sys
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


def show(kind: str, to: str, words: str) -> None:
    """Print a message. Raises ImproperlyConfigured in production, where the output is kept as a log."""
    if not settings.LOCAL:
        raise ImproperlyConfigured("Messages are printed in the demo and in development only.")
    lines = [f"to: {to}", "", *words.splitlines()]
    framed = "".join(f"| {_printable(line)}".rstrip() + "\n" for line in lines)
    # One write, so that two messages at once do not mix.
    sys.stdout.write(f"+---- {kind}, shown here and sent to nobody ----\n{framed}+----\n")
    sys.stdout.flush()


def _printable(line: str) -> str:
    """Keep a terminal from taking a message for an order."""
    return re.sub("[\0-\x1f\x7f-\x9f]", "?", line)


class EmailBackend(BaseEmailBackend):
    """The mailer of the demo and of development."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Print each mail."""
        for mail in email_messages:
            show("mail", ", ".join(mail.recipients()), f"{mail.subject}\n\n{mail.body}")
        return len(email_messages)
