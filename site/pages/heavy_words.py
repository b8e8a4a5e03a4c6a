"""Words somebody looks for when they may think of dying: then the numbers of people who answer stand first.

Nothing else comes of them. They are not kept, not counted and told to nobody (CS-14).
"""

import re
from unicodedata import combining, normalize

# English and Spanish, whatever language the page is in: in a hard hour people write as they think.
HEAVY = re.compile(
    r"\b(?:suicid\w*|kill(?:ing)?|die|dying|dead|death|overdos\w*|self[ -]?harm\w*"
    r"|(?:hurt|cut)(?:ting|ing)? my ?self|end (?:it(?: all)?|my life)|(?:not|do\w*n'?t) want to (?:live|be here)"
    r"|mat(?:o|ar|arme|arse)|mor(?:ir|irme|irse)|muert[aeo]s?|muero|sobredosis"
    r"|quitar(?:me|se) la vida|hacer(?:me|se) dano|cortar(?:me|se)|no quier[oe] vivir)\b"
)


def heavy(words: str) -> bool:
    """Say whether one of these words is there; capitals, accents and curly marks make no difference."""
    plain = normalize("NFKD", words.replace("’", "'").casefold())
    return HEAVY.search("".join(letter for letter in plain if not combining(letter))) is not None
