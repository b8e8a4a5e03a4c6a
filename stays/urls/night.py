"""Addresses of the night sheet and of what was written on paper, under /office/<house>/."""

from django.urls import path

from stays.views import night, paper

urlpatterns = [
    path("night-sheet/", night.sheet, name="night-sheet"),
    path("night-sheet/pdf/", night.pdf, name="night-sheet-pdf"),
    path("night-sheet/keep/", night.keep, name="night-sheet-keep"),
    path("night-sheet/code/", night.code, name="night-code"),
    path("night-sheet/enter/", paper.enter, name="night-paper"),
]
