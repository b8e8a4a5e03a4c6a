"""The pages for directories, in each language: of a house, of all houses of an area, and a console."""

from django.urls import path

from openings.views.directories import area, page, try_it

urlpatterns = [
    path("for-directories/", page, name="for-directories"),
    path("for-directories/try/", try_it, name="try-it"),
    path("for-directories/area/<slug:slug>/", area, name="for-directories-area"),
    path("for-directories/<slug:slug>/", page, name="for-directories"),
]
