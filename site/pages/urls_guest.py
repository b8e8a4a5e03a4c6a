"""Addresses of the public site that stand in every language."""

from django.urls import path

from pages import views

urlpatterns = [path("search/", views.search, name="search")]
