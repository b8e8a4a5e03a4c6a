"""The board's cells as escaped strings: a nested template loop over 200 rooms is ten times slower (DESIGN.md 4).

The only module of the app that writes HTML. Words from outside pass through `escape`; everything else is our own.
"""

from django.utils.dateformat import format as django_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from respite.templatetags.words import short_day
from stays.board import Board, Night, Piece, Row

BARS = {"here", "expected", "held", "closed", "left"}


def head(board: Board) -> SafeString:
    """Return the column heads."""
    wide = len(board.nights) < 20
    return _safe("".join(_column(night, at == 0 or night.date.day == 1, wide) for at, night in enumerate(board.nights)))


def body(board: Board, query: str) -> SafeString:
    """Return the rows. `query` keeps the view in the links: "from=2026-11-23&nights=14"."""
    return _safe("".join(_row(board, row, query) for row in board.rows))


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


def _row(board: Board, row: Row, query: str) -> str:
    if not board.few:
        # Of a large house every byte counts: HTML lets the end tags of rows and cells go.
        return f"<tr><th scope=row>{escape(row.name)}" + "".join(_many(row, piece) for piece in row.pieces)
    features = f"<small>{escape(row.features)}</small>" if row.features else ""
    seen: set[str] = set()
    cells = "".join(_few(board, row, piece, query, seen) for piece in row.pieces)
    return f'<tr><th scope="row">{escape(row.name)}{features}</th>{cells}</tr>'


def _few(board: Board, row: Row, piece: Piece, query: str, seen: set[str]) -> str:
    """Draw one piece where there is room for words: a cell a free night, a full name on each bar."""
    if piece.state not in BARS:
        first = _plan(row, piece, free_label(row, piece)) if piece.state == "free" else _hidden()
        columns = piece.columns
        return "".join(_night(board, at, first if at == piece.first else _hidden()) for at in columns)
    if piece.state == "closed":
        where = f'href="../closures/{piece.code}/"'
    else:
        where = f'href="?{escape(query)}&amp;stay={piece.code}#tray" hx-get="?{escape(query)}&amp;stay={piece.code}"'
        where += "" if piece.code in seen else f' id="stay-{piece.code}"'
        seen.add(piece.code)
    label = escape(bar_label(row, piece))
    second = f"<span>{_use(piece.state)}{escape(piece.words)}</span>" if piece.width > 1 else ""
    bar = _bar(piece, f'{where} aria-label="{label}"', second)
    return f'<td colspan="{piece.width}">{bar}</td>'


def _many(row: Row, piece: Piece) -> str:
    """Draw one piece of a large house: a run is one cell, and bars lead to the page of the stay."""
    span = f" colspan={piece.width}" if piece.width > 1 else ""
    if piece.state not in BARS:
        return f"<td class=free{span}>" + (_plan(row, piece) if piece.state == "free" else _hidden())
    where = f"../{'closures' if piece.state == 'closed' else 'stays'}/{piece.code}/"
    second = f"<span>{escape(piece.words)}</span>" if piece.width > 1 else ""
    return f"<td{span}>{_bar(piece, f'href={where}', second)}"


def _bar(piece: Piece, attributes: str, second: str) -> str:
    before = " data-from" if piece.before else ""
    after = " data-to" if piece.after else ""
    name = escape(piece.name)
    return f"<a class=bar data-state={piece.state}{before}{after} {attributes}><b>{name}</b>{second}</a>"


def _night(board: Board, column: int, inner: str) -> str:
    return f'<td class="free"{_marks(board.nights[column])}>{inner}</td>'


def _plan(row: Row, piece: Piece, label: str = "") -> str:
    """Return the link of a free run to Plan a stay: from which night on, in which bed."""
    name = f' aria-label="{escape(label)}"' if label else ""
    return f"<a href=../plan/?at={row.bed.pk}.{piece.nights.arrives.isoformat()}{name}>{escape(_('free'))}</a>"


def _people(night: Night) -> str:
    if night.short:
        return f"<td{_marks(night)} data-short>{_use('flag')}{escape(night.people)}</td>"
    return f"<td{_marks(night)}>{escape(night.people)}</td>"


def bar_label(row: Row, piece: Piece) -> str:
    """Return the accessible name of a bar: who, what, where, from when to when."""
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
    return f'<span class="hide">{escape(_("free"))}</span>'


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - put together above from escaped words
