"""All that is written on a page, field by field and block by block, whatever the page type."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText

# No words of their own: readers see none of these but `search_description`, which says `lead` once more (SitePage).
_FRAME = {"url_path", "path", "draft_title", "comments", "seo_title", "search_description"}
_SHOWN = ("alt_en", "alt_es", "description")  # of a picture, whichever language is spoken
ALT = ("alt", "alt_text")  # beside a picture
_ENDS = re.compile(r"</(?:p|li|h[1-6])>|<br\s*/?>", re.IGNORECASE)


def fields(page: models.Model) -> Iterator[tuple[str, Any]]:
    """Yield the name and value of every field of words."""
    for field in page._meta.get_fields():
        if isinstance(field, models.CharField | models.TextField | StreamField) and field.name not in _FRAME:
            yield field.name, getattr(page, field.name)


def leaves(value: Any, quoted: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield what stands at the ends of a value, and whether it is a quotation."""
    if isinstance(value, StreamValue):
        for child in value:
            yield from leaves(child.value, quoted or "quote" in child.block_type)
    elif isinstance(value, StructValue):
        for part in value.values():
            yield from leaves(part, quoted)
    elif isinstance(value, ListValue):
        for part in value:
            yield from leaves(part, quoted)
    elif isinstance(value, str | RichText):
        yield value, quoted


def everything(page: models.Model) -> str:
    """Return all words of a page and its pictures: as they are stored, links and all, and as they are read."""
    found = [leaf for _name, value in fields(page) for leaf, _quoted in leaves(value)]
    found += [str(getattr(picture, name, "")) for picture, _beside in pictures(page) for name in _SHOWN]
    stored = [leaf.source if isinstance(leaf, RichText) else leaf for leaf in found]
    return "\n".join([*stored, *map(plain, found)])


def lines(page: models.Model) -> Iterator[str]:
    """Yield what is read on a page, leaf by leaf and paragraph by paragraph."""
    for leaf in (leaf for _name, value in fields(page) for leaf, _quoted in leaves(value)):
        said = plain(leaf)
        yield said
        yield from (line.strip() for line in said.splitlines())


def ours(page: models.Model) -> str:
    """Return the words that we wrote ourselves: no quotations, and not the fields that are somebody's own story."""
    theirs = {"slug", *getattr(page, "their_words", ())}
    parts = [plain(leaf) for name, value in fields(page) if name not in theirs for leaf in _unquoted(value)]
    return "\n".join(part for part in parts if part)


def untold(page: models.Model) -> str:
    """Return the words that stand outside of parts which tell of themselves beforehand (pages.blocks.Sensitive)."""
    return "\n".join(plain(leaf) for name, value in fields(page) if name != "slug" for leaf in _untold(value))


def _untold(value: Any) -> Iterator[Any]:
    if isinstance(value, StreamValue):
        for child in value:
            yield from () if child.block_type == "sensitive" else _untold(child.value)
    else:
        yield from (leaf for leaf, _quoted in leaves(value))


def _unquoted(value: Any) -> Iterator[Any]:
    return (leaf for leaf, quoted in leaves(value) if not quoted)


def plain(leaf: Any) -> str:
    """Return the words of one leaf, without marks; paragraphs on lines of their own."""
    source = leaf.source if isinstance(leaf, RichText) else str(leaf)
    if "<" not in source:
        return source.strip()
    return unescape(strip_tags(_ENDS.sub("\n", source))).strip()


def pictures(page: models.Model) -> Iterator[tuple[AbstractImage, dict[str, Any]]]:
    """Yield every picture a page shows, with what stands beside it."""
    for _name, value in fields(page):
        yield from images(value)
    for field in page._meta.get_fields():
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, AbstractImage):
            picture = getattr(page, field.name)
            if picture:
                beside = {name: getattr(page, f"{field.name}_{name}", "") for name in (*ALT, "decorative")}
                yield picture, beside | {name: getattr(page, name) for name in ALT if hasattr(page, name)}


def images(value: Any) -> Iterator[tuple[AbstractImage, dict[str, Any]]]:
    """Yield every picture in a value, with what stands beside it in its block."""
    if isinstance(value, StreamValue):
        for child in value:
            yield from images(child.value)
    elif isinstance(value, StructValue):
        for part in value.values():
            yield from ((part, dict(value)),) if isinstance(part, AbstractImage) else images(part)
    elif isinstance(value, AbstractImage):
        yield value, {}
    elif isinstance(value, ListValue):
        for part in value:
            yield from images(part)
