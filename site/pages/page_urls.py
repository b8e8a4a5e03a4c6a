"""The pages of the site, by the name under which Wagtail looks for their addresses."""

from django.urls import re_path
from wagtail.urls import serve_pattern

from pages.views import serve

urlpatterns = [re_path(serve_pattern, serve, name="wagtail_serve")]
