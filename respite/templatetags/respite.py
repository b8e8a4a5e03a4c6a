"""The few tags every template shares: marks, signs, doors and house drawings, as inline SVG in the text's colour.

The words beside them carry the meaning; the drawings are hidden from readers.
"""

from collections.abc import Iterable
from typing import Protocol

from django import template
from django.utils.safestring import SafeString, mark_safe

from respite import drawings, marks

register = template.Library()


class Drawn(Protocol):
    """A house as far as drawing it goes."""

    drawing: str
    door: str


@register.simple_tag
def mark(name: str) -> SafeString:
    """{% mark "held" %}: one line mark."""
    return mark_safe(marks.mark(name))  # noqa: S308 - our own drawing, no words from outside


@register.simple_tag
def symbols(*names: str) -> SafeString:
    """{% symbols "here" "held" %}: once on a page that then says {% use "here" %} many times (the board)."""
    inner = "".join(marks.symbol(name) for name in names)
    return mark_safe(f'<svg width="0" height="0" class="hide" aria-hidden="true">{inner}</svg>')  # noqa: S308


@register.simple_tag
def use(name: str) -> SafeString:
    """{% use "here" %}: a mark the page has declared with {% symbols %}; sixty bytes instead of three hundred."""
    if name not in marks.MARKS:
        raise template.TemplateSyntaxError(f"There is no mark called {name}.")
    return mark_safe(f'<svg class="mark" aria-hidden="true"><use href="#m-{name}"/></svg>')  # noqa: S308


@register.simple_tag
def sign(band: str) -> SafeString:
    """{% sign notice.band %}: the availability sign; an unknown band says please call."""
    return mark_safe(marks.sign(band))  # noqa: S308


@register.simple_tag
def door(colour: str = "berry") -> SafeString:
    """{% door house.door %}: the mark of a house."""
    return mark_safe(marks.door(colour if colour in drawings.DOORS else "stone"))  # noqa: S308


@register.simple_tag
def drawing(name: str, colour: str = "berry") -> SafeString:
    """{% drawing house.drawing house.door %}: one house at dusk."""
    return mark_safe(drawings.one(name, colour))  # noqa: S308


@register.simple_tag
def street(houses: Iterable[Drawn]) -> SafeString:
    """{% street houses %}: the first three houses side by side at dusk."""
    return mark_safe(drawings.street([(house.drawing, house.door) for house in houses]))  # noqa: S308
