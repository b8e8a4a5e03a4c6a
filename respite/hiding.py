"""Hide names: on a screen that others may see, initials stand where the name of a guest would (LOOK 5.39).

Kept for the session of one browser. A name is opened in one place, the sealed field that keeps it (respite/vault.py):
there it is noted while a page is made, and then no word of that page shows it, be it in a list, in a title or in what
somebody wrote. What is in a field to be changed stays whole, because it would be saved. Names are never changed.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.html import escape
from django.utils.translation import gettext as _

KEY = "names hidden"
_noted: ContextVar[set[str] | None] = ContextVar("noted names", default=None)
# What is no text to read: tags, and all of what is typed or run.
CODE = re.compile(r"<(script|style|textarea)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
SPOKEN = re.compile(r'\b(aria-label|title|alt)="([^"]*)"')


@contextmanager
def noting() -> Iterator[set[str]]:
    """Note every name that is opened inside."""
    names: set[str] = set()
    token = _noted.set(names)
    try:
        yield names
    finally:
        _noted.reset(token)


def on() -> bool:
    """Say whether names are hidden on the page that is being made."""
    return _noted.get() is not None


def note(names: Iterable[object]) -> None:
    """Note names that were opened; a guest without one is nobody to hide."""
    noted = _noted.get()
    if noted is not None:
        noted.update(str(name).strip() for name in names if name and name != _("Guest"))


def initials(name: str) -> str:
    """Return the first letters of a name."""
    return "".join(part[0] for part in name.split()[:2]).upper()


def words(told: str) -> str:
    """Return a sentence with initials for every name that was noted so far."""
    return _hide(told, _noted.get() or set())


def page(html: str, names: set[str]) -> str:
    """Return a page on which no word shows one of `names`: neither its text nor what is read out of its tags."""
    if not names:
        return html
    known = {str(escape(name)) for name in names}
    parts, end = [], 0
    for code in CODE.finditer(html):
        parts += [_hide(html[end : code.start()], known), SPOKEN.sub(lambda said: _spoken(said, known), code[0])]
        end = code.end()
    return "".join([*parts, _hide(html[end:], known)])


def _spoken(said: re.Match[str], names: set[str]) -> str:
    return f'{said[1]}="{_hide(said[2], names)}"'


def _hide(text: str, names: set[str]) -> str:
    """Put initials for each whole name, and for its first word alone; the longest first."""
    short = {name: initials(name) for name in names}
    short |= {first: short[name] for name in names if len(first := name.split()[0]) > 2 and first not in short}
    ways = "|".join(re.escape(name) for name in sorted(short, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{ways})(?!\w)", lambda found: short[found[0]], text) if ways and text.strip() else text
