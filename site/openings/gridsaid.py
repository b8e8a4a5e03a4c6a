"""The sentences of the notice card of a house on the grid: what was said, when it goes out, and why room may wait."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from openings import grid, hours, said, words
from openings.hours import Slot
from openings.models import Grid
from respite.models import House
from respite.templatetags.words import clock
from stays.availability import Band, State


@dataclass(frozen=True)
class Ahead:
    """What a house on the grid waits with: its row, the next time, and what goes out then as things are now."""

    house: House
    row: Grid
    board: Band
    slot: Slot
    told: grid.Told | None
    late: Slot | None

    @property
    def state(self) -> State:
        """Return what the page says after the next time."""
        return self.told.state if self.told else State.UNKNOWN

    @property
    def agrees(self) -> bool:
        """Say whether the board was confirmed as it is, lately enough."""
        return self.told is not None and not self.row.by_hand and self.row.band == self.board.state

    @property
    def waits(self) -> bool:
        """Say whether room that was confirmed is still held back."""
        return self.agrees and self.board.state == State.OPEN and self.state != State.OPEN


def ahead(house: House, board: Band) -> Ahead:
    """Read what the house waits with."""
    now = timezone.now()
    row, slot = grid.read(house), hours.following(house, now)
    return Ahead(house, row, board, slot, grid.told(house, row, board, slot), grid.late(house, row, now))


def standing(it: Ahead) -> str:
    """Say who said what stands, and what the page says after the next time."""
    sentences = [_late(it.house, it.late)] if it.late else []
    if it.told:
        values = {"name": it.told.by, "when": said.hour(it.house.local(it.told.said_at), it.house.local().date())}
        sentences.append(_("%(name)s looked %(when)s.") % values)
    return " ".join([*sentences, coming(it)])


def coming(it: Ahead) -> str:
    """Say what goes out next, and when."""
    if it.told is None:
        return _("Nobody confirmed it lately. By %(clock)s the page says “please call”.") % _at(it)
    return _("By %(clock)s the page says: %(words)s.") % {**_at(it), "words": words.sentence(it.state)}


def differs(it: Ahead, board_words: str) -> str:
    """Say where the board and what goes out next disagree, and why."""
    if it.waits:
        return _("There is room, and the page says so later: then nobody can tell when somebody left.")
    return "" if it.state == it.board.state else board_words


def small(it: Ahead) -> str:
    """Say when a word goes out."""
    return _("It goes out by %(clock)s. “Please call” goes out at once.") % _at(it)


def _late(house: House, slot: Slot) -> str:
    words = _("What was to go out by %(clock)s has not gone out. Please tell whoever looks after the server.")
    return words % _by(house, slot)


def _at(it: Ahead) -> dict[str, str]:
    return _by(it.house, it.slot)


def _by(house: House, slot: Slot) -> dict[str, str]:
    """Return the moment by which a time of the grid is over, whenever it falls."""
    return {"clock": clock(house.local(slot.hour + hours.SPREAD))}
