"""Addresses of the settings of the house at work, under /office/<house>/."""

from django.urls import path

from stays.views import settings

urlpatterns = [
    path("settings/work/", settings.work, name="settings-work"),
    path("settings/planned/", settings.planned, name="settings-planned"),
]
