"""The yardsticks of `manage.py bench`: bare Django views that read one row."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from respite.models import House


def one_row(request: HttpRequest) -> HttpResponse:
    """Read one row by cursor and answer with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM respite_house WHERE slug = %s", ["bench"])
        return HttpResponse(cursor.fetchone()[0], content_type="application/json")


def one_object(request: HttpRequest) -> HttpResponse:
    """Read one object by the ORM and answer with it."""
    return HttpResponse(House.objects.get(slug="bench").name, content_type="application/json")


urlpatterns = [path("one-row", one_row), path("one-object", one_object)]
