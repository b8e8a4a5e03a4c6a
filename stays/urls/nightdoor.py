"""The door to the newest night sheet, at /night/: outside the office, and without the database."""

from django.urls import path

from stays.views import nightdoor

app_name = "night"
urlpatterns = [
    path("", nightdoor.door, name="door"),
    path("paper/", nightdoor.paper, name="paper"),
]
