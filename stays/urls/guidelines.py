"""Addresses of the guidelines, under /office/<house>/."""

from django.urls import path

from stays.views import guidelines

urlpatterns = [
    path("guidelines/", guidelines.versions, name="guidelines"),
    path("guidelines/new/", guidelines.new, name="guidelines-new"),
    path("guidelines/compare/", guidelines.compared, name="guidelines-compare"),
    path("guidelines/<int:version>/", guidelines.version, name="guidelines-version"),
]
