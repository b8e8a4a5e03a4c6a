"""How hard a text is: the school grade by two formulas that count letters, words and sentences (CS-26). Pure.

Formulas are a smoke alarm and no proof: people with lived experience read every text.
"""

import re

MOST_GRADE = 6.0
MOST_WORDS = 20  # in one sentence
ENOUGH = 30  # words; less say nothing about a text

_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
_WORD = re.compile(r"[\w’'-]*\w", re.UNICODE)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a line of its own is one, too."""
    found = [piece.strip() for line in text.splitlines() for piece in _SENTENCE.findall(line)]
    return [piece for piece in found if _WORD.search(piece)]


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return _WORD.findall(text)


def grade(text: str) -> float | None:
    """Return the school grade it takes to read `text`, halfway between ARI and Coleman-Liau; None when it is short."""
    said, count = words(text), len(sentences(text))
    if len(said) < ENOUGH:
        return None
    letters = sum(sum(sign.isalnum() for sign in word) for word in said)
    ari = 4.71 * letters / len(said) + 0.5 * len(said) / count - 21.43
    coleman_liau = 5.88 * letters / len(said) - 29.6 * count / len(said) - 15.8
    return (ari + coleman_liau) / 2


def too_long(text: str) -> list[str]:
    """Return the sentences with more words than a tired person follows."""
    return [said for said in sentences(text) if len(words(said)) > MOST_WORDS]
