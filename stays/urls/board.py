"""Addresses of the board, under /office/<house>/."""

from django.urls import path

from stays.views import board

urlpatterns = [
    path("board/", board.board, name="board"),
    path("plan/", board.plan, name="stay-plan"),
]
