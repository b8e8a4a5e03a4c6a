"""What a page says once, kept for the next page: sealed, in the session only, because it often holds a name (SE-40)."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.session import SessionStorage

from respite import hiding, vault

PURPOSE = "messages"
PLACE = f"django_session|{SessionStorage.session_key}|session_data"


class SealedStorage(SessionStorage):
    """Messages in the session under a key that is not in the database."""

    def serialize_messages(self, messages: Sequence[Any]) -> str:
        """Seal the messages; the second of two taps on one button says nothing twice."""
        told = [message for n, message in enumerate(messages) if message not in messages[:n]]
        if hiding.on():  # the next page may not know whom it names
            told = [Message(one.level, hiding.words(str(one.message)), one.extra_tags) for one in told]
        sealed = vault.seal(vault.purpose_key(PURPOSE), super().serialize_messages(told), PLACE)
        return b64encode(sealed).decode()

    def deserialize_messages(self, data: Any) -> list[Any] | None:
        """Open the messages; those of a key that is gone are dropped, because a page must open without them."""
        try:
            return super().deserialize_messages(vault.unseal(vault.purpose_key(PURPOSE), b64decode(data or ""), PLACE))
        except (vault.Unreadable, ValueError):
            return []
