"""Addresses of the night sheet and of what was written on paper, under /office/<house>/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
