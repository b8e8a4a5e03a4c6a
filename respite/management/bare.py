"""The yardstick of `manage.py bench`: a bare Django view that reads one row."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path


def one_row(request: HttpRequest) -> HttpResponse:
    """Read one row by cursor and answer with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM respite_house WHERE slug = %s", ["bench"])
        return HttpResponse(cursor.fetchone()[0], content_type="application/json")


urlpatterns = [path("one-row", one_row)]
