"""Pages in other languages: begun as drafts, kept in step with the English page, published whole or not at all.

wagtail-localize keeps the translation of each page, sentence by sentence. Three rules of ours stand on top of it: no
page is published half in English; a page on rights or consent holds no sentence that only a machine wrote; and when the
English page changes, its translations know at once (docs/decisions/0023).
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from pages.checks.translated import faults, missing

if TYPE_CHECKING:
    from pages.base import SitePage

PERSON = StringTranslation.TRANSLATION_TYPE_MANUAL


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
    return _put(translation, publish=page.live and not missing(translation))


def follow(page: "SitePage") -> None:
    """Take what was just published on the English page to its translations.

    What has words already goes out again by itself, so that pictures and dates change with it; a page with a new
    sentence stays as it is, and is behind, until somebody writes that sentence.
    """
    source = TranslationSource.objects.filter(object_id=page.translation_key, locale_id=page.locale_id).first()
    if source is None:
        return
    source.update_from_db()
    twins = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    twins.update(expire_at=page.expire_at)  # whether or not its words follow: what is over is over in every language
    for translation in source.translations.filter(enabled=True):
        target = twins.filter(locale=translation.target_locale).first()
        if target and target.live and not faults(target.specific):
            _put(translation, publish=True)


def same_editors(first: Page, page: Page) -> None:
    """Let those who write the pages under `first` write those under `page`, its translation, too."""
    for one in GroupPagePermission.objects.filter(page=first):
        GroupPagePermission.objects.get_or_create(group=one.group, page=page, permission=one.permission)


def take_down(page: "SitePage") -> None:
    """Take down the translations of `page`, which nobody shall read any more; they stay as drafts."""
    if TranslationSource.objects.filter(object_id=page.translation_key, locale_id=page.locale_id).exists():
        for twin in Page.objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk).specific():
            twin.unpublish()


def is_one(page: Page) -> bool:
    """Say whether the page is written in the library's editor of translations, sentence by sentence."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).exists()


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
