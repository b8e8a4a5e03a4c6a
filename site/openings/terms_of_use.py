"""What we ask of everybody who shows a house: one list, for every page, every description and the tables.

Whoever adds a sentence adds it here, so that no place asks for less than another (INTEROP.md 6).
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

TERMS = (
    gettext_noop("From “valid_until” on, the record is unknown: say “please call”. Never show an old answer."),
    gettext_noop("“valid_until” is empty only with “call” or “unknown”. Such a record has no end: say “please call”."),
    gettext_noop("Always show the phone number, and the notice: not a reservation, please call before travelling."),
    gettext_noop("Keep no history. In a small house, a change tells who came and who left."),
    gettext_noop("Where an address is withheld, do not look for it, and do not add one you know from elsewhere."),
    gettext_noop("Keep each answer only as long as it says, and ask again with the ETag you have."),
)
ENGLISH = " ".join(TERMS)


def said() -> list[str]:
    """Return the terms in the language that is active."""
    return [_(one) for one in TERMS]
