"""Feeds and oEmbed. `openings.fast` answers these addresses before any middleware; this is where they are known."""

from django.urls import path

from openings import feeds
from openings.views import public

urlpatterns = [
    path(feeds.JSON_PATH.lstrip("/"), public.json_feed, name="json-feed"),
    path(feeds.ATOM_PATH.lstrip("/"), public.atom, name="atom"),
    path("oembed", public.card_of, name="oembed"),
]
