"""The page for directories, in each language; /for-directories/<house>/ shows that house."""

from django.urls import path

from openings.views.directories import page

urlpatterns = [
    path("for-directories/", page, name="for-directories"),
    path("for-directories/<slug:slug>/", page, name="for-directories"),
]
