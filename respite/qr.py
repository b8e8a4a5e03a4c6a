"""An address as a square that a phone's camera reads: drawn here, on no other machine, and in black on white."""

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET = 4  # modules of white around it, as the norm asks


def drawn(address: str, words: str = "") -> SafeString:
    """Return the square as SVG, in the size of its frame, named `words`.

    Without `words` it is hidden from readers, for the words beside it say the same.
    """
    square = segno.make(address, error="m", micro=False)
    svg = square.svg_inline(
        border=QUIET, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None, title=words or None
    )
    told = 'role="img"' if words else 'aria-hidden="true"'
    return mark_safe(svg.replace("<svg ", f"<svg {told} ", 1))  # noqa: S308 - segno escapes the title
