"""Addresses beside Wagtail's own."""

from django.urls import path, register_converter
from wagtail.contrib.sitemaps.views import sitemap

from pages import picture_views, views
from pages.sitemaps import EveryLanguage
from respite.languages import OtherLanguage

register_converter(OtherLanguage, "language")
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": EveryLanguage}}, name="sitemap"),
    path("events.ics", views.calendar, name="calendar"),
    path("look/<slug:organization>.<slug:version>.css", views.look, name="look"),
    path("media/<path:path>", picture_views.picture, name="picture"),
    path("<language:language>/", views.in_language),
    path("<language:language>/<path:path>", views.in_language),
]
