"""Addresses beside Wagtail's own."""

from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from pages import views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
