"""Addresses of shifts, the house log and support calls, under /office/<house>/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
