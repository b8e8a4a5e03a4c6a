"""Night sheets kept as sealed files, so that a phone reaches the newest one while the database is away.

Nothing in here asks the database (docs/decisions/0015). A file is found by its code's first four signs and opened by
its five words: its key comes from the words and from a secret of the installation, so neither a stolen disk nor
somebody who overheard the words has enough. A file older than a day is deleted unread.
"""

import base64
import hashlib
import hmac
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils import timezone

from respite import codes, vault

logger = logging.getLogger(__name__)
KEPT_FOR = timedelta(hours=24)
NONCE = 12
PURPOSE = "night sheet"


@dataclass(frozen=True)
class Kept:
    """What a file holds: the words of the sheet as a piece of a page, and the same on paper."""

    title: str
    nights: str
    made: str
    words: str
    pdf: bytes


def new_code() -> str:
    """Return a fresh code, as it is shown: four signs and five gentle words."""
    return " ".join([codes.locator(), *codes.secret_words()])


def keep(code: str, sheet: Kept) -> bool:
    """Keep `sheet` under `code` in place of the one before. False when the disk is full or away; nothing is lost then.

    Written beside and moved over, so that a reader finds the old one or the new one, whole.
    """
    locator, words = codes.read(code)
    where = _file(locator)
    plain = json.dumps({**sheet.__dict__, "pdf": base64.b64encode(sheet.pdf).decode()}).encode()
    nonce = os.urandom(NONCE)
    now = timezone.now()
    sealed = nonce + AESGCM(_key(locator, words)).encrypt(nonce, plain, where.name.encode())
    try:
        where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(where, sealed, now)
    except OSError:
        return False
    return True


def find(code: str) -> Kept | None:
    """Return the sheet that `code` opens, or None; in a time that does not tell what was wrong about it."""
    locator, words = codes.read(code)
    key = _key(locator, words)
    where = _file(locator)
    kept_at = kept_since(code)
    if kept_at is None or timezone.now() - kept_at >= KEPT_FOR:
        return None
    try:
        sealed = where.read_bytes()
        told = json.loads(AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], where.name.encode()))
        return Kept(**{**told, "pdf": base64.b64decode(told["pdf"])})
    except (OSError, InvalidTag, ValueError, TypeError, KeyError):
        return None


def kept_since(code: str) -> datetime | None:
    """Return when the sheet under `code` was kept, or None when there is none; asks the disk and nobody else."""
    locator, _words = codes.read(code)
    try:
        return datetime.fromtimestamp(_file(locator).stat().st_mtime, UTC)
    except OSError:
        return None


def forget(code: str) -> None:
    """Delete what is kept under `code`. Where the disk refuses, nobody is held up: the log of the server says so."""
    locator, _words = codes.read(code)
    try:
        _file(locator).unlink(missing_ok=True)
    except OSError:
        logger.warning("A kept night sheet could not be deleted. It opens for a day at most.", exc_info=True)


def sweep() -> int:
    """Delete every sheet that is older than a day, and what a broken write left behind; return how many."""
    gone = 0
    for path in _files():
        with suppress(OSError):
            if timezone.now() - datetime.fromtimestamp(path.stat().st_mtime, UTC) >= KEPT_FOR:
                path.unlink()
                gone += 1
    return gone


def _write(where: Path, sealed: bytes, now: datetime) -> None:
    handle, beside = tempfile.mkstemp(dir=where.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        os.utime(beside, (now.timestamp(), now.timestamp()))
        Path(beside).replace(where)
    except OSError:
        with suppress(OSError):
            Path(beside).unlink()
        raise


def _folder() -> Path:
    return settings.STATE_DIR / "night"


def _files() -> Iterator[Path]:
    with suppress(OSError):
        yield from list(_folder().iterdir())


def _file(locator: str) -> Path:
    """Return the path of a code's file: a keyed hash, so that the folder does not tell whose it is."""
    name = hmac.digest(vault.purpose_key(PURPOSE), f"name|{locator}".encode(), hashlib.sha256)
    return _folder() / name.hex()[:32]


def _key(locator: str, words: list[str]) -> bytes:
    """Return the key behind a code: slow to guess, and useless without the installation's own secret."""
    secret = vault.purpose_key(PURPOSE)
    salt = hmac.digest(secret, f"salt|{locator}".encode(), hashlib.sha256)[:16]
    slow = hash_secret_raw(" ".join(words).encode(), salt, 2, 19456, 1, 32, Type.ID)  # as in respite/codes.py
    return hmac.digest(secret, slow, hashlib.sha256)
