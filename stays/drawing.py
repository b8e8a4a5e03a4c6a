"""The board's cells as escaped strings: a nested template loop over 200 rooms is ten times slower (DESIGN.md 4).

The only module of the app that writes HTML. Words from outside pass through `escape`; everything else is our own.
"""

from dataclasses import dataclass

from django.utils.dateformat import format as django_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.templatetags.words import short_day
from stays.bars import Piece
from stays.board import Board, Night, Row

SHORT = {"here", "expected", "left"}  # told in one word on a large board
BARS = {"here", "expected", "held", "closed", "left", "turn"}


def head(board: Board) -> SafeString:
    """Return the column heads."""
    wide = len(board.nights) < 20
    return _safe("".join(_column(night, at == 0 or night.date.day == 1, wide) for at, night in enumerate(board.nights)))


def body(board: Board, query: str, at: str = "") -> SafeString:
    """Return the rows. `query` keeps the view in the links: "from=2026-11-23&nights=14".

    `at` is the address of the board of that house, for a page of another address; empty on the board itself.
    """
    return _safe("".join(_row(board, row, query, at) for row in board.rows))


def foot(board: Board) -> SafeString:
    """Return the two lines under the rooms."""
    free = "".join(
        f"<td{_marks(night)}{'' if night.rooms_free else ' data-none'}>{night.rooms_free or escape(_('none'))}</td>"
        for night in board.nights
    )
    lines = f'<tr><th scope="row">{escape(_("Rooms free"))}</th>{free}</tr>'
    if board.people_known:
        people = "".join(_people(night) for night in board.nights)
        lines += f'<tr><th scope="row">{escape(_("People on at night"))}</th>{people}</tr>'
    return _safe(lines)


def _column(night: Night, month: bool, wide: bool) -> str:
    above, below = ("D", "j M" if month else "j") if wide else ("M" if month else "D", "j")
    weekday = _("tonight") if night.tonight else django_format(night.date, above)
    number = django_format(night.date, "D j" if night.tonight and wide else below)
    now = ' aria-current="date"' if night.tonight else ""
    return f'<th scope="col"{_marks(night)}{now}><small>{escape(weekday)}</small>{escape(number)}</th>'


@dataclass(frozen=True, slots=True)
class Links:
    """How the bars of one row lead on: the view, the address of the board from elsewhere, and which have an id."""

    row: Row
    query: str
    at: str
    seen: set[str]


def _row(board: Board, row: Row, query: str, at: str) -> str:
    links = Links(row, query, at, set())
    if not board.few:
        # Of a large house every byte counts: HTML lets the end tags of rows and cells go, and nothing is dragged here.
        cells = "".join(_many(row, piece, at) for piece in row.pieces)
        return f"<tr><th scope=row>{escape(row.name)}{_ready(row)}{cells}"
    features = f"<small>{escape(row.features)}</small>" if row.features else ""
    cells = "".join(_few(board, links, piece) for piece in row.pieces)
    head = f'<th scope="row">{escape(row.name)}{features}{_ready(row)}</th>'
    return f'<tr data-bed="{row.bed.pk}">{head}{cells}</tr>'


def _ready(row: Row) -> str:
    """Return what the head of a row says while the room is being made ready for somebody."""
    return f"<small data-turn>{_use('clock')}{escape(row.ready)}</small>" if row.ready else ""


def _few(board: Board, links: Links, piece: Piece) -> str:
    """Draw one piece where there is room for words: a cell a free night, a full name on each bar."""
    row, at = links.row, links.at
    if piece.state not in BARS:
        first = _plan(row, piece, at, free_label(row, piece)) if piece.state == "free" else _hidden()
        return "".join(_night(board, column, first if column == piece.first else _hidden()) for column in piece.columns)
    label = escape(bar_label(row, piece))
    second = "" if piece.width == 1 and piece.state != "turn" else _second(piece)
    bar = _bar(piece, f'{_where(links, piece)} aria-label="{label}"', second)
    night = _marks(board.nights[piece.first]) if piece.state == "turn" else ""
    return f'<td colspan="{piece.width}"{night}>{bar}</td>'


