"""The sentences of the notice card of a house on the grid: what was said, when it goes out, and why room may wait."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from openings import grid, hours, said, words
from openings.hours import Slot
from openings.models import Grid, Notice
from respite.models import House
from respite.templatetags.words import clock
from stays.availability import Band, State


@dataclass(frozen=True)
class Ahead:
    """What a house on the grid waits with: what was said, the next time and what goes out then, and what is out now."""

    house: House
    row: Grid
    board: Band
    slot: Slot
    told: grid.Told | None
    late: Slot | None
    notice: Notice | None

    @property
    def state(self) -> State:
        """Return what the page says after the next time."""
        if self.told:
            return self.told.state
        if self.notice is None or self.notice.valid_until <= self.slot.at:
            return State.UNKNOWN
        return State.FULL if self.fills else State(self.notice.band)

    @property
    def stands(self) -> bool:
        """Say whether what is out goes on by itself."""
        return self.notice is not None and self.notice.holds()

    @property
    def fills(self) -> bool:
        """Say whether the page goes over to "full" at the next time, although nobody said a word for long."""
        outlives = self.notice is not None and self.notice.valid_until > self.slot.at
        return outlives and self.notice.band == State.OPEN and self.board.state == State.FULL  # type: ignore[union-attr]

    @property
    def repeats(self) -> bool:
        """Say whether the board says what the page says, and no other word waits to go out."""
        other = self.told is not None and self.row.by_hand and self.row.band != self.board.state
        return self.stands and self.notice.band == self.board.state and not other  # type: ignore[union-attr]

    @property
    def agrees(self) -> bool:
        """Say whether the board was confirmed as it is, lately enough."""
        return self.told is not None and not self.row.by_hand and self.row.band == self.board.state

    @property
    def waits(self) -> bool:
        """Say whether room that was confirmed is still held back."""
        return self.agrees and self.board.state == State.OPEN and self.state != State.OPEN


def ahead(house: House, board: Band, notice: Notice | None) -> Ahead:
    """Read what the house waits with; `notice` is the one that is out."""
    now = timezone.now()
    row, slot = grid.read(house), hours.following(house, now)
    return Ahead(house, row, board, slot, grid.told(house, row, board, slot), grid.late(house, row, now), notice)


def standing(it: Ahead) -> str:
    """Say who said what stands, and what the page says after the next time."""
    sentences = [_late(it.house, it.late)] if it.late else []
    if it.told:
        values = {"name": it.told.by, "when": said.when(it.house.local(it.told.said_at), it.house.local().date())}
        sentences.append(_("%(name)s looked %(when)s.") % values)
    return " ".join([*sentences, coming(it)])


def coming(it: Ahead) -> str:
    """Say what goes out next, and when."""
    if it.told is None:
        return f"{_why_nothing(it)} {_meanwhile(it)}"
    return _("By %(clock)s the page says: %(words)s.") % {**_at(it), "words": words.sentence(it.state)}


def answer(it: Ahead) -> str:
    """Say to whoever just tapped when their word goes out, and why room may wait longer."""
    waits = differs(it, "")
    return f"{coming(it)} {waits}" if waits else coming(it)


def differs(it: Ahead, board_words: str) -> str:
    """Say where the board and what goes out next disagree, and why."""
    if it.waits:
        return _("There is room, and the page says so later: then nobody can tell when somebody left.")
    return "" if it.state == it.board.state else board_words


def small(it: Ahead) -> str:
    """Say when a word goes out."""
    return _("It goes out by %(clock)s. “Please call” goes out at once.") % _at(it)


def _why_nothing(it: Ahead) -> str:
    """Say why no word goes out at the next time: none was said lately, or the last is too old by then."""
    said_at = it.row.said_at
    if said_at is None or said_at < timezone.now() - grid.FRESH:
        return _("Nobody confirmed it lately.")
    values = {"name": it.row.said_by, "when": said.when(it.house.local(said_at), it.house.local().date())}
    return _("%(name)s looked %(when)s. That is too old by the next set hour, so please look again.") % values


def _meanwhile(it: Ahead) -> str:
    """Say what the page says as long as nobody says a word, and until when: what is out goes on until its own end."""
    if it.notice is None or not it.stands:
        return _("The page says “please call” until one of you does.")
    if it.fills:
        return _("By %(clock)s the page says: %(words)s.") % {**_at(it), "words": words.sentence(State.FULL)}
    if it.notice.band == State.CALL:
        return _("The page goes on saying “please call”.")
    end = said.until(it.house.local(it.notice.valid_until), it.house.local().date())
    return _("The page says so until %(until)s, then “please call”.") % {"until": end}


def _late(house: House, slot: Slot) -> str:
    words = _("What was to go out by %(clock)s has not gone out. Please tell whoever looks after the server.")
    return words % _by(house, slot)


def _at(it: Ahead) -> dict[str, str]:
    return _by(it.house, it.slot)


def _by(house: House, slot: Slot) -> dict[str, str]:
    """Return the moment by which a time of the grid is over, whenever it falls."""
    return {"clock": clock(house.local(slot.hour + hours.SPREAD))}
