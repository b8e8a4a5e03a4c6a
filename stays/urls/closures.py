"""Addresses of closures and pauses, under /office/<house>/."""

from django.urls import path

from stays.views import closures

urlpatterns = [
    path("closures/", closures.new, name="closure-new"),
    path("closures/<uuid:closure>/", closures.closure, name="closure"),
    path("closures/<uuid:closure>/reopen/", closures.reopen, name="closure-reopen"),
]
