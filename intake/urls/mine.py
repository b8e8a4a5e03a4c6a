"""Where a guest enters their code: outside the namespace, because the frames of the ground floor link to it."""

from django.urls import path

from intake.views import mine

urlpatterns = [path("", mine.enter, name="mine")]
