"""A page in another language is read whole or not at all, and on rights and consent no machine speaks alone.

See docs/decisions/0023 and LN-31.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail_localize.models import StringTranslation, Translation

from pages.checks import written

MACHINE = StringTranslation.TRANSLATION_TYPE_MACHINE
FEWEST = 4  # words; fewer are said alike by everybody


def faults(page: Any) -> list[str]:
    """Return why the words of this page, a translation, cannot be published now; nothing for a page of its own."""
    translation = _of(page)
    found = []
    if translation and translation.enabled and (lacking := missing(translation)):
        found.append(
            ngettext(
                "%(missing)d sentence has no words in this language yet. We publish a page whole.",
                "%(missing)d sentences have no words in this language yet. We publish a page whole.",
                lacking,
            )
            % {"missing": lacking}
        )
    if page.speaks_of_rights and _machine_made(translation, page):
        found.append(_("This page speaks of rights or consent. A person has to read each sentence a machine wrote."))
    return found


def missing(translation: Translation) -> int:
    """Return how many sentences have no words yet."""
    wanted, there = translation.get_progress()
    return int(wanted - there)


def _of(page: Any) -> Translation | None:
    found: Translation | None = (
        Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale_id)
        .select_related("source")
        .first()
    )
    return found


def _machine_made(translation: Translation | None, page: Any) -> bool:
    """Say whether a sentence that only a machine wrote is in use, on a page that somebody took over or copied, too."""
    made = StringTranslation.objects.filter(locale=page.locale_id, translation_type=MACHINE)
    if translation and translation.enabled:
        mine = made.filter(context__object_id=page.translation_key)
        return mine.filter(translation_of__in=translation.source.stringsegment_set.values("string")).exists()
    if translation:
        made = made.filter(context__object_id=page.translation_key)
    by_machine = {
        said for one in made.values_list("data", flat=True) if _tells(said := written.plain(one), translation)
    }
    return bool(by_machine and by_machine & set(written.lines(page)))


def _tells(words: str, translation: Translation | None) -> bool:
    """Say whether words are a machine's beyond doubt: of a page that was never translated only whole sentences are."""
    return bool(words) and (translation is not None or len(words.split()) >= FEWEST)
