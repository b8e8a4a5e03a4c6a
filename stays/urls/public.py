"""What the public may read of a house's agreements, under /houses/<slug>/."""

from django.urls import path

from stays.views import guidelines

app_name = "guidelines"
urlpatterns = [
    path("guidelines/", guidelines.public, name="public"),
    path("guidelines.pdf", guidelines.pdf, name="pdf"),
]
