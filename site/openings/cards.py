"""The card in the office about the notice of a house: what is out and on whose word, and what can be said instead."""

from typing import Any

from django.urls import reverse

from openings import gridsaid, poolsaid, publishing, said, words
from openings.models import Notice
from openings.words import Published
from respite.models import House
from stays import availability
from stays.availability import Band, State


def differs(house: House, notice: Notice | None, board: Band | None = None) -> Band | None:
    """Return what the board says when the public page does not say so, a notice that is too old included; else None.

    A "please call" said by hand contradicts nothing: a house may ask for calls at any time.
    """
    board = board or availability.tonight(house)
    if notice is None or not notice.holds():
        return board
    by_choice = notice.by_hand and notice.band == State.CALL
    return None if by_choice or publishing.agrees(board, notice) else board


def card(house: House) -> dict[str, Any]:
    """Return what the notice card of the office says: the page, who confirmed it, the board, and what can be said."""
    notice, told, board = publishing.current(house), words.published(house), availability.tonight(house)
    by_phone = told.precision == "none"
    silent = board.state == State.CALL and told.band in {State.CALL, State.UNKNOWN}
    stopped = silent and board.total > 0 and not by_phone
    other = None if by_phone or stopped else differs(house, notice, board)
    opens = availability.next_open(house) if other and other.state == State.FULL else None
    agrees = (told.band, told.count) == (board.state, board.count)
    if house.in_pool:
        return _pool_card(house, told, board)
    if house.style == publishing.GRID and not stopped and board.total:
        return _grid_card(house, told, board, notice)
    acts = [] if by_phone or silent else said.acts(board, agrees=agrees, keeps=told.band == State.CALL)
    return {
        "band": str(told.band),
        "says": said.published(told.words, again=None),
        "confirmed": said.stopped() if stopped else said.confirmed(house, notice, told),
        "differs": said.board(other, opens, house.tonight()) if other else "",
        "acts": acts,
        "small": said.small(stopped=stopped) if acts or stopped else "",
        "action": reverse("openings:notice", args=[house.slug]),
    }


def _grid_card(house: House, told: Published, board: Band, notice: Notice | None) -> dict[str, Any]:
    """Return the card of a house on the grid: what is out, and what goes out next."""
    ahead = gridsaid.ahead(house, board, notice)
    opens = availability.next_open(house) if board.state == State.FULL else None
    return {
        "band": str(told.band),
        "says": said.published(told.words, again=None),
        "confirmed": gridsaid.standing(ahead),
        "differs": gridsaid.differs(ahead, said.board(board, opens, house.tonight())),
        "acts": said.acts(board, agrees=ahead.repeats, keeps=told.band == State.CALL),
        "small": gridsaid.small(ahead),
        "action": reverse("openings:notice", args=[house.slug]),
    }


def _pool_card(house: House, told: Published, board: Band) -> dict[str, Any]:
    """Return the card of a house that tells one word with others of its area."""
    ahead = poolsaid.ahead(house, board)
    acts = said.acts(board, agrees=ahead.agrees, keeps=ahead.row.band == State.CALL)
    return {
        "band": str(told.band),
        "says": said.published(told.words, again=None),
        "confirmed": poolsaid.standing(ahead),
        "differs": poolsaid.differs(ahead),
        "acts": acts if board.state != State.CALL else [],
        "small": poolsaid.small(ahead),
        "action": reverse("openings:notice", args=[house.slug]),
    }
