"""Mail through Django's mailers: plain text, one person, nothing that tells more than the words do."""

import logging
import re
import secrets
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends import smtp
from django.core.validators import validate_email

from respite.gateways.answers import Handed, Never, NotNow, Unsure, Why, is_sayable

logger = logging.getLogger(__name__)

CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]")  # a line break in a subject would start a header of its own


def mail(address: str, subject: str, words: str) -> Handed:
    """Hand a mail to the mail server. Raises NotNow, Never or Unsure."""
    if settings.MAIL_BACKEND == "none":
        raise Never(Why.NO_MAIL)
    message = _message(address, subject, words)
    try:
        with mailers["default"] as mailer:  # closes what it opened, even half
            mailer.send_messages([message])
    except (OSError, ValueError) as error:  # every error of smtplib is an OSError
        trouble = _trouble(error)
    else:
        return Handed(reference=message.extra_headers["Message-ID"], delivered=None)
    # Raised out here, so that it drags no error along that quotes the address.
    raise trouble


def _message(address: str, subject: str, words: str) -> EmailMessage:
    """Return the mail. Raises Never for an address or words that no server would take, or that forge headers."""
    try:
        validate_email(address)
    except ValidationError:  # it carries the address along
        address = ""
    if not address:
        raise Never(Why.ADDRESS)
    if CONTROL.search(subject) or not is_sayable(subject) or not is_sayable(words):
        raise Never(Why.UNFIT)
    headers = {"Message-ID": f"<{secrets.token_hex(16)}@{_domain()}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, words, settings.DEFAULT_FROM_EMAIL, [address], headers=headers)


def _domain() -> str:
    """Return the domain we send mail from: the name of the machine is nobody's business."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _trouble(error: OSError | ValueError) -> NotNow | Never | Unsure:
    """Say what an error means for the mail. The words of a server may quote the address: only its code is kept."""
    match error:
        case Lost():
            return Unsure("The mail server fell silent after it had the mail.")
        case smtplib.SMTPRecipientsRefused():
            return _refusal(next(iter(error.recipients.values()))[0], Why.ADDRESS)
        case smtplib.SMTPDataError():
            return _refusal(error.smtp_code, Why.MAIL_REFUSED)
        case smtplib.SMTPResponseException():  # the greeting, the sign-in or the sender
            return _refusal(error.smtp_code, Why.MAIL_SETUP)
        case OSError() if type(error) not in {smtplib.SMTPException, smtplib.SMTPNotSupportedError}:
            return NotNow(f"No mail server: {type(error).__name__}.")
    return Never(Why.MAIL_SETUP)  # no encryption, no way to sign in that we know, or a sender that is no address


def _refusal(code: int, why: Why) -> NotNow | Never | Unsure:
    said = f"The mail server answered {code}."
    logger.warning(said)
    if 500 <= code < 600:
        return Never(why)
    if 400 <= code < 500 or why != Why.MAIL_REFUSED:
        return NotNow(said)
    return Unsure(said)  # neither yes nor no, after it had the words


class Lost(smtplib.SMTPServerDisconnected):
    """The connection broke after the words had left."""


class Watched(smtplib.SMTP):
    """A connection that never waits for ever, names no machine, and knows whether the words have left."""

    words_left = False

    def __init__(self, host: str, port: int, **options: object) -> None:
        options["local_hostname"] = _domain()
        super().__init__(host, port, **options)  # type: ignore[arg-type]

    def getreply(self) -> tuple[int, bytes]:
        """Wait for an answer as long as the settings say."""
        if self.sock:
            self.sock.settimeout(settings.GATEWAY_TIMEOUTS[1])
        try:
            code, said = super().getreply()
        except smtplib.SMTPResponseException as error:  # a line without end, which smtplib reports as an answer
            raise smtplib.SMTPServerDisconnected(error.smtp_error) from None
        self.words_left = self.words_left or code == 354
        return code, said

    def data(self, msg: object) -> tuple[int, bytes]:
        """Send the words. Raises Lost when no answer comes afterwards."""
        try:
            return super().data(msg)  # type: ignore[arg-type]
        except smtplib.SMTPException:
            if not self.words_left:
                raise
        raise Lost("No answer.")


class WatchedSSL(Watched, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte (port 465)."""


class EmailBackend(smtp.EmailBackend):
    """Django's SMTP on a watched connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Choose the kind of connection."""
        return WatchedSSL if self.use_ssl else Watched
