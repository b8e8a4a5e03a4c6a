"""Pages in other languages: begun as drafts, kept in step with the English page, published whole or not at all.

wagtail-localize keeps the translation of each page, sentence by sentence. Three rules of ours stand on top of it: no
page is published half in English; a page on rights or consent holds no sentence that only a machine wrote; and when the
English page changes, its translations know at once (docs/decisions/0023).
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

if TYPE_CHECKING:
    from pages.base import SitePage

MACHINE, PERSON = StringTranslation.TRANSLATION_TYPE_MACHINE, StringTranslation.TRANSLATION_TYPE_MANUAL


@transaction.atomic
def begin(page: "SitePage", language: str, words: Mapping[str, str] | None = None) -> "SitePage":
    """Begin the translation of `page` into `language`, with `words` (English to translated) where we have them.

    It is published when every sentence has its words and the English page is; else it is a draft. Returns it.
    """
    locale, _made = Locale.objects.get_or_create(language_code=language)
    source, _made = TranslationSource.update_or_create_from_instance(page)
    translation, _made = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string"):
        if said := _said(segment.string.data, {} if words is None else words):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context_id=segment.context_id,
                locale=locale,
                defaults={"data": said, "translation_type": PERSON, "has_error": False},
            )
    return _put(translation, publish=page.live and not _missing(translation))


def follow(page: "SitePage") -> None:
    """Take what was just published on the English page to its translations.

    What has words already goes out again by itself, so that pictures and dates change with it; a page with a new
    sentence stays as it is, and is behind, until somebody writes that sentence.
    """
    source = TranslationSource.objects.filter(object_id=page.translation_key, locale_id=page.locale_id).first()
    if source is None:
        return
    source.update_from_db()
    for translation in source.translations.filter(enabled=True):
        target = Page.objects.filter(translation_key=page.translation_key, locale=translation.target_locale).first()
        if target and target.live and not faults(target.specific):
            _put(translation, publish=True)


def faults(page: "SitePage") -> list[str]:
    """Return why the words of this page, a translation, cannot be published now; nothing for a page of its own."""
    translation = _of(page)
    if translation is None:
        return []
    found = []
    if translation.enabled and (missing := _missing(translation)):
        found.append(
            ngettext(
                "%(missing)d sentence has no words in this language yet. We publish a page whole.",
                "%(missing)d sentences have no words in this language yet. We publish a page whole.",
                missing,
            )
            % {"missing": missing}
        )
    if page.speaks_of_rights and _machine_made(translation, page):
        found.append(_("This page speaks of rights or consent. A person has to read each sentence a machine wrote."))
    return found


def is_one(page: Page) -> bool:
    """Say whether the page is written in the library's editor of translations, sentence by sentence."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).exists()


def refuse_faulty(page: "SitePage") -> None:
    """Raise ValidationError when the words of this page cannot be published now."""
    if found := faults(page):
        raise ValidationError({"title": found})


def behind(page: "SitePage") -> bool:
    """Say whether the page it was translated from was published again since this one was."""
    changed = (
        TranslationSource.objects.filter(object_id=page.translation_key)
        .exclude(locale=page.locale_id)
        .values_list("last_updated_at", flat=True)
        .first()
    )
    return bool(changed and page.last_published_at and changed > page.last_published_at)


def _put(translation: Translation, *, publish: bool) -> "SitePage":
    page: SitePage
    page, _made = translation.source.create_or_update_translation(
        translation.target_locale, publish=False, fallback=True, copy_parent_pages=True
    )
    if publish:
        with suppress(ValidationError), transaction.atomic():  # what stops it is told to whoever publishes it by hand
            page.get_latest_revision().publish()
    return page


def _said(sentence: str, words: Mapping[str, str]) -> str:
    """Return the words for a sentence; what has no letters, like a number to ring, is the same in every language."""
    return words.get(sentence, "") if any(letter.isalpha() for letter in sentence) else sentence


def _of(page: "SitePage") -> Translation | None:
    found: Translation | None = (
        Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale_id)
        .select_related("source")
        .first()
    )
    return found


def _missing(translation: Translation) -> int:
    wanted, there = translation.get_progress()
    return int(wanted - there)


def _machine_made(translation: Translation, page: "SitePage") -> bool:
    """Say whether a sentence that only a machine wrote is in use, on a page that somebody took over by hand, too."""
    made = StringTranslation.objects.filter(
        locale=translation.target_locale, context__object_id=page.translation_key, translation_type=MACHINE
    )
    if translation.enabled:
        return made.filter(translation_of__in=translation.source.stringsegment_set.values("string")).exists()
    written = page.to_json()
    return any(json.dumps(one)[1:-1] in written for one in made.values_list("data", flat=True))
