"""Addresses beside Wagtail's own."""

from django.urls import path, register_converter
from django.urls.converters import PathConverter, StringConverter
from wagtail.contrib.sitemaps.views import sitemap

from pages import picture_views, views
from pages.sitemaps import EveryLanguage
from respite.languages import OtherLanguage


class SoundPath(PathConverter):
    """A path that the database can be asked for: one with a NUL is no address of ours."""

    regex = r"[^\0\n]+"


class Colour(StringConverter):
    """A colour as an address tells it: six signs, and nothing that a stylesheet could be made to do."""

    regex = "[0-9A-Fa-f]{6}"


register_converter(OtherLanguage, "language")
register_converter(SoundPath, "sound")
register_converter(Colour, "colour")
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": EveryLanguage}}, name="sitemap"),
    path("events.ics", views.calendar, name="calendar"),
    path("look/<colour:light>-<colour:dark>.<slug:version>.css", views.look, name="look"),
    path("media/<sound:path>", picture_views.picture, name="picture"),
    path("<language:language>/", views.in_language),
    path("<language:language>/<sound:path>", views.in_language),
]
