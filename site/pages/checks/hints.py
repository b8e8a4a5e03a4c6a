"""What could be said more easily or more kindly. Only ever a hint."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pages.checks import reading
from pages.checks.written import ours, untold
from respite.models import House
from stays import hinting

MOST = 5  # sentences shown at once
HARD = re.compile(
    r"\b(?:suicid\w*|kill(?:ed|ing)?\s+(?:my|your|him|her|them)sel\w+|hang(?:ed|ing)\s+\w+sel\w+|overdos\w*|self-harm\w*"
    r"|rap(?:e|ed|ing|ist)|assault\w*|molest\w*|beaten|strangl\w*|restraints?|tied\s+down|seclusion|straitjacket"
    r"|sobredosis|autolesi\w*|viola(?:ción|da|do)|golpiza|sujeción)\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"suicide\s+(?:&|and)\s+crisis\s+lifeline", re.IGNORECASE)  # 988 is called so


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


def hard_words(page: Any) -> Iterator[str | Promise]:
    """Name what may be hard to read where nothing tells of it beforehand (CS-30)."""
    if getattr(page, "note", ""):  # its reader is told before all of it
        return
    for word in dict.fromkeys(found.group().lower() for found in HARD.finditer(NAMES.sub(" ", untold(page)))):
        yield _("“%(word)s” may be hard to read. You can move it into a part that tells of it beforehand.") % {
            "word": word
        }
