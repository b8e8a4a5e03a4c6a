"""The few filters with which pages of the office say what somebody asked for and how to reach them."""

from typing import Any

from django import template

from intake import wording
from intake.cards import Try
from intake.contact import Contact
from respite.models import House
from respite.templatetags.words import moment
from stays.models import Connection

register = template.Library()
register.filter("nights_in_mind", wording.nights_in_mind)
register.filter("past_the_time", wording.past_the_time)
register.filter("where", wording.where)


@register.filter
def tried_words(last: Try, house: House) -> str:
    """Say what came of the last call: "Marcus tried today at 9:40 am, nobody answered." """
    return wording.try_words(last.came) % {"who": last.who, "when": moment(last.at, house)}


@register.filter
def reach(row: Connection) -> Contact:
    """Return how to reach somebody after a stay: as they said for these calls, else as they said before."""
    wish = getattr(row.stay, "wish", None)
    kept: Any = (wish and wish.contact) or row.guest.contact or {}
    return Contact.read(kept)


@register.filter
def spelled(signs: str) -> str:
    """Spell signs one by one, to be read out: "K, 7, M, Q"."""
    return ", ".join(signs)


@register.filter
def ended_mark(state: str) -> str:
    """Return the mark of a connection that is over."""
    return "tick" if state == Connection.State.KEPT else "not-now"
