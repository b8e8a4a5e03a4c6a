"""A board as it was drawn a moment ago, for whoever asks for the same one: several screens, one drawing.

When a house changes, all its open boards ask at once and get the same rows. What is drawn is kept in the memory of this
process, and told for `settings.BOARD_KEPT` seconds; what is older goes when the next board is asked for. It is kept
under everything it was made from: the word of the state, which changes with every line of history
(docs/decisions/0014), the settings, the view, the language and the minute.

Never shared: the board of somebody to whom a guest is closed, and a page on which names are hidden.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from respite import hiding
from respite.models import House, Person
from stays import board as bed_board
from stays import drawing, lately
from stays.board import Board
from stays.board_view import View
from stays.lately import Lately

MOST = 16  # boards in memory; the oldest goes first


@dataclass(frozen=True, slots=True)
class Drawn:
    """A board, its cells, what was changed last, and the word of the state it shows."""

    board: Board
    news: Lately
    seen: str
    head: SafeString
    body: SafeString
    foot: SafeString


_kept: dict[object, tuple[float, Drawn]] = {}


def read(house: House, view: View, me: Person) -> Drawn:
    """Return the board of a house as it is, drawn now or a few seconds ago."""
    # The state is read first: what comes later is news.
    seen, covered = lately.seen_by(house, me)
    if covered or hiding.on() or not settings.BOARD_KEPT:
        return _draw(house, view, me, seen)
    key, now = _key(house, view, seen), time.monotonic()
    for old in [old for old, (until, _drawn) in list(_kept.items()) if until <= now]:
        _kept.pop(old, None)
    if found := _kept.get(key):
        return found[1]
    drawn = _draw(house, view, me, seen)
    while len(_kept) >= MOST:
        _kept.pop(next(iter(_kept)), None)
    _kept[key] = now + settings.BOARD_KEPT, drawn
    return drawn


def _draw(house: House, view: View, me: Person, seen: str) -> Drawn:
    news = lately.read(house, view.nights)
    shown = bed_board.read(house, view.nights, me, news)
    return Drawn(shown, news, seen, drawing.head(shown), drawing.body(shown, view.query), drawing.foot(shown))


def _key(house: House, view: View, seen: str) -> object:
    """Return all that a drawing depends on. The minute: "out until 9 pm" and "ready by 9 pm" end by the clock."""
    minute = house.local().replace(second=0, microsecond=0)
    rules = tuple((row.name, row.holds_from, repr(row.value)) for row in house.settings.all())
    return house.pk, house.name, house.zone, seen, rules, view.nights, minute, get_language()
