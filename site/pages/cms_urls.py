"""Addresses of the CMS where the library behind translations would let an editor too far: they stand before its own."""

from django.urls import path, re_path

from pages import translations

urlpatterns = [
    path("submit/page/<int:page_id>/", translations.begin),
    path("reports/translations/", translations.Report.as_view()),
    path("reports/translations/results/", translations.Report.as_view(results_only=True)),
    path("translate/<int:translation_id>/pofile/upload/", translations.take_in),
    path("update/<int:translation_source_id>/", translations.follows_by_itself),
    # Lists of all snippets for whoever asks, and a page that would show English under another language's address.
    re_path(r"^(submit/snippet|api/snippets|page/[0-9]+/convert_to_alias)/.*$", translations.nothing_here),
]
