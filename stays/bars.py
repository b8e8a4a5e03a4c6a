"""One bar of the board, or one run of free nights: from which column to which, and in what words."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.models import House
from respite.nights import ONE_DAY, Nights
from respite.templatetags.words import clock
from stays.models import Allocation, Stay
from stays.telling import expected_words, held_words, here_words, near_day

State = Stay.State
ROOMY = 3  # nights: from here on a bar has room for "out until"


@dataclass(frozen=True, slots=True)
class Piece:
    """A bar, or a run of free nights: from column `first` up to and not including `last`."""

    state: str
    first: int
    last: int
    nights: Nights
    name: str = ""
    words: str = ""
    told: str = ""  # the words where no columns stand beside them: a phone
    code: str = ""
    before: bool = False
    after: bool = False
    over: bool = False  # somebody is still here though their last night is over

    @property
    def width(self) -> int:
        """Return over how many nights of the view it goes."""
        return self.last - self.first

    @property
    def columns(self) -> range:
        """Return the columns it covers."""
        return range(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Looking:
    """What a bar is told from: the house, the nights shown, tonight, whether there is room for every word.

    `roomless` are the stays that have no bed tonight.
    """

    house: House
    view: Nights
    tonight: date
    few: bool
    roomless: Collection[UUID] = ()

    def day(self, when: date) -> str:
        """Say a day briefly, seen from tonight."""
        return near_day(when, self.tonight)

    def column(self, night: date) -> int:
        """Return the column of a night, or the nearest edge of the view."""
        return min(max((night - self.view.arrives).days, 0), len(self.view))


def of_stay_or_closure(look: Looking, row: Allocation) -> Piece:
    """Return the bar of one row of bed-nights."""
    nights, view = row.range, look.view
    state, name, words = _closed(look, row) if row.closure_id else _told(look, row)
    return Piece(
        state=state,
        first=look.column(nights.arrives),
        last=look.column(nights.leaves),
        nights=nights,
        name=name,
        words=words,
        told=_alone(look, state, words, nights) if look.few else "",
        code=str(row.closure_id) if row.closure_id else row.stay.code,  # type: ignore[union-attr]
        before=nights.arrives < view.arrives,
        after=nights.leaves > view.leaves,
    )


def of_somebody_still_here(look: Looking, stay: Stay, bars: list[Piece]) -> list[Piece]:
    """Return the bars of a bed in which somebody stays on after their last night: until now, or until the next bar."""
    end = look.column(look.tonight + ONE_DAY)
    others = [bar for bar in bars if bar.code != stay.code]
    last = max((bar.last for bar in bars if bar.code == stay.code), default=0)
    stop = min([end, *(bar.first for bar in others if bar.first >= last)])
    words = here_words(stay, look.tonight)
    began = min((bar.first for bar in bars if bar.code == stay.code), default=0)
    if stop <= began:
        return bars
    name = _("Guest") if stay.closed_out else stay.guest.name  # type: ignore[attr-defined]
    bar = Piece(
        state="here",
        first=began,
        last=stop,
        nights=stay.range,
        name=name,
        words=words,
        told=words,
        code=stay.code,
        before=stay.arrives < look.view.arrives,
        after=look.tonight >= look.view.leaves and stop == len(look.view),
        over=True,
    )
    return sorted([*others, bar], key=lambda bar: bar.first)


def being_made_ready(look: Looking, expected_at: datetime, pieces: list[Piece]) -> list[Piece]:
    """Return the pieces of a bed, with tonight's free night told apart: the room is not ready yet."""
    tonight = (look.tonight - look.view.arrives).days
    words = ready_words(look.house, expected_at)
    found: list[Piece] = []
    for piece in pieces:
        if piece.state != "free" or tonight not in piece.columns:
            found.append(piece)
            continue
        found.append(Piece("turn", tonight, tonight + 1, Nights.starting(look.tonight, 1), _("Not ready"), words))
        found += run(look, tonight + 1, piece.last)
    return found


