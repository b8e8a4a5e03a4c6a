"""What may come back from the edge of the world: handed over, not now, never, or nobody can say."""

import re
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Why(TextChoices):
    """Why a message will never go out. Keep the value, show the label to staff; neither holds a personal word."""

    NO_TEXT = "no_text", _("No text service is set up. Please phone instead.")
    NO_MAIL = "no_mail", _("No mail service is set up. Please phone instead.")
    NUMBER = "number", _("Texts cannot go to this number. Please check it, or phone instead.")
    STOPPED = "stopped", _("Somebody answered STOP from this number. Texts no longer reach it.")
    TEXT_REFUSED = "text_refused", _("The text service did not take this text. Please phone instead.")
    TEXT_SETUP = "text_setup", _("The text service turned us away. Please phone, and tell whoever runs this system.")
    UNKNOWN = "unknown", _("The text service cannot say whether this text arrived.")
    ADDRESS = "address", _("Mail cannot go to this address. Please check it, or phone instead.")
    MAIL_REFUSED = "mail_refused", _("The mail server did not take this mail. Please phone instead.")
    MAIL_SETUP = "mail_setup", _("The mail server turned us away. Please phone, and tell whoever runs this system.")
    UNFIT = "unfit", _("This message cannot be sent as it is written. Please phone instead.")


@dataclass(frozen=True)
class Handed:
    """A message that a gateway took. Whether it arrived is often not known yet, and of mail never."""

    reference: str
    delivered: bool | None


class NotNow(Exception):
    """Nothing was sent: the gateway is busy or out of reach. Try again later."""


class Never(Exception):
    """Nothing was sent, and trying again will not help."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why

    @property
    def words(self) -> str:
        """Return a plain sentence for staff, in the language in use."""
        return str(self.why.label)


class Unsure(Exception):
    """The message may be on its way: the gateway fell silent after it had the words. Never send it again blindly."""


def is_sayable(words: str) -> bool:
    """Tell whether the words say something, and in whole letters."""
    return bool(words.strip()) and not re.search("[\0\ud800-\udfff]", words)
