"""What a page of the office says about the house as a whole: new offers are stopped, or too few people are on."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from respite.models import House
from respite.templatetags.words import clock, day_words, moment
from stays import coverlimit, pausing
from stays.models import Pause

register = template.Library()


@register.inclusion_tag("stays/pause_line.html", takes_context=True)
def pause_line(context: template.Context, *, only_paused: bool = False) -> dict[str, Any]:
    """{% pause_line %}: since when and why there are no new offers, with the way back; else the way to stop them.

    With `only_paused` nothing is said while offers are made as always.
    """
    request = context["request"]
    house: House = request.house
    pause = pausing.current(house)
    return {
        "house": house,
        "pause": pause,
        "words": pause_words(house, pause) if pause else "",
        "shown": bool(pause) or not only_paused,
        "may": context["respite"]["may"],
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def cover_words(context: template.Context) -> str:
    """{% cover_words as words %}: how many rooms tonight's cover allows, when that is fewer than the house has."""
    house: House = context["request"].house
    tonight = house.tonight()
    most = coverlimit.allowed(house, tonight)
    if most is None or most >= house.beds.count():
        return ""
    return coverlimit.words(house, tonight, most // coverlimit.per_person(house, tonight))


def pause_words(house: House, pause: Pause) -> str:
    """Say since when, why, and when to look at it again."""
    today = house.local().date()
    began = house.local(pause.began_at)
    values = {
        "since": clock(began) if began.date() == today else moment(pause.began_at, house),
        "why": pause.get_reason_display(),
        "name": pause.by,
        "day": day_words(pause.look_again_on, today) if pause.look_again_on else "",
    }
    if not pause.look_again_on:
        return _("No new offers since %(since)s: %(why)s. %(name)s said so.") % values
    if pause.look_again_on <= today:
        return _("No new offers since %(since)s: %(why)s. It is time to look at it again.") % values
    return _("No new offers since %(since)s: %(why)s. Look again %(day)s.") % values
