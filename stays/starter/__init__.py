"""Guidelines to start from, for a house that has none yet: its people change them before anything is published.

The files beside this module were written by people, in English and in Spanish, in full and easy to read.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

from respite.models import House
from stays.agreeing import Words
from stays.guidelines_forms import ending

FOLDER = Path(__file__).resolve().parent
# What Oregon asks a house to have on paper and to show to guests; handy as headings elsewhere, too.
OREGON = [
    "Peer values",
    "Culture and language",
    "What we offer",
    "Access for people with a disability",
    "Gender and who you love",
    "Trauma",
    "When something happens",
    "What our team learns",
    "Medicine",
    "How many of us are here",
    "How our team stays well",
]


@cache
def texts() -> tuple[Words, ...]:
    """Return our guidelines in every language they were written in, the full text before the one easy to read."""
    found = [(path, *path.stem.partition("-")[::2]) for path in sorted(FOLDER.glob("*.txt"))]
    words = [Words(path.read_text(), language, bool(easy)) for path, language, easy in found]
    return tuple(sorted(words, key=lambda one: (one.language != settings.LANGUAGE_CODE, one.language, one.easy)))


def filled(house: House) -> dict[str, str]:
    """Return our guidelines with the name of `house` in them, under the names of the form's fields."""
    spoken = dict(settings.LANGUAGES)
    return {
        f"text{ending(one.language, one.easy)}": one.text.replace("{house}", house.name)
        for one in texts()
        if one.language in spoken
    }


def headings() -> str:
    """Return the headings that Oregon asks for, one a line."""
    return "\n\n".join(f"# {heading}" for heading in OREGON)
