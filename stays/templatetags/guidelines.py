"""What changed in the guidelines since a guest was last shown them."""

from django import template
from django.conf import settings

from respite.models import House
from stays.models import Guest
from stays.since import Since, since

register = template.Library()


@register.simple_tag
def guidelines_since(guest: Guest | None, house: House) -> Since | None:
    """Return what changed for `guest`, in the language of the page; None where nothing did."""
    return since(guest, house)


@register.filter
def language_name(code: str) -> str:
    """Say a language by its own name."""
    return dict(settings.LANGUAGES).get(code, code)
