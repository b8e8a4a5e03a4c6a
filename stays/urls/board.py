"""Addresses of the board, under /office/<house>/."""

from django.urls import path

from stays.views import board, board_more

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/changes/", board.changes, name="board-changes"),
    path("board/find/", board_more.find, name="board-find"),
    path("board/houses/", board_more.houses, name="board-houses"),
    path("plan/", board.plan, name="stay-plan"),
    path("undo/", board_more.undo, name="undo"),
]