def ready_words(house: House, expected_at: datetime) -> str:
    """Say by when a room is to be ready."""
    values = {"time": clock(house.local(expected_at))}
    if expected_at < timezone.now():
        return _("was to be ready by %(time)s") % values
    return _("ready by %(time)s") % values


def fill(look: Looking, bars: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the bars with the free runs between them; nights that are over are a run of their own, "gone"."""
    at = 0
    for bar in bars:
        yield from run(look, at, bar.first)
        yield bar
        at = bar.last
    yield from run(look, at, len(look.view))


def run(look: Looking, first: int, last: int) -> Iterator[Piece]:
    """Yield the nights between two bars: those that are over, and those that are free."""
    begin = look.view.arrives
    now = min(max((look.tonight - begin).days, first), last)
    for state, start, end in (("gone", first, now), ("free", now, last)):
        if start < end:
            nights = Nights.starting(begin + timedelta(days=start), end - start)
            words = _free_words(look, nights, end == len(look.view)) if look.few else ""
            yield Piece(state, start, end, nights, words=words)


def _free_words(look: Looking, nights: Nights, open_end: bool) -> str:
    if open_end:
        return _("Free from %(day)s") % {"day": look.day(nights.arrives)}
    return ngettext("Free for %(count)d night", "Free for %(count)d nights", len(nights)) % {"count": len(nights)}


def _alone(look: Looking, state: str, words: str, nights: Nights) -> str:
    """Say a bar where no columns stand around it."""
    values = {"words": words, "day": look.day(nights.arrives), "leaves": look.day(nights.leaves)}
    if state == "held":
        return _("%(words)s. From %(day)s, until %(leaves)s") % values
    return _("%(words)s, until %(leaves)s") % values if state in {"here", "expected"} else words


def _closed(look: Looking, row: Allocation) -> tuple[str, str, str]:
    values = {"why": row.closure.get_reason_display(), "day": look.day(row.nights.upper)}  # type: ignore[union-attr]
    return "closed", _("Closed"), _("%(why)s, back %(day)s") % values


def _told(look: Looking, row: Allocation) -> tuple[str, str, str]:
    """Return state, name and words of a stay in this bed; a guest who moves is here only in the bed of tonight."""
    stay, nights, tonight = row.stay, row.nights, look.tonight
    assert stay
    name = _("Guest") if row.closed_out else stay.guest.name  # type: ignore[attr-defined]
    if stay.state == State.HELD:
        return "held", name, held_words(stay.hold_until, look.house)
    here = stay.state == State.HERE
    if (here and nights.lower > tonight) or (stay.state == State.EXPECTED and nights.lower > stay.arrives):
        return "expected", name, _("moves in %(day)s") % {"day": look.day(nights.lower)}
    if stay.state == State.EXPECTED:
        return "expected", name, expected_words(stay, tonight) if look.few else _("expected")
    if not here:
        return "left", name, _("left")
    if nights.upper <= tonight and nights.upper < stay.leaves:
        return "left", name, _("no room tonight") if stay.pk in look.roomless else _("moved")
    return "here", name, _here(look, row, stay)


def _here(look: Looking, row: Allocation, stay: Stay) -> str:
    """Say which night it is, and until when the guest is out where the bar is long enough for their word."""
    if not look.few:
        return _("here")
    words = here_words(stay, look.tonight)
    shown = row.range.within(look.view)
    if stay.out_until is None or stay.out_until < timezone.now() or look.tonight not in row.range:
        return words
    if shown is None or len(shown) < ROOMY or row.closed_out:  # type: ignore[attr-defined]
        return words
    return _("%(here)s, %(out)s") % {"here": words, "out": out_words(look, stay.out_until)}


def out_words(look: Looking, until: datetime) -> str:
    """Say a guest's own word: "out until 9 pm", "out until Wed 10 am"."""
    local = look.house.local(until)
    values = {"time": clock(local), "day": look.day(local.date())}
    if local.date() == look.house.local().date():
        return _("out until %(time)s") % values
    return _("out until %(day)s, %(time)s") % values
