"""The card that other sites frame."""

from django.urls import path

from openings.views.embed import embed

urlpatterns = [path("<slug:slug>/", embed, name="embed")]
