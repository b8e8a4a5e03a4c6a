"""What a page is checked for before anybody reads it: what stops it, and what is only a hint.

A hard finding keeps a page from being published, whichever door it comes by: the editor, the worker's schedule, a
script. A hint never does. Both stand in one list beside the page. Words of guests and stories are never checked for
how they are written; that they give no house away is checked everywhere.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from pages.checks import hints, pictures, private, reviewed, translated, whole

Words = str | Promise


class Finding(NamedTuple):
    """One thing found. A hard one stops publishing."""

    hard: bool
    words: Words


class Stopped(ValidationError):
    """A page may not be read by anybody yet."""


HARD: tuple[Callable[[Any], Iterable[Words]], ...] = (
    private.gives_away,
    reviewed.overdue,
    whole.missing_notes,
    whole.unfit,
    pictures.without_words,
    translated.faults,
)
HINTS: tuple[Callable[[Any], Iterable[Words]], ...] = (
    private.looks_like_a_place,
    hints.hard_words,
    hints.hard_to_read,
    hints.long_sentences,
    hints.other_words,
)


def stops(page: Any) -> list[Words]:
    """Return what keeps `page` from being published."""
    return [words for check in HARD for words in check(page)]


def findings(page: Any) -> list[Finding]:
    """Return all that was found in `page` as it stands here, what stops it first."""
    found = [Finding(True, words) for words in stops(page)]
    return found + [Finding(False, words) for check in HINTS for words in check(page)]


def refuse(page: Any) -> None:
    """Raise Stopped with every sentence that keeps `page` from being published."""
    found = stops(page)
    if found:
        raise Stopped([str(words) for words in found])
