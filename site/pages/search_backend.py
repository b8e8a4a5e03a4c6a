"""Wagtail's search in PostgreSQL, with the word stems of the language that each page is written in.

Accents make no difference: people on a phone leave them out (migration 0026).
"""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import Model
from wagtail.search.backends.database.postgres.postgres import PostgresIndex, PostgresSearchBackend

CONFIGS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hi": "hindi",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
}


def config_of(language: str) -> str:
    """Return what our database calls the stems of a language without accents; "plain_simple" where it knows none."""
    return f"plain_{CONFIGS.get(language.partition('-')[0], 'simple')}"


class IndexByLanguage(PostgresIndex):
    """Writes each page down in its own language."""

    def add_items(self, model: type[Model], objs: Iterable[Any]) -> None:
        """Index what is of one language together."""
        groups: dict[str, list[Any]] = {}
        for one in objs:
            locale = getattr(one, "locale", None)
            groups.setdefault(config_of(locale.language_code) if locale else "plain_simple", []).append(one)
        for config, those in groups.items():
            backend = copy(self.backend)
            backend.config = config
            PostgresIndex(backend).add_items(model, those)


class SearchBackend(PostgresSearchBackend):
    """Asks in the language that is told as SEARCH_CONFIG."""

    index_class = IndexByLanguage
