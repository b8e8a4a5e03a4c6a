"""The office of one house: every address under /office/<house>/, handed to the app whose subject it is."""

from django.urls import include, path

urlpatterns = [
    path("<slug:house>/", include("openings.urls.office")),
    path("<slug:house>/", include("intake.urls.office")),
    path("<slug:house>/", include("stays.urls.office")),
    path("<slug:house>/", include("stays.urls.connections")),
]
