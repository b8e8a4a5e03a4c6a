"""Which needs somebody names when they look for something, in any language of the site: “wheelchair”, “mascotas”."""

import re
import unicodedata

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from pages.access_words import RIDE
from respite.models import Feature

STEPS = (
    *("entrance", "inside", "bath"),
    *(Feature.STEP_FREE, Feature.GROUND_FLOOR, Feature.WIDE_DOOR, Feature.ROLL_IN_SHOWER),
)
# Translators, of all these: words that people may look for, with spaces between, in one and in more of each.
WORDS: list[tuple[tuple[str, ...], str | Promise]] = [
    (
        STEPS,
        _("wheelchair wheelchairs walker ramp ramps step steps stairs accessible accessibility disabled disability"),
    ),
    (("bath", Feature.OWN_BATH, Feature.ROLL_IN_SHOWER), _("bath baths bathroom bathrooms shower showers toilet")),
    (("hearing", "asl"), _("deaf hearing")),
    (("asl",), _("ASL sign signing")),
    (("sight",), _("blind sight")),
    (("light", Feature.QUIET), _("quiet noise light")),
    (("scents",), _("scent scents perfume fragrance smell smells")),
    (("spanish",), _("Spanish")),
    (("pets", "service_animal"), _("pet pets dog dogs cat cats animal animals")),
    (("service_animal",), _("service guide")),
    (("smoking",), _("smoke smoking cigarettes")),
    (("parking",), _("parking park car cars")),
    ((RIDE,), _("ride rides drive transport")),
]


def named(words: str) -> set[str]:
    """Return the needs that are named in `words`; it does not matter in which language of the site."""
    asked, found = _plain(words), set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {str(need) for needs, known in WORDS if asked & _plain(str(known)) for need in needs}
    return found


def _plain(words: str) -> set[str]:
    """Return the words without capitals and accents."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    return set(re.findall(r"\w+", "".join(letter for letter in letters if not unicodedata.combining(letter))))
