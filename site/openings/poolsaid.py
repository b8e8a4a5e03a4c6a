"""The sentences of the notice card of a house that tells one word with others: who does, and what this house adds."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openings import grid, hours, pools, said
from openings.hours import Slot
from openings.models import Grid
from openings.pools import FEWEST_BEDS, FEWEST_HOUSES, Pool
from respite.models import House
from respite.templatetags.words import clock
from stays.availability import Band, State


@dataclass(frozen=True)
class Ahead:
    """What a house adds to the word of its area at the next time, as things are now."""

    house: House
    pool: Pool
    row: Grid
    board: Band
    slot: Slot
    told: grid.Told | None
    late: bool
    counts: bool

    @property
    def adds(self) -> bool:
        """Say whether the house adds room to the word."""
        return self.counts and self.told is not None and self.told.state == State.OPEN

    @property
    def agrees(self) -> bool:
        """Say whether the board was confirmed as it is, lately enough."""
        return self.told is not None and not self.row.by_hand and self.row.band == self.board.state


def ahead(house: House, board: Band) -> Ahead:
    """Read what the house waits with."""
    now, pool, row = timezone.now(), pools.of(house), grid.read(house)
    slot, last, out = hours.following(pool, now), hours.last(pool, now), pools.current(pool)
    late = bool(out and out.told_at < last.hour and last.at + grid.LATE < now)
    counts = not house.confidential or house in pools.telling(pool, slot)
    return Ahead(house, pool, row, board, slot, grid.told(pool, row, board, slot), late, counts)


def standing(it: Ahead) -> str:
    """Say who tells the word together, who looked last, and what this house adds."""
    sentences = [together(it)]
    if it.late:
        sentences.append(_("The last word has not gone out. Please tell whoever looks after the server."))
    if it.told:
        values = {"name": it.told.by, "when": said.when(it.house.local(it.told.said_at), it.house.local().date())}
        sentences.append(_("%(name)s looked %(when)s.") % values)
    return " ".join([*sentences, coming(it)])


def together(it: Ahead) -> str:
    """Say how many houses tell one word, or why there is none yet."""
    houses, values = len(it.pool.houses), {"area": it.house.area, "n": len(it.pool.houses)}
    if not it.pool.large_enough:
        few = _("One word for %(area)s takes %(houses)d houses with %(beds)d beds that are not confidential.") % {
            **values,
            "houses": FEWEST_HOUSES,
            "beds": FEWEST_BEDS,
        }
        return f"{few} {_('Until then their pages say “please call”.')}"
    if not it.counts:
        words = _("A partner may read more of other houses in %(area)s. So this house adds nothing to their word.")
        return words % values
    if it.house.confidential:
        words = _("This house counts in the word of %(n)d houses in %(area)s. Its own page only says “please call”.")
        return words % values
    words = ngettext(
        "%(n)d house in %(area)s tells one word.", "%(n)d houses in %(area)s tell one word together.", houses
    )
    return words % values


def coming(it: Ahead) -> str:
    """Say what this house adds at the next time, and when."""
    if it.adds:
        return _("By %(clock)s this house adds its room to the word.") % _at(it)
    if it.told is None and it.counts:
        return _("Nobody confirmed it lately. By %(clock)s this house adds no room to the word.") % _at(it)
    return _("By %(clock)s this house adds no room to the word.") % _at(it)


def differs(it: Ahead) -> str:
    """Say where the board and what this house adds disagree, and why."""
    if it.board.state == State.CALL and it.board.total:
        return _("New offers are stopped, so this house adds no room.")
    if it.board.state != State.OPEN or it.adds or not it.counts:
        return ""
    if it.agrees:
        return _("There is room, and the word tells it later: then nobody can tell when somebody left.")
    return _("There is room. Say so, and it goes into the word in time.")


def small(it: Ahead) -> str:
    """Say when a word goes out: never before its hour, whatever happens in one house."""
    return _("The word changes only at its hours, next by %(clock)s. It never says “full”.") % _at(it)


def _at(it: Ahead) -> dict[str, str]:
    return {"clock": clock(it.house.local(it.slot.hour + hours.SPREAD))}
