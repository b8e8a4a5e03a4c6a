"""What could be said more easily or more kindly. Only ever a hint."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pages.checks import reading
from pages.checks.written import ours
from respite.models import House
from stays import hinting

MOST = 5  # sentences shown at once


def hard_to_read(page: Any) -> Iterator[str | Promise]:
    """Say that the page asks for more schooling than six years."""
    grade = reading.grade(hinting.QUOTED.sub(" ", ours(page)))
    if grade is not None and grade > reading.MOST_GRADE:
        yield _(
            "The words ask for about %(grade)d years of school. Aim for 6: shorter words, one thought a sentence."
        ) % {"grade": round(grade)}


def long_sentences(page: Any) -> Iterator[str | Promise]:
    """Name the sentences that are long."""
    for said in reading.too_long(hinting.QUOTED.sub(" ", ours(page)))[:MOST]:
        count = len(reading.words(said))
        start = " ".join(said.split()[:8])
        yield _("This sentence has %(count)d words: “%(start)s …”. You could make it two.") % {
            "count": count,
            "start": start,
        }


def other_words(page: Any) -> Iterator[str | Promise]:
    """Name the words of the organization's lists, with what one could say instead."""
    home = page.home
    words: dict[str, Any] = {}
    for house in House.objects.filter(organization=home.organization_id) if home and home.organization_id else []:
        words |= hinting.words_of(house)
    for hint in hinting.hints(ours(page), words):
        yield _("You wrote “%(word)s”. You could say: %(say)s. You can also leave it.") % {
            "word": hint.word,
            "say": hint.say,
        }
