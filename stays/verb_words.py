"""Sentences of the confirm pages of a stay: what is now, what becomes free, what the limit of the house says."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.nights import Nights
from respite.templatetags.words import day
from stays import window
from stays.models import Stay
from stays.telling import parts_words, rooms_words


def names_of(stay: Stay) -> dict[str, str]:
    """Return the words that stand in the sentences of a page."""
    house = stay.house
    since = house.tonight() if stay.state == Stay.State.HERE else None
    return {
        "name": str(stay.guest.name),
        "room": rooms_words(stay, since) or rooms_words(stay),
        "leaves": day(stay.leaves),
        "today": day(house.local().date()),
    }


def freed(stay: Stay) -> str:
    """Say which nights become free."""
    tonight = stay.house.tonight()
    if stay.leaves <= max(stay.arrives, tonight):
        return _("The nights were over. No other night becomes free.")
    rows = [row for row in stay.bed_nights() if row.nights.upper > tonight]
    count = sum((row.nights.upper - max(row.nights.lower, tonight)).days for row in rows)
    if not rows:
        return _("There was no room for these nights. None becomes free.")
    if len({row.bed for row in rows}) > 1:
        rooms = parts_words([(row.bed, row.nights.upper) for row in rows], tonight)
        return _("%(count)d nights become free: %(rooms)s.") % {"count": count, "rooms": rooms}
    words = ngettext("%(count)d night in %(room)s becomes free.", "%(count)d nights in %(room)s become free.", count)
    return words % {"count": count, "room": rows[0].bed}


def arrives_late(stay: Stay) -> str:
    """Say which nights become free because the guest comes later than planned; nothing when they do not."""
    count = (stay.house.tonight() - stay.arrives).days
    if count < 1:
        return ""
    words = ngettext(
        "The stay begins tonight. %(count)d night before becomes free.",
        "The stay begins tonight. %(count)d nights before become free.",
        count,
    )
    return words % {"count": count}


def limit(stay: Stay) -> str:
    """Say the limit of the house and how much of it is used by this stay and others."""
    rules = stay.house.rules()
    around = Nights(stay.leaves - timedelta(days=rules.window_days), stay.leaves)
    taken = window.taken_by(stay.guest, stay.house, around)
    words = _("%(name)s has %(used)d of %(most)d nights in %(days)d days.")
    used = sum(night in around for night in taken)
    return words % {"name": stay.guest.name, "used": used, "most": rules.max_nights, "days": rules.window_days}


def is_overstay(stay: Stay) -> bool:
    """Say whether a guest is here although their last night is over: a state with words, and no alarm."""
    return stay.state == Stay.State.HERE and stay.house.tonight() > stay.leaves
