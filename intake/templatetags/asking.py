"""The few filters with which pages of the office say what somebody asked for and how to reach them."""

from typing import Any

from django import template

from intake import wording
from intake.contact import Contact
from stays.models import Connection

register = template.Library()
register.filter("nights_in_mind", wording.nights_in_mind)
register.filter("past_the_time", wording.past_the_time)
register.filter("where", wording.where)


@register.filter
def reach(row: Connection) -> Contact:
    """Return how to reach somebody after a stay: as they said for these calls, else as they said before."""
    wish = getattr(row.stay, "wish", None)
    kept: Any = (wish and wish.contact) or row.guest.contact or {}
    return Contact.read(kept)


@register.filter
def ended_mark(state: str) -> str:
    """Return the mark of a connection that is over."""
    return "tick" if state == Connection.State.KEPT else "not-now"
