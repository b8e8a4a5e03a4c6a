"""Short codes: the ones in office addresses, and the code with which a guest opens their own page.

A guest code is a four-character locator, which is not secret, and five gentle words, which are: 50 bits (SE-01).
Only an Argon2id hash of the words, with the installation's pepper, is stored (SE-02).
"""

import hashlib
import hmac
import secrets
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from django.conf import settings

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"  # no vowels, so no words; no 0, 1 or L to mistake
WORDS_IN_CODE = 5
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # OWASP's Argon2id minimum


def address_code(length: int = 6) -> str:
    """Return a random code for an address in the office: unguessable enough, short enough to say."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def locator() -> str:
    """Return a random locator of four characters."""
    return address_code(4)


@cache
def words() -> tuple[str, ...]:
    """Return the list of gentle words, 1,024 or more, all different in their first four letters or their sound."""
    return tuple((Path(__file__).parent / "words.txt").read_text().split())


def secret_words() -> list[str]:
    """Return five random gentle words: 50 bits or more."""
    return [secrets.choice(words()) for _ in range(WORDS_IN_CODE)]


def seal(secret: list[str]) -> str:
    """Return the hash under which the words of a code are stored."""
    return _hasher.hash(_peppered(secret))


def opens(sealed: str, secret: list[str]) -> bool:
    """Say whether `secret` is the code behind `sealed`, in a time that does not tell."""
    try:
        return _hasher.verify(sealed or _dummy(), _peppered(secret)) and bool(sealed)
    except VerificationError:
        return False


def read(typed: str) -> tuple[str, list[str]]:
    """Split what somebody typed into locator and words; any case, spaces, hyphens, dots and accents will do."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", typed) if not unicodedata.combining(letter))
    parts = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in plain).split()
    if not parts:
        return "", []
    if len(parts) <= WORDS_IN_CODE:
        together = "".join(parts)
        parts = [together[:4], *_apart(together[4:].lower())]
    return parts[0].upper(), [part.lower() for part in parts[1:]]


def _apart(letters: str) -> list[str]:
    """Return the words that were typed without spaces between them; what is no such row of words stays whole."""
    known = set(words())
    longest = max(map(len, known))
    ways: dict[int, list[list[str]]] = {0: [[]]}
    for end in range(1, min(len(letters), longest * WORDS_IN_CODE) + 1):
        found = [
            [*row, letters[start:end]]
            for start in range(max(0, end - longest), end)
            if letters[start:end] in known
            for row in ways.get(start, [])
            if len(row) < WORDS_IN_CODE
        ]
        if found:
            ways[end] = found
    whole = [row for row in ways.get(len(letters), []) if len(row) == WORDS_IN_CODE]
    return whole[0] if whole else [letters] * bool(letters)


def _peppered(secret: list[str]) -> bytes:
    return hmac.digest(settings.RESPITE_PEPPER.encode(), " ".join(secret).encode(), hashlib.sha256)


@cache
def _dummy() -> str:
    """Return a hash that no code opens, so that an unknown locator costs the same time as a wrong word (SE-03)."""
    return _hasher.hash(secrets.token_bytes(32))
