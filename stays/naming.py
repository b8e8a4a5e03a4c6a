"""A hint where words about the house name somebody who is here. It never blocks, and nothing is kept about it."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from stays.models import Guest, Stay


def named_in(words: str, stays: Iterable[Stay]) -> list[Stay]:
    """Return the stays whose guest's name stands in the words as a whole word; capitals do not matter."""
    return [stay for stay in stays if _stands(str(stay.guest.name), words)]


def tells(words: str, guest: Guest) -> bool:
    """Say whether the guest's name stands in the words, as in `named_in`."""
    return _stands(str(guest.name), words)


def hints(words: str, stays: Iterable[Stay]) -> list[str]:
    """Return one sentence for each guest the words name: "This names Rosa. Could it say “a guest”?"."""
    names = dict.fromkeys(str(stay.guest.name) for stay in named_in(words, stays))
    return [_("This names %(name)s. Could it say “a guest”?") % {"name": name} for name in names]


def _stands(name: str, words: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE) is not None
