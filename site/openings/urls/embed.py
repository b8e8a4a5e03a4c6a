"""The card that other sites frame, and the element that they load."""

from django.urls import path

from openings.views import public
from openings.views.embed import embed

urlpatterns = [
    path("v1/respite-availability.js", public.script, name="element"),
    path("<slug:slug>/", embed, name="embed"),
]