def _where(links: Links, piece: Piece) -> str:
    """Return the address of a bar, and where htmx puts the answer when it is the board's own page."""
    row, query, seen, at = links.row, links.query, links.seen, links.at
    if piece.state == "closed":
        return f'href="{at}../closures/{piece.code}/"'
    if piece.state == "turn":
        return f'href="{_plan_address(row, piece, at)}"'
    where = f'href="{at}?{escape(query)}&amp;stay={piece.code}#tray"'
    if at:
        return where
    where += f' hx-get="?{escape(query)}&amp;stay={piece.code}" data-stay="{piece.code}"'
    where += "" if piece.code in seen else f' id="stay-{piece.code}"'
    seen.add(piece.code)
    return where


def _second(piece: Piece) -> str:
    mark = "flag" if piece.over else "clock" if piece.state == "turn" else piece.state
    return f"<span>{_use(mark)}{escape(piece.words)}</span>"


def _many(row: Row, piece: Piece, at: str) -> str:
    """Draw one piece of a large house: a run is one cell, and bars lead to the page of the stay.

    What holds no bar is free, and a word as short as "here" needs no element: 150 kB are soon full.
    """
    span = f" colspan={piece.width}" if piece.width > 1 else ""
    if piece.state not in BARS:
        return f"<td{span}>" + (_plan(row, piece, at) if piece.state == "free" else _hidden())
    if piece.state == "turn":
        where = _plan_address(row, piece, at)
    else:
        where = f"{at}../{'closures' if piece.state == 'closed' else 'stays'}/{piece.code}/"
    words = escape(piece.words) if piece.width > 1 or piece.state == "turn" else ""
    second = words if piece.state in SHORT and not piece.over else f"<span>{words}</span>" if words else ""
    return f"<td{span}>{_bar(piece, f'href={where}', second)}"


def _bar(piece: Piece, attributes: str, second: str) -> str:
    marks = f"{' data-from' * piece.before}{' data-to' * piece.after}{' data-over' * piece.over}"
    return f"<a class=bar data-state={piece.state}{marks} {attributes}><b>{escape(piece.name)}</b>{second}</a>"


def _night(board: Board, column: int, inner: str) -> str:
    return f'<td class="free"{_marks(board.nights[column])}>{inner}</td>'


def _plan(row: Row, piece: Piece, at: str, label: str = "") -> str:
    """Return the link of a free run to Plan a stay: from which night on, in which bed."""
    name = f' aria-label="{escape(label)}"' if label else ""
    return f"<a href={_plan_address(row, piece, at)}{name}>{escape(_('free'))}</a>"


def _plan_address(row: Row, piece: Piece, at: str) -> str:
    return f"{at}../plan/?at={row.bed.pk}.{piece.nights.arrives:%Y%m%d}"


def _people(night: Night) -> str:
    if night.short:
        return f"<td{_marks(night)} data-short>{_use('flag')}{escape(night.people)}</td>"
    return f"<td{_marks(night)}>{escape(night.people)}</td>"


def bar_label(row: Row, piece: Piece) -> str:
    """Return the accessible name of a bar: who, what, where, from when to when."""
    if piece.state == "turn" or piece.over:
        return _("%(name)s, %(words)s, %(room)s") % {"name": piece.name, "words": piece.words, "room": row.name}
    values = {
        "name": piece.name,
        "words": piece.words,
        "room": row.name,
        "first": short_day(piece.nights.arrives),
        "last": short_day(piece.nights.leaves),
    }
    return _("%(name)s, %(words)s, %(room)s, from %(first)s to %(last)s") % values


def free_label(row: Row, piece: Piece) -> str:
    """Return the accessible name of a free run: room, first night, how many."""
    count = len(piece.nights)
    values = {"room": row.name, "day": short_day(piece.nights.arrives), "count": count}
    words = ngettext(
        "free: %(room)s from %(day)s, %(count)d night", "free: %(room)s from %(day)s, %(count)d nights", count
    )
    return words % values


def _marks(night: Night) -> str:
    return " data-tonight" if night.tonight else " data-we" if night.weekend else ""


def _use(name: str) -> str:
    return f'<svg class="mark" aria-hidden="true"><use href="#m-{name}"/></svg>'


def _hidden() -> str:
    return f"<span class=hide>{escape(_('free'))}</span>"


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - put together above from escaped words
