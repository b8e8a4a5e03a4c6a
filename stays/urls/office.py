"""Addresses of the stays, under /office/<house>/: one file a subject."""

from stays.urls import board, closures, guidelines, night, record, settings, shifts

app_name = "stays"
urlpatterns = [
    *board.urlpatterns,
    *record.urlpatterns,
    *closures.urlpatterns,
    *guidelines.urlpatterns,
    *shifts.urlpatterns,
    *night.urlpatterns,
    *settings.urlpatterns,
]
