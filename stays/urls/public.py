"""What the public may read of a house's agreements, under /houses/<slug>/."""

from django.urls import path

from stays.views import guidelines_public as public

app_name = "guidelines"
urlpatterns = [
    path("guidelines/", public.page, name="public"),
    path("guidelines/easy/", public.page, {"easy": True}, name="easy"),
    path("guidelines/poster/", public.poster, name="poster"),
    path("guidelines.pdf", public.pdf, name="pdf"),
    path("guidelines-easy.pdf", public.pdf, {"easy": True}, name="easy-pdf"),
    path("guidelines-poster.pdf", public.poster_pdf, name="poster-pdf"),
]
