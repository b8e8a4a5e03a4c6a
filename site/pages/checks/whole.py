"""Parts that a page may not be read without: the note before something hard, and what its own type asks for."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue, StructValue

from pages.blocks import Sensitive
from pages.checks.written import fields


def missing_notes(page: Any) -> Iterator[str | Promise]:
    """Say that a hard part stands without the sentence that tells of it beforehand (CS-30)."""
    for _name, value in fields(page):
        if any(not str(part["note"] or "").strip() for part in _sensitive(value)):
            yield _("A part that may be hard to read has no note before it. Say in a sentence what it is about.")


def unfit(page: Any) -> Iterator[str | Promise]:
    """Say what the page's own type asks for, and that its time is over."""
    yield from page.unfit() if hasattr(page, "unfit") else []
    if getattr(page, "is_over", False):
        yield _("The last day of this page has gone by. Choose a later one first.")


def _sensitive(value: Any) -> Iterator[StructValue]:
    if isinstance(value, StreamValue):
        for child in value:
            if isinstance(child.block, Sensitive):
                yield child.value
            yield from _sensitive(child.value)
    elif isinstance(value, StructValue):
        for part in value.values():
            yield from _sensitive(part)
