"""Addresses of the CMS where a library would let an editor too far: they stand before its own."""

from django.urls import include, path, re_path

from pages import choosing, copying, many, translations
from pages.translations import nothing_here

localize = [
    path("submit/page/<int:page_id>/", translations.begin),
    path("reports/translations/", translations.Report.as_view()),
    path("reports/translations/results/", translations.Report.as_view(results_only=True)),
    path("translate/<int:translation_id>/pofile/upload/", translations.take_in),
    path("update/<int:translation_source_id>/", translations.follows_by_itself),
    # Lists of all snippets for whoever asks, and a page that would show English under another language's address.
    re_path(r"^(submit/snippet|api/snippets|page/[0-9]+/convert_to_alias)/.*$", nothing_here),
]
urlpatterns = [
    path("localize/", include(localize)),
    # The menu of pages asks there for pages. What it never asks for would list the files of every organization, and
    # publish, move or copy a page past the checks of its form.
    re_path(r"^api/main/(images|documents|pages/[0-9]+/action)/.*$", nothing_here),
    # Nothing of ours chooses a snippet; these would show those of every organization.
    re_path(r"^snippets/choose/.*$", nothing_here),
    path("pages/<int:page_id>/copy/", copying.CopyView.as_view()),
    path("bulk/<str:app_label>/<str:model_name>/<str:action>/", many.act),
    # Lists of every page of one kind, and of who changed which page last, in every organization.
    re_path(r"^(pages/usage|reports/page-types-usage)/.*$", nothing_here),
    path("choose-page/", choosing.BrowseView.as_view()),
    path("choose-page/<int:parent_page_id>/", choosing.BrowseView.as_view()),
    path("choose-page/chosen-multiple/", choosing.ChosenMultipleView.as_view()),
]
