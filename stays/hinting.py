"""Gentle wording hints: they suggest, never block, skip quotations, and remember "leave it as it is".

For any form in which staff write: include the part under the field,

    {% include "parts/gentle.html" with field=form.words house=respite.house only %}

and after saving, where the words are shown to who wrote them, `of(house, words, session)` gives the hints that are
still worth saying. `leave(session, words)` remembers that they stay as they are. Nothing is stored about a text but a
keyed hash of it in the session of who wrote it. No other text is read: what guests write is theirs.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.sessions.backends.base import SessionBase
from django.utils.functional import Promise

from respite import vault
from respite.models import House
from stays.models import WordHint
from stays.seed_words import EVERYDAY, SEED

MOST = 4  # more at once would be a telling-off
LEFT = "words left as they are"
KEPT = 30
# “…”, "…" within a paragraph, «…», and lines that begin with >; an opened “ without an end quotes its line.
QUOTED = re.compile(r"“[^”]*”|“[^\n]*|\"(?:(?!\n\s*\n)[^\"])*\"|«[^»]*»|^[ \t]*>[^\n]*", re.MULTILINE)
Say = str | Promise


@dataclass(frozen=True)
class Hint:
    """A word as it was written, and what one could say."""

    word: str
    say: str


def hints(text: str, words: Mapping[str, Say], left: Iterable[str] = ()) -> list[Hint]:
    """Return what could be said more kindly in `text`, each word once, in the order of the text. Pure.

    `words` maps what to avoid to what to try; an empty second half says that the word is minded nowhere. Words in
    `left` stay as they are. Whole words only, capitals do not matter, plural forms count, the longest match wins.
    """
    if not words:
        return []
    asleep = {word.casefold() for word in left}
    spoken = QUOTED.sub(lambda quote: " " * len(quote[0]), text)
    pattern, known = _pattern(tuple(words)), {word.casefold(): say for word, say in words.items()}
    found: dict[str, Hint] = {}
    for match in pattern.finditer(spoken):
        said = re.sub(r"\s+", " ", match[0])
        say = str(known.get(_listed(said, known), ""))
        if say and said.casefold() not in asleep:
            found.setdefault(_listed(said, known), Hint(said, say))
    return list(found.values())[:MOST]


def words_of(house: House) -> dict[str, Say]:
    """Return the list in force in a house: ours, changed by its own."""
    ours: dict[str, Say] = {word.casefold(): say for group, say in SEED for word in group}
    ours |= dict.fromkeys(EVERYDAY, "")
    own = WordHint.objects.filter(house=house).values_list("avoid", "say")
    return ours | {avoid.casefold(): say for avoid, say in own}


def of(house: House, text: str, session: SessionBase | None = None, left: Iterable[str] = ()) -> list[Hint]:
    """Return the hints for `text` by the list of `house`, none once it was left as it is."""
    if session is not None and is_left(session, text):
        return []
    return hints(text, words_of(house), left)


def is_left(session: SessionBase, text: str) -> bool:
    """Say whether somebody chose in this session to leave the text as it is."""
    return _print(text) in session.get(LEFT, [])


def leave(session: SessionBase, text: str) -> None:
    """Remember that this text stays as it is, whatever the list says."""
    session[LEFT] = [*[each for each in session.get(LEFT, []) if each != _print(text)], _print(text)][-KEPT:]


def settle(session: SessionBase, house: House, text: str, left: Iterable[str]) -> None:
    """Remember a text whose every hint was left while it was written, so that saving it says nothing again."""
    words, left = words_of(house), list(left)
    if left and not hints(text, words, left):
        leave(session, text)


def _print(text: str) -> str:
    return hmac.digest(vault.purpose_key("words left"), " ".join(text.split()).encode(), "sha256").hex()[:24]


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return one pattern for the whole list, the longest first, with plural forms and any white space."""
    parts = [_plural(word) for word in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE)


def _plural(word: str) -> str:
    last = word[-1:].casefold()
    escaped = r"\s+".join(re.escape(part) for part in word.split())
    if last == "y" and word[-2:-1].casefold() not in set("aeiou"):
        return rf"{escaped[:-1]}(?:y|ies)"
    if last in {"s", "x"} or word.casefold().endswith(("ch", "sh")):
        return rf"{escaped}(?:es)?"
    return rf"{escaped}s?"


def _listed(said: str, known: Mapping[str, Say]) -> str:
    """Return how the word stands on the list: in the singular."""
    told = said.casefold()
    for form in (told, told.removesuffix("s"), told.removesuffix("es"), told.removesuffix("ies") + "y"):
        if form in known:
            return form
    return told
