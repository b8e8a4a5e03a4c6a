"""Promises after a stay, of one house."""

from django.urls import path

from stays.views import connections

app_name = "connections"
urlpatterns = [
    path("connections/", connections.connections, name="connections"),
    path("connections/<slug:code>/kept/", connections.kept, name="connection-kept"),
    path("connections/<slug:code>/no-answer/", connections.no_answer, name="connection-no-answer"),
    path("connections/<slug:code>/not-today/", connections.not_today, name="connection-not-today"),
    path("connections/<slug:code>/end/", connections.end, name="connection-end"),
]
