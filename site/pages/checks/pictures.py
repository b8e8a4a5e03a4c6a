"""A picture that somebody cannot see is told in words, or said to be decoration."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage

from pages.checks.written import ALT, everything, pictures

EMBEDDED = re.compile(r"<embed\b(?=[^>]*embedtype=\"image\")[^>]*>", re.IGNORECASE)
WORDED = re.compile(r"\balt=\"[^\"]*\S[^\"]*\"", re.IGNORECASE)


def without_words(page: Any) -> Iterator[str | Promise]:
    """Say which pictures have no words."""
    found = [picture.title for picture, beside in pictures(page) if not _told(picture, beside)]
    found += ["…" for tag in EMBEDDED.findall(everything(page)) if not WORDED.search(tag)]
    for name in dict.fromkeys(found):
        yield _("The picture “%(name)s” has no words for people who do not see it.") % {"name": name}


def _told(picture: AbstractImage, beside: dict[str, Any]) -> bool:
    if beside.get("decorative") or getattr(picture, "decorative", False):
        return True
    words = [beside.get(name) for name in ALT]
    # Ours bring words in each language (pages/pictures.py); a picture of another kind has them beside it.
    words += [getattr(picture, name, "") for name in ("alt", "contextual_alt_text", "description")]
    return any(str(word or "").strip() for word in words)
