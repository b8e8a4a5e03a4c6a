"""What partners read. `openings.fast` answers these addresses before any middleware; this is where they are known."""

from django.urls import path

from openings.api import api, openapi
from openings.views import public

urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("", api.urls),
    path("<path:path>", public.nothing),
]
