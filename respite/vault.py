"""The vault: what people tell us is sealed with a key per guest, and destroying the key silences every copy.

Sealed: AES-256-GCM, a fresh nonce each time, and ``table|row|column`` as associated data, so that a ciphertext moved
to another row does not open (SE-40). A guest's key is wrapped by their organization's key, which is derived from the
installation's key; that one lives in the environment, never in the database (SE-41).

``RESPITE_VAULT_KEYS`` holds one or more keys, newest first, separated by spaces: new keys are wrapped by the first,
old ones open with the one whose name they carry.
"""

import hashlib
import hmac
import json
import os
import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

from respite import hiding

NONCE = 12
VERSION = b"\x01"


class Unreadable(Exception):
    """The key is gone, or the ciphertext is not from this row."""


class Destroyed(Unreadable):
    """The key was destroyed on purpose: what it opened is erased, and reads as nothing."""


def fingerprint(purpose: str, value: str, organization: uuid.UUID | int | None = None) -> bytes:
    """Return a keyed hash of `value` for exact look-ups, different per purpose and per organization (SE-42)."""
    key = _derive(_installation_keys()[-1], f"fingerprint|{purpose}|{organization}".encode())
    return hmac.digest(key, value.encode(), hashlib.sha256)[:16]


def purpose_key(purpose: str) -> bytes:
    """Return the installation's own key for one purpose that is not about a guest.

    Derived from the oldest installation key, so that it stays the same when a newer one is put in front.
    """
    return _derive(_installation_keys()[-1], f"purpose|{purpose}".encode())


def new_key() -> bytes:
    """Return a fresh key for one guest."""
    return AESGCM.generate_key(256)


def wrap(key: bytes, owner: str) -> bytes:
    """Return `key` wrapped for storing; `owner` names the organization and the row it belongs to."""
    master = _installation_keys()[0]
    return _key_name(master) + _encrypt(_derive(master, f"wrap|{owner}".encode()), key, owner.encode())


def unwrap(wrapped: bytes, owner: str) -> bytes:
    """Return the key inside `wrapped`. Raises Unreadable when its installation key is gone."""
    for master in _installation_keys():
        if hmac.compare_digest(_key_name(master), wrapped[:4]):
            return _decrypt(_derive(master, f"wrap|{owner}".encode()), wrapped[4:], owner.encode())
    raise Unreadable("No installation key opens this.")


def seal(key: bytes, text: str, place: str) -> bytes:
    """Seal `text` for `place`, which is ``table|row|column``."""
    return VERSION + _encrypt(key, text.encode(), place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> str:
    """Open what was sealed for `place`. Raises Unreadable when the key or the place is another."""
    return _decrypt(key, sealed[1:], place.encode()).decode()


def _encrypt(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _decrypt(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except (InvalidTag, ValueError) as wrong:  # a nonce cut short is a ValueError
        raise Unreadable("This does not open here.") from wrong


def _installation_keys() -> list[bytes]:
    return [key.encode() for key in settings.RESPITE_VAULT_KEYS.split()]


def _key_name(master: bytes) -> bytes:
    return hashlib.sha256(b"name|" + master).digest()[:4]


@lru_cache(maxsize=1024)
def _derive(master: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(master)


class Sealed:
    """A ciphertext as it came from the database, not opened yet."""

    __slots__ = ("value",)

    def __init__(self, value: bytes) -> None:
        self.value = value


class _Opens:
    """Descriptor of a sealed field: assigning keeps plain words, reading opens the ciphertext once."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if isinstance(value, Sealed):
            try:
                key = row.vault_key()  # type: ignore[attr-defined]
            except Destroyed:
                return self.field.gone()
            value = self.field.loads(unseal(key, value.value, self.field.place(row)))
            row.__dict__[name] = value
        if hiding.on():
            hiding.note(self.field.names_in(value))
        return self.field.empty() if value is None else value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """Words that only the holder of the row's key can read. The model gives the key by its method `vault_key()`.

    The row's primary key must be known before the first save (a UUID), because the ciphertext is bound to it.
    Cannot be searched: use `vault.fingerprint` for an exact look-up.
    """

    # For the type checker: what one assigns and reads is text or a dictionary, not the bytes that are stored.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, erased: Any = None, is_name: bool = False, **kwargs: Any) -> None:
        self.erased = erased  # what is read once the key is destroyed; left out, it is what an empty field holds
        self.is_name = is_name  # of a guest: what is hidden while names are hidden
        kwargs.setdefault("default", self.empty)
        kwargs["blank"] = True
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    @staticmethod
    def empty() -> Any:
        """Return what the field holds before anything is told."""
        return ""

    def gone(self) -> Any:
        """Return what is read of somebody who had everything erased: every page that lists them still opens."""
        return self.empty() if self.erased is None else str(self.erased)

    def names_in(self, value: Any) -> list[Any]:
        """Return the names of guests in what the field holds."""
        return [value] if self.is_name else []

    def get_default(self) -> Any:
        """Return what a new row holds; BinaryField would turn the empty text into empty bytes."""
        return self.empty()

    def deconstruct(self) -> Any:
        """Keep migrations short: every option is fixed, but for columns that older rows do not fill."""
        name, path, _args, _kwargs = super().deconstruct()
        return name, path, [], {"null": True} if self.null else {}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Put the opening descriptor on the model."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Opens(self))

    def place(self, row: models.Model) -> str:
        """Return ``table|row|column`` of this field in `row`."""
        return f"{row._meta.db_table}|{row.pk}|{self.column}"

    def dumps(self, value: Any) -> str:
        """Turn the value into text."""
        return str(value)

    def loads(self, text: str) -> Any:
        """Turn the text back into the value."""
        return text

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Leave the ciphertext closed until somebody reads it."""
        return value if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal the plain words just before they are written; nothing told (None) is kept as the empty value."""
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed):
            return value
        key = model_instance.vault_key()  # type: ignore[attr-defined]
        text = self.dumps(self.empty() if value is None else value)
        return Sealed(seal(key, text, self.place(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Refuse to write plain words past `pre_save`, as a bulk update would (SE-40)."""
        if not isinstance(value, Sealed):
            raise FieldError(f"{self.name} is sealed: assign it and save the row.")
        return super().get_db_prep_value(value.value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse searches: a ciphertext matches nothing."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is sealed and cannot be searched.")


class SealedJSONField(SealedField):
    """A sealed dictionary."""

    @staticmethod
    def empty() -> Any:
        """Return an empty dictionary."""
        return {}

    def names_in(self, value: Any) -> list[Any]:
        """Return the names of guests in the dictionary: their own, and whom to ask for."""
        return [value.get(key) for key in ("name", "ask_for")] if isinstance(value, dict) else []

    def dumps(self, value: Any) -> str:
        """Turn the dictionary into JSON."""
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    def loads(self, text: str) -> Any:
        """Turn the JSON back into a dictionary."""
        return json.loads(text)


def destroy(keys: Iterable[Any]) -> int:
    """Destroy the given Key rows and return how many: everything sealed with them is unreadable from now on."""
    return sum(key.destroy() for key in keys)
